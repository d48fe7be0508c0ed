"""What every decision about a session shares: who may decide, one step at a time, and who is told."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import select

from bot.asks import service as asks
from bot.checklists import service as checklists
from bot.delivery.messages import Recipient
from bot.delivery.outbox import cancel, enqueue, refresh, refresh_home
from bot.kit.db import WorkspaceSession
from bot.kit.errors import UserMessage
from bot.kit.i18n import Sentence
from bot.models import OPEN_SESSION, UNDER_WAY, BookedCell, Session, SessionState
from bot.models.transitions import move
from bot.offers import service as offers
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
    if session.pool_id is not None and session.state in OPEN_SESSION:
        raise UserMessage(texts.TOGETHER)
    if session.state is SessionState.BOOKED and session.ends_at is not None and now >= session.ends_at:
        raise UserMessage(texts.OVER)
    if session.state not in states:
        raise UserMessage(standing(session))
    if version is not None and session.version != version:
        raise UserMessage(texts.OVERTAKEN)


def standing(session: Session) -> Sentence:
    """Say how a session stands; one that was closed after its time was called off by nobody."""
    ends_at, closed_at = session.ends_at, session.closed_at
    passed = ends_at is not None and closed_at is not None and ends_at <= closed_at
    if session.state is SessionState.CANCELLED and passed and session.changed_by is None:
        return texts.UNTOLD
    return texts.STANDS[session.state]


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


async def free_hour(db: WorkspaceSession, session: Session) -> None:
    """Free the hour that a session has taken; its expert keeps it while others of a pool have it, too."""
    theirs = (Session.pool_id == session.pool_id, Session.id != session.id)
    if session.pool_id is not None:
        rest = select(Session.id).where(*theirs, Session.state.in_(UNDER_WAY)).order_by(Session.id)
        if heir := await db.scalar(rest.limit(1)):
            here = (BookedCell.session_id == session.id, BookedCell.user_id == session.expert_id)
            await db.update_where(BookedCell, *here, session_id=heir)
    await db.delete_where(BookedCell, BookedCell.session_id == session.id)


def both(session: Session) -> Recipient:
    """Return the recipient that stands for both people of a session."""
    return Recipient.group(session.mentee_id, session.expert_id)


async def post_card(db: WorkspaceSession, session: Session, now: datetime) -> None:
    """Say a new version as news: the card moves down. A changed message would notify nobody.

    Nothing is said to the two alone while others have the same hour.
    """
    if session.pool_id is None:
        version = session.version
        await enqueue(db, messages.CARD, to=both(session), about=session.id, now=now, version=version)
    await take_back_nudges(db, session, now)
    await refresh_later(db, session, now)
    await refresh_home_and_ask(db, session, now)


async def refresh_card(db: WorkspaceSession, session: Session, now: datetime) -> None:
    """Bring the present card up to date where it stands, and both people's App Home."""
    if session.pool_id is None:
        await refresh(db, messages.CARD, to=both(session), about=session.id, now=now)
    await refresh_home_and_ask(db, session, now)


async def refresh_own(db: WorkspaceSession, session: Session, now: datetime) -> None:
    """Bring what each of the two has of the meeting in their DM up to date."""
    for user_id in (session.mentee_id, session.expert_id):
        to = Recipient.person(user_id)
        await refresh(db, messages.START_CARD, to=to, about=session.id, now=now)


async def refresh_later(db: WorkspaceSession, session: Session, now: datetime) -> None:
    """Plan that each proposed time leaves the card when it is over; none is left once no time is sought."""
    if session.state is not SessionState.SCHEDULING:
        await cancel(db, session.id, [messages.CARD_LATER])
        return
    version = session.version
    for slot in await queries.slots(db, session.id):
        key = f"{session.id}:{messages.CARD_LATER.id}:{version}:{slot:%Y%m%dT%H%M}"
        await enqueue(
            db,
            messages.CARD_LATER,
            to=both(session),
            about=session.id,
            now=now,
            due=slot,
            key=key,
            version=version,
        )


async def take_back_nudges(db: WorkspaceSession, session: Session, now: datetime) -> None:
    """Take away what was said to one of the two alone, and is settled with a new version."""
    version = session.version
    mentee = Recipient.person(session.mentee_id)
    await enqueue(db, messages.STILL_NEEDED_OVER, to=mentee, about=session.id, now=now, version=version)
    for user_id in (session.mentee_id, session.expert_id):
        to = Recipient.person(user_id)
        await enqueue(db, messages.OWN_OVER, to=to, about=session.id, now=now, version=version)
        await checklists.take_back(db, session.id, user_id, version=version, now=now)


async def refresh_home_and_ask(db: WorkspaceSession, session: Session, now: datetime) -> None:
    """Bring both people's App Home up to date, and the cards of question and offer, which name the time."""
    # In one order for everybody: two transactions about the same two people would else wait for each other.
    await refresh_home(db, sorted((session.mentee_id, session.expert_id)), now)
    await asks.changed(db, session.ask_id, session.mentee_id, now)
    await offers.show_session(db, session.offer_id, session.expert_id, now)


async def send_calendar(db: WorkspaceSession, session: Session, now: datetime, by: str | None = None) -> None:
    """Tell of the present state of the calendar entry with its file, once for each SEQUENCE.

    Whoever caused it (``by``) sees it on the card: they get the file alone, and only where there was another.
    """
    for user_id in (session.mentee_id, session.expert_id):
        kind = messages.CALENDAR_UPDATE if user_id == by else messages.CALENDAR
        if user_id != by or session.sequence:
            to, version = Recipient.person(user_id), session.sequence
            await enqueue(db, kind, to=to, about=session.id, now=now, version=version)


async def send_calendar_file(db: WorkspaceSession, session: Session, to: str, now: datetime) -> bool:
    """Send somebody the calendar file they ask for; False when this one is on its way to them already."""
    kind, version = messages.CALENDAR_WANTED, session.sequence
    return await enqueue(db, kind, to=Recipient.person(to), about=session.id, now=now, version=version)
