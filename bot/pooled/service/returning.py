"""Somebody who could not come to a booked pool comes after all."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from bot.asks import service as asks
from bot.delivery.outbox import enqueue
from bot.kit.db import WorkspaceSession
from bot.kit.errors import UserMessage
from bot.models import OPEN_ASK, Ask, Pool, PoolPlace, PoolState, Session, ShareState
from bot.models.transitions import move
from bot.offers import queries as offer_queries
from bot.offers import service as offers
from bot.pooled import messages, queries, rules, texts
from bot.pooled.queries import Shared
from bot.pooled.service.meeting import show_booked
from bot.sessions import queries as sessions
from bot.sessions.service.together import rejoin


async def to_return(db: WorkspaceSession, pool_id: str, by: str, now: datetime) -> Shared | None:
    """Return a booked pool to somebody who said that they can't come; None to anybody else.

    Raises UserMessage where it goes on without them for good.
    """
    place = await _left(db, pool_id, by)
    found = await queries.shared(db, pool_id) if place else None
    if place is None or found is None:
        return None
    if not await _has_room(db, found, place, now):
        raise UserMessage(texts.WITHOUT_YOU)
    return found


async def _left(db: WorkspaceSession, pool_id: str, user_id: str) -> PoolPlace | None:
    mine = (PoolPlace.pool_id == pool_id, PoolPlace.user_id == user_id, PoolPlace.state == ShareState.OUT)
    return await db.scalar(select(PoolPlace).where(*mine, PoolPlace.session_id.is_not(None)).limit(1))


async def _has_room(db: WorkspaceSession, found: Shared, place: PoolPlace, now: datetime) -> bool:
    """Tell whether somebody can come back: their question is still open, and their hour is free."""
    pool = found.pool
    if pool.state is not PoolState.BOOKED or pool.starts_at is None or pool.ends_at is None:
        return False
    ask = await db.get_one(Ask, place.ask_id)
    if pool.starts_at <= now or ask.state not in OPEN_ASK or len(found.members) >= rules.MOST:
        return False
    if await offer_queries.blocked(db, place.user_id, pool.expert_id or ""):
        return False
    return not await sessions.busy(db, [place.user_id], pool.starts_at, pool.ends_at)


async def come_back(db: WorkspaceSession, pool_id: str, by: str, now: datetime) -> None:
    """Take somebody in again; the others read it in their conversation. Raises UserMessage if it is late."""
    pool = await queries.pool(db, pool_id, lock=True)
    found, place = await to_return(db, pool_id, by, now), await _left(db, pool_id, by)
    if pool is None or found is None or place is None or pool.starts_at is None:
        raise UserMessage(texts.NOT_YOURS)
    session = await db.get_one(Session, place.session_id)
    if not await offers.accept_again(db, session.offer_id, now):
        raise UserMessage(texts.WITHOUT_YOU)
    if await rejoin(db, session, pool.starts_at, pool.minutes, now) is None:
        raise UserMessage(texts.WITHOUT_YOU)
    await move(db, PoolPlace, PoolPlace.id == place.id, to=ShareState.IN)
    await _say(db, pool, place, now)


async def _say(db: WorkspaceSession, pool: Pool, place: PoolPlace, now: datetime) -> None:
    to, key = await queries.everybody(db, pool), f"{place.id}:{messages.NOT_COMING.id}:{now.timestamp()}"
    await enqueue(db, messages.NOT_COMING, to=to, about=place.id, now=now, key=key)
    await show_booked(db, pool, now)
    for one in await queries.places(db, pool.id, ShareState.IN):
        await asks.changed(db, one.ask_id, one.user_id, now)
