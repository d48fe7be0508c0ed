"""What every decision about a session shares: who may decide, one step at a time, and who is told."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from bot.asks import service as asks
from bot.delivery.messages import Recipient
from bot.delivery.outbox import enqueue, refresh, refresh_home
from bot.kit.db import WorkspaceSession
from bot.kit.errors import UserMessage
from bot.models import Session, SessionState
from bot.models.transitions import move
from bot.sessions import messages, queries, texts
from bot.sessions.queries import Meeting


async def own_meeting(db: WorkspaceSession, session_id: str, user_id: str) -> Meeting:
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
        raise UserMessage(texts.STANDS[session.state])
    if version is not None and session.version != version:
        raise UserMessage(texts.OVERTAKEN)


async def advance(
    db: WorkspaceSession, session: Session, *, to: SessionState | None = None, **values: Any
) -> Session:
    """Take a session one version further, and to another state if one is given; return it.

    Raises UserMessage when somebody was faster.
    """
    return await change(db, session, to=to, version=session.version + 1, **values)


async def change(
    db: WorkspaceSession, session: Session, *, to: SessionState | None = None, **values: Any
) -> Session:
    """Change a session within its version, and to another state if one is given; return it.

    Raises UserMessage when somebody was faster.
    """
    here = (Session.id == session.id, Session.version == session.version)
    if to is None:
        done = await db.update_where(Session, *here, Session.state == session.state, **values)
    else:
        done = await move(db, Session, *here, since=session.state, to=to, **values)
    changed = await db.get(Session, session.id) if done else None
    if changed is None:
        raise UserMessage(texts.OVERTAKEN)
    return changed


def both(session: Session) -> Recipient:
    """Return the recipient that stands for both people of a session."""
    return Recipient.group(session.mentee_id, session.expert_id)


async def post_card(db: WorkspaceSession, session: Session, now: datetime) -> None:
    """Say a new version as a message of its own, and take the buttons off the one before.

    A changed message notifies nobody: what is news has to be a new one.
    """
    to = both(session)
    await enqueue(db, messages.CARD, to=to, about=session.id, now=now, version=session.version)
    if session.version > 1:
        await enqueue(db, messages.OLD_CARD, to=to, about=session.id, now=now, version=session.version - 1)
    await refresh_home_and_ask(db, session, now)


async def refresh_card(db: WorkspaceSession, session: Session, now: datetime) -> None:
    """Bring the present card up to date where it stands, and both people's App Home."""
    await refresh(db, messages.CARD, to=both(session), about=session.id, now=now)
    await refresh_home_and_ask(db, session, now)


async def refresh_home_and_ask(db: WorkspaceSession, session: Session, now: datetime) -> None:
    """Bring both people's App Home up to date, and the mentee's tracker card, which names the time."""
    # In one order for everybody: two transactions about the same two people would else wait for each other.
    await refresh_home(db, sorted((session.mentee_id, session.expert_id)), now)
    await asks.changed(db, session.ask_id, session.mentee_id, now)


async def send_calendar(db: WorkspaceSession, session: Session, now: datetime) -> None:
    """Send both people the present state of the calendar entry, once for each SEQUENCE."""
    for user_id in (session.mentee_id, session.expert_id):
        to, version = Recipient.person(user_id), session.sequence
        await enqueue(db, messages.CALENDAR, to=to, about=session.id, now=now, version=version)
