"""A sheet in its channel, whatever people are called."""

from __future__ import annotations

from datetime import timedelta

from bot.kit.reader import NEUTRAL
from bot.models import Sheet, SheetSlot, SheetState, SlotState
from bot.people.service import NAME_CHARS
from bot.sheets.queries import OfferedSlot, Overview
from bot.sheets.rules import MOST_PLACES
from bot.sheets.views import post
from tests.support.clock import MONDAY


def test_a_sheet_of_any_size_shows_every_time_whole() -> None:
    sheet = Sheet(id="s1", plan_id="p1", topic_id="t1", minutes=30, state=SheetState.OPEN)
    times = [MONDAY + timedelta(hours=number) for number in range(1, MOST_PLACES + 1)]
    taken = {"sheet_id": "s1", "expert_id": "U1", "state": SlotState.TAKEN}
    slots = [SheetSlot(id=f"{at:%d%H}", starts_at=at, **taken) for at in times]
    named = tuple(OfferedSlot(slot, "&" * NAME_CHARS) for slot in slots)
    _, blocks = post.message(NEUTRAL, Overview(sheet, "Talks", named, 0, None), MONDAY)
    assert str(blocks).count("~ taken") == MOST_PLACES
