"""The errors that features raise so that one door can turn them into words."""

from __future__ import annotations

from collections.abc import Mapping

from bot.kit.i18n import Sentence


class UserMessage(Exception):  # noqa: N818 - it is a sentence for a person, not a fault
    """Stop here and say this sentence to the person who acted.

    The sentence is kind, concrete, and tells what to do next. The responder translates it; ``str(error)`` is
    its English.
    """

    def __init__(self, sentence: Sentence) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class FormErrors(Exception):  # noqa: N818 - what a form answers, not a fault
    """Keep the modal open and show a sentence below each field named.

    ``fields`` maps a block id to its sentence, which the responder translates.
    """

    def __init__(self, fields: Mapping[str, Sentence]) -> None:
        super().__init__(", ".join(fields))
        self.fields = dict(fields)


class SetupError(Exception):
    """The process cannot start; ``str(error)`` is one sentence that says which setting to change, and how."""


class NotInstalled(Exception):  # noqa: N818 - a state of the workspace, not a fault
    """The app is not installed in this workspace, or was removed from it."""


class SlackAway(Exception):  # noqa: N818 - a state of the world, not a fault of ours
    """Slack has not answered yet whose token SLACK_BOT_TOKEN is."""
