"""From the tables to what the rules rank: one ask, and everybody who could help with it."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import or_, select

from bot.experts.rules import month_of
from bot.kit.db import Tx
from bot.kit.hours import WorkingHours, instant_of
from bot.matching import texts
from bot.matching.rules import AskFacts, Candidate, Interval, Ranking, Reason, rank
from bot.models import (
    LIVE_OFFER,
    Ask,
    Avoidance,
    Expert,
    ExpertTopic,
    Offer,
    Session,
    SessionState,
    Topic,
)
from bot.people import queries as people

COUNTED = (SessionState.SCHEDULING, SessionState.BOOKED, SessionState.ENDED, SessionState.HELD)
MET_LATELY = timedelta(days=90)


async def rank_for(tx: Tx, ask: Ask, now: datetime) -> Ranking:
    """Rank everybody who opted in for this ask."""
    return rank(await facts_of(tx, ask, now), await pool(tx, ask.topic_id, now), now)


async def rankings_for(tx: Tx, asks: Sequence[Ask], now: datetime) -> list[Ranking]:
    """Rank everybody who opted in for each of several asks, in their order."""
    return [await rank_for(tx, ask, now) for ask in asks]


def reasons_of(offer: Offer, zone: str) -> list[str]:
    """Return why this expert was asked, as short phrases, days in the given zone; not escaped."""
    return texts.reasons((Reason.from_json(data) for data in json.loads(offer.reasons)), zone)


def end_of_day(day: date | None, hours: WorkingHours) -> datetime | None:
    """Return the instant at which a day of somebody's calendar ends, in UTC."""
    return instant_of(hours.tz, day + timedelta(days=1), 0) if day else None


async def facts_of(tx: Tx, ask: Ask, now: datetime) -> AskFacts:
    """Return what ranking knows of an ask."""
    hours = await people.hours_of(tx, ask.mentee_id)
    topic = await tx.get(Topic, ask.topic_id)
    avoids = await tx.all(select(Avoidance.other_id).where(Avoidance.user_id == ask.mentee_id))
    asked = await tx.all(select(Offer.expert_id).where(Offer.ask_id == ask.id))
    met = await tx.all(
        select(Session.expert_id).where(
            Session.mentee_id == ask.mentee_id,
            Session.state == SessionState.HELD,
            Session.ends_at > now - MET_LATELY,
        )
    )
    return AskFacts(
        mentee_id=ask.mentee_id,
        topic_id=ask.topic_id,
        topic_name=topic.name if topic else "",
        question=ask.question,
        background=ask.background,
        outcome=ask.outcome,
        minutes=ask.minutes,
        needed_by=end_of_day(ask.needed_by, hours),
        hours=hours,
        avoids=frozenset(avoids),
        already_asked=frozenset(asked),
        met_before=frozenset(met),
        widened=ask.widened,
    )


async def pool(tx: Tx, topic_id: str, now: datetime) -> list[Candidate]:
    """Return everybody who opted in, with what ranking for this topic needs to know of them."""
    experts = await tx.all(select(Expert).where(Expert.opted_out_at.is_(None)))
    ids = [expert.user_id for expert in experts]
    known = await people.people(tx, ids)
    hours = await people.hours_of_all(tx, ids)
    topics = await _topics(tx)
    avoids = await _avoids(tx)
    sessions, busy = await _sessions(tx, now)
    helped = await _helped(tx, topic_id)
    offers = Counter(await tx.all(select(Offer.expert_id).where(Offer.state.in_(LIVE_OFFER))))
    return [
        Candidate(
            user_id=expert.user_id,
            topic_ids=frozenset(topic.id for topic in topics[expert.user_id]),
            topic_names=tuple(topic.name for topic in topics[expert.user_id]),
            topic_synonyms=tuple(word for topic in topics[expert.user_id] for word in topic.synonyms),
            skills=expert.skills,
            about=expert.about,
            hours=hours[expert.user_id],
            capacity=expert.capacity,
            load=sessions[expert.user_id] + offers[expert.user_id],
            lengths=frozenset(expert.lengths),
            paused_until=expert.paused_until,
            deactivated=known[expert.user_id].deactivated,
            avoids=frozenset(avoids[expert.user_id]),
            busy=tuple(sorted(busy[expert.user_id])),
            helped_on_topic=helped[expert.user_id],
            open_offers=offers[expert.user_id],
        )
        for expert in experts
        if known[expert.user_id].synced_at is not None  # until then their zone is not known
    ]


async def _topics(tx: Tx) -> dict[str, list[Topic]]:
    rows = await tx.rows(
        select(ExpertTopic.user_id, Topic)
        .join(Topic, (Topic.workspace_id == ExpertTopic.workspace_id) & (Topic.id == ExpertTopic.topic_id))
        .where(Topic.archived_at.is_(None))
        .order_by(Topic.name_key)
    )
    found: dict[str, list[Topic]] = defaultdict(list)
    for user_id, topic in rows:
        found[user_id].append(topic)
    return found


async def _avoids(tx: Tx) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for row in await tx.all(select(Avoidance)):
        found[row.user_id].append(row.other_id)
    return found


async def _sessions(tx: Tx, now: datetime) -> tuple[Counter[str], dict[str, list[Interval]]]:
    """Return, by person: sessions this month as expert, and booked times ahead in either role."""
    begun, ends = month_of(now)
    rows = await tx.all(
        select(Session).where(
            Session.state.in_(COUNTED),
            or_(
                Session.starts_at >= begun, Session.created_at >= begun, Session.state == SessionState.BOOKED
            ),
        )
    )
    load: Counter[str] = Counter()
    busy: dict[str, list[Interval]] = defaultdict(list)
    for row in rows:
        if begun <= (row.starts_at or row.created_at) < ends:
            load[row.expert_id] += 1
        if row.state == SessionState.BOOKED and row.starts_at and row.ends_at and row.ends_at > now:
            busy[row.expert_id].append((row.starts_at, row.ends_at))
            busy[row.mentee_id].append((row.starts_at, row.ends_at))
    return load, busy


async def _helped(tx: Tx, topic_id: str) -> Counter[str]:
    """Return, by expert, how many sessions on this topic were held."""
    held = (
        select(Session.expert_id)
        .join(Ask, (Ask.workspace_id == Session.workspace_id) & (Ask.id == Session.ask_id))
        .where(Session.state == SessionState.HELD, Ask.topic_id == topic_id)
    )
    return Counter(await tx.all(held))
