"""How far apart the sessions of a series are: as the form said when it was asked for."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from bot.asks import service as asks
from bot.asks.forms import AskForm
from bot.kit.db import Database, WorkspaceSession
from bot.models import Ask, ProgramSettings, Series, Session, SessionState, Slot, Workspace
from bot.series import jobs
from tests.series.test_any_course import begun, hold
from tests.support.app import services_without_slack
from tests.support.clock import MONDAY, SettableClock
from tests.support.factories import ADA, ELI, SLIDES, SLIDES_QUESTION, T, create_workspace, rows, run


async def set_weeks(database: Database, weeks: int) -> None:
    settings = ProgramSettings(series_gap_days=7 * weeks)
    async with database.begin(T) as db:
        await db.update_where(Workspace, Workspace.id == T, settings=settings)


async def wish(db: WorkspaceSession, days: int, _now: datetime) -> None:
    await db.update_where(Ask, Ask.part == 1, gap_days=days)


@pytest.mark.parametrize("weeks", [1, 2, 6])
async def test_the_next_date_is_proposed_after_so_many_weeks(sqlite_db: Database, weeks: int) -> None:
    services, ended = services_without_slack(sqlite_db, SettableClock()), MONDAY + timedelta(hours=2)
    await begun(sqlite_db, 2)
    await run(sqlite_db, wish, 7 * weeks, MONDAY)
    await set_weeks(sqlite_db, 3)  # what the two agreed on stays
    await jobs.begin(services)
    (first,) = await rows(sqlite_db, select(Session))
    await run(sqlite_db, hold, first, ended)
    await jobs.go_on(services)
    (series,) = await rows(sqlite_db, select(Series))
    assert series.gap_days == 7 * weeks
    ahead = select(Slot.starts_at).join(Slot.session).where(Session.state == SessionState.SCHEDULING)
    starts = await rows(sqlite_db, ahead)
    assert starts
    assert all(abs(at - ended - timedelta(weeks=weeks)) < timedelta(days=13) for at in starts)
    assert min(starts) >= ended + timedelta(days=7 * weeks - 2)


async def test_a_question_keeps_the_gap_that_its_form_named(sqlite_db: Database) -> None:
    await create_workspace(sqlite_db, [ELI], **SLIDES)
    form = AskForm(topic=SLIDES["id"], question=SLIDES_QUESTION, sessions=2)
    made = await run(sqlite_db, asks.make, ADA, form, "view", MONDAY)
    assert made is not None
    await set_weeks(sqlite_db, 5)
    await run(sqlite_db, asks.edit, made.id, ADA, form, MONDAY)
    (ask,) = await rows(sqlite_db, select(Ask))
    assert ask.gap_days == 14
    await run(sqlite_db, asks.edit, made.id, ADA, form.model_copy(update={"sessions": 1}), MONDAY)
    (ask,) = await rows(sqlite_db, select(Ask))
    assert ask.gap_days is None
