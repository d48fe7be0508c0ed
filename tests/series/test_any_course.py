"""Whatever the two do, a series keeps to what was agreed."""

from __future__ import annotations

import random
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from bot.kit.db import Database, WorkspaceSession
from bot.models import (
    OPEN_SESSION,
    OVER_SESSION,
    Offer,
    Person,
    Series,
    SeriesState,
    Session,
    SessionState,
)
from bot.models.transitions import move
from bot.privacy.service import end_everything
from bot.series import jobs, service
from bot.sessions import jobs as sessions_jobs
from bot.sessions import queries
from bot.sessions.service import changes, deadlines, wrap_up
from bot.sessions.service.scheduling import open_session
from tests.support.app import services_without_slack
from tests.support.clock import MONDAY, SettableClock
from tests.support.factories import (
    ADA,
    ELI,
    SLIDES,
    T,
    create_accepted_offer,
    create_workspace,
    rows,
    run,
)

STEPS = 14


async def hold(db: WorkspaceSession, session: Session, now: datetime) -> None:
    await play(db, session, now)
    await wrap_up.hold(db, await of(db, session), now)


async def miss(db: WorkspaceSession, session: Session, now: datetime) -> None:
    await play(db, session, now)
    await wrap_up.miss(db, await of(db, session), now)


async def play(db: WorkspaceSession, session: Session, now: datetime) -> None:
    """Book a session that has no time yet, and let its time be over."""
    if session.state is SessionState.SCHEDULING:
        times = {"starts_at": now, "ends_at": now + timedelta(minutes=45)}
        await move(db, Session, Session.id == session.id, to=SessionState.BOOKED, **times)
        await wrap_up.end(db, (await of(db, session)).session, now)


async def cancel(db: WorkspaceSession, session: Session, now: datetime) -> None:
    if session.state in OPEN_SESSION:
        await changes.close(db, await of(db, session), now, by=session.mentee_id)


async def give_up(db: WorkspaceSession, session: Session, now: datetime) -> None:
    if session.state in OPEN_SESSION:
        await changes.close(db, await of(db, session), now, by=session.expert_id, keep_looking=True)


async def end(db: WorkspaceSession, session: Session, now: datetime) -> None:
    series = await db.get(Series, session.series_id or "")
    if series is not None and series.state is SeriesState.RUNNING:
        await service.end(db, series.id, session.mentee_id, now)


async def leave(db: WorkspaceSession, session: Session, now: datetime) -> None:
    await db.update_where(Person, Person.user_id == session.expert_id, deactivated=True)
    await deadlines.close_for_leaver(db, session.id, now)


async def erased(db: WorkspaceSession, session: Session, now: datetime) -> None:
    await end_everything(db, session.mentee_id, now)


async def of(db: WorkspaceSession, session: Session) -> queries.Meeting:
    found = await queries.meeting(db, session.id)
    assert found is not None
    return found


Step = Callable[[WorkspaceSession, Session, datetime], Awaitable[None]]
OFTEN: list[Step] = [hold, hold, hold, hold, miss, miss]
SELDOM: list[Step] = [cancel, give_up, end, leave, erased]


@pytest.mark.parametrize("seed", range(12))
async def test_any_course_keeps_to_what_was_agreed(database: Database, seed: int) -> None:
    rng = random.Random(seed)
    clock = SettableClock()
    services = services_without_slack(database, clock)
    agreed = rng.choice([2, 3])
    await begun(database, agreed)
    await jobs.begin(services)
    for number in range(STEPS):
        now = MONDAY + timedelta(days=number + 1)
        clock.set_to(now)
        found = await rows(database, select(Session).where(Session.series_id.is_not(None)))
        step = rng.choice(SELDOM if rng.random() < 0.12 else OFTEN)
        session = rng.choice([one for one in found if one.state is not SessionState.CANCELLED] or [None])
        if session is not None:
            await run(database, step, session, now)
        for job in (*(one.run for one in sessions_jobs.JOBS[:2]), jobs.begin, jobs.go_on, jobs.go_on):
            await job(services)
        await check(database, agreed)


async def begun(database: Database, agreed: int) -> str:
    await create_workspace(database, [ELI], **SLIDES)
    offer_id = await create_accepted_offer(database, mentee=ADA, expert=ELI)
    async with database.begin(T) as db:
        await db.update_where(Offer, Offer.id == offer_id, agreed_sessions=agreed)
        await open_session(db, offer_id, MONDAY)
    return offer_id


async def check(database: Database, agreed: int) -> None:
    (series,) = await rows(database, select(Series))
    found = await rows(database, select(Session).where(Session.series_id == series.id))
    held = [one for one in found if one.state is SessionState.HELD]
    ahead = [one for one in found if one.state in OPEN_SESSION]
    thanked = [one for one in found if one.state in OVER_SESSION and one.concludes]
    assert series.count == agreed
    assert len(held) <= agreed
    if series.state is SeriesState.RUNNING:
        assert len(ahead) == 1
        assert thanked == []
    else:
        assert ahead == []
        assert len(thanked) == min(1, len(held))
    assert (series.state is SeriesState.DONE) == (len(held) == agreed)
    strays = select(Session).where(Session.series_id.is_(None), Session.state.in_(OPEN_SESSION))
    assert await rows(database, strays) == [], "what was taken back is called off"
