"""Reads about experts: what they told us, and how much they have helped."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from sqlalchemy import and_, case, func, select

from bot.admin import queries as admin
from bot.admin.queries import TopicChoice
from bot.experts import rules
from bot.experts.rules import Forecast, PastAsk
from bot.kit.catalogs import language_names
from bot.kit.db import WorkspaceSession
from bot.kit.hours import WorkingHours
from bot.models import Ask, Avoidance, Expert, ExpertTopic, Person, Session, SessionState, Topic
from bot.people import queries as people

# What counts against a month's capacity: agreed or held, not what was cancelled.
COUNTED = tuple(state for state in SessionState if state is not SessionState.CANCELLED)
MEETING = func.coalesce(Session.pool_id, Session.id)  # several who share an hour are one
FORECASTS_LIFE = timedelta(minutes=15)
REMEMBERED = 2000  # questions, over all topics, from which forecasts are made


@dataclass(frozen=True, slots=True)
class OwnDay:
    """When somebody's working day begins, in minutes since midnight, and how they want to be told things.

    ``quiet`` are their quiet hours, from and to, in minutes since midnight. ``language`` is empty where it is
    their Slack's; ``languages`` are those there are: their names by code.
    """

    begins: int = 9 * 60
    reminders: bool = True
    invitations: bool = True
    offers_daily: bool = False
    quiet: tuple[int, int] | None = None
    language: str = ""
    languages: Mapping[str, str] = field(default_factory=language_names)


@dataclass(frozen=True, slots=True)
class Profile:
    """What an expert told us, and this month so far. Nothing is escaped; ``topics`` are active ones.

    ``paused_through`` is the last day of a pause in the expert's zone, None when there is none.
    """

    user_id: str
    topics: tuple[TopicChoice, ...]
    skills: str
    about: str
    hours: WorkingHours
    capacity: int
    lengths: tuple[int, ...]
    paused_through: date | None
    avoids: tuple[str, ...]
    sessions_this_month: int


@dataclass(frozen=True, slots=True)
class Draft:
    """What the profile modal starts from: earlier answers, or the defaults of somebody new.

    ``joined``: they are an expert now. ``zone`` is "" until Slack has told it. ``program_team``: whom to ask
    for topics when there are none to choose from.
    """

    profile: Profile
    joined: bool
    choices: tuple[TopicChoice, ...]
    zone: str
    program_team: tuple[str, ...]


async def is_expert(db: WorkspaceSession, user_id: str) -> bool:
    """Return whether a person has opted in, paused or not."""
    row = await db.get(Expert, user_id)
    return row is not None and row.opted_out_at is None


async def profile(db: WorkspaceSession, user_id: str, now: datetime) -> Profile | None:
    """Return the profile of an expert; None for anybody else."""
    row = await db.get(Expert, user_id)
    if row is None or row.opted_out_at is not None:
        return None
    return await _profile(db, row, now)


async def draft(db: WorkspaceSession, user_id: str, now: datetime, topic_id: str = "") -> Draft:
    """Return what the profile modal of a person starts from; ``topic_id``: the topic they are invited to."""
    row = await db.get(Expert, user_id)
    someone = await people.person(db, user_id)
    profile = await _profile(db, row or _newcomer(db, user_id, now), now)
    choices = await admin.topic_options(db)
    if not profile.topics:
        profile = replace(profile, topics=tuple(one for one in choices if one.id == topic_id))
    return Draft(
        profile=profile,
        joined=row is not None and row.opted_out_at is None,
        choices=choices,
        zone=someone.zone if someone and someone.synced_at else "",
        program_team=tuple(await admin.program_team_names(db)),
    )


async def today(db: WorkspaceSession, user_id: str, now: datetime) -> date:
    """Return the present day of a person's calendar."""
    return now.astimezone((await people.hours_of(db, user_id)).tz).date()


async def my_avoidances(db: WorkspaceSession, user_id: str) -> list[str]:
    """Return whom a person would rather not be matched with. For that person's eyes only."""
    return list(
        await db.scalars(
            select(Avoidance.other_id).where(Avoidance.user_id == user_id).order_by(Avoidance.other_id)
        )
    )


async def sessions_this_month(db: WorkspaceSession, user_id: str, now: datetime) -> int:
    """Return how many sessions count against an expert's capacity this month, as matching counts them.

    A session counts by its start; without one yet, by when it was agreed.
    """
    begun, ends = rules.month_of(now)
    at = func.coalesce(Session.starts_at, Session.created_at)
    number = await db.scalar(
        select(func.count(MEETING.distinct())).where(
            Session.expert_id == user_id, Session.state.in_(COUNTED), at >= begun, at < ends
        )
    )
    return number or 0


def _newcomer(db: WorkspaceSession, user_id: str, now: datetime) -> Expert:
    return Expert(
        workspace_id=db.workspace_id,
        user_id=user_id,
        skills="",
        about="",
        capacity=2,
        lengths=[30, 45, 60],
        opted_in_at=now,
    )


