"""How a time is agreed: picked from those proposed, or named by one side and confirmed by the other."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy.exc import IntegrityError

from bot.checklists import service as checklists
from bot.delivery.messages import Recipient
from bot.delivery.outbox import enqueue
from bot.kit.db import WorkspaceSession
from bot.kit.errors import FormErrors, UserMessage
from bot.kit.holidays import is_holiday
from bot.kit.hours import zone_of
from bot.matching.queries import end_of_day
from bot.models import BookedCell, Session, SessionState
from bot.people import queries as people
from bot.sessions import messages, queries, rules, texts
from bot.sessions.queries import Meeting, Party
from bot.sessions.service.common import (
    advance,
    expect,
    own_meeting,
    post_card,
    refresh_card,
    refresh_home_and_ask,
    refresh_later,
    send_calendar,
    take_back_nudges,
)
from bot.sessions.service.scheduling import first_reminder, renew_times


class BookingOutcome(StrEnum):
    """What came of wanting a time."""

    BOOKED = "booked"
    PROPOSED = "proposed"  # the other side has to confirm it
    TAKEN = "taken"  # somebody has been booked at that hour; there are fresh times now
    PASSED = "passed"  # it is no longer among the proposed times; there are fresh ones now


@dataclass(frozen=True, slots=True)
class BookingResult:
    """An answer and whom it concerns: who has to confirm, or who is busy."""

    outcome: BookingOutcome
    meeting: Meeting
    party: Party


async def pick(
    db: WorkspaceSession, session_id: str, by: str, start: datetime, now: datetime
) -> BookingResult:
    """Book one of the proposed times, or ask the other side when it no longer lies inside their hours."""
    meeting = await own_meeting(db, session_id, by)
    expect(meeting, now, SessionState.SCHEDULING)
    other = meeting.other(by)
    if start not in meeting.slots or start <= now:
        await renew_times(db, meeting, now)
        return BookingResult(BookingOutcome.PASSED, meeting, other)
    hours = (await queries.hours_of_both(db, meeting.session))[other.user_id]
    if not hours.covers(start, start + timedelta(minutes=meeting.session.minutes)):
        await _propose(db, meeting, by, start, now=now)
        return BookingResult(BookingOutcome.PROPOSED, meeting, other)
    return await _book_or_renew(db, meeting, by, start, now)


async def propose(
    db: WorkspaceSession,
    session_id: str,
    version: int,
    by: str,
    *,
    start: datetime,
    place: str,
    now: datetime,
) -> BookingResult:
    """Put a time of one's own before the other side. Raises FormErrors where it cannot be."""
    meeting = await own_meeting(db, session_id, by)
    expect(meeting, now, SessionState.SCHEDULING, version=version)
    await check_time(db, meeting, start, now)
    await _propose(db, meeting, by, start, now=now, place=place)
    return BookingResult(BookingOutcome.PROPOSED, meeting, meeting.other(by))


async def agree(
    db: WorkspaceSession, session_id: str, by: str, start: datetime, now: datetime
) -> BookingResult:
    """Confirm the time that the other side proposed."""
    meeting = await own_meeting(db, session_id, by)
    expect(meeting, now, SessionState.SCHEDULING)
    session = meeting.session
    if session.proposed_at != start:
        raise UserMessage(texts.OVERTAKEN)
    if session.proposed_by == by:
        raise UserMessage(texts.OWN_PROPOSAL.format(other=meeting.called(meeting.other(by))))
    if start <= now:
        await renew_times(db, meeting, now)
        return BookingResult(BookingOutcome.PASSED, meeting, meeting.other(by))
    return await _book_or_renew(db, meeting, by, start, now)


async def check_time(db: WorkspaceSession, meeting: Meeting, start: datetime, now: datetime) -> None:
    """Refuse a time that is over, far away, or at which one of the two is booked. Raises FormErrors."""
    if start <= now:
        raise FormErrors({"moment": texts.PAST})
    if start > now + rules.LONGEST_AHEAD:
        raise FormErrors({"moment": texts.FAR_AHEAD})
    end = start + timedelta(minutes=meeting.session.minutes)
    busy = await queries.busy_of(db, meeting, start, end)
    if busy is not None:
        raise FormErrors({"moment": texts.BUSY.format(name=meeting.called(busy))})


