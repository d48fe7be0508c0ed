"""What the program area decides, on both databases."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.admin import queries, service, texts
from bot.admin.service import FIRST_TOPICS, SettingsDetails, TopicDetails
from bot.kit.db import Database, Tx
from bot.kit.errors import FormErrors, UserMessage
from bot.models import (
    Ask,
    AskState,
    Expert,
    ExpertTopic,
    MatchingPreset,
    Outbox,
    OutboxState,
    TwoAtOnce,
    Workspace,
)
from bot.models import Person as PersonRow
from bot.people import queries as people
from tests.admin.stage import ADA, ELI, MONDAY, NOOR, T, found

LATER = MONDAY + timedelta(hours=1)
AN_HOUR = SettingsDetails(offer_wait_minutes=60, late_window_minutes=0)


@pytest.fixture(autouse=True)
async def workspace(db: Database) -> None:
    await found(db)
    async with db.begin_across() as session:
        session.add(Workspace(id="T2", installed_at=MONDAY, rematch_at=MONDAY))


async def create(db: Database, name: str, by: str = NOOR, **more: object) -> str:
    async with db.begin(T) as tx:
        return await service.create_topic(tx, by, TopicDetails(name, **more), LATER)  # type: ignore[arg-type]


async def names(db: Database, workspace_id: str = T) -> list[str]:
    async with db.read(workspace_id) as tx:
        return [topic.name for topic in await queries.active_topics(tx)]


async def test_a_new_workspace_starts_with_topics_once(db: Database) -> None:
    for _ in range(2):
        async with db.begin(T) as tx:
            await service.seed_topics(tx, MONDAY)
    assert set(await names(db)) == {details.name for details in FIRST_TOPICS}
    assert await names(db, "T2") == []


async def test_topics_of_ones_own_are_left_alone(db: Database) -> None:
    topic_id = await create(db, "Our only topic")
    async with db.begin(T) as tx:
        await service.archive_topic(tx, NOOR, topic_id, LATER)
        await service.seed_topics(tx, LATER)
    assert await names(db) == []


async def test_names_differ_by_more_than_capitals_and_spaces(db: Database) -> None:
    await create(db, "SQL and dashboards")
    with pytest.raises(FormErrors) as refused:
        await create(db, "sql AND  Dashboards")
    assert refused.value.fields == {"name": texts.NAME_TAKEN}


async def test_an_archived_namesake_is_pointed_out(db: Database) -> None:
    topic_id = await create(db, "SQL")
    async with db.begin(T) as tx:
        await service.archive_topic(tx, NOOR, topic_id, LATER)
    with pytest.raises(FormErrors) as refused:
        await create(db, "sql")
    assert refused.value.fields == {"name": texts.NAME_ARCHIVED}


async def test_a_topic_may_not_be_renamed_to_another(db: Database) -> None:
    await create(db, "Writing")
    topic_id = await create(db, "Drawing")
    with pytest.raises(FormErrors):
        async with db.begin(T) as tx:
            await service.edit_topic(tx, NOOR, topic_id, TopicDetails("writing"), LATER)
    async with db.begin(T) as tx:
        await service.edit_topic(tx, NOOR, topic_id, TopicDetails("DRAWING", "Lines", ("sketch",)), LATER)
    async with db.read(T) as tx:
        topic = await queries.topic(tx, topic_id)
    assert topic is not None
    assert (topic.name, topic.description, topic.synonyms) == ("DRAWING", "Lines", ["sketch"])


async def test_every_decision_is_refused_to_others(db: Database) -> None:
    topic_id = await create(db, "Writing")
    async with db.begin(T) as tx:
        for decision in (
            service.create_topic(tx, ADA, TopicDetails("Mine"), LATER),
            service.edit_topic(tx, ADA, topic_id, TopicDetails("Mine"), LATER),
            service.archive_topic(tx, ADA, topic_id, LATER),
            service.restore_topic(tx, ADA, topic_id, LATER),
            service.change_settings(tx, ADA, AN_HOUR, managers=[ADA], now=LATER),
        ):
            with pytest.raises(UserMessage, match="Ask one of yours: Noor Haddad"):
                await decision
    assert await names(db) == ["Writing"]


async def test_before_anybody_is_known_patience_is_asked_for(db: Database) -> None:
    async with db.begin("T2") as tx:
        with pytest.raises(UserMessage, match="try again in a minute"):
            await service.require_admin(tx, NOOR)


async def test_a_manager_runs_the_program_but_appoints_nobody(db: Database) -> None:
    async with db.begin(T) as tx:
        await tx.change(PersonRow, PersonRow.user_id == ADA, is_manager=True)
    await create(db, "Writing", by=ADA)
    async with db.begin(T) as tx:
        with pytest.raises(UserMessage, match="Only workspace admins"):
            await service.change_settings(tx, ADA, AN_HOUR, managers=[ADA, ELI], now=LATER)
    async with db.begin(T) as tx:
        await service.change_settings(tx, ADA, AN_HOUR, managers=[ADA], now=LATER)
    async with db.read(T) as tx:
        assert (await queries.settings(tx)).offer_wait_minutes == 60


async def test_the_settings_are_kept_and_waiting_asks_looked_at_again(db: Database) -> None:
    spread = SettingsDetails(60, 0, MatchingPreset.SPREAD, TwoAtOnce.ALWAYS, 0)
    async with db.begin(T) as tx:
        await service.change_settings(tx, NOOR, spread, managers=None, now=LATER)
    async with db.read(T) as tx:
        kept = await queries.program_settings(tx, NOOR)
        assert (await people.workspace(tx)).rematch_at == LATER
    assert (kept.preset, kept.two_at_once, kept.newcomer_percent) == (
        MatchingPreset.SPREAD,
        TwoAtOnce.ALWAYS,
        0,
    )
    async with db.read("T2") as tx:
        assert (await queries.settings(tx)).matching_preset is MatchingPreset.BALANCED


async def test_an_app_is_neither_steward_nor_manager(db: Database) -> None:
    async with db.begin(T) as tx:
        await tx.change(PersonRow, PersonRow.user_id == ELI, is_bot=True)
    with pytest.raises(FormErrors) as refused:
        await create(db, "Writing", steward_id=ELI)
    assert refused.value.fields == {"steward": texts.NOT_A_PERSON}
    async with db.begin(T) as tx:
        with pytest.raises(FormErrors) as refused:
            await service.change_settings(tx, NOOR, AN_HOUR, managers=[ELI], now=LATER)
    assert refused.value.fields == {"managers": texts.NOT_A_PERSON}


async def test_somebody_unknown_may_become_steward(db: Database) -> None:
    topic_id = await create(db, "Writing", steward_id="UNEW")
    async with db.read(T) as tx:
        topic = await queries.topic(tx, topic_id)
        assert topic is not None
        assert topic.steward_id == "UNEW"
        assert await people.person(tx, "UNEW") is not None


async def test_waiting_asks_are_looked_at_again_after_a_change(db: Database) -> None:
    await create(db, "Writing")
    async with db.read(T) as tx:
        assert (await people.workspace(tx)).rematch_at == LATER


async def test_a_rename_reaches_the_home_of_those_who_help_with_it(db: Database) -> None:
    topic_id = await create(db, "Writing")
    async with db.begin(T) as tx:
        await help_with(tx, ELI, topic_id)
        await tx.change(Outbox, Outbox.kind == "home", state=OutboxState.CANCELLED)
        await service.edit_topic(tx, NOOR, topic_id, TopicDetails("Clear writing"), LATER)
        waiting = await tx.all(select(Outbox.recipient).where(Outbox.state == OutboxState.PENDING))
    assert sorted(waiting) == [ELI, NOOR]


async def test_three_hundred_topics_are_enough(db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(service, "TOPICS_AT_MOST", 2)
    first = await create(db, "One")
    await create(db, "Two")
    with pytest.raises(UserMessage, match="archive one"):
        await create(db, "Three")
    async with db.begin(T) as tx:
        await service.archive_topic(tx, NOOR, first, LATER)
    await create(db, "Three")
    async with db.begin(T) as tx:
        with pytest.raises(UserMessage, match="archive one"):
            await service.restore_topic(tx, NOOR, first, LATER)
    async with db.begin("T2") as tx:
        await tx.add(PersonRow, user_id=NOOR, is_admin=True)
        await service.create_topic(tx, NOOR, TopicDetails("Another workspace has its own"), LATER)


async def test_the_program_at_a_glance(db: Database) -> None:
    async with db.begin(T) as tx:
        await service.seed_topics(tx, MONDAY)
        writing = await queries.topic_named(tx, "WRITING")
        assert writing is not None
        await help_with(tx, ELI, writing.id)
        for state in (AskState.WAITING, AskState.WAITING, AskState.STEWARD, AskState.LOOKING):
            await tx.add(
                Ask, mentee_id=ADA, topic_id=writing.id, question="How?", state=state, created_at=MONDAY
            )
        program = await queries.program(tx)
    assert (program.topics, program.waiting, program.with_steward) == (len(FIRST_TOPICS), 2, 1)
    assert len(program.without_experts) == 5
    assert program.without_experts_total == len(FIRST_TOPICS) - 1


async def test_who_left_or_opted_out_counts_for_no_topic(db: Database) -> None:
    topic_id = await create(db, "Writing")
    async with db.begin(T) as tx:
        await help_with(tx, ELI, topic_id)
        await help_with(tx, ADA, topic_id)
        assert (await queries.expert_counts(tx))[topic_id] == 2
        await tx.change(PersonRow, PersonRow.user_id == ADA, deactivated=True)
        assert (await queries.expert_counts(tx, [topic_id]))[topic_id] == 1
        await tx.change(Expert, Expert.user_id == ELI, opted_out_at=LATER)
        assert (await queries.expert_counts(tx))[topic_id] == 0


# --- Wider topics -----------------------------------------------------------------------------------------


async def edit(db: Database, topic_id: str, name: str, parent_id: str | None) -> None:
    async with db.begin(T) as tx:
        await service.edit_topic(tx, NOOR, topic_id, TopicDetails(name, parent_id=parent_id), LATER)


async def archive(db: Database, *topic_ids: str) -> None:
    async with db.begin(T) as tx:
        for topic_id in topic_ids:
            await service.archive_topic(tx, NOOR, topic_id, LATER)


async def restore(db: Database, topic_id: str) -> None:
    async with db.begin(T) as tx:
        await service.restore_topic(tx, NOOR, topic_id, LATER)


async def line(db: Database, *names: str) -> list[str]:
    """Add topics of which each belongs to the one before."""
    ids: list[str] = []
    for name in names:
        ids.append(await create(db, name, parent_id=ids[-1] if ids else None))
    return ids


async def shown(db: Database) -> dict[str, str]:
    """The topics of the list, each with the one it is part of."""
    async with db.read(T) as tx:
        return {row.topic.name: row.parent for row in (await queries.panel(tx)).rows}


async def refused(doing: Awaitable[object]) -> str:
    with pytest.raises(FormErrors) as problem:
        await doing
    (sentence,) = problem.value.fields.values()
    assert list(problem.value.fields) == ["parent"]
    return sentence


async def test_a_topic_is_part_of_a_wider_one_until_it_stands_alone_again(db: Database) -> None:
    data, sql = await line(db, "Data", "SQL")
    assert await shown(db) == {"Data": "", "SQL": "Data"}
    await edit(db, sql, "SQL", None)
    await edit(db, data, "Data", sql)
    assert await shown(db) == {"Data": "SQL", "SQL": ""}


async def test_no_topic_lies_in_itself(db: Database) -> None:
    data, sql, joins = await line(db, "Data", "SQL", "Joins")
    assert await refused(edit(db, data, "Data", data)) == texts.PARENT_ITSELF
    assert await refused(edit(db, data, "Data", sql)) == texts.PARENT_ROUND
    assert await refused(edit(db, data, "Data", joins)) == texts.PARENT_ROUND
    await edit(db, joins, "Joins", data)  # beside the other, not below it


async def test_topics_lie_three_deep_at_most_seen_from_either_end(db: Database) -> None:
    data, _, joins = await line(db, "Data", "SQL", "Joins")
    assert await refused(create(db, "Outer joins", parent_id=joins)) == texts.PARENT_DEEP
    work = await create(db, "Work")
    assert await refused(edit(db, data, "Data", work)) == texts.PARENT_DEEP


async def test_a_wider_topic_must_be_there_to_choose(db: Database) -> None:
    (data,) = await line(db, "Data")
    await archive(db, data)
    assert await refused(create(db, "SQL", parent_id=data)) == texts.PARENT_GONE
    assert await refused(create(db, "SQL", parent_id="elsewhere")) == texts.PARENT_GONE


async def test_an_archived_wider_topic_counts_as_none_and_comes_back_with_its_own(db: Database) -> None:
    data, _, joins = await line(db, "Data", "SQL", "Joins")
    await archive(db, data)
    assert await shown(db) == {"Joins": "SQL", "SQL": "", "Data": ""}
    await restore(db, data)
    assert (await shown(db))["SQL"] == "Data"
    await archive(db, data)
    await create(db, "Outer joins", parent_id=joins)
    await restore(db, data)
    assert await shown(db) == {"Data": "", "Joins": "SQL", "Outer joins": "Joins", "SQL": ""}


async def test_an_archived_topic_comes_back_alone_where_it_no_longer_fits(db: Database) -> None:
    data, sql = await line(db, "Data", "SQL")
    office = (await line(db, "Work", "Office"))[-1]
    await archive(db, sql)
    await edit(db, data, "Data", office)
    await restore(db, sql)
    assert await shown(db) == {"Data": "Office", "Office": "Work", "SQL": "", "Work": ""}


async def test_no_ring_is_closed_over_an_archived_topic(db: Database) -> None:
    data, sql = await line(db, "Data", "SQL")
    await archive(db, data)
    assert await refused(edit(db, data, "Data", sql)) == texts.PARENT_ROUND


async def test_of_two_admins_who_close_a_ring_at_once_one_is_refused(db: Database) -> None:
    data, sql = await create(db, "Data"), await create(db, "SQL")
    for _ in range(20):
        results = await asyncio.gather(
            edit(db, data, "Data", sql), edit(db, sql, "SQL", data), return_exceptions=True
        )
        assert sorted(isinstance(one, FormErrors) for one in results) == [False, True]
        await edit(db, data, "Data", None)
        await edit(db, sql, "SQL", None)


async def help_with(tx: Tx, user_id: str, topic_id: str) -> None:
    await tx.add(Expert, user_id=user_id, opted_in_at=MONDAY)
    await tx.add(ExpertTopic, user_id=user_id, topic_id=topic_id)
