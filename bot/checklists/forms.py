"""What a submitted checklist must contain."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, ClassVar, Literal

from pydantic import BeforeValidator, Field

from bot.checklists import texts
from bot.checklists.rules import ITEM_CHARS, Item, List, is_ready
from bot.kit.carried import Carried
from bot.kit.errors import FormErrors
from bot.kit.forms import Form
from bot.kit.i18n import Sentence
from bot.kit.words import tidy

WORDS_CHARS = 3000  # Slack's most for a text box; no less than an ask may hold, whose words it starts from
TICK = "tick_"


def _one_line(value: object) -> object:
    return " ".join(tidy(value).split()) if isinstance(value, str) else value


class ListItem(Carried):
    """An item of a list; without a key a new one."""

    list: List
    key: str = ""


class ItemMoved(ListItem):
    """An item, and by how many places it moves down."""

    by: Literal[-1, 1]


class WholeList(Carried):
    """A list as a whole."""

    list: List


class ItemForm(Form):
    """What an item says, and whether it asks for words."""

    sentences: ClassVar[Mapping[str, Sentence]] = {"text": texts.ITEM_NEEDED}

    text: Annotated[str, BeforeValidator(_one_line)] = Field(min_length=1, max_length=ITEM_CHARS)
    answered: Literal["tick", "words"] = "tick"


@dataclass(frozen=True, slots=True)
class Answer:
    """What a form says about one item."""

    ticked: bool
    words: str


def answers(items: Iterable[Item], values: Mapping[str, Any]) -> dict[str, Answer]:
    """Read a form: the items are data, so its fields are not known beforehand.

    Raises FormErrors below each field whose words are too long.
    """
    found: dict[str, Answer] = {}
    problems: dict[str, Sentence] = {}
    for item in items:
        words = str(values.get(item.key) or "").strip()
        ticked = item.key in (values.get(TICK + item.key) or [])
        if len(words) > WORDS_CHARS:
            problems[item.key] = texts.TOO_LONG
        found[item.key] = Answer(is_ready(item, ticked, words), words)
    if problems:
        raise FormErrors(problems)
    return found
