"""Reads about asks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from bot.admin import queries as admin
from bot.kit.db import WorkspaceSession
from bot.kit.i18n import Words
from bot.matching import queries as matching
from bot.matching.rules import CONFIDENTIAL, Rule
from bot.models import LIVE_OFFER, OPEN_ASK, Ask, AskState, Offer, OfferState, Session, SessionState, Topic
from bot.people import queries as people

UNASKED = (OfferState.SUGGESTED,)


@dataclass(frozen=True, slots=True)
class WithExpert:
    """A live offer as the mentee sees it: why this expert, whose name stays out of it until they say yes."""

    offer: Offer
    reasons: tuple[Words, ...]


@dataclass(frozen=True, slots=True)
class Tracked:
    """An ask as its mentee sees it.

    ``live`` are those who have it now, two at most; ``expert`` and ``starts_at`` are known once there is one.
    ``left_out`` is the rule that stops the closest other match, while the ask is with nobody.
    """

    ask: Ask
    topic: str
    asked: int
    live: tuple[WithExpert, ...]
    expert: Words
    starts_at: datetime | None
    date_passed: bool
    left_out: Rule | None = None


@dataclass(frozen=True, slots=True)
class TopicChoice:
    """A topic that can be asked about."""

    id: str
    name: str


async def tracked(db: WorkspaceSession, row: Ask, now: datetime) -> Tracked:
    """Return an ask with everything its tracker card shows."""
    made = select(Offer).where(Offer.ask_id == row.id, Offer.state.not_in(UNASKED))
    offers = list(await db.scalars(made.order_by(Offer.offered_at, Offer.score.desc(), Offer.id)))
    accepted = next((offer for offer in offers if offer.state == OfferState.ACCEPTED), None)
    topic = await db.get(Topic, row.topic_id)
    hours = await people.hours_of(db, row.mentee_id)
    end = matching.end_of_day(row.needed_by, hours)
    passed = end is not None and end <= now and row.state in OPEN_ASK
    return Tracked(
        ask=row,
        topic=topic.name if topic else "",
        asked=len(offers),
        live=tuple(
            WithExpert(offer, tuple(matching.reasons_of(offer, hours.zone)))
            for offer in offers
            if offer.state in LIVE_OFFER
        ),
        expert=await people.name(db, accepted.expert_id) if accepted else "",
        starts_at=await _booked(db, row.id) if accepted else None,
        date_passed=passed,
        left_out=None if passed else await _left_out(db, row, now),
    )


async def _left_out(db: WorkspaceSession, row: Ask, now: datetime) -> Rule | None:
    """Return the rule that stops the closest match at this moment, while an ask is with nobody.

    Nothing of a confidential one: whoever reads that somebody can't be asked would look for who it is.
    """
    if row.state not in (AskState.STEWARD, AskState.WAITING):
        return None
    (ranking,) = await matching.rankings_for(db, [row], now)
    rule = ranking.best_left_out[1] if ranking.best_left_out else None
    return None if rule in CONFIDENTIAL else rule


async def _booked(db: WorkspaceSession, ask_id: str) -> datetime | None:
    booked = (SessionState.BOOKED, SessionState.ENDED)
    return await db.scalar(
        select(Session.starts_at).where(Session.ask_id == ask_id, Session.state.in_(booked)).limit(1)
    )


async def asks_of(db: WorkspaceSession, user_id: str, now: datetime, most: int) -> tuple[list[Tracked], int]:
    """Return a person's open and matched asks, newest first, and how many more there are."""
    rows = list(
        await db.scalars(
            select(Ask)
            .where(Ask.mentee_id == user_id, Ask.closed_at.is_(None))
            .order_by(Ask.created_at.desc(), Ask.id.desc())
        )
    )
    return [await tracked(db, row, now) for row in rows[:most]], max(0, len(rows) - most)


async def topic_choices(db: WorkspaceSession) -> list[TopicChoice]:
    """Return the topics that can be asked about, by name."""
    return [TopicChoice(topic.id, topic.name) for topic in await admin.active_topics(db)]
