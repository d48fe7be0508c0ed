"""Asks are put together, and each mentee is asked in private whether they would share."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot.delivery.messages import Recipient
from bot.delivery.outbox import enqueue, refresh_home_at
from bot.kit.db import WorkspaceSession
from bot.kit.errors import UserMessage
from bot.kit.ids import new_id
from bot.models import OPEN_POOL, Pool, PoolPlace, ShareState
from bot.models.transitions import move
from bot.offers.service.common import lock_asks
from bot.people import queries as people
from bot.pooled import messages, queries, rules, texts
from bot.pooled.rules import Group
from bot.pooled.service.common import go_on, leave, show_place, show_question


async def propose_all(db: WorkspaceSession, found: Sequence[Group], now: datetime) -> None:
    """Ask the mentees of several groups, whose asks are locked in the order of their ids."""
    await lock_asks(db, [ask_id for group in found for ask_id in group.asks])
    for group in found:
        await propose(db, group, now)


async def propose(db: WorkspaceSession, group: Group, now: datetime) -> None:
    """Ask the mentees of some asks that are alike whether they would share a session.

    Does nothing where too few of them still wait, or have been asked before.
    """
    asks = [ask for ask in await lock_asks(db, group.asks) if ask.state in queries.WAITS]
    if len(asks) < rules.ASKED_FROM:
        return
    weeks = await people.work_weeks_of(db, [ask.mentee_id for ask in asks])
    begins = {ask.id: weeks[ask.mentee_id].next_working(now) for ask in asks}
    until = {
        ask.id: weeks[ask.mentee_id].add_working_minutes(begins[ask.id], rules.ANSWER_MINUTES) for ask in asks
    }
    pool = await db.insert(
        Pool,
        topic_id=asks[0].topic_id,
        minutes=rules.minutes_for(len(asks)),
        closeness=int(group.closeness * 100),
        wakes_at=max(until.values()),
        give_up_at=max(until.values()),
        created_at=now,
    )
    for ask in asks:
        place_id = new_id()
        place = {"id": place_id, "pool_id": pool.id, "ask_id": ask.id, "user_id": ask.mentee_id}
        if await db.insert_or_ignore(PoolPlace, answer_by=until[ask.id], **place):
            to, due = Recipient.person(ask.mentee_id), begins[ask.id]
            await enqueue(db, messages.CONSENT, to=to, about=place_id, now=now, due=due)
            await refresh_home_at(db, ask.mentee_id, place_id, due, now)
            await show_question(db, ask.id, ask.mentee_id, now)
    await go_on(db, pool, now)


async def answer(db: WorkspaceSession, place_id: str, by: str, *, yes: bool, now: datetime) -> None:
    """Keep whether a mentee would share; a no goes back to waiting alone, before or after a yes.

    Raises UserMessage for anybody else, and where it has moved on.
    """
    place = await db.get(PoolPlace, place_id)
    if place is None or place.user_id != by:
        raise UserMessage(texts.NOT_YOURS)
    pool = await queries.pool(db, place.pool_id, lock=True)
    if pool is None or pool.state not in OPEN_POOL:
        raise UserMessage(texts.OVERTAKEN)
    if not (await _agree(db, place, now) if yes else await leave(db, place, now)):
        raise UserMessage(texts.OVERTAKEN)
    await show_place(db, place, now)
    await go_on(db, pool, now)


async def _agree(db: WorkspaceSession, place: PoolPlace, now: datetime) -> bool:
    here = (PoolPlace.id == place.id, PoolPlace.answer_by > now)
    agreed = await move(db, PoolPlace, *here, since=ShareState.ASKED, to=ShareState.IN, answered_at=now)
    again = await db.get(PoolPlace, place.id)
    return bool(agreed) or (again is not None and again.state is ShareState.IN)
