"""What ranking is told of the people who could help."""

from __future__ import annotations

from base64 import b64decode
from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, func, select

from bot.experts.queries import COUNTED, MEETING
from bot.experts.rules import month_of
from bot.kit.db import WorkspaceSession
from bot.kit.hours import DEFAULT_WEEK, Window, WorkingHours
from bot.matching.rules import Candidate, Help, Interval, LiveState, TopicFacts
from bot.models import (
    LIVE_OFFER,
    UNDER_WAY,
    Ask,
    Availability,
    Embedding,
    Expert,
    ExpertTopic,
    Offer,
    Person,
    Pool,
    PoolState,
    Session,
    SessionState,
    Topic,
    WrittenAnswer,
)

LATELY = timedelta(days=90)
AT_ONCE = 500  # people named in one query; more are read as everybody


async def topics(db: WorkspaceSession) -> tuple[TopicFacts, ...]:
    """Return the active topics; one whose wider topic was archived stands by itself."""
    rows = list(await db.scalars(select(Topic).where(Topic.archived_at.is_(None)).order_by(Topic.id)))
    there = {row.id for row in rows}
    return tuple(
        TopicFacts(row.id, row.name, tuple(row.synonyms), row.parent_id if row.parent_id in there else None)
        for row in rows
    )


async def candidates(
    db: WorkspaceSession,
    user_ids: Collection[str] | None = None,
    encoder: str = "",
    helped_before: datetime | None = None,
) -> list[Candidate]:
    """Return everybody who opted in, or those of some people who did, without what the moment tells.

    Somebody whom Slack has not described yet is left out: until then their zone is not known. ``encoder``:
    the name of the one whose vectors are wanted. ``helped_before``: what they helped with later is left out.
    """
    if user_ids is not None and len(user_ids) > AT_ONCE:
        named = set(user_ids)
        return [one for one in await candidates(db, None, encoder, helped_before) if one.user_id in named]
    rows = db.stream_rows(
        select(
            *(Expert.user_id, Expert.skills, Expert.about, Expert.capacity, Expert.lengths),
            *(Expert.paused_until, Person.away_until, Person.zone),
        )
        .join(Person, (Person.workspace_id == Expert.workspace_id) & (Person.user_id == Expert.user_id))
        .where(
            Expert.opted_out_at.is_(None),
            Person.deactivated.is_(False),
            Person.synced_at.is_not(None),
            *_of(Expert.user_id, user_ids),
        )
    )
    held, weeks = await _topics(db, user_ids), await _weeks(db, user_ids)
    helped = await _helped(db, user_ids, encoder, helped_before)
    vectors = await _vectors(db, user_ids, encoder)
    return [
        Candidate(
            user_id=user_id,
            topic_ids=frozenset(held.get(user_id, ())),
            skills=skills,
            about=about,
            hours=WorkingHours(zone, weeks.get(user_id, DEFAULT_WEEK)),
            capacity=capacity,
            lengths=frozenset(lengths),
            paused_until=paused_until,
            away_until=away_until,
            helped=tuple(helped.get(user_id, ())),
            vectors=vectors.get(user_id),
        )
        async for user_id, skills, about, capacity, lengths, paused_until, away_until, zone in rows
    ]


async def question_vectors(db: WorkspaceSession, asks: Sequence[Ask], encoder: str) -> dict[str, bytes]:
    """Return the packed vectors of some questions, by ask id, where they are known."""
    return await _vectors(db, [ask.id for ask in asks], encoder)


async def live_state(db: WorkspaceSession, now: datetime) -> LiveState:
    """Return what everybody has to do: this month's load, open offers, booked times ahead in either role."""
    begun, ends = month_of(now)
    when = func.coalesce(Session.starts_at, Session.created_at)
    load = await _counted(
        db,
        select(Session.expert_id, func.count(MEETING.distinct()))
        .where(Session.state.in_(COUNTED), when >= begun, when < ends)
        .group_by(Session.expert_id),
    )
    open_offers = await _counted(
        db,
        select(Offer.expert_id, func.count()).where(Offer.state.in_(LIVE_OFFER)).group_by(Offer.expert_id),
    )
    open_offers += await _counted(
        db,
        select(Pool.expert_id, func.count())
        .where(Pool.state == PoolState.ASKING, Pool.expert_id.is_not(None))
        .group_by(Pool.expert_id),
    )
    booked = db.stream_rows(
        select(Session.expert_id, Session.mentee_id, Session.starts_at, Session.ends_at)
        .where(Session.state.in_(UNDER_WAY), Session.ends_at > now)
        .order_by(Session.starts_at)
    )
    busy: dict[str, list[Interval]] = defaultdict(list)
    async for expert_id, mentee_id, starts, closes in booked:
        busy[expert_id].append((starts, closes))
        busy[mentee_id].append((starts, closes))
    load.update(open_offers)
    return LiveState(load, busy, {}, await _sessions_lately(db, now) + open_offers)


