"""From what a modal holds to checked values, and from a failed check to sentences at the fields."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from bot.kit import texts
from bot.kit.errors import FormErrors
from bot.kit.i18n import Sentence
from bot.kit.words import clean

State = dict[str, dict[str, dict[str, Any]]]


class Form(BaseModel):
    """What a submitted modal must contain. Field names are the block ids of its inputs.

    ``sentences`` maps a field's name to what is shown below it when its value will not do.
    """

    model_config = ConfigDict(str_strip_whitespace=True, extra="ignore")
    sentences: ClassVar[Mapping[str, Sentence]] = {}


F = TypeVar("F", bound=Form)


def read(state: State) -> dict[str, Any]:
    """Return the plain value of every input, by block id; inputs left empty are absent.

    Texts come as strings without control characters, choices as their values, several choices as lists,
    people and channels as ids, dates as ISO strings, moments as UNIX seconds. What follows "~" in a block id
    is no part of the name: it changes when an input must show new words instead of those that were typed.
    """
    values = {}
    for block_id, elements in state.items():
        for element in elements.values():
            value = _value(element)
            value = clean(value) if isinstance(value, str) else value
            if value not in (None, "", []):
                values[name_of(block_id)] = value
    return values


def name_of(block_id: str) -> str:
    """Return the name of the input in this block."""
    return block_id.partition("~")[0]


def _value(element: dict[str, Any]) -> Any:
    if "selected_option" in element:
        return (element["selected_option"] or {}).get("value")
    if "selected_options" in element:
        return [choice["value"] for choice in element["selected_options"] or []]
    for key in (
        "value",
        "selected_date",
        "selected_time",
        "selected_date_time",
        "selected_user",
        "selected_users",
        "selected_conversation",
    ):
        if key in element:
            return element[key]
    return None


def parse(form: type[F], state: State) -> F:
    """Check what a modal holds. Raises FormErrors with one sentence per field that will not do."""
    try:
        return form.model_validate(read(state))
    except ValidationError as error:
        fields: dict[str, Sentence] = {}
        for problem in error.errors():
            name = str(problem["loc"][0]) if problem["loc"] else next(iter(form.sentences), "")
            fields.setdefault(name, form.sentences.get(name, texts.CHECK_THIS))
        blocks = {name_of(block_id): block_id for block_id in state}
        raise FormErrors({blocks.get(name, name): sentence for name, sentence in fields.items()}) from None
