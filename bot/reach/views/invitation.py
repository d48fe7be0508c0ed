"""The message of an invitation."""

from __future__ import annotations

from bot.asks.rules import OPEN_FORM
from bot.kit.blocks import Block, actions, button, context, escape, quote, section
from bot.kit.carried import RowId
from bot.kit.reader import Reader
from bot.models import Campaign, Cohort
from bot.reach import texts

NO_MORE = "reach_no_more"
ASK = OPEN_FORM  # opens the form with the words that the button carries

Message = tuple[str, list[Block]]


def invitation(reader: Reader, campaign: Campaign, member_id: str) -> Message:
    """Return an invitation with a first question, which the form takes over."""
    cohort = Cohort(campaign.cohort)
    words = campaign.words or reader(texts.DRAFT[cohort])
    question = campaign.question or reader(texts.FIRST_QUESTION[cohort])
    ask = button(reader(texts.ASK_IT), ASK, question, style="primary")
    no = button(reader(texts.NO_MORE), NO_MORE, RowId(id=member_id).encode())
    spoken = f"{escape(words)} {escape(question)}"
    return spoken, [*content(reader, words, question), actions(ask, no)]


def content(reader: Reader, words: str, question: str) -> list[Block]:
    """Return what an invitation says, without its buttons."""
    return [section(escape(words)), quote(question), context(reader(texts.NOTE))]


def no_more(reader: Reader) -> Message:
    """Return what stands in place of an invitation whose person wants no more of them."""
    said = reader(texts.NO_MORE_SAID)
    return said, [section(said)]
