"""When an item of a checklist is ready."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from bot.kit.i18n import Words


class Role(StrEnum):
    """On which side of a session somebody is."""

    MENTEE = "mentee"
    EXPERT = "expert"


@dataclass(frozen=True, slots=True)
class Item:
    """One item: ``text`` says what is ready; ``field`` labels the words it asks for, if it asks for any."""

    key: str
    text: Words
    field: Words = ""
    hint: Words = ""


@dataclass(frozen=True, slots=True)
class Filled:
    """An item as somebody left it. ``words`` are theirs, or, before they wrote any, those of the ask."""

    item: Item
    ticked: bool
    words: str


def is_ready(item: Item, ticked: bool, words: str) -> bool:
    """Whether an item counts as ready: it is ticked, or has the words that it asks for."""
    return bool(words) if item.field else ticked


def open_items(filled: Iterable[Filled]) -> list[Item]:
    """Return the items that are still open, in their order."""
    return [one.item for one in filled if not one.ticked]
