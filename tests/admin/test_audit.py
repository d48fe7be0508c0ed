"""The log of the program area: Noor does something, and reads that she did."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from sqlalchemy import select

from bot.admin import queries, service, views
from bot.admin.rules import Place, TopicDetails
from bot.admin.texts import ACTS
from bot.kit.db import Database
from bot.kit.errors import UserMessage
from bot.kit.reader import NEUTRAL
from bot.models import Act, AuditEntry, ProgramSettings, Topic
from tests.admin.app import AdminApp, admin_app, create_program
from tests.support.clock import MONDAY
from tests.support.factories import ADA, ELI, NOOR, T


@pytest.fixture
async def on(sqlite_db: Database) -> AsyncIterator[AdminApp]:
    async with admin_app(sqlite_db) as opened:
        yield opened


async def acts(database: Database) -> list[tuple[str, str, str, str, str]]:
    async with database.read(T) as db:
        rows = await db.scalars(select(AuditEntry).order_by(AuditEntry.id))
        return [(row.act, row.subject, row.part, row.before, row.after) for row in rows]


def test_everything_that_is_written_down_has_a_sentence() -> None:
    assert set(ACTS) == set(Act)


async def test_what_is_done_to_topics_is_written_down_once_and_in_order(database: Database) -> None:
    await create_program(database)
    async with database.begin(T) as db:
        sql = await service.create_topic(db, NOOR, TopicDetails("SQL"), MONDAY)
        data = await service.create_topic(db, NOOR, TopicDetails("Data"), MONDAY)
        named = TopicDetails("SQL", "Queries", ("query",), steward_id=ELI)
        await service.edit_topic(db, NOOR, sql, named, MONDAY)
        await service.edit_topic(db, NOOR, sql, named, MONDAY)
        await service.move_topic(db, NOOR, sql, Place.FIRST, MONDAY)
        await service.move_topic(db, NOOR, sql, Place.FIRST, MONDAY)
        await service.archive_topic(db, NOOR, data, MONDAY)
        await service.archive_topic(db, NOOR, data, MONDAY)
        await service.restore_topic(db, NOOR, data, MONDAY)
    assert await acts(database) == [
        ("topic_added", "SQL", "", "", ""),
        ("topic_added", "Data", "", "", ""),
        ("topic_changed", "SQL", "description", "", "Queries"),
        ("topic_changed", "SQL", "synonyms", "", "query"),
        ("steward_named", "SQL", "", "", ""),
        ("topic_moved", "SQL", "", "", ""),
        ("topic_archived", "Data", "", "", ""),
        ("topic_restored", "Data", "", "", ""),
    ]


async def test_settings_are_written_down_from_and_to_and_managers_one_by_one(database: Database) -> None:
    await create_program(database)
    after = ProgramSettings(offer_wait_minutes=240)
    async with database.begin(T) as db:
        await service.change_settings(db, NOOR, after, managers=[ELI], now=MONDAY)
    async with database.begin(T) as db:
        await service.change_settings(db, NOOR, after, managers=[], now=MONDAY)
    assert await acts(database) == [
        ("manager_named", "", "", "", ""),
        ("setting_changed", "", "offer_wait_minutes", "480", "240"),
        ("manager_removed", "", "", "", ""),
    ]


async def test_what_is_refused_is_not_written_down(database: Database) -> None:
    await create_program(database)
    with pytest.raises(UserMessage):
        async with database.begin(T) as db:
            await service.create_topic(db, ADA, TopicDetails("SQL"), MONDAY)
    assert await acts(database) == []


async def test_noor_reads_the_log_page_by_page_and_ada_may_not(on: AdminApp) -> None:
    async with on.services.database.begin(T) as db:
        for number in range(30):
            await service.record(db, NOOR, Act.TOPIC_ADDED, MONDAY, subject=f"Topic {number}")
        changed = {"part": "offer_wait_minutes", "before": "480", "after": "240"}
        await service.record(db, NOOR, Act.SETTING_CHANGED, MONDAY, **changed)
        await service.record(db, None, Act.ERASURE_ASKED, MONDAY, about=ADA)
    await on.noor.command("/mentoring", "admin")
    await on.noor.press("Log")
    first = (await on.noor.sees_modal("Log")).text
    assert "Whoever operates the server had @Ada Brandt erased." in first
    assert "in working hours: 4 (before: 8)" in first
    assert "1 to 25 of 32" in first
    assert "Topic 0" not in first
    await on.noor.press("Next")
    assert "the topic Topic 0." in (await on.noor.sees_modal("Log")).text
    await on.noor.press("Previous")
    assert "1 to 25 of 32" in (await on.noor.sees_modal("Log")).text
    async with on.services.database.begin(T) as db:
        with pytest.raises(UserMessage):
            await service.require_admin(db, ADA)


def test_an_empty_log_says_so() -> None:
    shown = views.log(NEUTRAL, queries.LogPage((), 0, 1, 1, 0))
    assert "Nothing has been done yet." in str(shown)


def test_an_erased_person_is_somebody_and_no_operator() -> None:
    entry = AuditEntry(
        id="1",
        at=MONDAY,
        by_id="erased-1",
        act="manager_named",
        about_id="erased-2",
        subject="",
        part="",
        before="",
        after="",
    )
    assert "somebody made somebody a program manager." in str(
        views.log(NEUTRAL, queries.LogPage((entry,), 0, 1, 1, 1))
    )


def test_something_of_a_newer_version_is_said_to_be_there() -> None:
    entry = AuditEntry(id="1", at=MONDAY, by_id=NOOR, act="flew", subject="", part="", before="", after="")
    assert "does not know" in str(views.log(NEUTRAL, queries.LogPage((entry,), 0, 1, 1, 1)))


async def test_topics_are_offered_in_the_order_that_admins_gave_them(database: Database) -> None:
    await create_program(database)
    async with database.begin(T) as db:
        made = {}
        for name in ("Alpha", "Beta", "Gamma"):
            made[name] = await service.create_topic(db, NOOR, TopicDetails(name), MONDAY)
        await service.move_topic(db, NOOR, made["Gamma"], Place.UP, MONDAY)
        await service.move_topic(db, NOOR, made["Alpha"], Place.DOWN, MONDAY)
    async with database.read(T) as db:
        assert [one.name for one in await queries.topic_options(db)] == ["Gamma", "Alpha", "Beta"]
        assert len(list(await db.scalars(select(Topic)))) == 3
