"""How a session begins, and begins anew: times are proposed, and the clock watches that one is picked."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from bot.kit.db import WorkspaceSession
from bot.kit.holidays import days_off
from bot.kit.ids import new_id
from bot.matching.queries import end_of_day
from bot.models import Ask, Offer, OfferState, Session, SessionState, Slot
from bot.people import queries as people
from bot.sessions import queries, rules
from bot.sessions.queries import Meeting
from bot.sessions.service.common import (
    advance,
    expect,
    free_hour,
    own_meeting,
    post_card,
    refresh_card,
)


async def open_session(
    db: WorkspaceSession,
    offer_id: str,
    now: datetime,
    *,
    series_id: str | None = None,
    earliest_at: datetime | None = None,
) -> Session | None:
    """Open the session of an accepted offer and introduce the two; None when it has one already.

    One that goes on with a series proposes no time before ``earliest_at``.
    """
    offer = await db.get(Offer, offer_id)
    ask = await db.get(Ask, offer.ask_id) if offer else None
    if offer is None or ask is None or offer.state is not OfferState.ACCEPTED:
        return None
    session_id = new_id()
    created = await db.insert_or_ignore(
        Session,
        id=session_id,
        ask_id=ask.id,
        offer_id=offer.id,
        mentee_id=ask.mentee_id,
        expert_id=offer.expert_id,
        minutes=ask.minutes,
        series_id=series_id,
        concludes=ask.part >= offer.agreed_sessions,
        earliest_at=earliest_at,
        created_at=now,
        wakes_at=await first_reminder(db, ask.mentee_id, max(now, (earliest_at or now) - rules.PICK_BEFORE)),
    )
    session = await db.get(Session, session_id) if created else None
    if session is not None:
        await propose_times(db, session, now)
        await post_card(db, session, now)
    return session


async def first_reminder(db: WorkspaceSession, mentee_id: str, now: datetime) -> datetime:
    """Return when both are reminded that no time is picked yet."""
    settings = await people.settings(db)
    return rules.working_days_later(now, settings.pick_reminder_days, await people.zone(db, mentee_id))


async def propose_times(
    db: WorkspaceSession, session: Session, now: datetime, *, later: bool = False
) -> None:
    """Replace the proposed times of a session by fresh ones: free for both, on no holiday of either.

    They lie before the answer is needed, unless a ``later`` one helps too. The time that was given up, which
    is still in people's calendars, is none of them.
    """
    ask = await db.get(Ask, session.ask_id)
    both = (session.mentee_id, session.expert_id)
    hours = await queries.hours_of_both(db, session)
    begin = max(now, session.earliest_at - rules.LEAD) if session.earliest_at else now
    ahead = begin, begin + rules.HORIZON
    taken = await queries.busy(db, both, *ahead)
    off = [day for each in hours.values() for day in days_off(each.zone, *ahead)]
    starts = rules.propose_slots(
        now=begin,
        minutes=session.minutes,
        mentee=hours[session.mentee_id],
        expert=hours[session.expert_id],
        busy=rules.merged([*taken, *off, *_given_up(session)]),
        needed_by=end_of_day(ask.needed_by, hours[session.mentee_id]) if ask and not later else None,
    )
    await db.delete_where(Slot, Slot.session_id == session.id)
    await db.insert_all(Slot, [{"id": new_id(), "session_id": session.id, "starts_at": at} for at in starts])


def _given_up(session: Session) -> list[tuple[datetime, datetime]]:
    at = session.calendar_at
    return [(at, at + timedelta(minutes=session.minutes))] if at else []


async def renew_times(db: WorkspaceSession, meeting: Meeting, now: datetime) -> None:
    """Show fresh times on the card that stands."""
    await propose_times(db, meeting.session, now)
    await refresh_card(db, meeting.session, now)


async def show_later(db: WorkspaceSession, session_id: str, version: int, by: str, now: datetime) -> None:
    """Propose times after the day by which the answer was needed: somebody says that it still helps then."""
    meeting = await own_meeting(db, session_id, by)
    expect(meeting, now, SessionState.SCHEDULING, version=version)
    await propose_times(db, meeting.session, now, later=True)
    await refresh_card(db, meeting.session, now)


async def reopen(
    db: WorkspaceSession,
    meeting: Meeting,
    now: datetime,
    *,
    by: str | None = None,
    reason: str = "",
    proposal: datetime | None = None,
) -> Session:
    """Give up a session's time and look for another: its hour is free again at once, and the two go on alone.

    ``by`` asked for it, with a ``reason`` and perhaps a ``proposal``; without, it did not take place, which
    either may mend for a week.
    """
    missed: dict[str, Any] = {}
    if by is None:
        before = meeting.session
        missed = {"missed_at": before.starts_at, "missed_version": before.version}
        missed["missed_until"] = now + rules.MENDABLE_FOR
    session = await advance(
        db,
        meeting.session,
        to=SessionState.SCHEDULING,
        starts_at=None,
        ends_at=None,
        started_at=None,
        proposed_at=proposal,
        proposed_by=by if proposal else None,
        changed_by=by,
        change_reason=reason or None,
        absent_reported_by=None,
        closed_at=None,
        pool_id=None,
        reminders=0,
        wakes_at=await first_reminder(db, meeting.mentee.user_id, now),
        **missed,
    )
    await free_hour(db, session)
    await propose_times(db, session, now)
    await post_card(db, session, now)
    return session
