"""What either side may change: the time, the place, whether it happens, and who was there."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.asks import service as asks
from bot.delivery.service import enqueue, refresh
from bot.kit.db import Tx
from bot.kit.errors import FormErrors, UserMessage
from bot.models import BookedCell, Session, SessionState, Slot
from bot.people import queries as people
from bot.sessions import rules, texts
from bot.sessions.queries import Meeting
from bot.sessions.service.booking import check_time
from bot.sessions.service.opening import first_reminder, propose_times, reopen
from bot.sessions.service.steps import (
    PLACE,
    START_CARD,
    advance,
    change,
    expect,
    mine,
    room,
    send_calendar,
    show,
    tell,
)

OPEN = (SessionState.SCHEDULING, SessionState.BOOKED)
EARLY_START = timedelta(minutes=15)


async def needs_reason(tx: Tx, meeting: Meeting, now: datetime) -> bool:
    """Return whether moving or cancelling now asks for a short reason: little is left until the start."""
    start = meeting.session.starts_at
    if meeting.session.state is not SessionState.BOOKED or start is None:
        return False
    workspace = await people.workspace(tx)
    return rules.late(now, start, workspace.late_window_minutes)


async def move(
    tx: Tx,
    session_id: str,
    version: int,
    by: str,
    *,
    proposal: datetime | None,
    reason: str,
    now: datetime,
) -> None:
    """Give up the booked time for another: the one proposed, or fresh ones for both to pick from."""
    meeting = await mine(tx, session_id, by)
    expect(meeting, now, SessionState.BOOKED, version=version)
    await _check_reason(tx, meeting, reason, now)
    if proposal is not None:
        await check_time(tx, meeting, proposal, now)
    await reopen(tx, meeting, now, by=by, reason=reason, proposal=proposal)


async def cancel(
    tx: Tx, session_id: str, version: int, by: str, *, reason: str, still_needed: bool, now: datetime
) -> None:
    """Call a session off. When the expert does, or help is still needed, the ask goes on looking."""
    meeting = await mine(tx, session_id, by)
    expect(meeting, now, *OPEN, version=version)
    await _check_reason(tx, meeting, reason, now)
    looks_on = still_needed or by == meeting.expert.user_id
    await close(tx, meeting, now, by=by, reason=reason, looks_on=looks_on)


async def close(
    tx: Tx,
    meeting: Meeting,
    now: datetime,
    *,
    by: str | None = None,
    reason: str = "",
    looks_on: bool = False,
) -> None:
    """End a session that will not be: free its hour, take it out of calendars, and move its ask on."""
    entered = _still_in_calendars(meeting.session, now)
    session = await advance(
        tx,
        meeting.session,
        state=SessionState.CANCELLED,
        sequence=meeting.session.sequence + entered,
        proposed_at=None,
        proposed_by=None,
        changed_by=by,
        change_reason=reason or None,
        closed_at=now,
        wakes_at=None,
    )
    await tx.remove(BookedCell, BookedCell.session_id == session.id)
    await tx.remove(Slot, Slot.session_id == session.id)
    await (asks.reopen if looks_on else asks.conclude)(tx, session.ask_id, now)
    await tell(tx, session, now)
    if entered:
        await send_calendar(tx, session, now)


def _still_in_calendars(session: Session, now: datetime) -> bool:
    """Whether people's calendars hold a time of this session that is not over."""
    at = session.calendar_at
    return at is not None and at + timedelta(minutes=session.minutes) > now


async def set_place(tx: Tx, session_id: str, by: str, place: str, now: datetime) -> None:
    """Set where the two meet; empty means the huddle. Calendars are told."""
    meeting = await mine(tx, session_id, by)
    expect(meeting, now, *OPEN)
    booked = meeting.session.state is SessionState.BOOKED
    if place == meeting.session.place:
        return
    session = await change(tx, meeting.session, place=place, sequence=meeting.session.sequence + booked)
    await show(tx, session, now)
    if booked:
        await send_calendar(tx, session, now)
        key = f"{session.id}:{PLACE}:{session.sequence}"
        other = meeting.other(by).user_id
        await enqueue(tx, PLACE, to=other, about=session.id, now=now, key=key, version=session.version)


async def started(tx: Tx, session_id: str, version: int, by: str, now: datetime) -> None:
    """Note that the two have begun."""
    meeting = await mine(tx, session_id, by)
    expect(meeting, now, SessionState.BOOKED, version=version)
    session = meeting.session
    if session.starts_at is None or now < session.starts_at - EARLY_START:
        raise UserMessage(texts.NOT_YET)
    if session.started_at is None:
        session = await change(tx, session, started_at=now)
    await refresh(tx, START_CARD, to=room(session), about=session.id, now=now)


async def absent(tx: Tx, session_id: str, version: int, by: str, now: datetime) -> Session:
    """Note that the other one is not there, ten minutes after the start, and offer another time."""
    meeting = await mine(tx, session_id, by)
    expect(meeting, now, SessionState.BOOKED, version=version)
    session, other = meeting.session, meeting.other(by)
    if session.started_at is not None:
        raise UserMessage(texts.STARTED_ALREADY)
    if session.starts_at is None or now < session.starts_at + rules.NOT_HERE_AFTER:
        raise UserMessage(texts.give_them_time(other.name))
    return await reopen(tx, meeting, now, absent_reported_by=by)


async def keep(tx: Tx, session_id: str, version: int, by: str, now: datetime) -> None:
    """The mentee still needs it: fresh times, and the clock starts again."""
    meeting = await _mentee(tx, session_id, version, by, now)
    wakes_at = await first_reminder(tx, by, now)
    session = await advance(
        tx, meeting.session, proposed_at=None, proposed_by=None, reminders=0, wakes_at=wakes_at
    )
    await propose_times(tx, session, now)
    await tell(tx, session, now)


async def let_go(tx: Tx, session_id: str, version: int, by: str, now: datetime) -> None:
    """The mentee no longer needs it."""
    await close(tx, await _mentee(tx, session_id, version, by, now), now, by=by)


async def _mentee(tx: Tx, session_id: str, version: int, by: str, now: datetime) -> Meeting:
    meeting = await mine(tx, session_id, by)
    if by != meeting.mentee.user_id:
        raise UserMessage(texts.NOT_YOURS)
    expect(meeting, now, SessionState.SCHEDULING, version=version)
    return meeting


async def _check_reason(tx: Tx, meeting: Meeting, reason: str, now: datetime) -> None:
    if not reason and await needs_reason(tx, meeting, now):
        raise FormErrors({"reason": texts.REASON_NEEDED})
