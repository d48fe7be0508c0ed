"""What the clock does to a pool, and what follows from what became of its asks, sessions and expert."""

from __future__ import annotations

from datetime import datetime

from bot.kit.db import WorkspaceSession
from bot.models import OPEN_POOL, PoolState
from bot.pooled import queries
from bot.pooled.service.common import go_on, look_further
from bot.pooled.service.meeting import follow_sessions, wake_booked
from bot.pooled.service.seeking import seek


async def wake(db: WorkspaceSession, pool_id: str, now: datetime) -> None:
    """Take the step that is due. Does nothing when another worker, or somebody's button, was faster."""
    pool = await queries.pool(db, pool_id, lock=True)
    if pool is None or pool.wakes_at is None or pool.wakes_at > now:
        return
    match pool.state:
        case PoolState.GATHERING:
            await go_on(db, pool, now)
        case PoolState.SEEKING:
            await seek(db, pool, now)
        case PoolState.ASKING:
            await look_further(db, pool, now)
        case PoolState.BOOKED:
            await wake_booked(db, pool, now)


async def follow(db: WorkspaceSession, pool_id: str, now: datetime) -> None:
    """Go on where an ask has moved on by itself, a session was called off, or the expert is not there."""
    pool = await queries.pool(db, pool_id, lock=True)
    if pool is None:
        return
    if pool.state is PoolState.BOOKED:
        await follow_sessions(db, pool, now)
    elif pool.state in OPEN_POOL:
        await go_on(db, pool, now)


async def expert_is_gone(db: WorkspaceSession, pool_id: str, now: datetime) -> None:
    """Ask the next expert where the one who has it left, paused or is not reached."""
    pool = await queries.pool(db, pool_id, lock=True)
    if pool is not None and pool.state is PoolState.ASKING:
        await look_further(db, pool, now)
