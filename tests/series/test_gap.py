"""How far apart the sessions of a series are: as the workspace has set when it begins."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.kit.db import Database
from bot.models import ProgramSettings, Series, Session, SessionState, Slot, Workspace
from bot.series import jobs
from tests.series.test_any_course import begun, hold
from tests.support.app import services_without_slack
from tests.support.clock import MONDAY, SettableClock
from tests.support.factories import T, rows, run


async def set_weeks(database: Database, weeks: int) -> None:
    settings = ProgramSettings(series_gap_days=7 * weeks)
    async with database.begin(T) as db:
        await db.update_where(Workspace, Workspace.id == T, settings=settings)


@pytest.mark.parametrize("weeks", [1, 2, 6])
async def test_the_next_date_is_proposed_after_so_many_weeks(sqlite_db: Database, weeks: int) -> None:
    services, ended = services_without_slack(sqlite_db, SettableClock()), MONDAY + timedelta(hours=2)
    await begun(sqlite_db, 2)
    await set_weeks(sqlite_db, weeks)
    await jobs.begin(services)
    await set_weeks(sqlite_db, 3)  # a series that has begun keeps its own
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
