"""What the modals of a sheet must contain, and what its buttons carry."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from pydantic import Field, field_validator

from bot.kit.carried import Carried
from bot.kit.forms import Form
from bot.kit.i18n import Sentence
from bot.sheets import texts
from bot.sheets.rules import LENGTHS, MOST_DAYS_OFF, MOST_PLACES, RULES, days_of

QUESTION_CHARS = 1000
DAYS_OFF_CHARS = 600
TIMES = ("first", "second", "third", "fourth")  # fields for the times that an expert offers at once


class SmallerSheet(Carried):
    """A plan, and how many places it should have."""

    id: str
    places: int


class PlanForm(Form):
    """A monthly sheet."""

    sentences: ClassVar[Mapping[str, Sentence]] = texts.PLAN_FORM

    topic: str
    channel: str
    rule: str
    minutes: int = 30
    places: int = Field(ge=1, le=MOST_PLACES)
    days_off: str = Field(default="", max_length=DAYS_OFF_CHARS)

    @field_validator("rule")
    @classmethod
    def _known_rule(cls, value: str) -> str:
        if value not in RULES:
            raise ValueError("There is no such rule.")
        return value

    @field_validator("days_off")
    @classmethod
    def _known_days(cls, value: str) -> str:
        days = days_of(value)
        if len(days) > MOST_DAYS_OFF:
            raise ValueError("These are too many days.")
        return "\n".join(day.isoformat() for day in sorted(days))

    @field_validator("minutes")
    @classmethod
    def _known_length(cls, value: int) -> int:
        if value not in LENGTHS:
            raise ValueError("There is no such length.")
        return value


class TimesForm(Form):
    """The times that an expert offers, in seconds since 1970."""

    sentences: ClassVar[Mapping[str, Sentence]] = {"first": texts.TIME_NEEDED}

    first: int
    second: int | None = None
    third: int | None = None
    fourth: int | None = None

    @property
    def given(self) -> dict[str, int]:
        """The times by their fields."""
        found = {name: getattr(self, name) for name in TIMES}
        return {name: at for name, at in found.items() if at}


class PlaceForm(Form):
    """The question with which somebody takes a place; no ``slot``: the waiting list."""

    sentences: ClassVar[Mapping[str, Sentence]] = {"question": texts.QUESTION_NEEDED}

    question: str = Field(min_length=10, max_length=QUESTION_CHARS)
    slot: str = ""
