"""What the modals of an event must contain, and what its buttons carry."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, ClassVar

from pydantic import BeforeValidator, Field

from bot.flash import texts
from bot.flash.rules import MOST_ROUNDS
from bot.kit.carried import Carried
from bot.kit.forms import Form
from bot.kit.i18n import Sentence
from bot.kit.words import tidy

TITLE_CHARS = 80
PLACE_CHARS = 300
QUESTION_CHARS = 400
NOTE_CHARS = 1500


def _one_line(value: object) -> object:
    return " ".join(tidy(value).split()) if isinstance(value, str) else value


Line = Annotated[str, BeforeValidator(_one_line)]


class PresetChosen(Carried):
    """The preset of a button; ``draft`` counts how often one was chosen in the modal."""

    preset: str = ""
    draft: int = 0


class EventForm(Form):
    """A new event. ``start`` counts seconds since 1970."""

    sentences: ClassVar[Mapping[str, Sentence]] = texts.FORM

    title: Line = Field(min_length=3, max_length=TITLE_CHARS)
    topics: list[str] = Field(default_factory=list, max_length=20)
    start: int
    rounds: int = Field(ge=1, le=MOST_ROUNDS)
    minutes: int = Field(ge=3, le=60)
    change: int = Field(ge=0, le=30)
    places: int = Field(ge=1, le=2000)
    place: Line = Field(default="", max_length=PLACE_CHARS)
    channel: str


class QuestionForm(Form):
    """What somebody joins with."""

    sentences: ClassVar[Mapping[str, Sentence]] = {"question": texts.QUESTION_NEEDED}

    question: str = Field(min_length=10, max_length=QUESTION_CHARS)
    topic: str = ""


class TopicsForm(Form):
    """What somebody can help with at an event."""

    sentences: ClassVar[Mapping[str, Sentence]] = {"topics": texts.TOPICS_NEEDED}

    topics: list[str] = Field(default_factory=list)


class MissingForm(Form):
    """Who is not there."""

    sentences: ClassVar[Mapping[str, Sentence]] = {"person": texts.PERSON_NEEDED}

    person: str


class NoteForm(Form):
    """What came of a talk."""

    sentences: ClassVar[Mapping[str, Sentence]] = {"note": texts.NOTE_LONG, "thanks": texts.NOTE_LONG}

    note: str = Field(default="", max_length=NOTE_CHARS)
    thanks: str = Field(default="", max_length=NOTE_CHARS)
    again: list[str] = Field(default_factory=list)


class GoOnForm(Form):
    """The question with which two go on."""

    sentences: ClassVar[Mapping[str, Sentence]] = {"question": texts.QUESTION_NEEDED}

    question: str = Field(min_length=10, max_length=1000)
