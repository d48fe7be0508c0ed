"""When an item of a checklist is ready."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from bot.kit.i18n import Words


class Role(StrEnum):
    """On which side of a session somebody is."""

    MENTEE = "mentee"
    EXPERT = "expert"


class List(StrEnum):
    """A list that a workspace can make its own."""

    MENTEE = "mentee"
    WORKSHEET = "worksheet"
    EXPERT = "expert"


ITEMS_AT_MOST = 10
ITEM_CHARS = 150


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


def moved(keys: Sequence[str], key: str, by: int) -> list[str]:
    """Return the keys with one of them so many places further down; up where it is less than nothing."""
    rest = [one for one in keys if one != key]
    at = max(0, min(len(rest), list(keys).index(key) + by))
    return [*rest[:at], key, *rest[at:]]


def open_items(filled: Iterable[Filled]) -> list[Item]:
    """Return the items that are still open, in their order."""
    return [one.item for one in filled if not one.ticked]
