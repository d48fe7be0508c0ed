"""Reads about pooled asks."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import exists, or_, select

from bot.admin import queries as admin
from bot.delivery.conversations import NOWHERE, Talk, talk_of
from bot.delivery.messages import Recipient
from bot.directory import queries as directory
from bot.kit.db import WorkspaceSession
from bot.kit.holidays import days_off
from bot.kit.hours import zone_of
from bot.kit.i18n import Words
from bot.matching import queries as matching
from bot.models import (
    LIVE_POOL,
    OPEN_POOL,
    Ask,
    AskState,
    Avoidance,
    Person,
    Pool,
    PoolExpert,
    PoolPlace,
    PoolState,
    Session,
    SessionState,
    ShareState,
    Topic,
    WrittenAnswer,
)
from bot.people import queries as people
from bot.pooled import rules
from bot.pooled.rules import Group
from bot.sessions import queries as sessions
from bot.sessions.queries import SHOWN, Meeting
from bot.sessions.rules import HORIZON, merged, shared_slots

WAITS = (AskState.STEWARD, AskState.WAITING)  # nobody has it
MOST_COMPARED = 100  # of one topic, those that have waited longest


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody who shares. ``name`` is empty while it is hidden; neither is escaped."""

    user_id: str
    name: Words
    question: str
    background: str = ""


@dataclass(frozen=True, slots=True)
class Shared:
    """A pool with everything that is shown of it.

    ``members`` are who takes part, in the order of their asks; ``asked`` counts whom nobody has heard from.
    ``meetings`` are the members' sessions, once it is booked.
    """

    pool: Pool
    topic: Words
    members: tuple[Member, ...]
    asked: int = 0
    expert: Words = ""
    talk: Talk = NOWHERE
    meetings: tuple[Meeting, ...] = ()


@dataclass(frozen=True, slots=True)
class Own:
    """A pool as one of its mentees has it; ``question`` is theirs, ``session`` how theirs stands."""

    place: PoolPlace
    shared: Shared
    question: str
    session: SessionState | None = None

    @property
    def others(self) -> int:
        """How many others have been asked, or take part."""
        asked = self.shared.asked - (self.place.state is ShareState.ASKED)
        return self.sharing + asked

    @property
    def sharing(self) -> int:
        """How many others take part."""
        return len([one for one in self.shared.members if one.user_id != self.place.user_id])


@dataclass(frozen=True, slots=True)
class ForExpert:
    """A pool as an expert has it who was asked; ``times`` are those at which everybody is free."""

    shared: Shared
    asked: PoolExpert
    times: tuple[datetime, ...] = ()

    @property
    def is_open(self) -> bool:
        """Whether it waits for their answer."""
        pool = self.shared.pool
        return pool.state is PoolState.ASKING and pool.expert_id == self.asked.user_id


async def alike(db: WorkspaceSession, least: float, now: datetime) -> list[Group]:
    """Return the waiting asks that may share a session, with how near they must be, 0 to 1."""
    waiting: dict[str | None, list[Ask]] = defaultdict(list)
    for ask in await _waiting(db, now):
        waiting[ask.topic_id].append(ask)
    found: list[Group] = []
    for asks in waiting.values():
        if len(asks) >= rules.ASKED_FROM:
            found += await _groups(db, asks[:MOST_COMPARED], least)
    return found


async def _waiting(db: WorkspaceSession, now: datetime) -> list[Ask]:
    """Return the asks that wait for anybody, and were never put together with others."""
    here = Ask.workspace_id
    placed = exists().where(PoolPlace.workspace_id == here, PoolPlace.ask_id == Ask.id)
    undecided = exists().where(
        WrittenAnswer.workspace_id == here,
        WrittenAnswer.ask_id == Ask.id,
        WrittenAnswer.settled_at.is_(None),
    )
    open_to_all = (Ask.only_expert_id.is_(None), Ask.wished_sessions == 1, Ask.part == 1)
    rows = select(Ask).where(Ask.state.in_(WAITS), *open_to_all, ~placed, ~undecided)
    there = Ask.mentee.has(Person.deactivated.is_(False))
    found = list(await db.scalars(rows.where(there).order_by(Ask.created_at, Ask.id)))
    known = await people.people(db, [ask.mentee_id for ask in found])
    zones = {user_id: zone_of(someone.zone) for user_id, someone in known.items()}
    return [
        ask
        for ask in found
        if ask.mentee_id in zones
        and rules.in_time(ask.needed_by, now.astimezone(zones[ask.mentee_id]).date())
    ]


async def _groups(db: WorkspaceSession, asks: Sequence[Ask], least: float) -> list[Group]:
    ids = [ask.id for ask in asks]
    near = rules.pairs_of(ids, await matching.nearness(db, asks))
    apart = await _apart(db, asks)
    return await asyncio.to_thread(rules.groups, ids, near, least, apart)


