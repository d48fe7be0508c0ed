"""What every decision about a session shares: who may decide, one step at a time, and who is told."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from bot.asks import service as asks
from bot.delivery.service import enqueue, pair, refresh, refresh_home
from bot.kit.db import WorkspaceSession
from bot.kit.errors import UserMessage
from bot.models import Session, SessionState
from bot.sessions import queries, texts
from bot.sessions.queries import Meeting

CARD = "session_card"
OLD_CARD = "session_card_old"
CALENDAR = "session_ics"
PLACE = "session_place"
BRIEF = "session_brief"
START = "session_start"
START_CARD = "session_start_card"
SUM_UP = "session_sum_up"
STILL_NEEDED = "session_still_needed"
WRAP_UP = "session_wrap_up"
WRAP_UP_CARD = "session_wrap_up_card"
WRAP_UP_REMINDER = "session_wrap_up_reminder"
WRAP_UP_REMINDER_CARD = "session_wrap_up_reminder_card"
SUMMARY = "session_summary"
HANDOVER = "session_handover"


async def mine(db: WorkspaceSession, session_id: str, user_id: str) -> Meeting:
    """Return a session for one of its two people. Raises UserMessage for anybody else."""
    found = await queries.meeting(db, session_id)
    if found is None or user_id not in found.user_ids:
        raise UserMessage(texts.NOT_YOURS)
    return found


def expect(meeting: Meeting, now: datetime, *states: SessionState, version: int | None = None) -> None:
    """Go on only while the session is as the person saw it. Raises UserMessage with how it stands."""
    session = meeting.session
    if session.state is SessionState.BOOKED and session.ends_at is not None and now >= session.ends_at:
        raise UserMessage(texts.OVER)
    if session.state not in states:
        raise UserMessage(texts.stands(session.state))
    if version is not None and session.version != version:
        raise UserMessage(texts.OVERTAKEN)


async def advance(db: WorkspaceSession, session: Session, **values: Any) -> Session:
    """Take a session one version further and return it. Raises UserMessage when somebody was faster."""
    changed = await db.update_where(
        Session,
        Session.id == session.id,
        Session.state == session.state,
        Session.version == session.version,
        version=session.version + 1,
        **values,
    )
    if not changed:
        raise UserMessage(texts.OVERTAKEN)
    return await _again(db, session.id)


async def change(db: WorkspaceSession, session: Session, **values: Any) -> Session:
    """Change a session within its version and return it. Raises UserMessage when somebody was faster."""
    here = (Session.id == session.id, Session.state == session.state, Session.version == session.version)
    if not await db.update_where(Session, *here, **values):
        raise UserMessage(texts.OVERTAKEN)
    return await _again(db, session.id)


async def _again(db: WorkspaceSession, session_id: str) -> Session:
    session = await db.get(Session, session_id)
    if session is None:
        raise LookupError("A session vanished inside its own transaction.")
    return session


def room(session: Session) -> str:
    """Return the recipient that stands for both people of a session."""
    return pair(session.mentee_id, session.expert_id)


async def tell(db: WorkspaceSession, session: Session, now: datetime) -> None:
    """Say a new version as a message of its own, and take the buttons off the one before.

    A changed message notifies nobody: what is news has to be a new one.
    """
    to = room(session)
    await enqueue(db, CARD, to=to, about=session.id, now=now, version=session.version)
    if session.version > 1:
        await enqueue(db, OLD_CARD, to=to, about=session.id, now=now, version=session.version - 1)
    await show_at_home(db, session, now)


async def show(db: WorkspaceSession, session: Session, now: datetime) -> None:
    """Bring the present card up to date where it stands, and both people's App Home."""
    await refresh(db, CARD, to=room(session), about=session.id, now=now)
    await show_at_home(db, session, now)


async def show_at_home(db: WorkspaceSession, session: Session, now: datetime) -> None:
    """Bring both people's App Home up to date, and the mentee's tracker card, which names the time."""
    # In one order for everybody: two transactions about the same two people would else wait for each other.
    await refresh_home(db, sorted((session.mentee_id, session.expert_id)), now)
    await asks.changed(db, session.ask_id, session.mentee_id, now)


async def send_calendar(db: WorkspaceSession, session: Session, now: datetime) -> None:
    """Send both people the present state of the calendar entry, once for each SEQUENCE."""
    for user_id in (session.mentee_id, session.expert_id):
        key = f"{session.id}:{CALENDAR}:{user_id}:{session.sequence}"
        await enqueue(db, CALENDAR, to=user_id, about=session.id, now=now, key=key, version=session.sequence)
