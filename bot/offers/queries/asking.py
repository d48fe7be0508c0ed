"""Who may be asked, and how much they may still get."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from bot.asks.queries import UNASKED
from bot.directory import queries as directory
from bot.experts.queries import COUNTED, MEETING
from bot.experts.rules import month_of
from bot.kit.db import WorkspaceSession
from bot.kit.i18n import Words
from bot.matching import queries as matching
from bot.matching.rules import Capacity
from bot.models import (
    LIVE_OFFER,
    Ask,
    Avoidance,
    Expert,
    ExpertTopic,
    Offer,
    Person,
    Pool,
    PoolState,
    Session,
)
from bot.offers.rules import is_rested
from bot.people import queries as people


async def asked(db: WorkspaceSession, ask_ids: Collection[str]) -> dict[str, set[str]]:
    """Return who was asked or named, by ask."""
    found: dict[str, set[str]] = {ask_id: set() for ask_id in ask_ids}
    rows = (
        await db.execute(select(Offer.ask_id, Offer.expert_id).where(Offer.ask_id.in_(sorted(ask_ids))))
    ).all()
    for ask_id, expert_id in rows:
        found[ask_id].add(expert_id)
    return found


async def capacities(db: WorkspaceSession, user_ids: Collection[str], now: datetime) -> dict[str, Capacity]:
    """Return how many more offers each of these experts may get, and keep it so for this transaction.

    Whoever places offers takes the experts by their ids, after the asks: two at once never fill one place.
    """
    ids = sorted(user_ids)
    capacities = (
        await db.execute(
            select(Expert.user_id, Expert.capacity)
            .where(Expert.user_id.in_(ids))
            .order_by(Expert.user_id)
            .with_for_update()
        )
    ).all()
    begun, ends = month_of(now)
    at = func.coalesce(Session.starts_at, Session.created_at)
    meets = select(Session.expert_id, MEETING).distinct()
    meets = meets.where(Session.expert_id.in_(ids), Session.state.in_(COUNTED))
    has = select(Offer.expert_id).where(Offer.expert_id.in_(ids), Offer.state.in_(LIVE_OFFER))
    pools = select(Pool.expert_id).where(Pool.expert_id.in_(ids), Pool.state == PoolState.ASKING)
    load = Counter(await db.scalars(meets.where(at >= begun, at < ends)))
    load.update([*await db.scalars(has), *await db.scalars(pools)])
    last = await _last_offers(db, ids)
    weeks = await people.work_weeks_of(db, ids)
    return {
        user_id: Capacity(max(0, capacity - load[user_id]), is_rested(last.get(user_id), weeks[user_id], now))
        for user_id, capacity in capacities
    }


async def _last_offers(db: WorkspaceSession, user_ids: list[str]) -> dict[str, datetime]:
    """Return when each of these experts was last asked; it may be ahead, in their next morning."""
    newest = select(Offer.expert_id, func.max(Offer.offered_at)).where(
        Offer.expert_id.in_(user_ids), Offer.state.not_in(UNASKED)
    )
    return dict((await db.execute(newest.group_by(Offer.expert_id))).all())


async def offers_topic(db: WorkspaceSession, user_id: str, topic_id: str) -> bool:
    """Return whether somebody has named a topic in their profile."""
    named = (ExpertTopic.user_id == user_id, ExpertTopic.topic_id == topic_id)
    return await db.scalar(select(ExpertTopic.user_id).where(*named).limit(1)) is not None


async def is_expert(db: WorkspaceSession, user_id: str) -> bool:
    """Return whether somebody has joined as an expert and is still there."""
    expert = await db.get(Expert, user_id)
    person = await people.person(db, user_id)
    there = person is not None and not person.deactivated
    return there and expert is not None and expert.opted_out_at is None


@dataclass(frozen=True, slots=True)
class Colleague:
    """An expert who can be named; the name is not escaped."""

    user_id: str
    name: Words


async def colleagues(
    db: WorkspaceSession, ask: Ask, by: str, now: datetime, *, open_name: bool
) -> list[Colleague]:
    """Return the experts whom ``by`` can name for an ask, those who help with its topic first.

    Nobody who is paused. The mentee and who stands above or below them are left out where ``by`` knows who
    asks (``open_name``), and else are there like anybody: to be missing would give them away.
    """
    above_and_below = await directory.reporting_line(db, ask.mentee_id) if open_name else frozenset()
    left_out = {by, *above_and_below, *([ask.mentee_id] if open_name else [])}
    joined = select(Person).join(Expert, Expert.user_id == Person.user_id)
    awake = Expert.paused_until.is_(None) | (Expert.paused_until <= now)
    joined = joined.where(Expert.opted_out_at.is_(None), awake, Person.deactivated.is_(False))
    near = set(await db.scalars(select(ExpertTopic.user_id).where(ExpertTopic.topic_id == ask.topic_id)))
    there = [one for one in await db.scalars(joined) if one.user_id not in left_out]
    there.sort(key=lambda one: (one.user_id not in near, one.name.casefold(), one.user_id))
    return [Colleague(one.user_id, people.name_of(one)) for one in there]


async def may_be_asked(db: WorkspaceSession, ask: Ask, user_id: str, now: datetime) -> bool:
    """Return whether somebody who was named can be asked at this moment: not while they are away."""
    return await may_be_named(db, ask, user_id, now) and not await people.is_away(db, user_id, now)


async def may_be_named(db: WorkspaceSession, ask: Ask, user_id: str, now: datetime) -> bool:
    """Return whether somebody can be named for an ask: joined, not paused, no block either way.

    Nobody above or below the mentee is, nor whoever had the question that the ask goes on from.
    """
    expert = await db.get(Expert, user_id)
    if user_id == ask.mentee_id or expert is None or not await is_expert(db, user_id):
        return False
    if expert.paused_until is not None and expert.paused_until > now:
        return False
    if user_id in await matching.asked_before(db, ask):
        return False
    if user_id in await directory.reporting_line(db, ask.mentee_id):
        return False
    return not await blocked(db, ask.mentee_id, user_id)


async def blocked(db: WorkspaceSession, one: str, other: str) -> bool:
    """Return whether either of two people would rather not meet the other. Confidential."""
    either = (Avoidance.user_id == one) & (Avoidance.other_id == other)
    or_other = (Avoidance.user_id == other) & (Avoidance.other_id == one)
    return await db.scalar(select(Avoidance.user_id).where(either | or_other).limit(1)) is not None
