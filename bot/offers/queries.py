"""Reads about offers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from bot.asks.queries import UNASKED
from bot.kit.db import Tx
from bot.matching import queries as matching
from bot.models import Ask, Avoidance, Expert, Offer, OfferState, Topic
from bot.people import queries as people


@dataclass(frozen=True, slots=True)
class Offered:
    """An offer as its expert sees it, in their ``zone``; ``mentee`` is empty while the name is hidden."""

    offer: Offer
    ask: Ask
    topic: str
    mentee: str
    suggested_by: str
    reasons: tuple[str, ...]
    zone: str


@dataclass(frozen=True, slots=True)
class Sought:
    """An ask as stewards and admins see it: counts and states, never its words. ``zone`` is the reader's."""

    ask: Ask
    topic: str
    asked: int
    zone: str


async def offered(tx: Tx, offer_id: str) -> Offered | None:
    """Return an offer with everything its card shows; None where there is none of this id."""
    offer = await tx.get(Offer, offer_id)
    ask = await tx.get(Ask, offer.ask_id) if offer else None
    if offer is None or ask is None:
        return None
    topic = await tx.get(Topic, ask.topic_id)
    zone = await people.zone(tx, offer.expert_id)
    known = not ask.hide_name or offer.state == OfferState.ACCEPTED
    return Offered(
        offer=offer,
        ask=ask,
        topic=topic.name if topic else "",
        mentee=await people.name(tx, ask.mentee_id) if known else "",
        suggested_by=await people.name(tx, offer.suggested_by) if offer.suggested_by else "",
        reasons=tuple(matching.reasons_of(offer, zone)),
        zone=zone,
    )


async def sought(tx: Tx, ask_id: str, reader_id: str) -> Sought | None:
    """Return an ask for a steward or admin; None where there is none of this id."""
    ask = await tx.get(Ask, ask_id)
    if ask is None:
        return None
    topic = await tx.get(Topic, ask.topic_id)
    asked = await tx.all(select(Offer.id).where(Offer.ask_id == ask_id, Offer.state.not_in(UNASKED)))
    return Sought(ask, topic.name if topic else "", len(asked), await people.zone(tx, reader_id))


async def is_expert(tx: Tx, user_id: str) -> bool:
    """Return whether somebody has joined as an expert and is still there."""
    expert = await tx.get(Expert, user_id)
    person = await people.person(tx, user_id)
    there = person is not None and not person.deactivated
    return there and expert is not None and expert.opted_out_at is None


async def may_be_asked(tx: Tx, ask: Ask, user_id: str, now: datetime) -> bool:
    """Return whether somebody who was named can be asked: joined, not paused, no block either way."""
    expert = await tx.get(Expert, user_id)
    if user_id == ask.mentee_id or expert is None or not await is_expert(tx, user_id):
        return False
    if expert.paused_until is not None and expert.paused_until > now:
        return False
    return not await blocked(tx, ask.mentee_id, user_id)


async def blocked(tx: Tx, one: str, other: str) -> bool:
    """Return whether either of two people would rather not meet the other. Confidential."""
    either = (Avoidance.user_id == one) & (Avoidance.other_id == other)
    or_other = (Avoidance.user_id == other) & (Avoidance.other_id == one)
    return await tx.first(select(Avoidance.user_id).where(either | or_other)) is not None
