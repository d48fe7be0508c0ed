"""Reads about offers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from bot.asks.queries import UNASKED
from bot.experts.queries import COUNTED
from bot.experts.rules import month_of, paused_through
from bot.kit.db import WorkspaceSession
from bot.kit.i18n import Words
from bot.matching import queries as matching
from bot.matching.rules import CONFIDENTIAL, Rule
from bot.matching.rules.assignment import Capacity
from bot.models import (
    LIVE_OFFER,
    Ask,
    AskState,
    Avoidance,
    Expert,
    ExpertTopic,
    Offer,
    OfferState,
    Person,
    Session,
)
from bot.offers.rules import is_rested
from bot.people import queries as people

KNOWN = 3  # answers that a card has room for
SMALLEST_GROUP = 5  # as everywhere: what concerns fewer people than these could be traced to one of them


@dataclass(frozen=True, slots=True)
class Clarified:
    """An expert's question back, and the mentee's answer."""

    question: str
    answer: str


@dataclass(frozen=True, slots=True)
class Offered:
    """An offer as its expert sees it; ``mentee`` is empty while the name is hidden.

    ``with_another``: somebody else has the ask at the same time. ``outside_day``: it is needed so soon that
    it did not wait for the expert's working day. ``known``: what the mentee has told others who asked back.
    """

    offer: Offer
    ask: Ask
    topic: str
    mentee: Words
    suggested_by: Words
    reasons: tuple[Words, ...]
    with_another: bool = False
    outside_day: bool = False
    known: tuple[Clarified, ...] = ()


@dataclass(frozen=True, slots=True)
class LeftOut:
    """The closest match of those who can't be asked, and the rule that stops them.

    ``name`` is empty where the rule is confidential; ``paused_through`` is the last day of a pause.
    """

    rule: Rule
    name: Words = ""
    paused_through: date | None = None


@dataclass(frozen=True, slots=True)
class EscalatedAsk:
    """An ask as stewards and admins see it: counts and states, never its words."""

    ask: Ask
    topic: str
    asked: int
    left_out: LeftOut | None = None


async def offered(db: WorkspaceSession, offer_id: str) -> Offered | None:
    """Return an offer with everything its card shows; None where there is none of this id."""
    whole = joinedload(Offer.ask).joinedload(Ask.topic)
    offer = await db.scalar(select(Offer).where(Offer.id == offer_id).options(whole))
    if offer is None:
        return None
    ask, week = offer.ask, await people.work_week_of(db, offer.expert_id)
    known = not ask.hide_name or offer.state == OfferState.ACCEPTED
    return Offered(
        offer=offer,
        ask=ask,
        topic=ask.topic.name,
        mentee=await people.name(db, ask.mentee_id) if known else "",
        suggested_by=await people.name(db, offer.suggested_by) if offer.suggested_by else "",
        reasons=tuple(matching.reasons_of(offer, week.zone)),
        with_another=await _is_with_another(db, offer),
        known=await _known(db, offer, ask),
        outside_day=not week.is_working(offer.offered_at),
    )


async def _known(db: WorkspaceSession, offer: Offer, ask: Ask) -> tuple[Clarified, ...]:
    """Return the last answers to others, about the ask and about what it goes on from."""
    about = [ask.id, *await matching.origins(db, ask)]
    answered = select(Offer).where(Offer.ask_id.in_(about), Offer.id != offer.id, Offer.answer.is_not(None))
    rows = list(await db.scalars(answered.order_by(Offer.offered_at, Offer.id)))
    return tuple(Clarified(row.question or "", row.answer or "") for row in rows[-KNOWN:])


async def _is_with_another(db: WorkspaceSession, offer: Offer) -> bool:
    others = (Offer.ask_id == offer.ask_id, Offer.id != offer.id, Offer.state.in_(LIVE_OFFER))
    return await db.scalar(select(Offer.id).where(*others).limit(1)) is not None


async def escalated(db: WorkspaceSession, ask_id: str, reader_id: str, now: datetime) -> EscalatedAsk | None:
    """Return an ask for a steward or admin; None where there is none of this id."""
    ask = await db.scalar(select(Ask).where(Ask.id == ask_id).options(joinedload(Ask.topic)))
    if ask is None:
        return None
    made = select(func.count(Offer.id)).where(Offer.ask_id == ask_id, Offer.state.not_in(UNASKED))
    return EscalatedAsk(
        ask=ask,
        topic=ask.topic.name,
        asked=await db.scalar(made) or 0,
        left_out=await _left_out(db, ask, reader_id, now),
    )


async def _left_out(db: WorkspaceSession, ask: Ask, reader_id: str, now: datetime) -> LeftOut | None:
    """Return the closest match that a rule stops at this moment, while an ask is with nobody.

    One whom a block stops is mentioned only in a crowd, and then to every reader: to leave out the person
    themselves would tell the others who it is.
    """
    if ask.state not in (AskState.STEWARD, AskState.WAITING):
        return None
    (ranking,) = await matching.rankings_for(db, [ask], now)
    if ranking.best_left_out is None:
        return None
    user_id, rule = ranking.best_left_out
    if rule in CONFIDENTIAL:
        return LeftOut(rule) if await _group_size(db, ask, now) >= SMALLEST_GROUP else None
    if user_id == reader_id:
        return None
    expert = await db.get(Expert, user_id)
    zone = await people.zone(db, user_id)
    through = paused_through(expert.paused_until, zone, now) if expert else None
    return LeftOut(rule, await people.name(db, user_id), through)


async def _group_size(db: WorkspaceSession, ask: Ask, now: datetime) -> int:
    """Return how many experts on the topic it could be, for somebody who sees who is there and not paused."""
    there = (
        select(func.count(Expert.user_id))
        .join(Expert.topic_links)
        .join(Expert.person)
        .where(
            ExpertTopic.topic_id == ask.topic_id,
            Expert.user_id != ask.mentee_id,
            Expert.opted_out_at.is_(None),
            Expert.paused_until.is_(None) | (Expert.paused_until <= now),
            Person.deactivated.is_(False),
        )
    )
    return await db.scalar(there) or 0


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
    meets = select(Session.expert_id).where(Session.expert_id.in_(ids), Session.state.in_(COUNTED))
    has = select(Offer.expert_id).where(Offer.expert_id.in_(ids), Offer.state.in_(LIVE_OFFER))
    load = Counter([*await db.scalars(meets.where(at >= begun, at < ends)), *await db.scalars(has)])
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


async def may_be_asked(db: WorkspaceSession, ask: Ask, user_id: str, now: datetime) -> bool:
    """Return whether somebody who was named can be asked: joined, not paused, no block either way.

    Whoever had the question that the ask goes on from is not asked again.
    """
    expert = await db.get(Expert, user_id)
    if user_id == ask.mentee_id or expert is None or not await is_expert(db, user_id):
        return False
    if expert.paused_until is not None and expert.paused_until > now:
        return False
    if user_id in await matching.asked_before(db, ask):
        return False
    return not await blocked(db, ask.mentee_id, user_id)


async def blocked(db: WorkspaceSession, one: str, other: str) -> bool:
    """Return whether either of two people would rather not meet the other. Confidential."""
    either = (Avoidance.user_id == one) & (Avoidance.other_id == other)
    or_other = (Avoidance.user_id == other) & (Avoidance.other_id == one)
    return await db.scalar(select(Avoidance.user_id).where(either | or_other).limit(1)) is not None
