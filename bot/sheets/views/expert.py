"""What an expert sees: the card with their times, and the modal in which they offer some."""

from __future__ import annotations

from datetime import datetime

from bot.kit.blocks import Block, View, actions, button, escape, field, modal, moment_input, section
from bot.kit.carried import RowId
from bot.kit.i18n import Sentence
from bot.kit.reader import Reader, first_names
from bot.kit.texts import CANCEL
from bot.models import LIVE_SHEET, SheetState, SlotState
from bot.sheets import texts
from bot.sheets.forms import TIMES
from bot.sheets.queries import AskedForTimes, Invited, OfferedSlot, Overview
from bot.sheets.rules import LONGEST_AHEAD
from bot.sheets.views.post import Message

OFFER_OPEN = "sheet_offer_open"
OFFER = "sheet_offer"
NOT_NOW = "sheet_not_now"
TAKE_BACK = "sheet_take_back"


def card(reader: Reader, found: Invited, now: datetime) -> Message:
    """Return the card of an expert who is asked for times."""
    sheet, topic = found.overview.sheet, escape(found.overview.topic)
    head = reader(
        _stands(found),
        **_filled(found, topic, reader),
    )
    blocks = [section(head), *_times(reader, found, now)]
    if sheet.state in LIVE_SHEET and found.helps:
        blocks.append(actions(*buttons(reader, sheet.id, answered=_answered(found))))
    text = reader(texts.INVITE_TEXT, topic=topic, posts=reader.day(sheet.post_at))
    return text if sheet.state is SheetState.GATHERING else head, blocks


def _filled(found: Invited, topic: str, reader: Reader) -> dict[str, str]:
    sheet, channel = found.overview.sheet, f"<#{found.overview.sheet.channel_id}>"
    if sheet.state is SheetState.OPEN:
        return {"topic": topic, "channel": channel}
    if sheet.state is SheetState.GATHERING and not found.asked.declined_at:
        posts, minutes = reader.day(sheet.post_at), reader.duration(sheet.minutes)
        return {"topic": topic, "channel": channel, "posts": posts, "minutes": minutes}
    return {"topic": topic}


def _stands(found: Invited) -> Sentence:
    if found.overview.sheet.state in LIVE_SHEET and not found.helps:
        return texts.INVITE_NO_MORE
    match found.overview.sheet.state:
        case SheetState.OPEN:
            return texts.INVITE_OUT
        case SheetState.OVER:
            return texts.INVITE_OVER
        case SheetState.CANCELLED:
            return texts.INVITE_CANCELLED
    return texts.INVITE_DECLINED if found.asked.declined_at else texts.INVITE


def _answered(found: Invited) -> bool:
    waits = found.overview.sheet.state is SheetState.GATHERING
    return not waits or bool(found.mine) or found.asked.declined_at is not None


def _times(reader: Reader, found: Invited, now: datetime) -> list[Block]:
    ahead = [one for one in found.mine if one.slot.starts_at > now]
    if not ahead or found.overview.sheet.state not in LIVE_SHEET:
        return []
    names = first_names(reader, *(one.taker for one in ahead))
    times = (_time(reader, one, name) for one, name in zip(ahead, names, strict=True))
    return [section(reader(texts.YOUR_TIMES)), *times]


def _time(reader: Reader, one: OfferedSlot, taker: str) -> Block:
    when = reader.when(one.slot.starts_at)
    if one.slot.state is SlotState.TAKEN:
        return section(reader(texts.SLOT_TAKEN, when=when, name=escape(taker)))
    back = button(reader(texts.TAKE_BACK), f"{TAKE_BACK}:{one.slot.id}", RowId(id=one.slot.id).encode())
    return section(reader(texts.SLOT_FREE, when=when), back)


def buttons(reader: Reader, sheet_id: str, *, answered: bool) -> list[Block]:
    """Return what answers whether an expert has times; ``answered``: they have said so."""
    carried = RowId(id=sheet_id).encode()
    style = None if answered else "primary"
    offer = button(reader(texts.OFFER), OFFER_OPEN, carried, style=style)
    return [offer] if answered else [offer, button(reader(texts.NOT_NOW), NOT_NOW, carried)]


def home_line(reader: Reader, found: AskedForTimes, by: str) -> list[Block]:
    """Return the line of App Home of an expert who is asked for times."""
    words = reader(texts.HOME_ASKED, topic=escape(found.topic), by=by)
    return [section(words), actions(*buttons(reader, found.sheet.id, answered=False))]


def offer_modal(reader: Reader, found: Overview) -> View:
    """Return the modal in which an expert offers times; nothing is filled in for them."""
    sheet = found.sheet
    first, last = reader.day(sheet.post_at), reader.day(sheet.post_at + LONGEST_AHEAD)
    minutes = reader.duration(sheet.minutes)
    intro = reader(texts.OFFER_INTRO, topic=escape(found.topic), minutes=minutes, first=first, last=last)
    first_name, *others = TIMES
    blocks = [
        section(intro),
        field(first_name, reader(texts.TIME_LABEL), moment_input()),
        *(field(name, reader(texts.ANOTHER_LABEL), moment_input(), optional=True) for name in others),
    ]
    title, submit, metadata = (
        reader(texts.OFFER_TITLE),
        reader(texts.OFFER_SUBMIT),
        RowId(id=sheet.id).encode(),
    )
    return modal(OFFER, title, blocks, submit=submit, metadata=metadata, close=reader(CANCEL))
