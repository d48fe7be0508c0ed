"""Decisions about sign-up sheets."""

from bot.sheets.service.places import drop_leavers_place, follow, leave_list, open_place, take
from bot.sheets.service.plans import (
    SHEET_KIND,
    change,
    create,
    make_smaller,
    note_refused,
    post_again,
    stop,
    suggested,
    to_change,
)
from bot.sheets.service.sheets import begin, wake
from bot.sheets.service.slots import decline, drop_leavers_slot, offer, offering, take_back

__all__ = [
    "SHEET_KIND",
    "begin",
    "change",
    "create",
    "decline",
    "drop_leavers_place",
    "drop_leavers_slot",
    "follow",
    "leave_list",
    "make_smaller",
    "note_refused",
    "offer",
    "offering",
    "open_place",
    "post_again",
    "stop",
    "suggested",
    "take",
    "take_back",
    "to_change",
    "wake",
]
