"""Two topics become one, and nothing that belonged to either is lost."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.admin import queries, service, views
from bot.admin.queries import TopicChoice, TopicRow
from bot.admin.rules import TopicDetails
from bot.admin.service.merging import LISTED, MOVED
from bot.kit.db import Base, Database
from bot.kit.errors import FormErrors, UserMessage
from bot.kit.reader import NEUTRAL
from bot.models import Ask, AskState, Expert, ExpertTopic, FlashEvent, Invitation, Topic
from tests.admin.app import admin_app, create_program
from tests.support.clock import MONDAY
from tests.support.factories import ADA, ELI, MEI, NOOR, TUI, T


async def topics(database: Database) -> tuple[str, str]:
    async with database.begin(T) as db:
        sheets = TopicDetails("Excel", "Formulas", ("pivot",), steward_id=ELI)
        excel = await service.create_topic(db, NOOR, sheets, MONDAY)
        return excel, await service.create_topic(db, NOOR, TopicDetails("Spreadsheets"), MONDAY)


async def belongings(database: Database, old: str, new: str) -> None:
    async with database.begin(T) as db:
        for user_id, own in ((ELI, (old,)), (MEI, (old, new)), (TUI, (new,))):
            await db.insert(Expert, user_id=user_id, opted_in_at=MONDAY)
            for topic_id in own:
                await db.insert(ExpertTopic, user_id=user_id, topic_id=topic_id)
        for state in (AskState.WAITING, AskState.CONCLUDED):
            await db.insert(
                Ask,
                mentee_id=ADA,
                topic_id=old,
                question="How?",
                minutes=45,
                needed_by=(MONDAY + timedelta(days=3)).date(),
                state=state,
                created_at=MONDAY,
            )
        await db.insert(
            Invitation, invited_id=TUI, invited_by=NOOR, topic_id=old, note="Join?", created_at=MONDAY
        )
        await db.insert(
            FlashEvent,
            created_by=NOOR,
            title="Talks",
            topic_ids=[old, new],
            channel_id="C1",
            starts_at=MONDAY,
            rounds=3,
            minutes=10,
            change_minutes=2,
            places=6,
            announced_at=MONDAY,
            created_at=MONDAY,
        )


async def test_all_that_belongs_to_a_topic_moves_to_the_other(database: Database) -> None:
    await create_program(database)
    old, new = await topics(database)
    await belongings(database, old, new)
    async with database.begin(T) as db:
        await service.merge_topics(db, NOOR, old, new, MONDAY)
    async with database.read(T) as db:
        helping = sorted(await db.execute(select(ExpertTopic.user_id, ExpertTopic.topic_id)))
        assert [tuple(row) for row in helping] == [(ELI, new), (MEI, new), (TUI, new)]
        assert list(await db.scalars(select(Ask.topic_id))) == [new, new]
        assert list(await db.scalars(select(Invitation.topic_id))) == [new]
        assert list(await db.scalars(select(FlashEvent.topic_ids))) == [[new]]
        (row,) = await queries.topics_with_experts(db)
    assert (row.topic.name, row.topic.description) == ("Spreadsheets", "Formulas")
    assert (row.topic.synonyms, row.topic.steward_id) == (["Excel", "pivot"], ELI)
    assert (row.experts, row.waiting) == (3, 1)


async def test_the_name_is_free_again_and_the_old_topic_is_nowhere(database: Database) -> None:
    await create_program(database)
    old, new = await topics(database)
    async with database.begin(T) as db:
        await service.merge_topics(db, NOOR, old, new, MONDAY)
        with pytest.raises(UserMessage):
            await service.restore_topic(db, NOOR, old, MONDAY)
        with pytest.raises(UserMessage):
            await service.merge_topics(db, NOOR, old, new, MONDAY)
        again = await service.create_topic(db, NOOR, TopicDetails("Excel"), MONDAY)
    async with database.read(T) as db:
        assert [one.id for one in await queries.topic_options(db)] == [again, new]


async def test_a_family_stays_together_whichever_of_it_is_merged(database: Database) -> None:
    await create_program(database)
    async with database.begin(T) as db:
        wide = await service.create_topic(db, NOOR, TopicDetails("Data"), MONDAY)
        middle = await service.create_topic(db, NOOR, TopicDetails("SQL", parent_id=wide), MONDAY)
        narrow = await service.create_topic(db, NOOR, TopicDetails("Joins", parent_id=middle), MONDAY)
        await service.merge_topics(db, NOOR, wide, narrow, MONDAY)
    async with database.read(T) as db:
        assert await queries.parents(db, active=True) == {middle: narrow, narrow: None}


async def test_a_topic_is_merged_with_another_one_that_can_be_chosen(database: Database) -> None:
    await create_program(database)
    old, new = await topics(database)
    async with database.begin(T) as db:
        await service.archive_topic(db, NOOR, new, MONDAY)
        for into in (old, new, "nowhere"):
            with pytest.raises(FormErrors):
                await service.merge_topics(db, NOOR, old, into, MONDAY)
        with pytest.raises(UserMessage):
            await service.merge_topics(db, ADA, old, new, MONDAY)


def test_every_column_that_refers_to_a_topic_is_moved() -> None:
    moved = {(model.__tablename__, column) for model, column in MOVED}
    moved |= {(model.__tablename__, "topic_ids") for model in LISTED}
    own = {("expert_topic", "topic_id")}
    there = {
        (table.name, column.name)
        for table in Base.metadata.sorted_tables
        for column in table.columns
        if column.name in ("topic_id", "topic_ids")
    }
    assert there == moved | own


async def test_noor_merges_on_the_screen_and_invites_where_nobody_helps(sqlite_db: Database) -> None:
    async with admin_app(sqlite_db) as on:
        await on.noor.command("/mentoring", "admin")
        panel = await on.noor.sees_modal("Program")
        assert "[Invite somebody]" in panel.text
        await on.noor.press("Edit")
        await on.noor.press("To the top")
        await on.noor.press("Merge into another")
        shown = await on.noor.sees_modal("Merge topics")
        assert "Everything of Career decisions moves" in shown.text
        await on.noor.fill({"Which topic takes its place?": "Writing"})
        assert await on.noor.submit() == {}
        assert "Career decisions" not in (await on.noor.sees_modal("Program")).text
    async with sqlite_db.read(T) as db:
        merged = await db.scalar(select(Topic).where(Topic.name == "Career decisions"))
        writing = await db.scalar(select(Topic).where(Topic.name == "Writing"))
    assert merged is not None
    assert writing is not None
    assert merged.merged_into_id == writing.id


def test_the_only_topic_has_nothing_to_be_merged_with() -> None:
    topic = Topic(id="sql", name="SQL", name_key="sql", created_at=MONDAY)
    shown = views.merge_form(NEUTRAL, TopicRow(topic, 0), [TopicChoice("sql", "SQL", "")])
    assert "There is no other topic yet" in str(shown)
