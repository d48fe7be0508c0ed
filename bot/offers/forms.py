"""What the modals of an offer must contain."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import ClassVar

from pydantic import Field

from bot.kit.carried import RowId
from bot.kit.forms import Form
from bot.kit.i18n import Sentence
from bot.offers import texts

QUESTION_CHARS = 500
ANSWER_CHARS = 1500
REASON_CHARS = 300
NOTE_CHARS = 500
WRITTEN_CHARS = 3000


class MoreForm(Form):
    """One question back to the mentee."""

    sentences: ClassVar[Mapping[str, Sentence]] = {"question": texts.MORE_SENTENCE}

    question: str = Field(min_length=1, max_length=QUESTION_CHARS)


class SeriesYes(RowId):
    """The id of an offer, and how many sessions its expert saw when they said yes to all."""

    sessions: int


class Answering(RowId):
    """Which offer's question is answered; ``started_id``: with words that were written to the app."""

    started_id: str = ""


class AnswerForm(Form):
    """The mentee's answer."""

    sentences: ClassVar[Mapping[str, Sentence]] = {"answer": texts.ANSWER_SENTENCE}

    answer: str = Field(min_length=1, max_length=ANSWER_CHARS)


class WriteForm(Form):
    """An answer in writing."""

    sentences: ClassVar[Mapping[str, Sentence]] = {"words": texts.WRITE_SENTENCE}

    words: str = Field(min_length=10, max_length=WRITTEN_CHARS)


class DeclineForm(Form):
    """Not me: everything is optional."""

    sentences: ClassVar[Mapping[str, Sentence]] = texts.DECLINE_SENTENCES

    reason: str = Field("", max_length=REASON_CHARS)
    suggestion: str | None = None
    pause: date | None = None


class StewardForm(Form):
    """Whom the steward suggests."""

    sentences: ClassVar[Mapping[str, Sentence]] = {"suggestion": texts.STEWARD_SENTENCE}

    suggestion: str


class InviteForm(Form):
    """Whom to invite as an expert, for which topic, and with which words."""

    sentences: ClassVar[Mapping[str, Sentence]] = texts.INVITE_SENTENCES

    colleague: str
    topic: str
    note: str = Field(min_length=1, max_length=NOTE_CHARS)
