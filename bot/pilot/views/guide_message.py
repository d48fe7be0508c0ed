"""The guide in Slack: a message, a modal, and the Markdown of a canvas."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.checklists.rules import Item
from bot.kit.blocks import Block, View, context, escape, header, modal, section
from bot.kit.reader import Reader
from bot.kit.texts import CLOSE
from bot.pilot import texts
from bot.pilot.queries import Guide
from bot.pilot.views.guide_text import GuideText, Part

MARKS = re.compile(r"([\\`*_{}\[\]<>()#+!|~@:-])")  # what Markdown may take for more than itself


def guide(reader: Reader, found: Guide) -> tuple[str, list[Block]]:
    """Return the guide as a message."""
    parts = [
        reader(texts.GUIDE_WHAT),
        reader(texts.GUIDE_ASK),
        _list(reader, reader(texts.GUIDE_MENTEE), found.mentee),
        _list(reader, reader(texts.GUIDE_EXPERT), found.expert),
        reader(texts.GUIDE_NEXT, count=found.hours),
        reader(texts.GUIDE_HELP),
        reader(texts.GUIDE_PRIVATE),
    ]
    blocks = [header(reader(texts.GUIDE_HEADER)), *(section(part) for part in parts if part)]
    return reader(texts.GUIDE_TEXT), [*blocks, *_paper(reader, found)]


def _list(reader: Reader, title: str, items: Sequence[Item]) -> str:
    return "\n".join([title, *(f"• {escape(reader(item.text))}" for item in items)]) if items else ""


def _paper(reader: Reader, found: Guide) -> list[Block]:
    """Return where the guide is to be printed from, if it is on the web."""
    if found.links is None:
        return []
    page, pdf = found.links.page, found.links.pdf
    words = reader(texts.GUIDE_PRINT_PDF, page=page, pdf=pdf) if pdf else reader(texts.GUIDE_PRINT, page=page)
    return [context(words)]


def guide_modal(reader: Reader, found: Guide) -> View:
    """Return the guide as a modal."""
    return modal("notice", reader(texts.GUIDE_TITLE), guide(reader, found)[1], close=reader(CLOSE))


def markdown(shown: GuideText) -> str:
    """Return the guide as a canvas takes it, without its title."""
    return "\n\n".join([*(_markdown(part) for part in shown.parts), f"_{shown.foot}_"]) + "\n"


def _markdown(part: Part) -> str:
    items = "\n".join(f"* {_escaped(item)}" for item in part.items)
    return "\n\n".join(one for one in (f"## {part.title}", part.words, items) if one)


def _escaped(words: str) -> str:
    return MARKS.sub(r"\\\1", words)
