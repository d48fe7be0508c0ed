"""Reads about thank-yous, helped minutes and answers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import joinedload

from bot.admin import queries as admin
from bot.experts.queries import MEETING
from bot.kit.db import WorkspaceSession
from bot.kit.hours import WorkingHours
from bot.kit.i18n import Words
from bot.kit.words import FORGOTTEN
from bot.models import Ask, FollowUp, FollowUpKind, Session, SessionState, Thanks, WrittenAnswer
from bot.people import queries as people
from bot.thanks.rules import year_start

SHOWN = 5
UNTHANKED_FOR = timedelta(days=30)  # so long App Home offers to write a thank-you
ASKED_FOR = timedelta(days=28)  # so long the one question is worth asking
WEEKS = {FollowUpKind.TWO_WEEKS: 2, FollowUpKind.THREE_MONTHS: 13}


@dataclass(frozen=True, slots=True)
class Meeting:
    """A session with what its thank-you needs. Names, topic and question are not escaped.

    ``times``: how often the two met, where it is the last of a series.
    """

    session: Session
    topic: Words
    question: str
    mentee: Words
    expert: Words
    mentee_has_left: bool
    expert_has_left: bool
    thanks: Thanks | None
    times: int = 1

    @property
    def held(self) -> bool:
        """Whether both said that it took place."""
        return self.session.state == SessionState.HELD


@dataclass(frozen=True, slots=True)
class Received:
    """A thank-you as its expert reads it, with the day of the expert's calendar. Nothing is escaped."""

    mentee: Words
    topic: Words
    words: str
    day: date


@dataclass(frozen=True, slots=True)
class Thanked:
    """What App Home shows: thank-yous received (the latest, and how many more), and minutes given, this year
    and in all.
    """

    received: tuple[Received, ...] = ()
    more: int = 0
    minutes_this_year: int = 0
    minutes: int = 0


async def meeting(db: WorkspaceSession, session_id: str) -> Meeting | None:
    """Return a session with its people, its topic and its thank-you, if there is one of this id."""
    session = await db.get(Session, session_id, options=[joinedload(Session.ask).joinedload(Ask.topic)])
    if session is None:
        return None
    known = await people.people(db, [session.mentee_id, session.expert_id])
    mentee, expert = known.get(session.mentee_id), known.get(session.expert_id)
    return Meeting(
        session=session,
        topic=admin.name_of(session.ask.topic),
        question=session.ask.question,
        mentee=people.name_of(mentee),
        expert=people.name_of(expert),
        mentee_has_left=mentee is None or mentee.deactivated,
        expert_has_left=expert is None or expert.deactivated,
        thanks=await db.get(Thanks, session_id),
        times=await _times(db, session),
    )


async def _times(db: WorkspaceSession, session: Session) -> int:
    if session.series_id is None:
        return 1
    held = (Session.series_id == session.series_id, Session.state == SessionState.HELD)
    return max(1, await db.scalar(select(func.count()).select_from(Session).where(*held)) or 0)


async def answer(db: WorkspaceSession, session_id: str, kind: FollowUpKind) -> int | None:
    """Return what the mentee answered, 1 to 5, where 3 is "as expected"; None before they did."""
    found = await db.get(FollowUp, (session_id, kind))
    return found.answer if found else None


async def thanked(db: WorkspaceSession, user_id: str, now: datetime) -> Thanked:
    """Return what App Home shows a person about thank-yous."""
    hours = await people.hours_of(db, user_id)
    mine = (Session.expert_id == user_id, Session.state == SessionState.HELD)
    this_year = (*mine, Session.starts_at >= year_start(now, hours))
    told = [*await _after_sessions(db, user_id), *await _for_answers(db, user_id)]
    told = sorted((one for one in told if one.words != FORGOTTEN), key=lambda one: one.at, reverse=True)
    return Thanked(
        received=await _received(db, told[:SHOWN], hours),
        more=max(0, await _count(db, user_id) - SHOWN),
        minutes_this_year=await _minutes(db, *this_year),
        minutes=await _minutes(db, *mine),
    )


async def _minutes(db: WorkspaceSession, *where: ColumnElement[bool]) -> int:
    """Return how many minutes these sessions took; an hour that several shared counts once."""
    hours = select(func.max(Session.minutes).label("minutes")).where(*where).group_by(MEETING).subquery()
    return await db.scalar(select(func.coalesce(func.sum(hours.c.minutes), 0))) or 0


@dataclass(frozen=True, slots=True)
class _Told:
    """A thank-you as it is kept, after a session or for an answer in writing."""

    at: datetime
    mentee_id: str
    ask: Ask
    words: str


async def _after_sessions(db: WorkspaceSession, user_id: str) -> list[_Told]:
    latest = select(Thanks).where(Thanks.expert_id == user_id).order_by(Thanks.written_at.desc())
    about = joinedload(Thanks.session).joinedload(Session.ask).joinedload(Ask.topic)
    rows = await db.scalars(latest.order_by(Thanks.session_id).limit(SHOWN).options(about))
    return [_Told(row.written_at, row.mentee_id, row.session.ask, row.words) for row in rows]


async def _for_answers(db: WorkspaceSession, user_id: str) -> list[_Told]:
    latest = select(WrittenAnswer).where(*_thanked_answers(user_id)).order_by(WrittenAnswer.thanked_at.desc())
    about = joinedload(WrittenAnswer.ask).joinedload(Ask.topic)
    rows = await db.scalars(latest.order_by(WrittenAnswer.id).limit(SHOWN).options(about))
    return [_Told(row.thanked_at, row.mentee_id, row.ask, row.thanks or "") for row in rows if row.thanked_at]


def _thanked_answers(user_id: str) -> tuple[ColumnElement[bool], ...]:
    return WrittenAnswer.expert_id == user_id, WrittenAnswer.thanked_at.is_not(None)


async def _count(db: WorkspaceSession, user_id: str) -> int:
    after_sessions = select(func.count()).select_from(Thanks).where(Thanks.expert_id == user_id)
    for_answers = select(func.count()).select_from(WrittenAnswer).where(*_thanked_answers(user_id))
    return (await db.scalar(after_sessions) or 0) + (await db.scalar(for_answers) or 0)


async def _received(db: WorkspaceSession, told: list[_Told], hours: WorkingHours) -> tuple[Received, ...]:
    known = await people.people(db, sorted({one.mentee_id for one in told}))
    return tuple(
        Received(
            mentee=people.name_of(known.get(one.mentee_id)),
            topic=admin.name_of(one.ask.topic),
            words=one.words,
            day=one.at.astimezone(hours.tz).date(),
        )
        for one in told
    )
