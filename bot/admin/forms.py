"""What the modals of the program area must contain."""

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import BeforeValidator, Field, field_validator

from bot.admin import texts
from bot.kit.blocks import tidy
from bot.kit.forms import Form
from bot.models import MatchingPreset, TwoAtOnce

SYNONYM_CHARS = 40
ALONE = "alone"  # stands for no wider topic: a menu, once used, cannot be emptied again


def _one_line(value: object) -> object:
    return " ".join(tidy(value).split()) if isinstance(value, str) else value


Line = Annotated[str, BeforeValidator(_one_line)]


class TopicForm(Form):
    """A topic as an admin describes it."""

    sentences: ClassVar[dict[str, str]] = {
        "name": texts.NAME_NEEDED,
        "description": texts.DESCRIPTION_LONG,
        "synonyms": texts.SYNONYMS_LONG,
    }

    name: Line = Field(min_length=1, max_length=60)
    description: Line = Field(default="", max_length=300)
    synonyms: list[Annotated[str, Field(max_length=SYNONYM_CHARS)]] = Field(default=[], max_length=20)
    parent: str | None = None
    steward: str | None = None

    @field_validator("parent")
    @classmethod
    def _or_none(cls, value: str | None) -> str | None:
        return None if value == ALONE else value

    @field_validator("synonyms", mode="before")
    @classmethod
    def _between_commas(cls, value: str) -> list[str]:
        """Read words with commas (or line ends) between them; said twice counts once."""
        parts = (" ".join(tidy(part).split()) for part in value.replace("\n", ",").split(","))
        return list({part.casefold(): part for part in parts if part}.values())


class SettingsForm(Form):
    """The settings; times are in hours."""

    sentences: ClassVar[dict[str, str]] = {
        "preset": texts.CHOOSE,
        "two_at_once": texts.CHOOSE,
        "newcomers": texts.NEWCOMERS_WRONG,
        "offer_wait": texts.WAIT_WRONG,
        "late_window": texts.LATE_WRONG,
        "managers": texts.MANAGERS_MANY,
    }

    preset: MatchingPreset
    two_at_once: TwoAtOnce
    newcomers: int = Field(ge=0, le=50)
    offer_wait: int = Field(ge=1, le=40)
    late_window: int = Field(ge=0, le=72)
    managers: list[str] = Field(default=[], max_length=20)
