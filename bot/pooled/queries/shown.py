"""Reads of one pool, as its mentees and experts have it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from bot.admin import queries as admin
from bot.delivery.conversations import NOWHERE, Talk, talk_of
from bot.delivery.messages import Recipient
from bot.kit.db import WorkspaceSession
from bot.kit.holidays import days_off
from bot.kit.i18n import Words
from bot.matching import queries as matching
from bot.models import (
    OPEN_POOL,
    Ask,
    Person,
    Pool,
    PoolExpert,
    PoolPlace,
    PoolState,
    Session,
    SessionState,
    ShareState,
    Topic,
)
from bot.people import queries as people
from bot.sessions import queries as sessions
from bot.sessions.queries import SHOWN, Meeting
from bot.sessions.rules import HORIZON, merged, shared_slots


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


async def other_times(db: WorkspaceSession, found: Pool, now: datetime) -> list[datetime]:
    """Return up to five other starts of a booked pool at which everybody can meet."""
    return await times(db, found, await _asks(db, found.id), found.expert_id or "", now)


async def place(db: WorkspaceSession, place_id: str) -> tuple[PoolPlace, Pool, Words] | None:
    """Return a place with its pool, and what its mentee is called."""
    found = await db.get(PoolPlace, place_id)
    about = await pool(db, found.pool_id) if found else None
    return (found, about, await people.name(db, found.user_id)) if found and about else None


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
