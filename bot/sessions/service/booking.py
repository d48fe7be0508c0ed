"""How a time is agreed: picked from those proposed, or named by one side and confirmed by the other."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy.exc import IntegrityError

from bot.checklists import service as checklists
from bot.delivery.service import enqueue
from bot.kit.db import WorkspaceSession
from bot.kit.errors import FormErrors, UserMessage
from bot.models import BookedCell, Session, SessionState
from bot.people import queries as people
from bot.sessions import queries, rules, texts
from bot.sessions.queries import Meeting, Party
from bot.sessions.service.common import (
    BRIEF,
    START,
    SUM_UP,
    advance,
    expect,
    mine,
    room,
    send_calendar,
    show_at_home,
    tell,
)
from bot.sessions.service.scheduling import first_reminder, renew_times


class Answer(StrEnum):
    """What came of wanting a time."""

    BOOKED = "booked"
    PROPOSED = "proposed"  # the other side has to confirm it
    TAKEN = "taken"  # somebody has been booked at that hour; there are fresh times now
    GONE = "gone"  # it is no longer among the proposed times; there are fresh ones now


@dataclass(frozen=True, slots=True)
class Wanted:
    """An answer and whom it concerns: who has to confirm, or who is busy."""

    answer: Answer
    who: Party


async def pick(db: WorkspaceSession, session_id: str, by: str, start: datetime, now: datetime) -> Wanted:
    """Book one of the proposed times, or ask the other side when it no longer lies inside their hours."""
    meeting = await mine(db, session_id, by)
    expect(meeting, now, SessionState.SCHEDULING)
    other = meeting.other(by)
    if start not in meeting.slots or start <= now:
        await renew_times(db, meeting, now)
        return Wanted(Answer.GONE, other)
    hours = await people.hours_of(db, other.user_id)
    if not hours.covers(start, start + timedelta(minutes=meeting.session.minutes)):
        await _propose(db, meeting, by, start, now=now)
        return Wanted(Answer.PROPOSED, other)
    return await _book_or_renew(db, meeting, start, now)


async def propose(
    db: WorkspaceSession,
    session_id: str,
    version: int,
    by: str,
    *,
    start: datetime,
    place: str,
    now: datetime,
) -> Wanted:
    """Put a time of one's own before the other side. Raises FormErrors where it cannot be."""
    meeting = await mine(db, session_id, by)
    expect(meeting, now, SessionState.SCHEDULING, version=version)
    await check_time(db, meeting, start, now)
    await _propose(db, meeting, by, start, now=now, place=place)
    return Wanted(Answer.PROPOSED, meeting.other(by))


async def agree(db: WorkspaceSession, session_id: str, by: str, start: datetime, now: datetime) -> Wanted:
    """Confirm the time that the other side proposed."""
    meeting = await mine(db, session_id, by)
    expect(meeting, now, SessionState.SCHEDULING)
    session = meeting.session
    if session.proposed_at != start:
        raise UserMessage(texts.OVERTAKEN)
    if session.proposed_by == by:
        raise UserMessage(texts.own_proposal(meeting.other(by).name))
    if start <= now:
        await renew_times(db, meeting, now)
        return Wanted(Answer.GONE, meeting.other(by))
    return await _book_or_renew(db, meeting, start, now)


async def check_time(db: WorkspaceSession, meeting: Meeting, start: datetime, now: datetime) -> None:
    """Refuse a time that is over, far away, or at which one of the two is booked. Raises FormErrors."""
    if start <= now:
        raise FormErrors({"moment": texts.PAST})
    if start > now + rules.LONGEST_AHEAD:
        raise FormErrors({"moment": texts.FAR_AHEAD})
    end = start + timedelta(minutes=meeting.session.minutes)
    busy = await queries.busy_of(db, meeting, start, end)
    if busy is not None:
        raise FormErrors({"moment": texts.busy(busy.name)})


async def book(db: WorkspaceSession, meeting: Meeting, start: datetime, now: datetime) -> Session | None:
    """Book a time for both and plan what will be said; None when one of them has been booked at that hour."""
    booked = await take(db, meeting.session, start, now)
    if booked is not None:
        await tell(db, booked, now)
        await send_calendar(db, booked, now)
        await _plan_nudges(db, booked, now)
    return booked


async def take(db: WorkspaceSession, session: Session, start: datetime, now: datetime) -> Session | None:
    """Take an hour of both people for a session; None when one of them is booked: the cells' key decides."""
    end = start + timedelta(minutes=session.minutes)
    # In one order for everybody, so that two transactions wait for each other rather than lock up.
    taken = [
        {"user_id": user_id, "starts_at": cell, "session_id": session.id}
        for user_id in sorted((session.mentee_id, session.expert_id))
        for cell in rules.cells(start, end)
    ]
    try:
        async with db.begin_nested():
            booked = await advance(
                db,
                session,
                state=SessionState.BOOKED,
                starts_at=start,
                ends_at=end,
                booked_at=now,
                calendar_at=start,
                sequence=session.sequence + (1 if session.calendar_at else 0),
                proposed_at=None,
                proposed_by=None,
                reminders=0,
                wakes_at=end,
            )
            await db.insert_all(BookedCell, taken)
    except IntegrityError:
        return None
    return booked


async def _book_or_renew(db: WorkspaceSession, meeting: Meeting, start: datetime, now: datetime) -> Wanted:
    other = meeting.other(None)
    if await book(db, meeting, start, now):
        return Wanted(Answer.BOOKED, other)
    # The savepoint took the row back to how it was: read it again.
    meeting = await mine(db, meeting.session.id, meeting.mentee.user_id)
    end = start + timedelta(minutes=meeting.session.minutes)
    busy = await queries.busy_of(db, meeting, start, end)
    await renew_times(db, meeting, now)
    return Wanted(Answer.TAKEN, busy or other)


async def _propose(
    db: WorkspaceSession,
    meeting: Meeting,
    by: str,
    start: datetime,
    *,
    now: datetime,
    place: str | None = None,
) -> None:
    session = await advance(
        db,
        meeting.session,
        proposed_at=start,
        proposed_by=by,
        place=meeting.session.place if place is None else place,
        reminders=0,
        wakes_at=await first_reminder(db, meeting.mentee.user_id, now),
    )
    await tell(db, session, now)


async def _plan_nudges(db: WorkspaceSession, session: Session, now: datetime) -> None:
    """Plan what a booked session will say. What is overdue comes at once as one message, never three."""
    if session.starts_at is None:
        raise ValueError("a booked session has a start")
    plan = rules.nudge_plan(starts_at=session.starts_at, minutes=session.minutes, booked_at=now)
    version = session.version
    for user_id in (session.mentee_id, session.expert_id):
        await enqueue(db, BRIEF, to=user_id, about=session.id, now=now, due=plan.brief, version=version)
        if rules.Nudge.BRIEF in plan.overdue:
            continue  # the brief, at once, holds the rest
        hours = await people.hours_of(db, user_id)
        await checklists.remind(
            db,
            session.id,
            user_id,
            version=version,
            prepare=rules.prepare_due(session.starts_at, now, hours),
            items=plan.items,
            now=now,
        )
    to = room(session)
    await enqueue(db, START, to=to, about=session.id, now=now, due=plan.start, version=version)
    await enqueue(db, SUM_UP, to=to, about=session.id, now=now, due=plan.sum_up, version=version)
    await show_at_home(db, session, now)