async def _profile(db: WorkspaceSession, row: Expert, now: datetime) -> Profile:
    hours = await people.hours_of(db, row.user_id)
    return Profile(
        user_id=row.user_id,
        topics=await _topics(db, row.user_id),
        skills=row.skills,
        about=row.about,
        hours=hours,
        capacity=row.capacity,
        lengths=tuple(sorted(row.lengths)),
        paused_through=rules.paused_through(row.paused_until, hours.zone, now),
        avoids=tuple(await my_avoidances(db, row.user_id)),
        sessions_this_month=await sessions_this_month(db, row.user_id, now),
    )


async def _topics(db: WorkspaceSession, user_id: str) -> tuple[TopicChoice, ...]:
    found = (
        select(Topic)
        .join(Topic.expert_links)
        .where(ExpertTopic.user_id == user_id, Topic.archived_at.is_(None))
        .order_by(Topic.name_key)
    )
    return tuple(TopicChoice(row.id, row.name, row.description) for row in await db.scalars(found))


@dataclass(frozen=True, slots=True)
class Supply:
    """How many offer a topic, and how many of these are not taking a break.

    ``forecast``: how long a yes usually takes, where that can be told.
    """

    experts: int = 0
    there: int = 0
    forecast: Forecast | None = None


async def supply(db: WorkspaceSession, mentee_id: str, now: datetime) -> dict[str, Supply]:
    """Return who else offers each topic, by topic id; a topic that nobody offers is not in it."""
    is_there = and_(
        Expert.paused_until.is_(None) | (Expert.paused_until <= now),
        Person.away_until.is_(None) | (Person.away_until <= now),
    )
    offered = (
        select(ExpertTopic.topic_id, func.count(), func.count(case((is_there, 1))))
        .join(ExpertTopic.expert)
        .join(Expert.person)
        .where(Expert.opted_out_at.is_(None), Person.deactivated.is_(False), ExpertTopic.user_id != mentee_id)
        .group_by(ExpertTopic.topic_id)
    )
    known = {topic: one for topic, one in (await forecasts(db, now)).items() if one.is_good}
    rows = await db.execute(offered)
    return {topic_id: Supply(all_, there, known.get(topic_id)) for topic_id, all_, there in rows}


class _Forecasts:
    """The forecasts of each workspace, with when they were made."""

    def __init__(self) -> None:
        self.made: dict[str, tuple[datetime, dict[str, Forecast]]] = {}


async def forecasts(db: WorkspaceSession, now: datetime) -> dict[str, Forecast]:
    """Return by topic how long a yes usually takes, and how often that held. Made every 15 minutes."""
    made = db.caches.of(_Forecasts).made
    at, found = made.get(db.workspace_id, (None, {}))
    if at is None or not timedelta(0) <= now - at < FORECASTS_LIFE:
        found = await asyncio.to_thread(_forecasts, await _past_asks(db, now))
        made[db.workspace_id] = now, found
    return found


def _forecasts(past: Mapping[str | None, Sequence[PastAsk]]) -> dict[str, Forecast]:
    each = ((topic_id, rules.forecast_of(asks)) for topic_id, asks in past.items())
    return {topic_id: one for topic_id, one in each if topic_id and one}


async def _past_asks(db: WorkspaceSession, now: datetime) -> dict[str | None, list[PastAsk]]:
    """Return the last questions by topic that were open to everybody.

    Those that go on from a session, name an expert, or are places on sign-up sheets don't count.
    """
    ended = func.coalesce(Ask.matched_at, Ask.closed_at, now).label("ended")
    yes = Ask.matched_at.is_not(None).label("yes")
    asked = select(Ask.topic_id, Ask.mentee_id, Person.zone, Ask.created_at, ended, yes).join(Ask.mentee)
    searched = Ask.topic_id.is_not(None), Ask.part == 1, Ask.origin_id.is_(None), Ask.only_expert_id.is_(None)
    waited = Ask.matched_at.is_(None) | (Ask.matched_at > Ask.created_at)
    last = asked.where(*searched, waited, Ask.created_at <= now).order_by(Ask.created_at.desc())
    found: dict[str | None, list[PastAsk]] = {}
    for topic_id, mentee_id, zone, begun, at, said_yes in await db.execute(last.limit(REMEMBERED)):
        found.setdefault(topic_id, []).append(PastAsk(mentee_id, zone, begun, at, said_yes))
    return found


async def own_day(db: WorkspaceSession, user_id: str) -> OwnDay:
    """Return when somebody's working day begins, and how they want to be told things."""
    someone = await people.person(db, user_id)
    if someone is None:
        return OwnDay()
    begins, ends = someone.quiet_from, someone.quiet_to
    return OwnDay(
        begins=someone.day_begins,
        reminders=someone.reminders,
        invitations=someone.invitations,
        offers_daily=someone.offers_daily,
        quiet=None if begins is None or ends is None else (begins, ends),
        language=someone.language,
    )
