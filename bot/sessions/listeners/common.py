"""What the listeners of sessions share."""

from __future__ import annotations

from datetime import UTC, datetime

from bot.kit.errors import UserMessage
from bot.sessions import texts


def pair_of(value: str) -> tuple[str, int]:
    """Return a session's id and the number beside it. Raises UserMessage for a button of another make."""
    session_id, _, number = value.partition("|")
    if not number.isdecimal():
        raise UserMessage(texts.OVERTAKEN)
    return session_id, int(number)


def start_of(value: str) -> tuple[str, datetime]:
    """Return a session's id and the instant beside it."""
    session_id, seconds = pair_of(value)
    if seconds > 10**10:
        raise UserMessage(texts.OVERTAKEN)
    return session_id, datetime.fromtimestamp(seconds, UTC)
