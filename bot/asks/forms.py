"""What the modals of asking must contain, and what the ask modal carries."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Annotated, ClassVar, Literal

from pydantic import BeforeValidator, Field

from bot.asks import texts
from bot.asks.rules import HOURS
from bot.kit.carried import Carried
from bot.kit.forms import Form
from bot.kit.i18n import Sentence

QUESTION_CHARS = 1000
BACKGROUND_CHARS = 3000  # with the question as much as Slack lets somebody type behind a command
OUTCOME_CHARS = 500
UNSURE = "unsure"  # stands for no topic
MINUTES: Literal[45] = 45  # unless chosen

Minutes = Annotated[Literal[30, 45, 60], BeforeValidator(int)]
Sessions = Annotated[Literal[1, 2, 3], BeforeValidator(int)]
Hours = Annotated[str, Field(pattern=f"^({'|'.join(HOURS)})$")]


class FormState(Carried):
    """What the modal shows beside its fields.

    ``ask_id``: which ask it changes. ``started_id``: where its words were kept before it was open.
    ``likely``: the topics that the words sound like. ``whole``: all fields are shown. ``opening``: the offer
    begins with the clinic's opening. ``reviewed``, ``warned``: the clinic, and how tight it is, were shown.
    ``session_id``: the past session whose expert is to be asked again. ``stories``: those that are shown as
    an answer, ``looked``: whether there were any has been looked up.
    """

    ask_id: str = ""
    started_id: str = ""
    likely: tuple[str, ...] = ()
    whole: bool = False
    opening: bool = False
    reviewed: bool = False
    warned: bool = False
    session_id: str = ""
    stories: tuple[str, ...] = ()
    looked: bool = False


class TopicOfAsk(Carried):
    """The id of an ask, and of a topic that it may move to."""

    id: str
    topic: str


class AskForm(Form):
    """The ask modal."""

    sentences: ClassVar[Mapping[str, Sentence]] = texts.SENTENCES

    topic: str
    question: str = Field(min_length=10, max_length=QUESTION_CHARS)
    background: str = Field("", max_length=BACKGROUND_CHARS)
    outcome: str = Field("", max_length=OUTCOME_CHARS)
    minutes: Minutes = MINUTES
    sessions: Sessions = 1
    needed_by: date | None = None
    hours: Hours = "usual"
    hide_name: list[str] = Field(default_factory=list)
    private_ok: list[str] = Field(default_factory=list)

    @property
    def topic_id(self) -> str | None:
        """The topic, or None for somebody who is not sure."""
        return None if self.topic == UNSURE else self.topic


class WidenForm(Form):
    """The widen modal."""

    sentences: ClassVar[Mapping[str, Sentence]] = {"widen": texts.WIDEN_NOTHING}

    widen: list[Literal["topic", "date", "short"]] = Field(min_length=1)
