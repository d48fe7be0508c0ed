"""The index that a process keeps of each workspace: never older than the tables, whoever changed them."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable, Collection
from datetime import date, timedelta

import numpy as np
import pytest
from sqlalchemy import select, update

from bot.admin import service as admin
from bot.experts import service as experts
from bot.kit.db import Database, WorkspaceSession
from bot.kit.encoder import MODEL
from bot.kit.hours import DEFAULT_WEEK
from bot.matching import queries
from bot.matching.queries import ranking as index
from bot.matching.rules import Ranking, ScoreComponent
from bot.models import Ask, Embedding, Expert, ExpertTopic, Person, SessionState, Topic, Workspace
from bot.people import service as people
from tests.matching.test_queries import order, ranked, session
from tests.support.clock import MONDAY
from tests.support.factories import (
    ADA,
    ELI,
    MEI,
    NOOR,
    QUESTION,
    TUI,
    T,
    create_ask,
    create_expert,
    create_workspace,
)

Open = Callable[[str], Database]
LATER = date(2026, 12, 4)


class OopsError(Exception):
    pass


async def pause(database: Database, user_id: str) -> None:
    async with database.begin(T) as db:
        await experts.pause(db, user_id, LATER, MONDAY)


async def within(db: WorkspaceSession, ask_id: str) -> list[str]:
    ask = await db.get(Ask, ask_id)
    assert ask is not None
    return sorted(one.user_id for one in (await queries.rank_for(db, ask, MONDAY)).ranked)


async def paused_and_undone(
    database: Database, ask_id: str, times: int, left: Collection[str] = (MEI,)
) -> None:
    async with database.begin(T) as db:
        for _ in range(times):
            await experts.pause(db, ELI, LATER, MONDAY)
        assert await within(db, ask_id) == list(left)
        raise OopsError


def value(ranking: Ranking, user_id: str, part: ScoreComponent) -> float:
    one = next(one for one in ranking.ranked if one.user_id == user_id)
    return next((reason.value for reason in one.reasons if reason.part is part), 0.0)


# --- Changes are seen --------------------------------------------------


async def test_every_way_of_changing_an_expert_is_seen_at_the_next_use(database: Database) -> None:
    await create_workspace(database, [ELI, MEI])
    ask_id = await create_ask(database)
    assert await order(database, ask_id) == [ELI, MEI]
    await pause(database, ELI)
    assert await order(database, ask_id) == [MEI]
    async with database.begin(T) as db:
        await experts.unpause(db, ELI, MONDAY)
        await experts.leave(db, MEI, MONDAY)
    assert await order(database, ask_id) == [ELI]
    async with database.begin(T) as db:
        await create_expert(db, TUI)
        await experts.join_or_update(db, MEI, experts.Details(["prices"], DEFAULT_WEEK), MONDAY)
    assert await order(database, ask_id) == [ELI, MEI, TUI]
    gone = {"id": TUI, "tz": "Europe/Berlin", "deleted": True, "profile": {}}
    async with database.begin(T) as db:
        await people.store_members(db, [gone], MONDAY, add_unknown=False)
    assert await order(database, ask_id) == [ELI, MEI]
    asleep = {"id": MEI, "tz": "America/Los_Angeles", "profile": {}}
    async with database.begin(T) as db:
        await people.store_members(db, [asleep], MONDAY, add_unknown=False)
    assert await order(database, ask_id) == [ELI]


async def test_what_another_process_changed_is_seen_at_the_next_use(
    database: Database, database_url: str, open_database: Open
) -> None:
    other = open_database(database_url)
    await create_workspace(database, [ELI, MEI])
    ask_id = await create_ask(database)
    assert await order(database, ask_id) == await order(other, ask_id) == [ELI, MEI]
    await pause(other, ELI)
    assert await order(database, ask_id) == await order(other, ask_id) == [MEI]


async def test_processes_agree_to_the_last_digit_whatever_each_has_seen(
    database: Database, database_url: str, open_database: Open
) -> None:
    """One has seen each change, one some of them, and one starts now."""
    some = open_database(database_url)
    await create_workspace(database, [ELI, MEI, TUI])
    ask_id = await create_ask(database)
    await ranked(some, ask_id)
    for turn, (writer, about) in enumerate(
        ((database, "board price lists"), (some, "boards"), (database, "lists"))
    ):
        async with writer.begin(T) as db:
            details = experts.Details(
                ["prices"], DEFAULT_WEEK, about=about, skills=f"skill{turn}", capacity=9
            )
            await experts.join_or_update(db, (ELI, MEI, TUI)[turn], details, MONDAY)
        await ranked(database, ask_id)
    new = await ranked(open_database(database_url), ask_id)
    assert len(new.ranked) == 3
    assert await ranked(database, ask_id) == await ranked(some, ask_id) == new


async def test_topics_that_are_renamed_archived_and_restored_are_seen(database: Database) -> None:
    await create_workspace(database, [ELI])
    ask_id = await create_ask(database, question="Whom do I ask about this?")
    assert value(await ranked(database, ask_id), ELI, ScoreComponent.TOPIC) > 0
    async with database.begin(T) as db:
        await db.update_where(Topic, Topic.id == "prices", name="Price lists", name_key="price lists")
    topic = next(
        r for r in (await ranked(database, ask_id)).ranked[0].reasons if r.part is ScoreComponent.TOPIC
    )
    assert topic.details == ("Price lists",)
    async with database.begin(T) as db:
        await admin.archive_topic(db, NOOR, "prices", MONDAY)
    assert await order(database, ask_id) == []
    async with database.begin(T) as db:
        await admin.restore_topic(db, NOOR, "prices", MONDAY)
    assert await order(database, ask_id) == [ELI]


async def test_a_held_session_makes_its_question_past_help(database: Database) -> None:
    await create_workspace(database, [ELI, MEI])
    ask_id = await create_ask(database)
    assert value(await ranked(database, ask_id), ELI, ScoreComponent.HELPED) == 0
    await session(database, SessionState.HELD, MONDAY - timedelta(days=100), question=QUESTION)
    assert value(await ranked(database, ask_id), ELI, ScoreComponent.HELPED) > 0


async def test_an_installation_anew_begins_anew(database: Database) -> None:
    """The tables were emptied behind its back, as uninstalling does, and versions begin again at 0."""
    await create_workspace(database, [ELI, MEI])
    ask_id = await create_ask(database)
    assert await order(database, ask_id) == [ELI, MEI]
    async with database.begin(T) as db:
        await db.delete_where(ExpertTopic, ExpertTopic.user_id == ELI)
        await db.delete_where(Expert, Expert.user_id == ELI)
    async with database.all_workspaces() as db:
        again = {"installed_at": MONDAY + timedelta(days=1), "experts_version": 1}
        await db.execute(update(Workspace).values(again))
    assert await order(database, ask_id) == [MEI]


# --- What is not committed yet --------------------------------------------------


@pytest.mark.parametrize("used_before", [True, False])
async def test_a_change_counts_at_once_in_its_own_transaction_and_never_after_a_rollback(
    database: Database, used_before: bool
) -> None:
    await create_workspace(database, [ELI, MEI])
    ask_id = await create_ask(database)
    if used_before:
        assert await order(database, ask_id) == [ELI, MEI]
    with pytest.raises(OopsError):
        await paused_and_undone(database, ask_id, 1)
    assert await order(database, ask_id) == [ELI, MEI]


@pytest.mark.parametrize("used_before", [True, False])
async def test_the_version_of_a_rolled_back_change_may_be_given_again(
    database: Database, used_before: bool
) -> None:
    """Eli's two pauses never happened; Mei's then gets the number that they had."""
    await create_workspace(database, [ELI, MEI])
    ask_id = await create_ask(database)
    if used_before:
        assert await order(database, ask_id) == [ELI, MEI]
    with pytest.raises(OopsError):
        await paused_and_undone(database, ask_id, 2)
    await pause(database, MEI)
    assert await order(database, ask_id) == [ELI]


async def test_a_change_that_is_committed_after_a_ranking_stays(database: Database) -> None:
    await create_workspace(database, [ELI, MEI])
    ask_id = await create_ask(database)
    async with database.begin(T) as db:
        await experts.pause(db, ELI, LATER, MONDAY)
        assert await within(db, ask_id) == [MEI]
    assert await order(database, ask_id) == [MEI]


async def test_a_large_company_is_changed_person_by_person(
    database: Database, database_url: str, open_database: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As if two were already too many to be read anew with each change."""
    monkeypatch.setattr("bot.matching.rules.pool.SMALL", 1)
    monkeypatch.setattr("bot.matching.rules.pool.WORN_SHARE", 9)
    other = open_database(database_url)
    await create_workspace(database, [ELI, MEI])
    ask_id = await create_ask(database)
    assert await order(database, ask_id) == [ELI, MEI]
    pool = database.caches.of(index.Indexes).by_workspace[T].pool
    await pause(other, ELI)
    assert await order(database, ask_id) == [MEI]
    async with other.begin(T) as db:
        await experts.leave(db, MEI, MONDAY)
        await create_expert(db, TUI)
    assert await order(database, ask_id) == [TUI]
    async with database.begin(T) as db:
        await experts.unpause(db, ELI, MONDAY)
        assert await within(db, ask_id) == [ELI, TUI]
    with pytest.raises(OopsError):
        await paused_and_undone(database, ask_id, 1, left=[TUI])
    assert await order(database, ask_id) == [ELI, TUI]
    assert database.caches.of(index.Indexes).by_workspace[T].pool is pool


