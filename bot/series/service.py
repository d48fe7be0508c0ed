"""Decisions about series: they begin with the expert's yes, go on after each session, and end."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from bot.asks import queries as ask_queries
from bot.asks import service as asks
from bot.delivery.messages import Recipient
from bot.delivery.outbox import enqueue, refresh_home
from bot.kit.db import WorkspaceSession
from bot.kit.errors import UserMessage
from bot.kit.i18n import Words
from bot.models import (
    OPEN_SESSION,
    OVER_SESSION,
    UNDER_WAY,
    Offer,
    Series,
    SeriesState,
    Session,
    SessionState,
)
from bot.models.transitions import move
from bot.offers.queries import blocked
from bot.people import queries as people
from bot.series import messages, queries, rules, texts
from bot.sessions import queries as sessions
from bot.sessions.service.changes import close
from bot.sessions.service.scheduling import open_session


async def begin(
    db: WorkspaceSession, session_id: str, now: datetime, *, gap_days: int | None = None
) -> str | None:
    """Make the series of which a session is the first, once; return its id.

    It keeps the days between its sessions; where none are given, those that its question was asked with.
    """
    alone = (Session.id == session_id, Session.series_id.is_(None))
    session = await db.scalar(select(Session).where(*alone).with_for_update())
    if session is None:
        return None
    offer = await db.get_one(Offer, session.offer_id)
    both = {"mentee_id": session.mentee_id, "expert_id": session.expert_id}
    series = await db.insert(
        Series,
        ask_id=session.ask_id,
        count=offer.agreed_sessions,
        gap_days=gap_days or await ask_queries.gap_days(db, session.ask_id),
        created_at=now,
        **both,
    )
    await db.update_where(Session, *alone, series_id=series.id)
    return series.id


async def start(
    db: WorkspaceSession, last: Session, question: str, *, count: int, gap_days: int | None, now: datetime
) -> str | None:
    """Begin a series after a session whose two people have both agreed to go on; return its id.

    Times for its first are proposed about one gap after that session.
    """
    gap_days = gap_days or (await people.settings(db)).series_gap_days
    offer_id = await asks.go_on(
        db, last.ask_id, to=last.expert_id, part=1, sessions=count, question=question, now=now
    )
    earliest_at = rules.earliest(last.ends_at or now, gap_days)
    session = await open_session(db, offer_id, now, earliest_at=earliest_at)
    return await begin(db, session.id, now, gap_days=gap_days) if session else None


async def end(db: WorkspaceSession, series_id: str, by: str, now: datetime) -> Words:
    """End a series early: a session ahead is called off, and the other one is told kindly.

    Returns what the other one is called. Raises UserMessage for anybody but its two people, while they meet,
    and where it is over.
    """
    series = await db.get(Series, series_id)
    if series is None or by not in (series.mentee_id, series.expert_id):
        raise UserMessage(texts.NOT_YOURS)
    if any(_takes_place(one, now) for one in await queries.sessions_of(db, series_id)):
        raise UserMessage(texts.MEETING_NOW)
    if not await _end(db, series, now, by=by):
        raise UserMessage(texts.ENDED_ALREADY)
    other = series.expert_id if by == series.mentee_id else series.mentee_id
    await enqueue(db, messages.ENDED, to=Recipient.person(other), about=series_id, now=now)
    return await people.name(db, other)


def _takes_place(session: Session, now: datetime) -> bool:
    return session.state in UNDER_WAY and session.starts_at is not None and session.starts_at <= now


async def go_on(db: WorkspaceSession, series_id: str, now: datetime) -> None:
    """Take the step that follows from how the sessions of a series stand, if one does."""
    series = await db.scalar(select(Series).where(Series.id == series_id).with_for_update())
    if series is None:
        return
    found = await queries.sessions_of(db, series_id)
    ahead = [one for one in found if one.state in OPEN_SESSION]
    if series.state is SeriesState.ENDED:
        await _call_off(db, series, ahead, now)
    elif series.state is SeriesState.DONE and ahead:
        await move(db, Series, Series.id == series_id, to=SeriesState.RUNNING, ended_at=None)
        await _conclude_with(db, series_id, None)
    elif len(ahead) > 1:
        await _move_the_rest(db, ahead[1:], now)
    elif series.state is SeriesState.RUNNING and not any(one.state in sessions.LIVE for one in found):
        await _after(db, series, found, now)


async def _after(db: WorkspaceSession, series: Series, found: list[Session], now: datetime) -> None:
    """Go on after a session: the next one, or the end."""
    held = [one for one in found if one.state is SessionState.HELD]
    called_off = len(held) < len(found)
    if len(held) >= series.count:
        await move(db, Series, Series.id == series.id, to=SeriesState.DONE, ended_at=now)
        await _conclude_with(db, series.id, held[-1])
    elif called_off or not held or await _apart(db, series):
        await _end(db, series, now)
    else:
        await _next(db, series, held, now)


async def _apart(db: WorkspaceSession, series: Series) -> bool:
    """Whether the two cannot, or would rather not, meet again. Which of them is told to nobody."""
    return await queries.somebody_left(db, series) or await blocked(db, series.mentee_id, series.expert_id)


async def _next(db: WorkspaceSession, series: Series, held: list[Session], now: datetime) -> None:
    offer_id = await asks.go_on(
        db, held[-1].ask_id, to=series.expert_id, part=len(held) + 1, sessions=series.count, now=now
    )
    earliest_at = rules.earliest(held[-1].ends_at or now, series.gap_days)
    await open_session(db, offer_id, now, series_id=series.id, earliest_at=earliest_at)


async def _end(db: WorkspaceSession, series: Series, now: datetime, *, by: str | None = None) -> bool:
    here = (Series.id == series.id, Series.state == SeriesState.RUNNING)
    if not await move(db, Series, *here, to=SeriesState.ENDED, ended_by=by, ended_at=now):
        return False
    found = await queries.sessions_of(db, series.id)
    ahead = [one for one in found if one.state in OPEN_SESSION]
    await _call_off(db, series, ahead, now, by=by)
    await refresh_home(db, sorted((series.mentee_id, series.expert_id)), now)
    return True


async def _call_off(
    db: WorkspaceSession, series: Series, ahead: list[Session], now: datetime, *, by: str | None = None
) -> None:
    """Call off what lies ahead of a series that has ended; its last session is the one that thanks follow."""
    await _close(db, ahead, now, by=by)
    found = [one for one in await queries.sessions_of(db, series.id) if one.state in OVER_SESSION]
    await _conclude_with(db, series.id, found[-1] if found else None)


async def _conclude_with(db: WorkspaceSession, series_id: str, last: Session | None) -> None:
    """Have thanks follow one of the sessions that are over, and none of the others."""
    over = Session.series_id == series_id, Session.state.in_(OVER_SESSION)
    await db.update_where(Session, *over, concludes=False)
    if last is not None:
        await db.update_where(Session, Session.id == last.id, concludes=True)


async def _move_the_rest(db: WorkspaceSession, later: list[Session], now: datetime) -> None:
    """Take back what came after a session that was not held after all: it follows once that one was."""
    await _close(db, later, now)
    await db.update_where(Session, Session.id.in_([one.id for one in later]), series_id=None)


async def _close(db: WorkspaceSession, ahead: list[Session], now: datetime, *, by: str | None = None) -> None:
    for one in ahead:
        meeting = await sessions.meeting(db, one.id)
        if meeting is not None:
            await close(db, meeting, now, by=by, quietly=by is not None)
