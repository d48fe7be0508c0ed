"""What one person's App Home shows, gathered from the features in one read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, select

from bot.admin import queries as admin
from bot.admin.queries import Program
from bot.asks import queries as asks
from bot.asks.queries import Tracked
from bot.experts import queries as experts
from bot.experts.queries import Profile
from bot.kit.db import WorkspaceSession
from bot.models import Ask, Session, SessionState
from bot.people import queries as people
from bot.sessions import queries as sessions
from bot.sessions.queries import OwnSession
from bot.thanks import queries as thanks
from bot.thanks.queries import Thanked

ASKS = 5
PROGRAM_TEAM = 3


@dataclass(frozen=True, slots=True)
class MySessions:
    """A person's live sessions, and how many there are beyond those."""

    shown: tuple[OwnSession, ...] = ()
    more: int = 0


@dataclass(frozen=True, slots=True)
class Stats:
    """A person's figures so far: sessions that took place count on either side, minutes as the expert."""

    asked: int
    sessions: int
    minutes_helped: int


@dataclass(frozen=True, slots=True)
class Page:
    """An App Home. ``program`` is None for those who have no part in running it; names are not escaped."""

    name: str
    asks: tuple[Tracked, ...]
    more_asks: int
    sessions: MySessions
    profile: Profile | None
    thanked: Thanked
    program: Program | None
    program_team: tuple[str, ...]


async def page(db: WorkspaceSession, user_id: str, now: datetime) -> Page:
    """Return what a person's App Home shows now, also for somebody whom Pinchpoint has not met."""
    someone = await people.person(db, user_id)
    tracked, more = await asks.asks_of(db, user_id, now, ASKS)
    return Page(
        name=someone.name if someone else "",
        asks=tuple(tracked),
        more_asks=more,
        sessions=await my_sessions(db, user_id),
        profile=await experts.profile(db, user_id, now),
        thanked=await thanks.thanked(db, user_id, now),
        program=await admin.program(db) if await people.is_admin(db, user_id) else None,
        program_team=tuple((await admin.program_team_names(db))[:PROGRAM_TEAM]),
    )


async def my_sessions(db: WorkspaceSession, user_id: str) -> MySessions:
    """Return a person's live sessions."""
    shown = await sessions.sessions_of(db, user_id)
    count = select(func.count(Session.id)).where(_of(user_id), Session.state.in_(sessions.LIVE))
    return MySessions(tuple(shown), max(0, (await db.scalar(count) or 0) - len(shown)))


async def my_stats(db: WorkspaceSession, user_id: str, now: datetime) -> Stats:
    """Return a person's own figures; the minutes are those that their App Home shows."""
    asked = select(func.count(Ask.id)).where(Ask.mentee_id == user_id)
    held = select(func.count(Session.id)).where(_of(user_id), Session.state == SessionState.HELD)
    thanked = await thanks.thanked(db, user_id, now)
    return Stats(await db.scalar(asked) or 0, await db.scalar(held) or 0, thanked.minutes)


def _of(user_id: str) -> ColumnElement[bool]:
    return (Session.mentee_id == user_id) | (Session.expert_id == user_id)


async def keeps_home(db: WorkspaceSession, user_id: str) -> bool:
    """Return whether a person's App Home is kept current: they have opened it, and have an account."""
    someone = await people.person(db, user_id)
    return someone is not None and someone.home_opened_at is not None and not someone.deactivated
