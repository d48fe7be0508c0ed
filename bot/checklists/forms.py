"""What a submitted checklist must contain."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from bot.checklists import texts
from bot.checklists.rules import Item, is_ready
from bot.kit.errors import FormErrors
from bot.kit.i18n import Sentence

WORDS_CHARS = 3000  # Slack's most for a text box; no less than an ask may hold, whose words it starts from
TICK = "tick_"


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