async def _sessions_lately(db: WorkspaceSession, now: datetime) -> Counter[str]:
    """How many sessions people had or have agreed to, of those that began in the last three months."""
    return await _counted(
        db,
        select(Session.expert_id, func.count(MEETING.distinct()))
        .where(Session.created_at > now - LATELY, Session.state.in_(COUNTED))
        .group_by(Session.expert_id),
    )


async def _counted(db: WorkspaceSession, statement: Select[Any, int]) -> Counter[str]:
    return Counter({user_id: number async for user_id, number in db.stream_rows(statement)})


async def _topics(db: WorkspaceSession, user_ids: Collection[str] | None) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    rows = select(ExpertTopic.user_id, ExpertTopic.topic_id)
    async for user_id, topic_id in db.stream_rows(rows.where(*_of(ExpertTopic.user_id, user_ids))):
        found[user_id].append(topic_id)
    return found


async def _weeks(db: WorkspaceSession, user_ids: Collection[str] | None) -> dict[str, tuple[Window, ...]]:
    """The weeks of those who named one. Equal weeks are one object, since many people share a week."""
    rows = db.stream_rows(
        select(Availability.user_id, Availability.weekday, Availability.start_minute, Availability.end_minute)
        .where(*_of(Availability.user_id, user_ids))
        .order_by(Availability.user_id, Availability.weekday, Availability.start_minute)
    )
    found: dict[str, tuple[Window, ...]] = {}
    known: dict[tuple[tuple[int, int, int], ...], tuple[Window, ...]] = {(): ()}
    week: tuple[tuple[int, int, int], ...] = ()
    whose = None
    async for user_id, *window in rows:
        week = (*(week if user_id == whose else ()), (window[0], window[1], window[2]))
        if week not in known:
            known[week] = tuple(Window(*each) for each in week)
        found[user_id], whose = known[week], user_id
    return found


async def _helped(
    db: WorkspaceSession, user_ids: Collection[str] | None, encoder: str, before: datetime | None
) -> dict[str, list[Help]]:
    """The questions that people helped with, newest first."""
    told = db.stream_rows(
        select(Session.expert_id, Ask.id, Ask.topic_id, Ask.question, Ask.background, Ask.outcome)
        .join(Ask, (Ask.workspace_id == Session.workspace_id) & (Ask.id == Session.ask_id))
        .where(Session.state == SessionState.HELD, *_of(Session.expert_id, user_ids))
        .where(*([Session.ends_at < before] if before else []))
        .order_by(Session.ends_at.desc(), Session.id)
    )
    rows = [*[row async for row in told], *await _answered(db, user_ids, before)]
    vectors = await _vectors(db, None if user_ids is None else [row.id for row in rows], encoder)
    found: dict[str, list[Help]] = defaultdict(list)
    for expert_id, ask_id, topic_id, *words in rows:
        found[expert_id].append(
            Help("\n".join(words).strip(), (topic_id,) if topic_id else (), vectors.get(ask_id))
        )
    return found


async def _answered(
    db: WorkspaceSession, user_ids: Collection[str] | None, before: datetime | None
) -> list[Any]:
    """The questions that people answered in writing, where that was enough; newest first."""
    told = db.stream_rows(
        select(WrittenAnswer.expert_id, Ask.id, Ask.topic_id, Ask.question, Ask.background, Ask.outcome)
        .join(Ask, (Ask.workspace_id == WrittenAnswer.workspace_id) & (Ask.id == WrittenAnswer.ask_id))
        .where(WrittenAnswer.enough.is_(True), *_of(WrittenAnswer.expert_id, user_ids))
        .where(*([WrittenAnswer.settled_at < before] if before else []))
        .order_by(WrittenAnswer.settled_at.desc(), WrittenAnswer.id)
    )
    return [row async for row in told]


async def _vectors(
    db: WorkspaceSession, subject_ids: Collection[str] | None, encoder: str
) -> dict[str, bytes]:
    if not encoder:
        return {}
    if subject_ids is not None and len(subject_ids) > AT_ONCE:
        subject_ids = None
    wanted = select(Embedding.subject_id, Embedding.vector).where(
        Embedding.model == encoder, *_of(Embedding.subject_id, subject_ids)
    )
    return {subject_id: b64decode(vector) async for subject_id, vector in db.stream_rows(wanted)}


def _of(column: Any, ids: Collection[str] | None) -> list[Any]:
    return [] if ids is None else [column.in_(sorted(ids))]