async def doubts(
    db: WorkspaceSession, meeting: Meeting, by: str, start: datetime, now: datetime
) -> list[rules.Doubt]:
    """Return what speaks against proposing a time. Raises FormErrors where it cannot be at all."""
    await check_time(db, meeting, start, now)
    other = meeting.other(by)
    hours = await queries.hours_of_both(db, meeting.session)
    return rules.doubts(
        start,
        start + timedelta(minutes=meeting.session.minutes),
        theirs=hours[other.user_id],
        holiday=is_holiday(start.astimezone(zone_of(other.zone)).date(), other.zone),
        needed_by=end_of_day(meeting.needed_by, hours[meeting.mentee.user_id]),
    )


async def book(
    db: WorkspaceSession, meeting: Meeting, by: str, start: datetime, now: datetime
) -> Session | None:
    """Book a time for both and plan what will be said; None when one of them has been booked at that hour.

    Whoever booked it sees it on the card; the other one is told.
    """
    changed = _entry_changes(meeting.session, start)
    booked = await take(db, meeting.session, start, now)
    if booked is None:
        return None
    await take_back_nudges(db, booked, now)
    await refresh_later(db, booked, now)
    await refresh_card(db, booked, now)
    if changed:
        await send_calendar(db, booked, now, by)
    else:
        to = Recipient.person(meeting.other(by).user_id)
        await enqueue(db, messages.BOOKED_NEWS, to=to, about=booked.id, now=now, version=booked.version)
    await plan_nudges(db, booked, now)
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
    entered = session.calendar_at is not None and _entry_changes(session, start)
    try:
        async with db.begin_nested():
            booked = await advance(
                db,
                session,
                to=SessionState.BOOKED,
                starts_at=start,
                ends_at=end,
                calendar_at=start,
                calendar_place=session.place,
                sequence=session.sequence + entered,
                proposed_at=None,
                proposed_by=None,
                reminders=0,
                wakes_at=max(start, now),
                missed_at=None,
                missed_version=None,
                missed_until=None,
            )
            await db.insert_all(BookedCell, taken)
    except IntegrityError:
        return None
    return booked


def _entry_changes(session: Session, start: datetime) -> bool:
    """Return whether calendars hold another entry than this start at the session's place, or none."""
    return (session.calendar_at, session.calendar_place) != (start, session.place)


async def _book_or_renew(
    db: WorkspaceSession, meeting: Meeting, by: str, start: datetime, now: datetime
) -> BookingResult:
    other = meeting.other(by)
    if await book(db, meeting, by, start, now):
        return BookingResult(BookingOutcome.BOOKED, meeting, other)
    # The savepoint took the row back to how it was: read it again.
    meeting = await own_meeting(db, meeting.session.id, meeting.mentee.user_id)
    end = start + timedelta(minutes=meeting.session.minutes)
    busy = await queries.busy_of(db, meeting, start, end)
    await renew_times(db, meeting, now)
    return BookingResult(BookingOutcome.TAKEN, meeting, busy or other)


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
    await post_card(db, session, now)


async def plan_nudges(db: WorkspaceSession, session: Session, now: datetime) -> None:
    """Plan what a booked session will say. What is overdue comes at once as one message, never three."""
    if session.starts_at is None:
        raise ValueError("a booked session has a start")
    plan = rules.nudge_plan(starts_at=session.starts_at, minutes=session.minutes, booked_at=now)
    version = session.version
    for user_id in (session.mentee_id, session.expert_id):
        to = Recipient.person(user_id)
        await enqueue(db, messages.BRIEF, to=to, about=session.id, now=now, due=plan.brief, version=version)
        await enqueue(db, messages.START, to=to, about=session.id, now=now, due=plan.start, version=version)
        for due in (plan.start + rules.NOT_HERE_AFTER, plan.sum_up):
            key = f"{session.id}:{messages.START_LATER.id}:{user_id}:{version}:{due:%Y%m%dT%H%M}"
            await enqueue(
                db, messages.START_LATER, to=to, about=session.id, now=now, due=due, key=key, version=version
            )
        if rules.Nudge.BRIEF in plan.overdue:
            continue  # the brief, at once, holds the rest
        hours = await people.work_week_of(db, user_id)
        await checklists.remind(
            db,
            session.id,
            user_id,
            version=version,
            prepare=rules.prepare_due(session.starts_at, now, hours),
            items=plan.items,
            now=now,
        )
    await refresh_home_and_ask(db, session, now)
