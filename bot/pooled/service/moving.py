"""A booked pool gets another time: its expert picks it, as they picked the first."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.delivery.outbox import cancel, enqueue
from bot.kit.db import WorkspaceSession
from bot.kit.errors import FormErrors, UserMessage
from bot.kit.reader import FirstName
from bot.models import Pool, PoolState
from bot.pooled import messages, queries, texts
from bot.pooled.queries import ForExpert
from bot.pooled.service.common import asked_of
from bot.pooled.service.meeting import check_ahead, plan_reminder, show_booked
from bot.sessions.service.together import move_together


async def to_move(db: WorkspaceSession, pool_id: str, by: str, now: datetime) -> ForExpert:
    """Return the other times at which everybody is free, to the expert of a booked pool.

    Raises UserMessage for anybody else, once it has begun, and where there is no other time.
    """
    found = check_ahead(await queries.shared(db, pool_id), by, now)
    if by != found.pool.expert_id:
        raise UserMessage(texts.EXPERT_MOVES.format(expert=FirstName(found.expert)))
    asked = await asked_of(db, pool_id, by)
    times = await queries.other_times(db, found.pool, now)
    if asked is None or not times:
        raise UserMessage(texts.NO_OTHER_TIME)
    return ForExpert(found, asked, tuple(times))


async def move_to(db: WorkspaceSession, pool_id: str, by: str, start: datetime, now: datetime) -> None:
    """Move a booked pool to a time that its expert picks; everybody is told in their conversation.

    Raises UserMessage, and FormErrors at the time where somebody has something else by now.
    """
    pool = await queries.pool(db, pool_id, lock=True)
    found = await to_move(db, pool_id, by, now)
    booked = [one.session for one in found.shared.meetings]
    if pool is None or start not in found.times:
        raise FormErrors({"time": texts.TIME_GONE})
    if await move_together(db, booked, start, now) is None:
        raise FormErrors({"time": texts.TIME_GONE})
    times = {"starts_at": start, "ends_at": start + timedelta(minutes=pool.minutes), "wakes_at": start}
    await db.update_where(Pool, Pool.id == pool_id, Pool.state == PoolState.BOOKED, **times)
    moved = await db.get_one(Pool, pool_id)
    to, key = await queries.everybody(db, moved), f"{pool_id}:{messages.MOVED.id}:{now.timestamp()}"
    await enqueue(db, messages.MOVED, to=to, about=pool_id, now=now, key=key)
    await cancel(db, pool_id, [messages.SOON])
    await plan_reminder(db, moved, now)
    await show_booked(db, moved, now)
