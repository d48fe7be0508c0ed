"""Decisions about offers: who is asked next, what an answer changes, and what happens where nobody is."""

from bot.offers.service.assignment import place, place_all, reconsider_all
from bot.offers.service.common import (
    ASKED_BACK_KIND,
    CARD_KIND,
    STEWARD_KIND,
    show,
    show_edit,
    show_session,
    suggest,
)
from bot.offers.service.escalation import (
    invite,
    invite_each,
    pass_steward,
    steward_suggests,
    stewarded,
)
from bot.offers.service.responses import (
    accept,
    answer,
    ask_back,
    close,
    decline,
    end_unavailable,
    move_on,
    resume_clock,
    to_answer,
    write,
)

__all__ = [
    "ASKED_BACK_KIND",
    "CARD_KIND",
    "STEWARD_KIND",
    "accept",
    "answer",
    "ask_back",
    "close",
    "decline",
    "end_unavailable",
    "invite",
    "invite_each",
    "move_on",
    "pass_steward",
    "place",
    "place_all",
    "reconsider_all",
    "resume_clock",
    "show",
    "show_edit",
    "show_session",
    "steward_suggests",
    "stewarded",
    "suggest",
    "to_answer",
    "write",
]
