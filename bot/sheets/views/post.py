"""A sheet in its channel, the modal in which a place is taken, and what whoever waits sees."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot.kit.blocks import (
    Block,
    Confirm,
    View,
    actions,
    button,
    context,
    escape,
    field,
    modal,
    option,
    quote,
    section,
    select,
    text_input,
)
from bot.kit.carried import RowId
from bot.kit.reader import Reader, first_name
from bot.kit.texts import CANCEL
from bot.models import PlaceState, SheetState
from bot.sheets import texts
from bot.sheets.forms import QUESTION_CHARS
from bot.sheets.queries import OfferedSlot, OnList, Overview, OwnPlace
from bot.sheets.rules import is_night

TAKE_OPEN = "sheet_take_open"
TAKE = "sheet_take"
LEAVE_LIST = "sheet_leave_list"

LINES_EACH = 5  # in a paragraph: more might be cut off, where people have long names

Message = tuple[str, list[Block]]


def message(reader: Reader, found: Overview, now: datetime) -> Message:
    """Return the sheet as it is now."""
    topic, minutes = escape(found.topic), reader.duration(found.sheet.minutes)
    blocks = [section(reader(texts.POST, topic=topic, minutes=minutes)), *_now(reader, found, now)]
    return reader(texts.POST_TEXT, topic=topic), blocks


def _now(reader: Reader, found: Overview, now: datetime) -> list[Block]:
    if found.sheet.state is SheetState.CANCELLED:
        return [context(reader(texts.POST_STOPPED))]
    if found.sheet.state is SheetState.OVER:
        return [context(_over(reader, found))]
    lines = [_line(reader, one) for one in found.ahead(now)]
    free = len(found.free(now))
    label, style = (texts.TAKE, "primary") if free else (texts.JOIN_LIST, None)
    row = actions(button(reader(label), TAKE_OPEN, RowId(id=found.sheet.id).encode(), style=style))
    parts = (lines[first : first + LINES_EACH] for first in range(0, len(lines), LINES_EACH))
    listed = [section("\n".join(some)) for some in parts]
    return [*listed, context(_count(reader, found, free)), row]


def _over(reader: Reader, found: Overview) -> str:
    if found.next_at is None:
        return reader(texts.POST_OVER)
    return reader(texts.POST_OVER_NEXT, posts=reader.day(found.next_at))


def _count(reader: Reader, found: Overview, free: int) -> str:
    if free:
        return reader(texts.LEFT_OVER, count=free)
    waiting = f" {reader(texts.ON_THE_LIST, count=found.waiting)}" if found.waiting else ""
    return reader(texts.ALL_TAKEN) + waiting


def _line(reader: Reader, one: OfferedSlot) -> str:
    words = texts.LINE_FREE if one.is_free else texts.LINE_TAKEN
    return reader(words, when=reader.when(one.slot.starts_at), name=escape(reader(one.name)))


def take_modal(
    reader: Reader, found: Overview, choices: Sequence[OfferedSlot], mine: OwnPlace | None
) -> View:
    """Return the modal in which somebody takes a place, waits for one, or changes theirs."""
    held = mine.slot if mine and mine.place.state is PlaceState.IN else None
    offered = [*([held] if held else []), *choices]
    blocks = [section(_intro(reader, found, offered, mine)), *_when(reader, offered), _question(reader, mine)]
    there = mine is not None and mine.place.state is not PlaceState.LEFT
    submit = texts.CHANGE_SUBMIT if there else texts.TAKE_SUBMIT if offered else texts.LIST_SUBMIT
    title, metadata = reader(texts.TAKE_TITLE), RowId(id=found.sheet.id).encode()
    return modal(TAKE, title, blocks, submit=reader(submit), metadata=metadata, close=reader(CANCEL))


def _intro(reader: Reader, found: Overview, offered: Sequence[OfferedSlot], mine: OwnPlace | None) -> str:
    topic = escape(found.topic)
    if mine and mine.slot and mine.place.state is PlaceState.IN:
        when, name = reader.spoken(mine.slot.slot.starts_at), escape(first_name(reader, mine.slot.name))
        return reader(texts.HAVE_INTRO, topic=topic, when=when, name=name)
    if offered:
        return reader(texts.TAKE_INTRO, topic=topic, minutes=reader.duration(found.sheet.minutes))
    waits = mine is not None and mine.place.state is PlaceState.WAITING
    return reader(texts.WAIT_INTRO if waits else texts.LIST_INTRO, topic=topic)


def _when(reader: Reader, offered: Sequence[OfferedSlot]) -> list[Block]:
    if not offered:
        return []
    options = [option(_option(reader, one), one.slot.id) for one in offered]
    menu = select(options, options[0]["value"], placeholder=reader(texts.WHEN_PLACEHOLDER))
    return [field("slot", reader(texts.WHEN_LABEL), menu)]


def _option(reader: Reader, one: OfferedSlot) -> str:
    words = texts.WHEN_NIGHT if is_night(one.slot.starts_at, reader.zone) else texts.WHEN_OPTION
    return reader(words, when=reader.spoken(one.slot.starts_at), name=reader(one.name))


def _question(reader: Reader, mine: OwnPlace | None) -> Block:
    asked = text_input(
        mine.place.question if mine else "",
        lines=True,
        most=QUESTION_CHARS,
        placeholder=reader(texts.QUESTION_PLACEHOLDER),
        focus=True,
    )
    return field("question", reader(texts.QUESTION_LABEL), asked, hint=reader(texts.QUESTION_HINT))


def place_card(reader: Reader, found: OwnPlace) -> Message:
    """Return the card of whoever waits, or waited, for a place."""
    if found.place.state is PlaceState.IN and found.slot:
        return moved_up(reader, found)
    words = _stands(reader, found)
    blocks = [section(words)]
    if found.place.state is PlaceState.WAITING and found.overview.sheet.state is SheetState.OPEN:
        blocks += [context(reader(texts.YOUR_QUESTION)), quote(found.place.question)]
        blocks.append(actions(leave_button(reader, found.overview.sheet.id)))
        return reader(texts.WAITING_CARD_TEXT, topic=escape(found.overview.topic)), blocks
    if found.place.state is PlaceState.WAITING:
        return reader(texts.LIST_OVER_TEXT, topic=escape(found.overview.topic)), blocks
    return words, blocks


def _stands(reader: Reader, found: OwnPlace) -> str:
    topic = escape(found.overview.topic)
    if found.place.state is PlaceState.WAITING:
        running = found.overview.sheet.state is SheetState.OPEN
        return reader(texts.WAITING_CARD if running else texts.OVER_CARD, topic=topic)
    return reader(texts.LEFT_CARD, topic=topic)


def leave_button(reader: Reader, sheet_id: str) -> Block:
    """Return the button that takes somebody off the waiting list."""
    sure: Confirm = {
        "title": reader(texts.LEAVE_TITLE),
        "text": reader(texts.LEAVE_SURE),
        "yes": reader(texts.LEAVE_LIST),
        "no": reader(texts.STAY),
    }
    return button(reader(texts.LEAVE_LIST), LEAVE_LIST, RowId(id=sheet_id).encode(), confirm=sure)


def home_line(reader: Reader, found: OnList) -> list[Block]:
    """Return the line of App Home about a waiting list."""
    words = reader(texts.HOME_WAITING, topic=escape(found.topic))
    return [section(words), actions(leave_button(reader, found.sheet.id))]


def moved_up(reader: Reader, found: OwnPlace) -> Message:
    """Return the news that there is a place."""
    if found.slot is None:
        raise ValueError("who has moved up has a time")
    topic, name = escape(found.overview.topic), escape(first_name(reader, found.slot.name))
    at = found.slot.slot.starts_at
    text = reader(texts.MOVED_UP_TEXT, topic=topic, when=reader.spoken(at), name=name)
    return text, [section(reader(texts.MOVED_UP, topic=topic, when=reader.when(at), name=name))]
