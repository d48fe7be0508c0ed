"""What is special after a backup was restored: nothing is said until the operator says so, and nothing twice.

A backup does not know what was sent after it was made. So whatever was due by the time it is restored is of
unknown fate, and looked up in Slack like a call whose answer was lost, by the mark that its message has.
"""

from __future__ import annotations

import asyncio
import logging
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, and_, case, delete, func, insert, literal, or_, select

from bot.delivery.messages import REMOVAL
from bot.delivery.outbox import HOME
from bot.kit.db import Across, Database, UtcDateTime
from bot.models import Conversation, Outbox, OutboxState, RateLimit, Workspace, isolation
from bot.models.transitions import moving

RESTORED = "restored"  # the error of a row whose fate the backup leaves open
PAUSE = "pause"  # the method of a rate limit that stands for the operator's word; its time is the backup's
PAUSED = "a backup was restored: nothing is done or sent until `pinchpoint resume`"
LOOK_SECONDS = 2.0

log = logging.getLogger(__name__)


def settle(connection: Connection, made_at: datetime, now: datetime) -> None:
    """Make a database that a backup of ``made_at`` has filled ready for its first start: paused."""
    with isolation.lifted(connection):
        for statement in (_lost(made_at, now), _under_way(), _pause(made_at)):
            connection.execute(statement)


def _lost(made_at: datetime, now: datetime) -> Any:
    """Call the fate of what was due unknown. To publish a Home or delete a message twice changes nothing."""
    may_be_sent = and_(Outbox.due_at <= now, Outbox.kind.not_in([HOME, REMOVAL.id]))
    held: dict[str, Any] = {"lease_owner": None, "lease_until": None}
    asked = {"dispatched_at": made_at, "channel_id": _channel(), "error": RESTORED}
    since = (OutboxState.PENDING, OutboxState.LEASED)
    return moving(Outbox, since=since, to=OutboxState.UNKNOWN, **held, **asked).where(may_be_sent)


def _channel() -> Any:
    """Return where a row's message would stand, as far as the backup knows."""
    of_people = (
        select(Conversation.channel_id)
        .where(Conversation.workspace_id == Outbox.workspace_id, Conversation.members == Outbox.recipient)
        .scalar_subquery()
    )
    is_channel = or_(Outbox.recipient.startswith("C"), Outbox.recipient.startswith("G"))
    return case((is_channel, Outbox.recipient), else_=of_people)


def _under_way() -> Any:
    """Call the fate unknown of what was being sent in the moment of the backup."""
    free: dict[str, Any] = {"lease_owner": None, "lease_until": None}
    return moving(Outbox, since=OutboxState.SENDING, to=OutboxState.UNKNOWN, **free, error=RESTORED)


def _pause(made_at: datetime) -> Any:
    each = select(Workspace.id, literal(PAUSE), literal(""), literal(made_at, UtcDateTime))
    return insert(RateLimit).from_select(["workspace_id", "method", "channel_id", "not_before"], each)


async def paused_since(database: Database) -> datetime | None:
    """Return of when the backup is after which nobody has said `pinchpoint resume`; None without one."""
    paused = select(func.min(RateLimit.not_before)).where(RateLimit.method == PAUSE)
    async with database.look_across() as connection:
        found: datetime | None = (await connection.execute(paused)).scalar()
        return found


async def resume(database: Database) -> bool:
    """Let the work begin; False when nothing was paused."""
    async with database.all_workspaces(Across.RESUME) as db:
        ended = delete(RateLimit).where(RateLimit.method == PAUSE).returning(RateLimit.workspace_id)
        return bool((await db.scalars(ended)).all())


class Pause:
    """Whether a process has to wait for the operator's word. It can only end: a restore needs it stopped."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self.is_on = False

    async def look(self) -> None:
        """Look once."""
        self.is_on = await paused_since(self._database) is not None

    async def keep_looking(self) -> None:
        """Look until it is over."""
        if self.is_on:
            log.warning("%s", PAUSED)
        while self.is_on:
            await asyncio.sleep(LOOK_SECONDS)
            try:
                await self.look()
            except Exception as error:
                log.debug("whether work may begin could not be read: %s", type(error).__name__)
