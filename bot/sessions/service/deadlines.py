"""What the clock decides about a session when its people do not: each step is claimed by one worker."""

from __future__ import annotations

from datetime import datetime

from bot.delivery.messages import Recipient
from bot.delivery.outbox import enqueue, refresh_home
from bot.kit.db import WorkspaceSession
from bot.models import OPEN_SESSION, Session, SessionState
from bot.people import queries as people
from bot.sessions import messages, queries, rules
from bot.sessions.queries import Meeting
from bot.sessions.service import attendance
from bot.sessions.service.changes import close
from bot.sessions.service.common import advance, change, post_card
from bot.sessions.service.scheduling import propose_times
from bot.sessions.service.wrap_up import decide_finally, end


async def wake(db: WorkspaceSession, session_id: str, now: datetime) -> None:
    """Take the step that is due. Does nothing when another worker, or somebody's button, was faster."""
    meeting = await queries.meeting(db, session_id)
    if meeting is None or not await _claim(db, meeting.session, now):
        return
    session = meeting.session
    if session.state is SessionState.BOOKED:
        over = session.ends_at is None or session.ends_at <= now
        await (end if over else attendance.begin)(db, session, now)
    elif session.state is SessionState.MISSING:
        await attendance.nobody_found(db, meeting, now)
    elif session.state is SessionState.SCHEDULING:
        await _no_time_picked(db, meeting, now)
    elif session.state is SessionState.ENDED:
        await _not_wrapped_up(db, meeting, now)
    elif session.state is SessionState.DIFFERS:
        await decide_finally(db, meeting, now)


async def close_for_leaver(db: WorkspaceSession, session_id: str, now: datetime) -> None:
    """End a session of which one side has left Slack; a mentee who is still here is helped further."""
    meeting = await queries.meeting(db, session_id)
    if meeting is None or meeting.session.state not in OPEN_SESSION:
        return
    if any(party.has_left for party in meeting.parties):
        await close(db, meeting, now, keep_looking=not meeting.mentee.has_left)


async def _claim(db: WorkspaceSession, session: Session, now: datetime) -> bool:
    if session.wakes_at is None or session.wakes_at > now:
        return False
    here = (
        Session.id == session.id,
        Session.version == session.version,
        Session.wakes_at == session.wakes_at,
    )
    return bool(await db.update_where(Session, *here, wakes_at=None))


async def _no_time_picked(db: WorkspaceSession, meeting: Meeting, now: datetime) -> None:
    """Remind both with fresh times, then ask the mentee, then close kindly."""
    session = meeting.session

    async def after(days: int) -> datetime:
        return rules.working_days_later(now, days, await people.zone(db, session.mentee_id))

    if session.reminders == 0:
        asked_at = await after(rules.ASK_AFTER_DAYS)
        session = await advance(db, session, reminders=1, wakes_at=asked_at)
        await propose_times(db, session, now)
        await post_card(db, session, now)
    elif session.reminders == 1:
        closed_at = await after(rules.GIVE_UP_AFTER_DAYS)
        session = await change(db, session, reminders=2, wakes_at=closed_at)
        to, version = Recipient.person(session.mentee_id), session.version
        await enqueue(db, messages.STILL_NEEDED, to=to, about=session.id, now=now, version=version)
        await refresh_home(db, [session.mentee_id], now)
    else:
        await close(db, meeting, now)


async def _not_wrapped_up(db: WorkspaceSession, meeting: Meeting, now: datetime) -> None:
    """One side's answer counts for both; without any, it was held if one had said that they began."""
    session = meeting.session
    answered = any(side.took_place is not None for side in await queries.sides(db, session))
    if session.reminders == 0 and not answered:
        over = (session.ends_at or now) + rules.CLOSE_AFTER
        await change(db, session, reminders=1, wakes_at=max(over, now + rules.CLOSE_AT_LEAST))
    elif not await decide_finally(db, meeting, now):
        await close(db, meeting, now)
