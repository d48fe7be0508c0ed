"""What the program area decides, on both databases."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.admin import queries, service, texts
from bot.admin.service import FIRST_TOPICS, TopicDetails
from bot.kit.db import Database, Tx
from bot.kit.errors import FormErrors, UserMessage
from bot.models import Ask, AskState, Expert, ExpertTopic, Outbox, OutboxState, Workspace
from bot.models import Person as PersonRow
from bot.people import queries as people
from tests.admin.stage import ADA, ELI, MONDAY, NOOR, T, found

LATER = MONDAY + timedelta(hours=1)


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
            service.change_settings(
                tx, ADA, offer_wait_minutes=60, late_window_minutes=0, managers=[ADA], now=LATER
            ),
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
            await service.change_settings(
                tx, ADA, offer_wait_minutes=60, late_window_minutes=0, managers=[ADA, ELI], now=LATER
            )
    async with db.begin(T) as tx:
        await service.change_settings(
            tx, ADA, offer_wait_minutes=60, late_window_minutes=0, managers=[ADA], now=LATER
        )
    async with db.read(T) as tx:
        assert (await queries.settings(tx)).offer_wait_minutes == 60


async def test_an_app_is_neither_steward_nor_manager(db: Database) -> None:
    async with db.begin(T) as tx:
        await tx.change(PersonRow, PersonRow.user_id == ELI, is_bot=True)
    with pytest.raises(FormErrors) as refused:
        await create(db, "Writing", steward_id=ELI)
    assert refused.value.fields == {"steward": texts.NOT_A_PERSON}
    async with db.begin(T) as tx:
        with pytest.raises(FormErrors) as refused:
            await service.change_settings(
                tx, NOOR, offer_wait_minutes=60, late_window_minutes=0, managers=[ELI], now=LATER
            )
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


async def help_with(tx: Tx, user_id: str, topic_id: str) -> None:
    await tx.add(Expert, user_id=user_id, opted_in_at=MONDAY)
    await tx.add(ExpertTopic, user_id=user_id, topic_id=topic_id)
