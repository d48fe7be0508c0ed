"""Whoever's Slack status says that they are away is left in peace, until it ends or they say otherwise."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from sqlalchemy import inspect

from bot.experts import service as experts
from bot.kit.db import Database
from bot.kit.hours import Window, WorkingHours, without
from bot.models import Person
from bot.people import queries, service
from bot.people.queries import Away
from tests.support.clock import MONDAY
from tests.support.factories import ELI, T, create_people, run, set_status

FRIDAY = datetime(2026, 11, 27, 16, 0, tzinfo=UTC)


async def eli_now(database: Database) -> Person:
    async with database.read(T) as db:
        return await db.get_one(Person, ELI)


async def test_of_a_status_nothing_is_kept_but_until_when(database: Database) -> None:
    await create_people(database)
    await set_status(database, ELI, "On holiday until Friday", MONDAY, FRIDAY)
    eli = await eli_now(database)
    assert queries.away_of(eli, MONDAY) == Away(date(2026, 11, 27))
    assert queries.away_of(eli, FRIDAY) is None
    kept = [str(getattr(eli, column.key)) for column in inspect(Person).columns]
    assert not any("holiday" in value for value in kept)
    await set_status(database, ELI, "", MONDAY + timedelta(hours=1))
    assert queries.away_of(await eli_now(database), MONDAY) is None
    await set_status(database, ELI, "Out sick", MONDAY + timedelta(hours=2))
    assert queries.away_of(await eli_now(database), MONDAY + timedelta(days=90)) == Away(None)


async def test_whoever_says_that_they_are_here_is_here_until_their_status_changes(database: Database) -> None:
    await create_people(database)
    await set_status(database, ELI, "On holiday", MONDAY, FRIDAY)
    await run(database, experts.say_here, ELI, MONDAY)
    await set_status(database, ELI, "On holiday, really", MONDAY + timedelta(hours=1), FRIDAY)
    assert queries.away_of(await eli_now(database), MONDAY) is None
    await set_status(database, ELI, "On holiday", MONDAY + timedelta(hours=2), FRIDAY + timedelta(days=7))
    assert queries.away_of(await eli_now(database), MONDAY) == Away(date(2026, 12, 4))


async def test_what_can_wait_waits_for_the_return_and_is_looked_at_each_morning(database: Database) -> None:
    await create_people(database)
    back = datetime(2026, 11, 23, 13, 0, tzinfo=UTC)
    await set_status(database, ELI, "Out sick", MONDAY, back)
    async with database.begin(T) as db:
        assert await queries.held_until(db, ELI, MONDAY) == back
        assert await queries.held_until(db, ELI, back) is None
    await set_status(database, ELI, "Out sick", MONDAY + timedelta(hours=1))
    async with database.begin(T) as db:
        assert await queries.held_until(db, ELI, MONDAY) == datetime(2026, 11, 24, 8, 0, tzinfo=UTC)


async def test_quiet_hours_and_public_holidays_are_no_time_to_answer(database: Database) -> None:
    await create_people(database)
    async with database.begin(T) as db:
        await service.set_quiet(db, ELI, offers_daily=False, hours=(12 * 60, 13 * 60))
    async with database.begin(T) as db:
        week = await queries.work_week_of(db, ELI)
    day = datetime(2026, 12, 23, 23, 0, tzinfo=UTC)  # the 24th begins in Berlin; the 25th is a holiday
    assert week.working_minutes_between(day, day + timedelta(days=1)) == 7 * 60
    assert week.working_minutes_between(day + timedelta(days=1), day + timedelta(days=2)) == 0


async def test_without_a_country_every_weekday_is_one(database: Database) -> None:
    await create_people(database, {ELI: "UTC"})
    async with database.begin(T) as db:
        week = await queries.work_week_of(db, ELI)
    assert week.is_working(datetime(2026, 12, 25, 10, 0, tzinfo=UTC))


def test_a_stretch_that_is_left_out_may_cross_midnight() -> None:
    day = (Window(0, 300, 1320),)
    assert without(day, 1260, 420) == (Window(0, 420, 1260),)
    assert without(day, 0, 1440) == ()
    assert WorkingHours("UTC", without(day, 600, 660)).windows == (Window(0, 300, 600), Window(0, 660, 1320))
