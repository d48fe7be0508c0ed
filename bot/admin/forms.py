"""What the modals of the program area must contain."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Annotated, Any, ClassVar

from pydantic import BeforeValidator, Field, ValidationError, field_validator

from bot.admin import texts
from bot.admin.rules import SYNONYM_CHARS, SYNONYMS_AT_MOST, Place
from bot.kit.carried import Carried
from bot.kit.errors import FormErrors
from bot.kit.forms import Form, State, parse, read
from bot.kit.i18n import Sentence
from bot.kit.words import tidy
from bot.models import ProgramSettings
from bot.models.program_settings import Setting, all_settings

ALONE = "alone"  # stands for no wider topic: a menu, once used, cannot be emptied again


def _one_line(value: object) -> object:
    return " ".join(tidy(value).split()) if isinstance(value, str) else value


Line = Annotated[str, BeforeValidator(_one_line)]


class PageNumber(Carried):
    """A page of the list of topics, from 0."""

    page: int = 0


class TopicOnPage(Carried):
    """The topic that a modal changes, none for a new one, and the page of the list below it."""

    topic: str = ""
    page: int = 0


class TopicMoved(Carried):
    """Where in the list a topic goes."""

    id: str
    place: Place


class MergeForm(Form):
    """Which topic takes the place of another."""

    sentences: ClassVar[Mapping[str, Sentence]] = {"into": texts.MERGE_NEEDED}

    into: str


class TopicForm(Form):
    """A topic as an admin describes it."""

    sentences: ClassVar[Mapping[str, Sentence]] = {
        "name": texts.NAME_NEEDED,
        "description": texts.DESCRIPTION_LONG,
        "synonyms": texts.SYNONYMS_LONG,
    }

    name: Line = Field(min_length=1, max_length=60)
    description: Line = Field(default="", max_length=300)
    synonyms: list[Annotated[str, Field(max_length=SYNONYM_CHARS)]] = Field(
        default=[], max_length=SYNONYMS_AT_MOST
    )
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


class ManagersForm(Form):
    """Who runs the program, where the modal has a field for it."""

    sentences: ClassVar[Mapping[str, Sentence]] = {"managers": texts.MANAGERS_MANY}

    managers: list[str] = Field(default=[], max_length=20)


def read_settings(state: State) -> tuple[ProgramSettings, list[str] | None]:
    """Return the settings that the modal holds, and the managers; None where it has no field for them.

    A modal that was opened before a setting existed has no field for it, and leaves it at its default.
    Raises FormErrors with a sentence for each field that will not do.
    """
    shown = read(state)
    stored = {one.name: _stored(one, shown.get(one.name)) for one in all_settings() if one.name in state}
    try:
        settings = ProgramSettings.model_validate(stored)
    except ValidationError as error:
        wrong = {problem["loc"][0] for problem in error.errors()}
        raise FormErrors({one.name: one.words.wrong for one in all_settings() if one.name in wrong}) from None
    return settings, parse(ManagersForm, state).managers if "managers" in state else None


def _stored(setting: Setting, shown: Any) -> Any:
    """Return what is kept for a value; one that is no whole number stays, for the check to refuse it."""
    if (
        setting.words.choices
        or not isinstance(shown, str)
        or not re.fullmatch(r"[0-9]{1,9}", shown, re.ASCII)
    ):
        return shown
    return setting.stored(int(shown))
