"""How a series is ended, and what the other one reads."""

from __future__ import annotations

from bot.kit.blocks import Block, Confirm, button, escape, section
from bot.kit.carried import RowId
from bot.kit.i18n import Words
from bot.kit.reader import Reader, first_name
from bot.series import texts
from bot.series.queries import Ended

END = "series_end"


def end_button(reader: Reader, series_id: str, other: Words) -> Block:
    """Return the button that ends a series, once that is confirmed."""
    confirm: Confirm = {
        "title": reader(texts.END_TITLE),
        "text": reader(texts.END_TEXT, other=first_name(reader, other)),
        "yes": reader(texts.END_YES),
        "no": reader(texts.END_NO),
    }
    return button(reader(texts.END), END, RowId(id=series_id).encode(), confirm=confirm)


def ended(reader: Reader, found: Ended) -> tuple[str, list[Block]]:
    """Return what the other one is told."""
    filled = {"other": escape(first_name(reader, found.by)), "topic": escape(reader(found.topic))}
    return reader(texts.ENDED_TEXT, **filled), [section(reader(texts.ENDED, **filled))]
