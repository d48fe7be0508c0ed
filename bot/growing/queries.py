"""Reads about going on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, exists, or_, select

from bot.growing import rules
from bot.kit.db import WorkspaceSession
from bot.kit.hours import WorkingHours
from bot.models import Avoidance, Growth, Series, SeriesState, Session, SessionState
from bot.offers.queries import blocked
from bot.sessions import queries as sessions
from bot.sessions.queries import Meeting, Party


@dataclass(frozen=True, slots=True)
class Question:
    """The question as one of the two, ``me``, has it. What the other said is not in it."""

    meeting: Meeting
    me: Party
    said: bool | None
    asked_at: datetime
    agreed_at: datetime | None
    chosen_by: str | None
    series: Series | None = None

    @property
    def other(self) -> Party:
        """The other one of the two."""
        return self.meeting.other(self.me.user_id)

    @property
    def is_over(self) -> bool:
        """Whether they went on, and that has ended."""
        return self.series is not None and self.series.state is not SeriesState.RUNNING

    @property
    def closes_at(self) -> datetime:
        """Until when App Home shows it: the question or, where both would go on, the choice."""
        return (self.agreed_at or self.asked_at) + rules.ASKED_FOR


async def question(db: WorkspaceSession, session_id: str, user_id: str) -> Question | None:
    """Return the question to one of the two whom it is asked; None to anybody else."""
    growth, meeting = await db.get(Growth, session_id), await sessions.meeting(db, session_id)
    if growth is None or meeting is None or user_id not in meeting.user_ids or growth.asked_at is None:
        return None
    series = await db.get(Series, growth.series_id) if growth.series_id else None
    return _of(growth, growth.asked_at, meeting, user_id, series)


def _of(
    growth: Growth, asked_at: datetime, meeting: Meeting, user_id: str, series: Series | None = None
) -> Question:
    said = growth.mentee_yes if user_id == growth.mentee_id else growth.expert_yes
    me = meeting.party(user_id)
    return Question(meeting, me, said, asked_at, growth.agreed_at, growth.chosen_by, series)


async def lock(db: WorkspaceSession, session_id: str) -> Growth | None:
    """Return what both said, kept from others who decide about it."""
    return await db.scalar(select(Growth).where(Growth.session_id == session_id).with_for_update())


async def may_go_on(db: WorkspaceSession, session_id: str) -> bool:
    """Return whether two people can go on after a session that was held and is the last of theirs.

    Both are there, neither would rather not, and they are not going on already.
    """
    meeting = await sessions.meeting(db, session_id)
    if meeting is None or meeting.session.state is not SessionState.HELD or not meeting.session.concludes:
        return False
    series = await db.get(Series, meeting.session.series_id) if meeting.session.series_id else None
    if series is not None and series.state is not SeriesState.DONE:
        return False
    if any(party.has_left for party in meeting.parties) or await blocked(db, *meeting.user_ids):
        return False
    one, other = meeting.user_ids
    theirs = or_(
        (Session.mentee_id == one) & (Session.expert_id == other),
        (Session.mentee_id == other) & (Session.expert_id == one),
    )
    going_on = select(Session.id).where(theirs, Session.state.in_(sessions.LIVE))
    return await db.scalar(going_on.limit(1)) is None


async def open_for(db: WorkspaceSession, user_id: str, now: datetime) -> list[Question]:
    """Return what somebody has to answer or to choose, with a fixed number of statements."""
    since = now - 2 * rules.ASKED_FOR  # the time to answer, and then to choose
    mine = or_(
        (Growth.mentee_id == user_id) & (Growth.mentee_yes.is_(None) | Growth.agreed_at.is_not(None)),
        (Growth.expert_id == user_id) & (Growth.expert_yes.is_(None) | Growth.agreed_at.is_not(None)),
    )
    stands = (Growth.chosen_by.is_(None), Growth.asked_at > since, ~_going_on(), ~_apart())
    rows = select(Growth).where(mine, *stands)
    found = {one.session_id: one for one in await db.scalars(rows)}
    if not found:
        return []
    of_them = select(Session).options(*sessions.SHOWN).where(Session.id.in_(sorted(found)))
    held = await db.scalars(of_them.where(Session.state == SessionState.HELD).order_by(Session.id))
    meetings = await sessions.meetings(db, list(held))
    asked = [(found[one.session.id], one) for one in meetings if not _left(one)]
    return [_of(growth, growth.asked_at, one, user_id) for growth, one in asked if growth.asked_at]


def _going_on() -> ColumnElement[bool]:
    both = (Growth.mentee_id, Growth.expert_id)
    return exists().where(
        Session.workspace_id == Growth.workspace_id,
        Session.mentee_id.in_(both),
        Session.expert_id.in_(both),
        Session.state.in_(sessions.LIVE),
    )


def _apart() -> ColumnElement[bool]:
    both = (Growth.mentee_id, Growth.expert_id)
    return exists().where(
        Avoidance.workspace_id == Growth.workspace_id,
        Avoidance.user_id.in_(both),
        Avoidance.other_id.in_(both),
    )


def _left(meeting: Meeting) -> bool:
    return any(party.has_left for party in meeting.parties)


def due_at(question: Question, hours: WorkingHours) -> datetime:
    """Return when somebody is asked who works at these hours."""
    session = question.meeting.session
    return rules.asked_at(session.closed_at or session.created_at, hours)
