"""What every decision about a pool shares: who still waits, who sees a change, and how it dissolves.

Whoever changes a pool locks its row first, and then its asks in the order of their ids.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.asks.service import TRACKER_KIND
from bot.delivery.messages import Recipient, Shown
from bot.delivery.outbox import enqueue, refresh, refresh_home, refresh_shown
from bot.kit.db import WorkspaceSession
from bot.matching import queries as matching
from bot.models import OPEN_POOL, Ask, Pool, PoolExpert, PoolPlace, PoolState, ShareState
from bot.models.transitions import move
from bot.offers.service.common import lock_asks
from bot.people import queries as people
from bot.people import service as people_service
from bot.pooled import messages, queries, rules

OFFER_KIND = messages.OFFER.id  # what a job looks for in the outbox


async def still_waiting(
    db: WorkspaceSession, pool: Pool, *states: ShareState, now: datetime
) -> list[tuple[PoolPlace, Ask]]:
    """Return the places of an open pool whose asks nobody else has; the others leave it."""
    found = await queries.places(db, pool.id, *states)
    asks = {ask.id: ask for ask in await lock_asks(db, [one.ask_id for one in found])}
    stay = []
    for place in found:
        ask = asks[place.ask_id]
        if ask.state in queries.WAITS and not await _too_late(db, ask, now):
            stay.append((place, ask))
        else:
            await leave(db, place, now)
    return stay


async def _too_late(db: WorkspaceSession, ask: Ask, now: datetime) -> bool:
    end = matching.end_of_day(ask.needed_by, await people.hours_of(db, ask.mentee_id))
    return end is not None and end <= now


async def leave(db: WorkspaceSession, place: PoolPlace, now: datetime) -> bool:
    """Take an ask out of a pool; return whether this did it."""
    left = await move(db, PoolPlace, PoolPlace.id == place.id, to=ShareState.OUT)
    await show_place(db, place, now)
    return bool(left)


async def show_place(db: WorkspaceSession, place: PoolPlace, now: datetime) -> None:
    """Bring a mentee's card up to date where it stands, and their App Home."""
    await refresh(db, messages.PLACE, to=Recipient.person(place.user_id), about=place.id, now=now)
    await show_question(db, place.ask_id, place.user_id, now)


async def show_question(db: WorkspaceSession, ask_id: str, mentee_id: str, now: datetime) -> None:
    """Bring the card of a question up to date, which says that its mentee may share, and their App Home."""
    await refresh_shown(db, [Shown(TRACKER_KIND, Recipient.person(mentee_id), ask_id)], now)
    await refresh_home(db, [mentee_id], now)


async def show_places(db: WorkspaceSession, pool: Pool, now: datetime) -> None:
    """Bring the cards of everybody up to date who shares, or is asked."""
    for place in await queries.places(db, pool.id, ShareState.ASKED, ShareState.IN):
        await show_place(db, place, now)


async def show_expert(db: WorkspaceSession, pool: Pool, user_id: str | None, now: datetime) -> None:
    """Bring an expert's card up to date where it stands, and their App Home."""
    if user_id is not None:
        await refresh(db, messages.OFFER_CARD, to=Recipient.person(user_id), about=pool.id, now=now)
        await refresh_home(db, [user_id], now)


async def dissolve(db: WorkspaceSession, pool: Pool, now: datetime) -> None:
    """End a pool that has found no session: whoever would have shared hears it, and waits alone again."""
    here = Pool.id == pool.id
    if not await move(db, Pool, here, since=OPEN_POOL, to=PoolState.DISSOLVED, wakes_at=None, ended_at=now):
        return
    for place in await queries.places(db, pool.id, ShareState.IN):
        to = Recipient.person(place.user_id)
        await enqueue(db, messages.DISSOLVED, to=to, about=place.id, now=now)
    for place in await queries.places(db, pool.id, ShareState.ASKED):
        await leave(db, place, now)
    await show_places(db, pool, now)
    await show_expert(db, pool, pool.expert_id, now)
    await people_service.pool_changed(db, now)


async def go_on(db: WorkspaceSession, pool: Pool, now: datetime) -> None:
    """Take the step that follows from who still waits and what they have said."""
    asked = await still_waiting(db, pool, ShareState.ASKED, now=now)
    sharing = await still_waiting(db, pool, ShareState.IN, now=now)
    if pool.state is PoolState.GATHERING:
        late = [place for place, _ in asked if place.answer_by <= now]
        for place in late:
            await leave(db, place, now)
        if len(asked) > len(late):
            return await _await(
                db, pool, [place for place, _ in asked if place not in late], len(sharing), now
            )
    if len(sharing) < rules.SHARED_FROM:
        return await dissolve(db, pool, now)
    if pool.state is PoolState.GATHERING:
        await _seek(db, pool, [ask for _, ask in sharing], now)
    await show_places(db, pool, now)
    await show_expert(db, pool, pool.expert_id, now)
    return None


async def _await(
    db: WorkspaceSession, pool: Pool, asked: Sequence[PoolPlace], sharing: int, now: datetime
) -> None:
    """Wait for those who have not answered, while enough can still agree."""
    if len(asked) + sharing < rules.SHARED_FROM:
        return await dissolve(db, pool, now)
    await db.update_where(Pool, Pool.id == pool.id, wakes_at=max(one.answer_by for one in asked))
    return await show_places(db, pool, now)


async def _seek(db: WorkspaceSession, pool: Pool, asks: Sequence[Ask], now: datetime) -> None:
    """Have an expert looked for, from now on and for some working days of the first who asked."""
    week = await people.work_week_of(db, asks[0].mentee_id)
    until = week.add_working_minutes(now, rules.SEEK_MINUTES)
    minutes = rules.minutes_for(len(asks))
    values = {"wakes_at": now, "give_up_at": until, "minutes": minutes}
    await move(db, Pool, Pool.id == pool.id, since=PoolState.GATHERING, to=PoolState.SEEKING, **values)


async def look_further(db: WorkspaceSession, pool: Pool, now: datetime) -> None:
    """Look for another expert: the one who has it can't, or is silent."""
    here = (Pool.id == pool.id, Pool.expert_id == pool.expert_id)
    values = {"expert_id": None, "wakes_at": now}
    before = pool.expert_id
    if await move(db, Pool, *here, since=PoolState.ASKING, to=PoolState.SEEKING, **values):
        await show_expert(db, pool, before, now)
        await show_places(db, pool, now)


async def asked_of(db: WorkspaceSession, pool_id: str, user_id: str) -> PoolExpert | None:
    """Return when an expert was asked to take a pool; None where they were not."""
    return await db.get(PoolExpert, (pool_id, user_id))


SOON = timedelta(hours=1)  # after which an expert is looked for again
