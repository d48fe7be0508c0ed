"""What one person's App Home shows, gathered from the features in one read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, select

from bot.admin import queries as admin
from bot.admin.queries import Program
from bot.dashboard import queries as dashboard
from bot.dashboard.rules import Lately
from bot.experts import queries as experts
from bot.experts.queries import Profile
from bot.feed.queries import PublicAddress
from bot.flash import queries as flash
from bot.flash.queries import Overview as Event
from bot.home.queries.inbox import inbox
from bot.home.queries.lines import Inbox
from bot.home.queries.past import Past, past
from bot.kit.db import WorkspaceSession
from bot.kit.i18n import Words
from bot.models import Ask, Erasure, Session, SessionState
from bot.people import queries as people
from bot.people.queries import Away
from bot.pilot import queries as pilot
from bot.pilot.queries import Steps
from bot.sheets import queries as sheets
from bot.sheets.queries import Running
from bot.stories import queries as stories
from bot.stories.queries import Told
from bot.thanks import queries as thanks
from bot.thanks.queries import Thanked

PAST = 3  # sessions that App Home shows itself; the rest is a press away
PROGRAM_TEAM = 3


@dataclass(frozen=True, slots=True)
class Stats:
    """A person's figures so far: sessions that took place count on either side, minutes as the expert."""

    asked: int
    sessions: int
    minutes_helped: int


@dataclass(frozen=True, slots=True)
class Page:
    """An App Home. ``program`` is None for those who have no part in running it; names are not escaped.

    ``program_team`` are others whom the person can ask about the program. ``has_calendar``: calendars can
    follow an address here. ``away``: their Slack status says that they are. ``stories_waiting``: how many the
    program can share, ``stories_shared``: how many it has. ``events_run`` and ``sheets_run`` are flash events
    and sign-up sheets that they look after. ``lately``: how the last weeks went, for those who run the
    program.
    """

    name: str
    inbox: Inbox
    past: Past
    profile: Profile | None
    thanked: Thanked
    program: Program | None
    program_team: tuple[Words, ...]
    first_steps: Steps | None = None
    stories: tuple[Told, ...] = ()
    stories_waiting: int = 0
    stories_shared: int = 0
    events_run: tuple[Event, ...] = ()
    sheets_run: tuple[Running, ...] = ()
    has_calendar: bool = False
    away: Away | None = None
    lately: Lately | None = None


async def page(db: WorkspaceSession, user_id: str, now: datetime) -> Page:
    """Return what a person's App Home shows now, also for somebody whom Pinchpoint has not met."""
    someone = await people.person(db, user_id)
    runs = await people.is_admin(db, user_id)
    return Page(
        name=someone.name if someone else "",
        inbox=await inbox(db, user_id, now),
        past=await past(db, user_id, 0, PAST),
        profile=await experts.profile(db, user_id, now),
        thanked=await thanks.thanked(db, user_id, now),
        program=await admin.program(db) if runs else None,
        program_team=tuple((await _program_team_beside(db, user_id))[:PROGRAM_TEAM]),
        first_steps=await pilot.open_steps(db) if runs else None,
        stories=tuple(await stories.mine(db, user_id)),
        stories_waiting=await stories.waiting(db) if runs else 0,
        stories_shared=await stories.published(db) if runs else 0,
        events_run=tuple(await flash.run_by(db, user_id)) if runs else (),
        sheets_run=tuple(await sheets.run_by(db, user_id)) if runs else (),
        has_calendar=db.caches.of(PublicAddress).url is not None,
        away=people.away_of(someone, now),
        lately=await dashboard.last_weeks(db, now) if runs else None,
    )


async def _program_team_beside(db: WorkspaceSession, user_id: str) -> list[Words]:
    """Return the names of those who look after the program; nobody is sent to themselves."""
    others = [each for each in await people.program_team(db) if each != user_id]
    known = await people.people(db, others)
    return [known[each].name for each in others if each in known and known[each].name]


async def my_stats(db: WorkspaceSession, user_id: str, now: datetime) -> Stats:
    """Return a person's own figures; the minutes are those that their App Home shows."""
    asked = select(func.count(Ask.id)).where(Ask.mentee_id == user_id)
    held = select(func.count(Session.id)).where(_of(user_id), Session.state == SessionState.HELD)
    thanked = await thanks.thanked(db, user_id, now)
    return Stats(await db.scalar(asked) or 0, await db.scalar(held) or 0, thanked.minutes)


def _of(user_id: str) -> ColumnElement[bool]:
    return (Session.mentee_id == user_id) | (Session.expert_id == user_id)


async def keeps_home(db: WorkspaceSession, user_id: str) -> bool:
    """Return whether a person's App Home is kept current: they have opened it, and have an account.

    Of whoever was erased it is made anew once more, so that nothing of them stays in it.
    """
    someone = await people.person(db, user_id)
    if someone is None:
        gone = select(Erasure.id).where(Erasure.user_id == user_id, Erasure.done_at.is_not(None))
        return await db.scalar(gone.limit(1)) is not None
    return someone.home_opened_at is not None and not someone.deactivated
