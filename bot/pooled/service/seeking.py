"""One expert after the other is asked for all of them at once; who can picks a time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from bot.asks import lifecycle
from bot.delivery.messages import Recipient
from bot.delivery.outbox import enqueue, refresh_home_at
from bot.kit.db import WorkspaceSession
from bot.kit.errors import FormErrors, UserMessage
from bot.kit.ids import new_id
from bot.matching import queries as matching
from bot.models import Ask, Offer, OfferSource, Pool, PoolExpert, PoolPlace, PoolState, ShareState
from bot.models.transitions import move
from bot.offers import queries as offers
from bot.offers import rules as offer_rules
from bot.offers import service as offers_service
from bot.people import queries as people
from bot.pooled import messages, queries, texts
from bot.pooled.queries import ForExpert
from bot.pooled.service.common import (
    SOON,
    asked_of,
    dissolve,
    go_on,
    leave,
    look_further,
    show_expert,
    show_places,
    still_waiting,
)
from bot.pooled.service.meeting import book

CONSIDERED = 20  # of the best who fit everybody


async def seek(db: WorkspaceSession, pool: Pool, now: datetime) -> None:
    """Ask the best expert who can help all of them and has room for one more session, or wait for one."""
    await go_on(db, pool, now)
    asks = [ask for _, ask in await still_waiting(db, pool, ShareState.IN, now=now)]
    again = await queries.pool(db, pool.id)
    if again is None or again.state is not PoolState.SEEKING:
        return
    if pool.give_up_at <= now:
        await dissolve(db, pool, now)
        return
    for user_id, _ in (await matching.together(db, asks, pool.minutes, now))[:CONSIDERED]:
        if await _ask(db, pool, asks, user_id, now):
            return
    await db.update_where(Pool, Pool.id == pool.id, wakes_at=min(now + SOON, pool.give_up_at))


async def _ask(db: WorkspaceSession, pool: Pool, asks: Sequence[Ask], user_id: str, now: datetime) -> bool:
    """Put a pool before an expert, unless they had it, have no room, or share no hour with everybody."""
    if await asked_of(db, pool.id, user_id) or not await queries.times(db, pool, asks, user_id, now):
        return False
    room = (await offers.capacities(db, [user_id], now)).get(user_id)
    if room is None or room.places < 1:
        return False
    clock = await _clock(db, asks, user_id, now)
    asked = {"asked_at": clock.due, "answer_by": clock.deadline}
    await db.insert(PoolExpert, pool_id=pool.id, user_id=user_id, **asked)
    here, wakes_at, to = Pool.id == pool.id, clock.deadline, Recipient.person(user_id)
    values = {"expert_id": user_id, "wakes_at": wakes_at}
    await move(db, Pool, here, since=PoolState.SEEKING, to=PoolState.ASKING, **values)
    await enqueue(db, messages.OFFER, to=to, about=pool.id, now=now, due=clock.due)
    await refresh_home_at(db, user_id, pool.id, clock.due, now)
    await show_places(db, pool, now)
    return True


async def _clock(db: WorkspaceSession, asks: Sequence[Ask], user_id: str, now: datetime) -> offer_rules.Clock:
    hours = {ask.id: await people.hours_of(db, ask.mentee_id) for ask in asks}
    needed = [matching.end_of_day(ask.needed_by, hours[ask.id]) for ask in asks]
    week, settings = await people.work_week_of(db, user_id), await people.settings(db)
    first = min((at for at in needed if at), default=None)
    return offer_rules.clock_of(
        week, now, settings.offer_wait_minutes, needed_by=first, remind_percent=settings.reminder_percent
    )


async def to_pick(db: WorkspaceSession, pool_id: str, by: str, now: datetime) -> ForExpert:
    """Return what an expert picks a time for. Raises UserMessage where it is another's, or over."""
    found = await queries.for_expert(db, pool_id, by, now)
    if found is None:
        raise UserMessage(texts.NOT_YOURS)
    if not found.is_open:
        raise UserMessage(texts.OVERTAKEN)
    if not found.times:
        raise UserMessage(texts.NO_TIMES)
    return found


async def accept(db: WorkspaceSession, pool_id: str, by: str, start: datetime, now: datetime) -> None:
    """Book a time that an expert picks, for all who still share.

    With one who is left it becomes a session of two. Raises UserMessage, and FormErrors at the time.
    """
    pool = await _with(db, pool_id, by)
    sharing = await _may_meet(db, pool, by, now)
    if not sharing:
        raise UserMessage(texts.NOBODY_LEFT)
    asks = [ask for _, ask in sharing]
    if start not in await queries.times(db, pool, asks, by, now):
        raise FormErrors({"time": texts.TIME_GONE})
    accepted = [await _accepted(db, ask, by, start, now) for ask in asks]
    await book(db, pool, [place for place, _ in sharing], accepted, start, now)


async def _with(db: WorkspaceSession, pool_id: str, by: str) -> Pool:
    pool = await queries.pool(db, pool_id, lock=True)
    if pool is None or await asked_of(db, pool_id, by) is None:
        raise UserMessage(texts.NOT_YOURS)
    if pool.state is not PoolState.ASKING or pool.expert_id != by:
        raise UserMessage(texts.OVERTAKEN)
    return pool


async def _may_meet(
    db: WorkspaceSession, pool: Pool, expert_id: str, now: datetime
) -> list[tuple[PoolPlace, Ask]]:
    """Return who still shares and may meet an expert; whoever may not any more leaves in silence."""
    stay = []
    for place, ask in await still_waiting(db, pool, ShareState.IN, now=now):
        if await offers.may_be_asked(db, ask, expert_id, now):
            stay.append((place, ask))
        else:
            await leave(db, place, now)
    return stay


async def _accepted(db: WorkspaceSession, ask: Ask, expert_id: str, start: datetime, now: datetime) -> Offer:
    """Make the expert's yes to one of the asks."""
    mine, clock = {"ask_id": ask.id, "expert_id": expert_id}, {"offered_at": now, "deadline_at": start}
    await db.insert_or_ignore(Offer, id=new_id(), source=OfferSource.MATCH, **mine, **clock)
    here = (Offer.ask_id == ask.id, Offer.expert_id == expert_id)
    offer_id = (await db.execute(select(Offer.id).where(*here))).scalar_one()  # named meanwhile, perhaps
    await lifecycle.open_offer(db, offer_id, topic_id=ask.topic_id, wait_minutes=0, **clock)
    await offers_service.accept(db, offer_id, expert_id, now)
    return await db.get_one(Offer, offer_id)


async def decline(db: WorkspaceSession, pool_id: str, by: str, now: datetime) -> None:
    """Take an expert's no; the next one is asked. Raises UserMessage where it is another's, or over."""
    pool = await _with(db, pool_id, by)
    here = (PoolExpert.pool_id == pool_id, PoolExpert.user_id == by)
    await db.update_where(PoolExpert, *here, declined=True)
    await look_further(db, pool, now)
    await show_expert(db, pool, by, now)
