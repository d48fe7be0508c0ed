"""What the modals of stories must contain, and what they and their buttons carry."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from pydantic import Field

from bot.kit.carried import Carried
from bot.kit.forms import Form
from bot.kit.i18n import Sentence
from bot.stories import texts
from bot.stories.rules import HELPED_CHARS, QUESTION_CHARS


class StoryVersion(Carried):
    """The id of a story, and which version of its words was read."""

    id: str
    version: int


class Written(Carried):
    """Where the words of a modal go: a session's new story, or a version of one that there is.

    ``round``: how often something was replaced in them.
    """

    session_id: str = ""
    id: str = ""
    version: int = 0
    round: int = 0


class StoryForm(Form):
    """The words of a story."""

    sentences: ClassVar[Mapping[str, Sentence]] = texts.SENTENCES

    question: str = Field(min_length=10, max_length=QUESTION_CHARS)
    helped: str = Field(min_length=10, max_length=HELPED_CHARS)


class PublishForm(Form):
    """Where to post it."""

    sentences: ClassVar[Mapping[str, Sentence]] = {"channel": texts.CHANNEL_NEEDED}

    channel: str = Field(min_length=1)
