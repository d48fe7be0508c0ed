"""What the modals of asking must contain, and what the ask modal carries."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Annotated, ClassVar, Literal

from pydantic import BeforeValidator, Field

from bot.asks import texts
from bot.kit.carried import Carried
from bot.kit.forms import Form
from bot.kit.i18n import Sentence
from bot.models import AskFormat

QUESTION_CHARS = 1000
BACKGROUND_CHARS = 2500
OUTCOME_CHARS = 500

Minutes = Annotated[Literal[30, 45, 60], BeforeValidator(int)]


class FormState(Carried):
    """Which ask the modal changes, how often its words were replaced, whether the clinic has spoken.

    ``session_id`` is the past session whose expert is to be asked again.
    """

    ask_id: str = ""
    draft: int = 0
    reviewed: bool = False
    session_id: str = ""


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
    minutes: Minutes = 45
    needed_by: date | None = None
    format: AskFormat = AskFormat.SINGLE
    hide_name: list[str] = Field(default_factory=list)
    private_ok: list[str] = Field(default_factory=list)


class WidenForm(Form):
    """The widen modal."""

    sentences: ClassVar[Mapping[str, Sentence]] = {"widen": texts.WIDEN_NOTHING}

    widen: list[Literal["topic", "date", "short"]] = Field(min_length=1)
