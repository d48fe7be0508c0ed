"""Decisions about flash events."""

from bot.flash.service.afterwards import go_on, note, own_talk, ready_to_go_on
from bot.flash.service.events import (
    ANNOUNCEMENT_KIND,
    call_off,
    check_organiser,
    create,
    live_event,
    note_refused,
    post_again,
)
from bot.flash.service.rounds import keep_rota, ring, with_fits, work_out
from bot.flash.service.seats import (
    be_late,
    come_back,
    join_as_expert,
    join_with_question,
    joinable,
    leave,
    leave_for_good,
    mark_missing,
    partner_missing,
)

__all__ = [
    "ANNOUNCEMENT_KIND",
    "be_late",
    "call_off",
    "check_organiser",
    "come_back",
    "create",
    "go_on",
    "join_as_expert",
    "join_with_question",
    "joinable",
    "keep_rota",
    "leave",
    "leave_for_good",
    "live_event",
    "mark_missing",
    "note",
    "note_refused",
    "own_talk",
    "partner_missing",
    "post_again",
    "ready_to_go_on",
    "ring",
    "with_fits",
    "work_out",
]