async def _apart(db: WorkspaceSession, asks: Sequence[Ask]) -> set[rules.Pair]:
    """Return the asks that are never put together: of one person, of one reporting line, or of a block."""
    user_ids = {ask.mentee_id for ask in asks}
    blocks = select(Avoidance.user_id, Avoidance.other_id)
    blocks = blocks.where(Avoidance.user_id.in_(user_ids), Avoidance.other_id.in_(user_ids))
    people_apart = {frozenset(pair) for pair in (await db.execute(blocks)).all()}
    people_apart |= {frozenset(pair) for pair in await directory.in_one_line(db, user_ids)}
    return {
        frozenset((one.id, other.id))
        for at, one in enumerate(asks)
        for other in asks[at + 1 :]
        if one.mentee_id == other.mentee_id or frozenset((one.mentee_id, other.mentee_id)) in people_apart
    }


async def places(db: WorkspaceSession, pool_id: str, *states: ShareState) -> list[PoolPlace]:
    """Return the places of a pool in some states, in the order of their asks."""
    rows = select(PoolPlace).where(PoolPlace.pool_id == pool_id, PoolPlace.state.in_(states))
    return list(await db.scalars(rows.order_by(PoolPlace.ask_id)))


async def pool(db: WorkspaceSession, pool_id: str, *, lock: bool = False) -> Pool | None:
    """Return a pool; with ``lock`` nobody else changes it until this transaction ends."""
    row = select(Pool).where(Pool.id == pool_id)
    return await db.scalar(row.with_for_update() if lock else row)


async def shared(db: WorkspaceSession, pool_id: str) -> Shared | None:
    """Return a pool as it is shown."""
    found = await pool(db, pool_id)
    if found is None:
        return None
    asked = await places(db, pool_id, ShareState.ASKED)
    topic = await db.get(Topic, found.topic_id) if found.topic_id else None
    meetings = await meetings_of(db, found) if found.state not in OPEN_POOL else []
    return Shared(
        pool=found,
        topic=admin.name_of(topic),
        members=tuple(await _members(db, found)),
        asked=len(asked),
        expert=await people.name(db, found.expert_id) if found.expert_id else "",
        talk=await talk_of(db, await everybody(db, found)),
        meetings=tuple(meetings),
    )


async def _members(db: WorkspaceSession, found: Pool) -> list[Member]:
    taking_part = await places(db, found.id, ShareState.IN)
    asks = {
        ask.id: ask
        for ask in await db.scalars(select(Ask).where(Ask.id.in_([one.ask_id for one in taking_part])))
    }
    known = await people.people(db, [one.user_id for one in taking_part])
    return [_member(one, asks[one.ask_id], known.get(one.user_id)) for one in taking_part]


def _member(place: PoolPlace, ask: Ask, someone: Person | None) -> Member:
    """Return somebody who shares; a name that is hidden is told once their session is booked."""
    hidden = ask.hide_name and place.session_id is None
    name = "" if hidden else people.name_of(someone)
    return Member(place.user_id, name, ask.question, ask.background)


async def everybody(db: WorkspaceSession, found: Pool) -> Recipient:
    """Return the conversation of a booked pool: its expert and all for whom it was booked."""
    seated = (PoolPlace.pool_id == found.id, PoolPlace.session_id.is_not(None))
    user_ids = await db.scalars(select(PoolPlace.user_id).where(*seated))
    return Recipient.group(*user_ids, *([found.expert_id] if found.expert_id else []))


async def meetings_of(db: WorkspaceSession, found: Pool) -> list[Meeting]:
    """Return the sessions that a pool has booked and that still belong to it, by their mentees."""
    rows = select(Session).options(*SHOWN).where(Session.pool_id == found.id)
    stands = rows.where(Session.state != SessionState.CANCELLED).order_by(Session.mentee_id)
    return await sessions.meetings(db, list(await db.scalars(stands)))


async def own(db: WorkspaceSession, place_id: str) -> Own | None:
    """Return a pool as the mentee of a place has it."""
    place = await db.get(PoolPlace, place_id)
    found = await shared(db, place.pool_id) if place else None
    ask = await db.get(Ask, place.ask_id) if place else None
    if place is None or found is None or ask is None:
        return None
    session = await db.get(Session, place.session_id) if place.session_id else None
    return Own(place, found, ask.question, session.state if session else None)


async def for_expert(db: WorkspaceSession, pool_id: str, user_id: str, now: datetime) -> ForExpert | None:
    """Return a pool as an expert has it who was asked; None for anybody else."""
    asked = await db.get(PoolExpert, (pool_id, user_id))
    found = await shared(db, pool_id) if asked else None
    if asked is None or found is None:
        return None
    shown = ForExpert(found, asked)
    if not shown.is_open:
        return shown
    return ForExpert(found, asked, tuple(await times(db, found.pool, await _asks(db, pool_id), user_id, now)))


async def _asks(db: WorkspaceSession, pool_id: str) -> list[Ask]:
    ids = [one.ask_id for one in await places(db, pool_id, ShareState.IN)]
    return list(await db.scalars(select(Ask).where(Ask.id.in_(ids)).order_by(Ask.id)))


