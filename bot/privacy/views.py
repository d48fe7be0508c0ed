"""What is held about somebody, as they see it: the modal, the page, the file, the receipt."""

from __future__ import annotations

import html
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.kit.blocks import Block, Confirm, View, actions, button, escape, modal, section
from bot.kit.i18n import Words
from bot.kit.reader import Reader
from bot.kit.texts import CLOSE
from bot.privacy import texts
from bot.privacy.queries import Everything, Row

OVERVIEW = "privacy_overview"
SEND = "privacy_send"
ERASE = "privacy_erase"

_DOCUMENT = """<!doctype html>
<html><head><meta charset="utf-8"><title>{title}</title>
<style>
body {{ font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }}
dl {{ display: grid; grid-template-columns: 12rem 1fr; gap: .2rem 1rem; border-top: 1px solid #bbb; }}
dt {{ color: #555; }} dd {{ margin: 0; white-space: pre-wrap; overflow-wrap: anywhere; }}
</style></head><body><h1>{title}</h1><p>{made}</p>
{parts}
</body></html>
"""


@dataclass(frozen=True, slots=True)
class Page:
    """All that is held about somebody in words: parts with a title, each of rows of names and values."""

    title: str
    made: str
    parts: Sequence[tuple[str, Sequence[Sequence[tuple[str, str]]]]]


def overview(reader: Reader, counts: Mapping[str, int], name: Words, months: int) -> View:
    """Return the modal that tells what is held, who sees it and how long it stays."""
    intro = reader(texts.INTRO, name=escape(reader(name))) if name else reader(texts.INTRO_SOMEBODY)
    lines = _lines(reader, counts) or reader(texts.NOTHING)
    confirm: Confirm = {
        "title": reader(texts.ERASE_TITLE),
        "text": reader(texts.ERASE_TEXT),
        "yes": reader(texts.ERASE_YES),
        "no": reader(texts.ERASE_NO),
    }
    blocks = [
        section(f"{intro}\n{lines}"),
        section(reader(texts.WHO_SEES)),
        section(reader(texts.HOW_LONG, count=months)),
        actions(
            button(reader(texts.ALL_OF_IT), SEND, style="primary"),
            button(reader(texts.ERASE), ERASE, style="danger", confirm=confirm),
        ),
    ]
    return modal(OVERVIEW, reader(texts.TITLE), blocks, close=reader(CLOSE))


def told(reader: Reader, sentence: Words) -> View:
    """Return the modal with one sentence in place of the rest."""
    return modal(OVERVIEW, reader(texts.TITLE), [section(escape(reader(sentence)))], close=reader(CLOSE))


def receipt(reader: Reader, gone: Mapping[str, int], kept: Mapping[str, int]) -> tuple[str, list[Block]]:
    """Return what tells somebody that they are erased."""
    blocks = [section(reader(texts.RECEIPT))]
    if gone:
        blocks.append(section(f"{reader(texts.RECEIPT_GONE)}\n{_lines(reader, gone)}"))
    if kept:
        blocks.append(section(f"{reader(texts.RECEIPT_KEPT)}\n{_lines(reader, kept)}"))
    return reader(texts.RECEIPT), [*blocks, section(reader(texts.RECEIPT_REST))]


def _lines(reader: Reader, counts: Mapping[str, int]) -> str:
    known = [(sentence, counts[name]) for name, sentence in texts.TABLES.items() if counts.get(name)]
    return "\n".join(reader(texts.LINE, what=reader(what), count=count) for what, count in known)


def data(found: Everything, now: datetime) -> bytes:
    """Return everything as JSON: rows by table, and what the ids in them stand for."""
    whole = {"user_id": found.user_id, "made_at": now.isoformat(), "tables": found.tables}
    names = {"topics": found.topics, "people": found.people}
    return json.dumps(whole | names, ensure_ascii=False, indent=2).encode()


def page(reader: Reader, found: Everything, now: datetime) -> Page:
    """Return everything as people read it."""
    names = {**found.topics, **found.people}
    parts = [
        (reader(title), [_lines_of(reader, row, names) for row in found.tables[table]])
        for table, title in texts.TABLES.items()
        if found.tables.get(table)
    ]
    made = reader(texts.PAGE_MADE, day=reader.day(now))
    return Page(reader(texts.PAGE_TITLE), made, parts)


def _lines_of(reader: Reader, row: Row, names: Mapping[str, str]) -> list[tuple[str, str]]:
    shown = [(name, value) for name, value in row.items() if value not in (None, "", []) and name != "id"]
    return [(reader(texts.COLUMNS[name]), _value(value, names)) for name, value in shown]


def _value(value: Any, names: Mapping[str, str]) -> str:
    if isinstance(value, list):
        return ", ".join(_value(one, names) for one in value)
    return names.get(str(value), str(value))


def document(page: Page) -> str:
    """Return a page as HTML that stands alone."""
    text = html.escape
    parts = "\n".join(
        f"<h2>{text(title)}</h2>"
        + "\n".join(
            "<dl>" + "".join(f"<dt>{text(name)}</dt><dd>{text(value)}</dd>" for name, value in row) + "</dl>"
            for row in rows
        )
        for title, rows in page.parts
    )
    return _DOCUMENT.format(title=text(page.title), made=text(page.made), parts=parts)
