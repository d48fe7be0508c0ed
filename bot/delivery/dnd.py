"""Do-not-disturb, as Slack tells it where the optional scope dnd:read is granted.

Slack does not ring for what arrives meanwhile; what can wait arrives when it is over. Nothing of it is kept
but in this process, for some minutes.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from bot.kit.slack import FAILED, Failure, RateLimited, Refused, classify

FRESH = timedelta(minutes=5)
LONGEST = timedelta(hours=24)  # whoever is away for longer has a status that says so
MARGIN = timedelta(hours=1)  # left when it is over, before a message stops being useful
ASK_AGAIN = timedelta(hours=1)  # whether the scope is granted by now
AFTER_TROUBLE = timedelta(minutes=1)
SECONDS = 3
MOST_KNOWN = 100_000

Client = Callable[[str], Awaitable[AsyncWebClient | None]]

log = logging.getLogger(__name__)


class DoNotDisturb:
    """Tells until when somebody does not want to be disturbed; Slack is asked once in some minutes."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._known: dict[tuple[str, str], tuple[datetime | None, datetime]] = {}
        self._left_alone: dict[str, datetime] = {}  # workspaces, until when they are not asked

    async def end(self, workspace_id: str, user_id: str, now: datetime) -> datetime | None:
        """Return the end of somebody's do-not-disturb; None where there is none, or Slack does not tell."""
        known = self._known.get((workspace_id, user_id))
        if known is None or now - known[1] > FRESH:
            if self._left_alone.get(workspace_id, now) > now:
                return None
            known = (await self._ask(workspace_id, user_id, now), now)
            if len(self._known) >= MOST_KNOWN:
                self._known.clear()
            self._known[workspace_id, user_id] = known
        return known[0] if known[0] and known[0] > now else None

    async def _ask(self, workspace_id: str, user_id: str, now: datetime) -> datetime | None:
        client = await self._client(workspace_id)
        if client is None:
            return None
        try:
            async with asyncio.timeout(SECONDS):
                answer = await client.dnd_info(user=user_id)
        except FAILED as error:
            failure = classify(error)
            self._left_alone[workspace_id] = now + _pause(failure)
            log.info("dnd.info will be asked again: %s", type(failure).__name__)
            return None
        return end_of(answer, now)


def _pause(failure: Failure) -> timedelta:
    match failure:
        case RateLimited():
            return timedelta(seconds=failure.seconds)
        case Refused(_, "recipient"):
            return timedelta()
        case Refused():
            return ASK_AGAIN
        case _:
            return AFTER_TROUBLE


def end_of(answer: Any, now: datetime) -> datetime | None:
    """Return when the do-not-disturb of Slack's answer ends in which ``now`` lies; None where in none."""
    begins, ends = (_seconds(answer, f"next_dnd_{which}_ts") for which in ("start", "end"))
    until = ends if answer.get("dnd_enabled") and begins <= now.timestamp() else 0
    if answer.get("snooze_enabled"):
        until = max(until, _seconds(answer, "snooze_endtime"))
    return datetime.fromtimestamp(until, UTC) if until > now.timestamp() else None


def _seconds(answer: Any, name: str) -> int:
    """Return a time of Slack's answer; 0 where it is none."""
    value = answer.get(name)
    return value if isinstance(value, int) and 0 <= value < 2**35 else 0


def held_until(end: datetime | None, now: datetime, last: datetime | None) -> datetime | None:
    """Return until when a message waits for the end of a do-not-disturb; None where it is said now.

    ``last`` is until when it is of use; one without an end is what others wait for, and does not wait.
    """
    if end is None or last is None or end > min(now + LONGEST, last - MARGIN):
        return None
    return end
