"""What the program area decides, on both databases."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.admin import queries, service, texts
from bot.admin.rules import TopicDetails
from bot.admin.service import topics
from bot.admin.texts import FIRST_TOPICS
from bot.kit.db import Database, WorkspaceSession
from bot.kit.errors import FormErrors, UserMessage
from bot.models import (
    Ask,
    AskState,
    Expert,
    ExpertTopic,
    GuestAccess,
    MatchingPreset,
    Outbox,
    OutboxState,
    ProgramSettings,
    TwoAtOnce,
    Workspace,
)
from bot.models import Person as PersonRow
from bot.people import queries as people
from bot.people import texts as people_texts
from tests.admin.app import create_program
from tests.support.clock import MONDAY
from tests.support.factories import ADA, ELI, NOOR, T

LATER = MONDAY + timedelta(hours=1)
AN_HOUR = ProgramSettings(offer_wait_minutes=60, late_window_minutes=0)


@pytest.fixture(autouse=True)
async def workspace(database: Database) -> None:
    await create_program(database)
    async with database.all_workspaces() as db:
        db.add(Workspace(id="T2", installed_at=MONDAY, rematch_at=MONDAY))


async def create(database: Database, name: str, by: str = NOOR, **more: object) -> str:
    async with database.begin(T) as db:
        return await service.create_topic(db, by, TopicDetails(name, **more), LATER)  # type: ignore[arg-type]


async def names(database: Database, workspace_id: str = T) -> list[str]:
    async with database.read(workspace_id) as db:
        return [topic.name for topic in await queries.active_topics(db)]


async def test_a_new_workspace_starts_with_topics_once(database: Database) -> None:
    for _ in range(2):
        async with database.begin(T) as db:
            await service.seed_topics(db, MONDAY)
    assert set(await names(database)) == {str(name) for name, _about, _words in FIRST_TOPICS}
    assert await names(database, "T2") == []


async def test_topics_of_ones_own_are_left_alone(database: Database) -> None:
    topic_id = await create(database, "Our only topic")
    async with database.begin(T) as db:
        await service.archive_topic(db, NOOR, topic_id, LATER)
        await service.seed_topics(db, LATER)
    assert await names(database) == []


async def test_names_differ_by_more_than_capitals_and_spaces(database: Database) -> None:
    await create(database, "SQL and dashboards")
    with pytest.raises(FormErrors) as refused:
        await create(database, "sql AND  Dashboards")
    assert refused.value.fields == {"name": texts.NAME_TAKEN}


async def test_an_archived_namesake_is_pointed_out(database: Database) -> None:
    topic_id = await create(database, "SQL")
    async with database.begin(T) as db:
        await service.archive_topic(db, NOOR, topic_id, LATER)
    with pytest.raises(FormErrors) as refused:
        await create(database, "sql")
    assert refused.value.fields == {"name": texts.NAME_ARCHIVED}


async def test_a_topic_may_not_be_renamed_to_another(database: Database) -> None:
    await create(database, "Writing")
    topic_id = await create(database, "Drawing")
    with pytest.raises(FormErrors):
        async with database.begin(T) as db:
            await service.edit_topic(db, NOOR, topic_id, TopicDetails("writing"), LATER)
    async with database.begin(T) as db:
        await service.edit_topic(db, NOOR, topic_id, TopicDetails("DRAWING", "Lines", ("sketch",)), LATER)
    async with database.read(T) as db:
        topic = await queries.topic(db, topic_id)
    assert topic is not None
    assert (topic.name, topic.description, topic.synonyms) == ("DRAWING", "Lines", ["sketch"])


async def test_every_decision_is_refused_to_others(database: Database) -> None:
    topic_id = await create(database, "Writing")
    async with database.begin(T) as db:
        for decision in (
            service.create_topic(db, ADA, TopicDetails("Mine"), LATER),
            service.edit_topic(db, ADA, topic_id, TopicDetails("Mine"), LATER),
            service.archive_topic(db, ADA, topic_id, LATER),
            service.restore_topic(db, ADA, topic_id, LATER),
            service.change_settings(db, ADA, AN_HOUR, managers=[ADA], now=LATER),
        ):
            with pytest.raises(UserMessage, match="Ask one of yours: Noor Haddad"):
                await decision
    assert await names(database) == ["Writing"]


async def test_before_anybody_is_known_patience_is_asked_for(database: Database) -> None:
    async with database.begin("T2") as db:
        with pytest.raises(UserMessage, match="try again in a minute"):
            await service.require_admin(db, NOOR)


async def test_a_manager_runs_the_program_but_appoints_nobody(database: Database) -> None:
    async with database.begin(T) as db:
        await db.update_where(PersonRow, PersonRow.user_id == ADA, is_manager=True)
    await create(database, "Writing", by=ADA)
    async with database.begin(T) as db:
        with pytest.raises(UserMessage, match="Only workspace admins"):
            await service.change_settings(db, ADA, AN_HOUR, managers=[ADA, ELI], now=LATER)
    async with database.begin(T) as db:
        await service.change_settings(db, ADA, AN_HOUR, managers=[ADA], now=LATER)
    async with database.read(T) as db:
        assert (await people.settings(db)).offer_wait_minutes == 60


async def test_the_settings_are_kept_and_waiting_asks_looked_at_again(database: Database) -> None:
    spread = ProgramSettings(
        matching_preset=MatchingPreset.SPREAD, two_at_once=TwoAtOnce.ALWAYS, newcomer_percent=0
    )
    async with database.begin(T) as db:
        await service.change_settings(db, NOOR, spread, managers=None, now=LATER)
    async with database.read(T) as db:
        kept = (await queries.settings_page(db, NOOR)).settings
        assert (await people.workspace(db)).rematch_at == LATER
    assert kept == spread
    async with database.read("T2") as db:
        assert (await people.settings(db)).matching_preset is MatchingPreset.BALANCED


async def test_guests_take_no_part_once_an_admin_says_so(database: Database) -> None:
    async with database.begin(T) as db:
        await db.update_where(PersonRow, PersonRow.user_id == ELI, is_guest=True)
        closed = ProgramSettings(guests=GuestAccess.NONE)
        await service.change_settings(db, NOOR, closed, managers=None, now=LATER)
    async with database.read(T) as db:
        known = await people.people(db, [ADA, ELI])
        assert (known[ADA].deactivated, known[ELI].deactivated) == (False, True)
    async with database.begin(T) as db:
        await service.change_settings(db, NOOR, ProgramSettings(), managers=None, now=LATER)
    async with database.read(T) as db:
        assert (await people.people(db, [ELI]))[ELI].synced_at is None  # Slack is asked who is still there


async def test_an_app_is_neither_steward_nor_manager(database: Database) -> None:
    async with database.begin(T) as db:
        await db.update_where(PersonRow, PersonRow.user_id == ELI, is_bot=True)
    with pytest.raises(FormErrors) as refused:
        await create(database, "Writing", steward_id=ELI)
    assert refused.value.fields == {"steward": people_texts.NAMED_APP}
    async with database.begin(T) as db:
        with pytest.raises(FormErrors) as refused:
            await service.change_settings(db, NOOR, AN_HOUR, managers=[ELI], now=LATER)
    assert refused.value.fields == {"managers": people_texts.NAMED_APP}


async def test_somebody_unknown_may_become_steward(database: Database) -> None:
    topic_id = await create(database, "Writing", steward_id="UNEW")
    async with database.read(T) as db:
        topic = await queries.topic(db, topic_id)
        assert topic is not None
        assert topic.steward_id == "UNEW"
        assert await people.person(db, "UNEW") is not None


async def test_waiting_asks_are_looked_at_again_after_a_change(database: Database) -> None:
    await create(database, "Writing")
    async with database.read(T) as db:
        assert (await people.workspace(db)).rematch_at == LATER


async def test_a_rename_reaches_the_home_of_those_who_help_with_it(database: Database) -> None:
    topic_id = await create(database, "Writing")
    async with database.begin(T) as db:
        await help_with(db, ELI, topic_id)
        await db.update_where(Outbox, Outbox.kind == "home", state=OutboxState.CANCELLED)
        await service.edit_topic(db, NOOR, topic_id, TopicDetails("Clear writing"), LATER)
    async with database.read(T) as db:
        waiting = list(await db.scalars(select(Outbox.recipient).where(Outbox.state == OutboxState.PENDING)))
    assert sorted(waiting) == [ELI, NOOR]


async def test_three_hundred_topics_are_enough(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(topics, "TOPICS_AT_MOST", 2)
    first = await create(database, "One")
    await create(database, "Two")
    with pytest.raises(UserMessage, match="archive one"):
        await create(database, "Three")
    async with database.begin(T) as db:
        await service.archive_topic(db, NOOR, first, LATER)
    await create(database, "Three")
    async with database.begin(T) as db:
        with pytest.raises(UserMessage, match="archive one"):
            await service.restore_topic(db, NOOR, first, LATER)
    async with database.begin("T2") as db:
        await db.insert(PersonRow, user_id=NOOR, is_admin=True)
        await service.create_topic(db, NOOR, TopicDetails("Another workspace has its own"), LATER)


async def test_the_program_at_a_glance(database: Database) -> None:
    async with database.begin(T) as db:
        await service.seed_topics(db, MONDAY)
        writing = await queries.topic_named(db, "WRITING")
        assert writing is not None
        await help_with(db, ELI, writing.id)
        for state in (AskState.WAITING, AskState.WAITING, AskState.STEWARD, AskState.LOOKING):
            await db.insert(
                Ask, mentee_id=ADA, topic_id=writing.id, question="How?", state=state, created_at=MONDAY
            )
        program = await queries.program(db)
    assert (program.topics, program.waiting, program.with_steward) == (len(FIRST_TOPICS), 2, 1)
    assert len(program.without_experts) == 5
    assert program.without_experts_total == len(FIRST_TOPICS) - 1


async def test_who_left_or_opted_out_counts_for_no_topic(database: Database) -> None:
    topic_id = await create(database, "Writing")
    async with database.begin(T) as db:
        await help_with(db, ELI, topic_id)
        await help_with(db, ADA, topic_id)
        assert (await queries.expert_counts(db))[topic_id] == 2
        await db.update_where(PersonRow, PersonRow.user_id == ADA, deactivated=True)
        assert (await queries.expert_counts(db, [topic_id]))[topic_id] == 1
        await db.update_where(Expert, Expert.user_id == ELI, opted_out_at=LATER)
        assert (await queries.expert_counts(db))[topic_id] == 0


# --- Wider topics -----------------------------------------------------------------------------------------


async def edit(database: Database, topic_id: str, name: str, parent_id: str | None) -> None:
    async with database.begin(T) as db:
        await service.edit_topic(db, NOOR, topic_id, TopicDetails(name, parent_id=parent_id), LATER)


async def archive(database: Database, *topic_ids: str) -> None:
    async with database.begin(T) as db:
        for topic_id in topic_ids:
            await service.archive_topic(db, NOOR, topic_id, LATER)


async def restore(database: Database, topic_id: str) -> None:
    async with database.begin(T) as db:
        await service.restore_topic(db, NOOR, topic_id, LATER)


async def line(database: Database, *names: str) -> list[str]:
    """Add topics of which each belongs to the one before."""
    ids: list[str] = []
    for name in names:
        ids.append(await create(database, name, parent_id=ids[-1] if ids else None))
    return ids


async def shown(database: Database) -> dict[str, str]:
    """The topics of the list, each with the one it is part of."""
    async with database.read(T) as db:
        return {row.topic.name: row.parent for row in (await queries.panel(db)).rows}


async def refused(doing: Awaitable[object]) -> str:
    with pytest.raises(FormErrors) as problem:
        await doing
    (sentence,) = problem.value.fields.values()
    assert list(problem.value.fields) == ["parent"]
    return sentence


async def test_a_topic_is_part_of_a_wider_one_until_it_stands_alone_again(database: Database) -> None:
    data, sql = await line(database, "Data", "SQL")
    assert await shown(database) == {"Data": "", "SQL": "Data"}
    await edit(database, sql, "SQL", None)
    await edit(database, data, "Data", sql)
    assert await shown(database) == {"Data": "SQL", "SQL": ""}


async def test_no_topic_lies_in_itself(database: Database) -> None:
    data, sql, joins = await line(database, "Data", "SQL", "Joins")
    assert await refused(edit(database, data, "Data", data)) == texts.PARENT_ITSELF
    assert await refused(edit(database, data, "Data", sql)) == texts.PARENT_ROUND
    assert await refused(edit(database, data, "Data", joins)) == texts.PARENT_ROUND
    await edit(database, joins, "Joins", data)  # beside the other, not below it


async def test_topics_lie_three_deep_at_most_seen_from_either_end(database: Database) -> None:
    data, _, joins = await line(database, "Data", "SQL", "Joins")
    assert await refused(create(database, "Outer joins", parent_id=joins)) == texts.PARENT_DEEP
    work = await create(database, "Work")
    assert await refused(edit(database, data, "Data", work)) == texts.PARENT_DEEP


async def test_a_wider_topic_must_be_there_to_choose(database: Database) -> None:
    (data,) = await line(database, "Data")
    await archive(database, data)
    assert await refused(create(database, "SQL", parent_id=data)) == texts.PARENT_GONE
    assert await refused(create(database, "SQL", parent_id="elsewhere")) == texts.PARENT_GONE


async def test_an_archived_wider_topic_counts_as_none_and_comes_back_with_its_own(database: Database) -> None:
    data, _, joins = await line(database, "Data", "SQL", "Joins")
    await archive(database, data)
    assert await shown(database) == {"Joins": "SQL", "SQL": "", "Data": ""}
    await restore(database, data)
    assert (await shown(database))["SQL"] == "Data"
    await archive(database, data)
    await create(database, "Outer joins", parent_id=joins)
    await restore(database, data)
    assert await shown(database) == {"Data": "", "Joins": "SQL", "Outer joins": "Joins", "SQL": ""}


async def test_an_archived_topic_comes_back_alone_where_it_no_longer_fits(database: Database) -> None:
    data, sql = await line(database, "Data", "SQL")
    office = (await line(database, "Work", "Office"))[-1]
    await archive(database, sql)
    await edit(database, data, "Data", office)
    await restore(database, sql)
    assert await shown(database) == {"Data": "Office", "Office": "Work", "SQL": "", "Work": ""}


async def test_no_ring_is_closed_over_an_archived_topic(database: Database) -> None:
    data, sql = await line(database, "Data", "SQL")
    await archive(database, data)
    assert await refused(edit(database, data, "Data", sql)) == texts.PARENT_ROUND


async def test_of_two_admins_who_close_a_ring_at_once_one_is_refused(database: Database) -> None:
    data, sql = await create(database, "Data"), await create(database, "SQL")
    for _ in range(20):
        results = await asyncio.gather(
            edit(database, data, "Data", sql), edit(database, sql, "SQL", data), return_exceptions=True
        )
        assert sorted(isinstance(one, FormErrors) for one in results) == [False, True]
        await edit(database, data, "Data", None)
        await edit(database, sql, "SQL", None)


async def help_with(db: WorkspaceSession, user_id: str, topic_id: str) -> None:
    await db.insert(Expert, user_id=user_id, opted_in_at=MONDAY)
    await db.insert(ExpertTopic, user_id=user_id, topic_id=topic_id)