async def test_an_error_while_the_index_changes_leaves_none_that_is_half_changed(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    await create_workspace(database, [ELI, MEI])
    ask_id = await create_ask(database)
    assert await order(database, ask_id) == [ELI, MEI]
    await pause(database, ELI)

    def broken(*_: object) -> None:
        raise OopsError

    monkeypatch.setattr("bot.matching.rules.pool.SMALL", 1)
    monkeypatch.setattr("bot.matching.rules.pool.WORN_SHARE", 9)
    monkeypatch.setattr("bot.matching.rules.pool.Pool._write", broken)
    with pytest.raises(OopsError):
        await ranked(database, ask_id)
    monkeypatch.undo()
    assert await order(database, ask_id) == [MEI]


# --- Several workspaces --------------------------------------------------


async def also(database: Database, workspace_id: str, *people_there: str) -> None:
    """Another company, with the same topic."""
    async with database.all_workspaces() as db:
        db.add(Workspace(id=workspace_id, installed_at=MONDAY, rematch_at=MONDAY, people_synced_at=MONDAY))
    async with database.begin(workspace_id) as db:
        await db.insert(Topic, id="prices", name="Pricing", name_key="pricing", created_at=MONDAY)
        for user_id in (ADA, *people_there):
            await db.insert(Person, user_id=user_id, name=user_id, zone="Europe/Berlin", synced_at=MONDAY)
        for user_id in people_there:
            await create_expert(db, user_id)


async def found_there(database: Database, workspace_id: str) -> list[str]:
    async with database.begin(workspace_id) as db:
        ask = await db.insert(Ask, mentee_id=ADA, topic_id="prices", question=QUESTION, created_at=MONDAY)
        return sorted(one.user_id for one in (await queries.rank_for(db, ask, MONDAY)).ranked)


async def test_no_workspace_is_lent_anothers_people(database: Database) -> None:
    await create_workspace(database, [ELI])
    await also(database, "T2", MEI, ELI)
    await also(database, "T3")
    for _ in range(2):
        assert await found_there(database, T) == [ELI]
        assert await found_there(database, "T2") == [ELI, MEI]
        assert await found_there(database, "T3") == []


async def test_the_workspace_that_was_not_used_for_longest_leaves_memory(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(index, "MOST_PEOPLE", 4)
    await create_workspace(database, [ELI, MEI])
    await also(database, "T2", MEI, ELI)
    await also(database, "T3", ELI)
    kept = database.caches.of(index.Indexes).by_workspace
    for workspace, left in (
        (T, [T]),
        ("T2", [T, "T2"]),
        (T, ["T2", T]),
        ("T3", [T, "T3"]),
        ("T2", ["T3", "T2"]),
    ):
        assert await found_there(database, workspace)
        assert list(kept) == left
    monkeypatch.setattr(index, "MOST_PEOPLE", 1)
    assert await found_there(database, T) == [ELI, MEI]  # the one in use stays, however large
    assert list(kept) == [T]


# --- The semantic extra, and questions that are alike --------------------------------------------------


def vector(*numbers: float) -> str:
    place = np.zeros(384, "<f2")
    place[: len(numbers)] = numbers
    return b64encode(place.tobytes()).decode()


async def test_places_of_a_model_are_read_for_experts_questions_and_past_help(database: Database) -> None:
    await create_workspace(database, [ELI, MEI])
    past = await session(database, SessionState.HELD, MONDAY - timedelta(days=100))
    ask_id = await create_ask(database, question="Something without a word in common")
    async with database.begin(T) as db:
        places = {MEI: vector(1, 0), ELI: vector(0, 1), past: vector(0, 1), ask_id: vector(1, 0)}
        rows = [
            {"subject_id": subject, "model": MODEL, "digest": "", "vector": place}
            for subject, place in places.items()
        ]
        await db.insert_all(Embedding, rows)
        await people.experts_changed(db, [ELI, MEI])
    async with database.read(T) as db:
        read = {one.user_id: one for one in await queries.candidates(db)}
    assert read[MEI].vector is not None
    assert np.frombuffer(read[MEI].vector, "<f2")[:2].tolist() == [1, 0]
    assert read[ELI].helped[0].vector == read[ELI].vector
    ranking = await ranked(database, ask_id)
    assert value(ranking, MEI, ScoreComponent.MEANING) > value(ranking, ELI, ScoreComponent.MEANING) + 0.3


async def test_questions_that_are_alike_are_found_nearest_first(database: Database) -> None:
    await create_workspace(database, [ELI])
    mine = await create_ask(database)
    same = await create_ask(database, mentee_id=NOOR)
    near = await create_ask(database, mentee_id=NOOR, question="Which price list should the board see?")
    await create_ask(database, mentee_id=NOOR, question="How long do we keep the letters of applicants?")
    async with database.read(T) as db:
        asks = {ask.id: ask for ask in await db.scalars(select(Ask))}
        others = [ask for ask_id, ask in asks.items() if ask_id != mine]
        alike = await queries.alike(db, asks[mine], others, MONDAY)
        assert await queries.alike(db, asks[mine], [], MONDAY) == []
    assert [ask_id for ask_id, _ in alike[:2]] == [same, near]
    assert all(0.5 <= nearness <= 1 for _, nearness in alike)
