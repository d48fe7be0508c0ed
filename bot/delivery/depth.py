"""How much waits in the outbox, for whoever watches it. Counts and seconds, over all workspaces."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, case, func, select

from bot.delivery.decide import MISSING_KEY
from bot.delivery.outbox import GIVEN_UP, stuck
from bot.delivery.statements import IN_FLIGHT
from bot.kit.db import Database
from bot.models import Outbox, OutboxState


@dataclass(frozen=True, slots=True)
class Depth:
    """How many messages are due, under way, wait for a key or another version, or are given up.

    ``oldest_seconds``: for how long the oldest one that is due has been.
    """

    due: int
    oldest_seconds: float
    under_way: int
    stuck: int
    dead: int


async def depth(database: Database, kinds: Collection[str], now: datetime) -> Depth:
    """Count what waits. ``kinds`` are those this version knows."""
    known = Outbox.kind.in_(sorted(kinds)) & Outbox.error.is_distinct_from(MISSING_KEY)
    waits = (Outbox.state == OutboxState.PENDING) & (Outbox.due_at <= now) & known
    under_way = Outbox.state.in_((*IN_FLIGHT, OutboxState.UNKNOWN)) & Outbox.done_at.is_(None)
    given_up = Outbox.state.in_(GIVEN_UP) & Outbox.done_at.is_not(None)
    wanted = select(
        func.count(case((waits, 1))),
        func.min(case((waits, Outbox.due_at))),
        func.count(case((under_way, 1))),
        func.count(case((and_(*stuck(kinds)), 1))),
        func.count(case((given_up, 1))),
    ).where(Outbox.state.in_((OutboxState.PENDING, *IN_FLIGHT, *GIVEN_UP)))
    async with database.look_across() as connection:
        due, oldest, moving, waiting, dead = (await connection.execute(wanted)).one()
    return Depth(due, (now - oldest).total_seconds() if oldest else 0.0, moving, waiting, dead)
