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


def is_ready(before: Filled, ticked: bool, words: str) -> bool:
    """Whether an item counts as ready after its form was saved with this tick and these words.

    Where words are asked for, a tick alone is not enough, and writing or changing them is as good as a tick.
    """
    if not before.item.field:
        return ticked
    return bool(words) and (ticked or words != before.words)


def lacks_words(item: Item, ticked: bool, words: str) -> bool:
    """Whether somebody ticked an item without the words it asks for."""
    return bool(item.field) and ticked and not words


def open_items(filled: Iterable[Filled]) -> list[Item]:
    """Return the items that are still open, in their order."""
    return [one.item for one in filled if not one.ticked]
