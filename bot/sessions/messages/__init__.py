"""What is said about sessions, from their scheduling to what came of them."""

from bot.sessions.messages.meeting import (
    BRIEF,
    FOUND,
    OWN_OVER,
    START,
    START_CARD,
    START_LATER,
    WHERE_ARE_YOU,
)
from bot.sessions.messages.outcome import (
    ACTION_CHECK,
    ACTION_CHECK_CARD,
    DIFFERS,
    HANDOVER,
    WRAP_UP,
    WRAP_UP_CARD,
    WRAP_UP_REMINDER,
)
from bot.sessions.messages.scheduling import (
    BOOKED_NEWS,
    CALENDAR,
    CALENDAR_UPDATE,
    CALENDAR_WANTED,
    CARD,
    CARD_LATER,
    STILL_NEEDED,
    STILL_NEEDED_OVER,
)

MESSAGES = (
    *(CARD, CARD_LATER, BOOKED_NEWS, CALENDAR, CALENDAR_UPDATE, CALENDAR_WANTED),
    *(BRIEF, START, START_CARD, START_LATER, OWN_OVER, STILL_NEEDED, STILL_NEEDED_OVER),
    *(WHERE_ARE_YOU, FOUND, WRAP_UP, WRAP_UP_CARD, DIFFERS, WRAP_UP_REMINDER),
    *(ACTION_CHECK, ACTION_CHECK_CARD, HANDOVER),
)

__all__ = [
    "ACTION_CHECK",
    "ACTION_CHECK_CARD",
    "BOOKED_NEWS",
    "BRIEF",
    "CALENDAR",
    "CALENDAR_UPDATE",
    "CALENDAR_WANTED",
    "CARD",
    "CARD_LATER",
    "DIFFERS",
    "FOUND",
    "HANDOVER",
    "MESSAGES",
    "OWN_OVER",
    "START",
    "START_CARD",
    "START_LATER",
    "STILL_NEEDED",
    "STILL_NEEDED_OVER",
    "WHERE_ARE_YOU",
    "WRAP_UP",
    "WRAP_UP_CARD",
    "WRAP_UP_REMINDER",
]
