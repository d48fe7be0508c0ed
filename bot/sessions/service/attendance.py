"""Who is there at the start of a session, and, afterwards, whether it took place.

Whoever seems not to be there is asked before anything is said; so is whoever sees it differently.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from bot.delivery.messages import Recipient
from bot.delivery.outbox import cancel, enqueue
from bot.kit.db import WorkspaceSession
from bot.kit.errors import UserMessage
from bot.models import OVER_SESSION, UNDER_WAY, Presence, PresenceSaid, Session, SessionState, Slot, WrapUp
from bot.people import queries as people
from bot.sessions import messages, queries, rules, texts
from bot.sessions.queries import Meeting
from bot.sessions.service.common import (
    advance,
    change,
    expect,
    own_meeting,
    post_card,
    refresh_card,
    refresh_own,
)
from bot.sessions.service.wrap_up import ask_what_came_of_it, decide, miss, refresh_wrap_ups

EARLY_START = timedelta(minutes=15)


async def begin(db: WorkspaceSession, session: Session, now: datetime) -> None:
    """Show, from the start on, what can be pressed during a session, wherever it stands."""
    session = await change(db, session, wakes_at=session.ends_at)
    await refresh_card(db, session, now)


async def start(db: WorkspaceSession, session_id: str, version: int, by: str, now: datetime) -> None:
    """Note that the two have begun."""
    meeting = await own_meeting(db, session_id, by)
    expect(meeting, now, *UNDER_WAY, version=version)
    starts_at = meeting.session.starts_at
    if starts_at is None or now < starts_at - EARLY_START:
        raise UserMessage(texts.NOT_YET)
    await _say(db, meeting.session, by, PresenceSaid.STARTED)
    await _go_on(db, meeting, now)


async def report_absence(
    db: WorkspaceSession, session_id: str, version: int, by: str, now: datetime
) -> datetime | None:
    """Note that the other one is not there, and have them asked; return when, None where both are there.

    Where the other one has said the same, the two wait for each other in different places.
    """
    meeting = await own_meeting(db, session_id, by)
    expect(meeting, now, *UNDER_WAY, version=version)
    session, other = meeting.session, meeting.other(by)
    if session.starts_at is None or now < session.starts_at:
        raise UserMessage(texts.NOT_YET)
    await _say(db, session, by, PresenceSaid.ALONE)
    if session.absent_reported_by == other.user_id:
        await _found(db, meeting, by, now)
        return None
    at = rules.asked_at(session.starts_at, now)
    if session.state is SessionState.BOOKED:
        wakes_at = at + rules.ANSWER_WITHIN
        session = await change(db, session, to=SessionState.MISSING, absent_reported_by=by, wakes_at=wakes_at)
        key = f"{session.id}:{messages.WHERE_ARE_YOU.id}:{other.user_id}:{now.isoformat()}"
        to = Recipient.person(other.user_id)
        version = session.version
        await enqueue(
            db,
            messages.WHERE_ARE_YOU,
            to=to,
            about=session.id,
            now=now,
            due=at,
            key=key,
            version=version,
        )
        await _refresh_all(db, session, now)
    return at


async def here(
    db: WorkspaceSession, session_id: str, version: int, by: str, *, late: bool, now: datetime
) -> None:
    """Note that somebody who was asked is there, or on the way; the one who waits is told."""
    meeting = await own_meeting(db, session_id, by)
    expect(meeting, now, *UNDER_WAY, version=version)
    await _say(db, meeting.session, by, PresenceSaid.LATE if late else PresenceSaid.HERE)
    if meeting.session.state is SessionState.MISSING:
        await _found(db, meeting, by, now)


async def take_back(db: WorkspaceSession, session_id: str, version: int, by: str, now: datetime) -> None:
    """Undo that somebody was said not to be there: nobody is asked, where that is still possible."""
    meeting = await own_meeting(db, session_id, by)
    expect(meeting, now, *UNDER_WAY, version=version)
    mine = Presence.session_id == session_id, Presence.user_id == by, Presence.version == version
    await db.delete_where(Presence, *mine, Presence.said == PresenceSaid.ALONE)
    await _go_on(db, meeting, now)


async def nobody_found(db: WorkspaceSession, meeting: Meeting, now: datetime) -> None:
    """End the waiting for somebody who was asked and is silent, unless they said that it had begun."""
    session = meeting.session
    missing = meeting.other(session.absent_reported_by)
    pressed = await queries.presence(db, session)
    if pressed.get(missing.user_id) is PresenceSaid.STARTED:
        await _go_on(db, meeting, now)
    else:
        await miss(db, meeting, now)


async def took_place_after_all(
    db: WorkspaceSession, session_id: str, version: int, by: str, now: datetime
) -> None:
    """Take back that a session was missed: its time stands again, and the other one is asked."""
    meeting = await own_meeting(db, session_id, by)
    expect(meeting, now, SessionState.SCHEDULING, version=version)
    missed = meeting.session
    if missed.missed_at is None or missed.missed_until is None or now >= missed.missed_until:
        raise UserMessage(texts.OVERTAKEN)
    zone = await people.zone(db, missed.mentee_id)
    starts_at, missed_version = missed.missed_at, missed.missed_version
    session = await advance(
        db,
        missed,
        to=SessionState.ENDED,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(minutes=missed.minutes),
        proposed_at=None,
        proposed_by=None,
        changed_by=None,
        change_reason=None,
        reminders=0,
        wakes_at=rules.working_days_later(now, rules.ONE_SIDED_AFTER_DAYS, zone),
        missed_at=None,
        missed_version=None,
        missed_until=None,
    )
    await db.delete_where(Slot, Slot.session_id == session.id)
    for model in (WrapUp, Presence):
        here = model.session_id == session.id, model.version == missed_version
        await db.update_key(model, *here, version=session.version)
    await _answer(db, session, by, took_place=True, now=now)
    await post_card(db, session, now)
    await ask_what_came_of_it(db, session, now)
    await decide(db, await own_meeting(db, session_id, by), now)


async def answer_again(
    db: WorkspaceSession, session_id: str, version: int, by: str, *, took_place: bool, now: datetime
) -> None:
    """Take what somebody says whose view differs, or who adds nothing; what was written stays."""
    meeting = await own_meeting(db, session_id, by)
    expect(meeting, now, *OVER_SESSION, version=version)
    await _answer(db, meeting.session, by, took_place=took_place, now=now)
    await refresh_wrap_ups(db, meeting.session, now)
    await decide(db, meeting, now)


async def _say(db: WorkspaceSession, session: Session, by: str, said: PresenceSaid) -> None:
    key = {"session_id": session.id, "user_id": by, "version": session.version}
    await db.upsert(Presence, key, said=said)


async def _answer(
    db: WorkspaceSession, session: Session, by: str, *, took_place: bool, now: datetime
) -> None:
    key = {"session_id": session.id, "user_id": by, "version": session.version}
    await db.upsert(WrapUp, key, took_place=took_place)


async def _found(db: WorkspaceSession, meeting: Meeting, by: str, now: datetime) -> None:
    """Tell whoever waits that the other one is there, or on the way."""
    waiting = meeting.session.absent_reported_by or meeting.other(by).user_id
    session = await _go_on(db, meeting, now)
    for user_id in {waiting, by} if await _both_wait(db, session) else {waiting}:
        key = f"{session.id}:{messages.FOUND.id}:{user_id}:{now.isoformat()}"
        to, version = Recipient.person(user_id), session.version
        await enqueue(db, messages.FOUND, to=to, about=session.id, now=now, key=key, version=version)


async def _both_wait(db: WorkspaceSession, session: Session) -> bool:
    pressed = (await queries.presence(db, session)).values()
    return [*pressed].count(PresenceSaid.ALONE) == 2


async def _go_on(db: WorkspaceSession, meeting: Meeting, now: datetime) -> Session:
    """Let a session go on, nobody being looked for."""
    session = meeting.session
    pressed = (await queries.presence(db, session)).values()
    started_at = (session.started_at or now) if PresenceSaid.STARTED in pressed else None
    values: dict[str, Any] = {"started_at": started_at, "absent_reported_by": None}
    if session.state is SessionState.MISSING:
        await cancel(db, session.id, [messages.WHERE_ARE_YOU])
        session = await change(db, session, to=SessionState.BOOKED, wakes_at=session.ends_at, **values)
    else:
        session = await change(db, session, **values)
    await _refresh_all(db, session, now)
    return session


async def _refresh_all(db: WorkspaceSession, session: Session, now: datetime) -> None:
    await refresh_own(db, session, now)
    await refresh_card(db, session, now)