async def times(
    db: WorkspaceSession, found: Pool, asks: Sequence[Ask], expert_id: str, now: datetime
) -> list[datetime]:
    """Return up to five starts at which everybody can meet, before the first of them needs it."""
    hours = {ask.mentee_id: await matching.mentee_hours(db, ask) for ask in asks}
    needed = [matching.end_of_day(ask.needed_by, hours[ask.mentee_id]) for ask in asks]
    weeks = [*hours.values(), await people.hours_of(db, expert_id)]
    taken = await sessions.busy(db, [*hours, expert_id], now, now + HORIZON)
    off = [day for week in weeks for day in days_off(week.zone, now, now + HORIZON)]
    return shared_slots(
        now=now,
        minutes=found.minutes,
        weeks=weeks,
        busy=merged([*taken, *off]),
        needed_by=min((at for at in needed if at), default=None),
    )


@dataclass(frozen=True, slots=True)
class AskedToShare:
    """A question to a mentee whether they would share; the topic is not escaped."""

    place: PoolPlace
    topic: Words


@dataclass(frozen=True, slots=True)
class AskedToTake:
    """A pool that is with an expert: how many share it, and until when it waits."""

    pool: Pool
    topic: Words
    people: int
    asked: PoolExpert


@dataclass(frozen=True, slots=True)
class Sharing:
    """A pool that goes on, as a mentee (with their ``place``) or the expert has it; they are one more.

    ``talk`` is by whom its conversation is known, once it is booked.
    """

    pool: Pool
    topic: Words
    others: int
    place: PoolPlace | None = None
    talk: str = ""

    def waits_with(self, ask_id: str) -> bool:
        """Whether an ask waits in it; once a time is booked, its session goes on instead."""
        is_open = self.pool.state is not PoolState.BOOKED
        return is_open and self.place is not None and self.place.ask_id == ask_id


OwnPool = AskedToShare | AskedToTake | Sharing


async def of_person(db: WorkspaceSession, user_id: str, now: datetime) -> list[OwnPool]:
    """Return the pools that wait for somebody, or that they take part in.

    It takes a fixed number of statements, and one where there is none.
    """
    here = (PoolPlace.workspace_id == Pool.workspace_id, PoolPlace.pool_id == Pool.id)
    stays = PoolPlace.state != ShareState.OUT
    takes_part = exists().where(*here, PoolPlace.user_id == user_id, stays)
    theirs = (Pool.state.in_(LIVE_POOL), or_(takes_part, Pool.expert_id == user_id))
    pools = list(await db.scalars(select(Pool).where(*theirs).order_by(Pool.created_at, Pool.id)))
    if not pools:
        return []
    ids = [one.id for one in pools]
    own_places: dict[str, PoolPlace] = {}
    members: dict[str, list[PoolPlace]] = defaultdict(list)
    seated: dict[str, list[str]] = defaultdict(list)
    wanted = or_(stays, PoolPlace.session_id.is_not(None))
    for place in await db.scalars(select(PoolPlace).where(PoolPlace.pool_id.in_(ids), wanted)):
        if place.session_id is not None:
            seated[place.pool_id].append(place.user_id)
        if place.state is ShareState.IN:
            members[place.pool_id].append(place)
        if place.user_id == user_id and place.state is not ShareState.OUT:
            own_places[place.pool_id] = place
    asked = select(PoolExpert).where(PoolExpert.pool_id.in_(ids), PoolExpert.user_id == user_id)
    offers = {one.pool_id: one for one in await db.scalars(asked)}
    topics = {one.id: one for one in await db.scalars(select(Topic).where(Topic.id.in_(_topics(pools))))}
    shown = (
        _own(
            one,
            admin.name_of(topics.get(one.topic_id or "")),
            own_places.get(one.id),
            offers.get(one.id),
            members[one.id],
            _talk(one, seated[one.id]),
        )
        for one in pools
    )
    return [one for one in shown if one is not None and not _is_ahead(one, now)]


def _topics(pools: Collection[Pool]) -> list[str]:
    return sorted({one.topic_id for one in pools if one.topic_id})


def _is_ahead(one: OwnPool, now: datetime) -> bool:
    """Whether an expert is asked only once their day begins."""
    return isinstance(one, AskedToTake) and one.asked.asked_at > now


def _own(
    found: Pool,
    topic: Words,
    place: PoolPlace | None,
    asked: PoolExpert | None,
    members: Sequence[PoolPlace],
    talk: str,
) -> OwnPool | None:
    if place is not None:
        if place.state is ShareState.IN:
            return Sharing(found, topic, len(members) - 1, place, talk)
        return AskedToShare(place, topic) if found.state is PoolState.GATHERING else None
    if asked is None:
        return None
    if found.state is PoolState.ASKING:
        return AskedToTake(found, topic, len(members), asked)
    return Sharing(found, topic, len(members), talk=talk) if found.state is PoolState.BOOKED else None


def _talk(found: Pool, seated: Sequence[str]) -> str:
    """Return by whom a booked pool's conversation is known; whoever has left it is still in it."""
    if found.state is not PoolState.BOOKED or found.expert_id is None:
        return ""
    return str(Recipient.group(found.expert_id, *seated))
