"""What either side may change: the time, the place, whether it happens, and who was there."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.asks import service as asks
from bot.kit.db import WorkspaceSession
from bot.kit.errors import FormErrors, UserMessage
from bot.models import OPEN_SESSION, UNDER_WAY, Session, SessionState, Slot
from bot.people import queries as people
from bot.sessions import rules, texts
from bot.sessions.queries import Meeting
from bot.sessions.service.booking import check_time
from bot.sessions.service.common import (
    advance,
    change,
    expect,
    free_hour,
    own_meeting,
    post_card,
    refresh_card,
    refresh_own,
    send_calendar,
    send_calendar_file,
    take_back_nudges,
)
from bot.sessions.service.scheduling import first_reminder, propose_times, reopen


async def needs_reason(db: WorkspaceSession, meeting: Meeting, now: datetime) -> bool:
    """Return whether moving or cancelling now asks for a short reason: little is left until the start."""
    start = meeting.session.starts_at
    if meeting.session.state not in UNDER_WAY or start is None:
        return False
    settings = await people.settings(db)
    return rules.late(now, start, settings.late_window_minutes)


async def move(
    db: WorkspaceSession,
    session_id: str,
    version: int,
    by: str,
    *,
    proposal: datetime | None,
    reason: str,
    now: datetime,
) -> None:
    """Give up the booked time for another: the one proposed, or fresh ones for both to pick from."""
    meeting = await own_meeting(db, session_id, by)
    expect(meeting, now, *UNDER_WAY, version=version)
    await _check_reason(db, meeting, reason, now)
    if proposal is not None:
        await check_time(db, meeting, proposal, now)
    await reopen(db, meeting, now, by=by, reason=reason, proposal=proposal)


async def cancel(
    db: WorkspaceSession,
    session_id: str,
    version: int,
    by: str,
    *,
    reason: str,
    still_needed: bool,
    now: datetime,
) -> None:
    """Call a session off. When the expert does, or help is still needed, the ask goes on looking."""
    meeting = await own_meeting(db, session_id, by)
    expect(meeting, now, *OPEN_SESSION, version=version)
    await _check_reason(db, meeting, reason, now)
    keep_looking = still_needed or by == meeting.expert.user_id
    await close(db, meeting, now, by=by, reason=reason, keep_looking=keep_looking)


async def close(
    db: WorkspaceSession,
    meeting: Meeting,
    now: datetime,
    *,
    by: str | None = None,
    reason: str = "",
    keep_looking: bool = False,
    quietly: bool = False,
) -> None:
    """End a session that will not be: free its hour, take it out of calendars, and move its ask on.

    ``quietly``: the two hear of it otherwise, so that its card changes where it stands.
    """
    entered = _still_in_calendars(meeting.session, now)
    session = await advance(
        db,
        meeting.session,
        to=SessionState.CANCELLED,
        sequence=meeting.session.sequence + entered,
        proposed_at=None,
        proposed_by=None,
        changed_by=by,
        change_reason=reason or None,
        closed_at=now,
        wakes_at=None,
    )
    await free_hour(db, session)
    await db.delete_where(Slot, Slot.session_id == session.id)
    if keep_looking:
        await asks.reopen(db, session.ask_id, now, anybody=by == session.mentee_id)
    else:
        await asks.conclude(db, session.ask_id, now)
    if not entered and not quietly:
        await post_card(db, session, now)
        return
    await take_back_nudges(db, session, now)
    await refresh_card(db, session, now)
    if entered:
        await send_calendar(db, session, now, by)


def _still_in_calendars(session: Session, now: datetime) -> bool:
    """Whether people's calendars hold a time of this session that is not over."""
    at = session.calendar_at
    return at is not None and at + timedelta(minutes=session.minutes) > now


async def set_place(db: WorkspaceSession, session_id: str, by: str, place: str, now: datetime) -> None:
    """Set where the two meet; empty means the huddle. Calendars are told."""
    meeting = await own_meeting(db, session_id, by)
    expect(meeting, now, *OPEN_SESSION)
    booked = meeting.session.state in UNDER_WAY
    if place == meeting.session.place:
        return
    entry = place if booked else meeting.session.calendar_place
    sequence = meeting.session.sequence + booked
    session = await change(db, meeting.session, place=place, calendar_place=entry, sequence=sequence)
    await refresh_card(db, session, now)
    if booked:
        await send_calendar(db, session, now, by)
        await refresh_own(db, session, now)


async def want_calendar_file(db: WorkspaceSession, session_id: str, by: str, now: datetime) -> bool:
    """Send one of the two the calendar file; False when it is on its way already."""
    meeting = await own_meeting(db, session_id, by)
    expect(meeting, now, SessionState.BOOKED)
    return await send_calendar_file(db, meeting.session, by, now)


async def keep(db: WorkspaceSession, session_id: str, version: int, by: str, now: datetime) -> None:
    """Go on for a mentee who still needs it: fresh times, and the clock starts again."""
    meeting = await _mentee(db, session_id, version, by, now)
    wakes_at = await first_reminder(db, by, now)
    session = await advance(
        db, meeting.session, proposed_at=None, proposed_by=None, reminders=0, wakes_at=wakes_at
    )
    await propose_times(db, session, now)
    await post_card(db, session, now)


async def close_unneeded(db: WorkspaceSession, session_id: str, version: int, by: str, now: datetime) -> None:
    """Close a session that its mentee no longer needs."""
    await close(db, await _mentee(db, session_id, version, by, now), now, by=by)


async def _mentee(db: WorkspaceSession, session_id: str, version: int, by: str, now: datetime) -> Meeting:
    meeting = await own_meeting(db, session_id, by)
    if by != meeting.mentee.user_id:
        raise UserMessage(texts.NOT_YOURS)
    expect(meeting, now, SessionState.SCHEDULING, version=version)
    return meeting


async def _check_reason(db: WorkspaceSession, meeting: Meeting, reason: str, now: datetime) -> None:
    if not reason and await needs_reason(db, meeting, now):
        raise FormErrors({"reason": texts.REASON_NEEDED})
