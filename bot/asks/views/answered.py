"""What others asked before, and what helped them: shown once before a question goes out."""

from __future__ import annotations

from collections.abc import Sequence

from bot.asks import texts
from bot.kit.blocks import Block, View, actions, button, context, divider, notice, quote, section
from bot.kit.carried import RowId
from bot.kit.reader import Reader
from bot.kit.texts import CLOSE
from bot.stories.queries import Example

ANSWERED = "ask_answered"


def answered_before(reader: Reader, found: Sequence[Example]) -> list[Block]:
    """Return stories like a question, each with the button that says that it answers it."""
    if not found:
        return []
    blocks = [section(reader(texts.ANSWERED_BEFORE, count=len(found)))]
    for number, one in enumerate(found):
        press = button(reader(texts.ANSWERS_IT), f"{ANSWERED}:{number}", RowId(id=one.id).encode())
        blocks += [quote(one.question), context(reader(texts.WHAT_HELPED)), quote(one.helped), actions(press)]
    return [*blocks, divider()]


def answered(reader: Reader) -> View:
    """Return what is said when a story answered a question before it was asked."""
    return notice(reader(texts.ANSWERED_TITLE), reader(texts.ANSWERED), close=reader(CLOSE))
