"""The errors that features raise so that one door can turn them into words."""

from __future__ import annotations


class UserMessage(Exception):  # noqa: N818 - it is a sentence for a person, not a fault
    """Stop here and say this sentence to the person who acted.

    ``str(error)`` is the sentence: kind, concrete, and telling what to do next.
    """


class FormErrors(Exception):  # noqa: N818 - what a form answers, not a fault
    """Keep the modal open and show a sentence below each field named.

    ``fields`` maps a block id to its sentence.
    """

    def __init__(self, fields: dict[str, str]) -> None:
        super().__init__(", ".join(fields))
        self.fields = fields


class SetupError(Exception):
    """The process cannot start; ``str(error)`` is one sentence that says which setting to change, and how."""


class NotInstalled(Exception):  # noqa: N818 - a state of the workspace, not a fault
    """The app is not installed in this workspace, or was removed from it."""


class SlackAway(Exception):  # noqa: N818 - a state of the world, not a fault of ours
    """Slack has not answered yet whose token SLACK_BOT_TOKEN is."""
