"""The index that a process keeps of each workspace: never older than the tables, whoever changed them."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable, Collection, Sequence
from datetime import date, timedelta

import numpy as np
import pytest
from sqlalchemy import select, update

from bot.admin import service as admin
from bot.experts import service as experts
from bot.kit.db import Database, WorkspaceSession
from bot.kit.hours import DEFAULT_WEEK
from bot.matching import queries
from bot.matching.engine.vectors import Floats, pack
from bot.matching.queries import indexes as index
from bot.models import Ask, Embedding, Expert, ExpertTopic, Person, SessionState, Topic, Workspace
from bot.people import service as people
from tests.matching.cases import WordEncoder
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
    assert await order(database, ask_id) == [ELI]
    async with database.begin(T) as db:
        await db.update_where(Topic, Topic.id == "prices", name="Price lists", name_key="price lists")
    await ranked(database, ask_id)
    kept = database.caches.of(index.Indexes).by_workspace[T].index
    assert kept.topics.facts[0].names == "Price lists"
    async with database.begin(T) as db:
        await admin.archive_topic(db, NOOR, "prices", MONDAY)
    assert await order(database, ask_id) == []
    async with database.begin(T) as db:
        await admin.restore_topic(db, NOOR, "prices", MONDAY)
    assert await order(database, ask_id) == [ELI]


async def test_a_held_session_makes_its_question_past_help(database: Database) -> None:
    await create_workspace(database, [ELI, MEI])
    ask_id = await create_ask(database)
    await ranked(database, ask_id)
    kept = database.caches.of(index.Indexes).by_workspace[T]
    assert not kept.index.columns.has_helped.all[kept.index.row[ELI]]
    await session(database, SessionState.HELD, MONDAY - timedelta(days=100), question=QUESTION)
    await ranked(database, ask_id)
    assert kept.index.columns.has_helped.all[kept.index.row[ELI]]


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
    monkeypatch.setattr("bot.matching.engine.index.SMALL", 1)
    monkeypatch.setattr("bot.matching.engine.index.WORN_SHARE", 9)
    other = open_database(database_url)
    await create_workspace(database, [ELI, MEI])
    ask_id = await create_ask(database)
    assert await order(database, ask_id) == [ELI, MEI]
    pool = database.caches.of(index.Indexes).by_workspace[T].index
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
    assert database.caches.of(index.Indexes).by_workspace[T].index is pool


async def test_an_error_while_the_index_changes_leaves_none_that_is_half_changed(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    await create_workspace(database, [ELI, MEI])
    ask_id = await create_ask(database)
    assert await order(database, ask_id) == [ELI, MEI]
    await pause(database, ELI)

    def broken(*_: object) -> None:
        raise OopsError

    monkeypatch.setattr("bot.matching.engine.index.SMALL", 1)
    monkeypatch.setattr("bot.matching.engine.index.WORN_SHARE", 9)
    monkeypatch.setattr("bot.matching.engine.index.CandidateIndex._write", broken)
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


# --- Vectors, topics from words, and questions that are alike -----------------------------------------------


def vector(*numbers: float) -> bytes:
    place = np.zeros((1, WordEncoder.dimensions), np.float32)
    place[0, : len(numbers)] = numbers
    return pack(place)


async def test_vectors_are_read_for_experts_questions_and_past_help(database: Database) -> None:
    queries.use_encoder(database, WordEncoder())
    await create_workspace(database, [ELI, MEI])
    past = await session(database, SessionState.HELD, MONDAY - timedelta(days=100))
    ask_id = await create_ask(database, question="Something without a word in common")
    async with database.begin(T) as db:
        kept = {MEI: vector(1, 0), ELI: vector(0, 1), past: vector(0, 1), ask_id: vector(1, 0)}
        rows = [
            {"subject_id": one, "model": "words 1", "digest": "", "vector": b64encode(packed).decode()}
            for one, packed in kept.items()
        ]
        await db.insert_all(Embedding, rows)
        await people.experts_changed(db, [ELI, MEI])
    async with database.read(T) as db:
        read = {one.user_id: one for one in await queries.candidates(db, None, "words 1")}
        assert (await queries.candidates(db, {ELI}, "another"))[0].vectors is None
    assert read[MEI].vectors == kept[MEI]
    assert read[ELI].helped[0].vector == read[ELI].vectors
    fits = {one.user_id: one.fit for one in (await ranked(database, ask_id)).ranked}
    assert fits[MEI] > fits.get(ELI, 0) + 0.3


async def test_a_question_without_a_vector_is_encoded_for_the_ranking(database: Database) -> None:
    encoder = WordEncoder()
    queries.use_encoder(database, encoder)
    await create_workspace(database, [ELI, MEI])
    async with database.begin(T) as db:
        await db.update_where(Expert, Expert.user_id == MEI, skills="snow, avalanches")
        texts = ["Pricing\nsnow, avalanches", "snow", "avalanches"]
        packed = b64encode(pack(encoder.encode(texts))).decode()
        await db.insert(Embedding, subject_id=MEI, model=encoder.name, digest="", vector=packed)
        await people.experts_changed(db, [MEI])
    ask_id = await create_ask(database, question="How much snow until avalanches come?")
    assert (await ranked(database, ask_id)).ranked[0].user_id == MEI


async def test_an_encoder_that_fails_leaves_words_and_topics(
    database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    class Broken(WordEncoder):
        def encode(self, texts: Sequence[str], questions: bool = False) -> Floats:
            raise RuntimeError(texts)

    queries.use_encoder(database, Broken())
    await create_workspace(database, [ELI])
    ask_id = await create_ask(database, question="Wombats and prices?")
    assert await order(database, ask_id) == [ELI]
    assert "Wombats" not in caplog.text


async def test_topics_are_suggested_from_the_words_of_a_question(database: Database) -> None:
    await create_workspace(database, [ELI])
    async with database.begin(T) as db:
        await db.insert(Topic, id="snow", name="Winter", name_key="winter", created_at=MONDAY)
        await create_expert(db, MEI)
        await db.update_where(Expert, Expert.user_id == ELI, skills="elasticity, discounts")
        await db.update_where(Expert, Expert.user_id == MEI, skills="avalanches, snow")
        await db.delete_where(ExpertTopic, ExpertTopic.user_id == MEI)
        await db.insert(ExpertTopic, user_id=MEI, topic_id="snow")
        await people.experts_changed(db, [ELI, MEI])
    async with database.read(T) as db:
        assert (await queries.suggest_topics(db, "How much snow until avalanches come?")).topics[0] == "snow"
        assert (await queries.suggest_topics(db, "Which discounts?")).topics[0] == "prices"
        assert await queries.suggest_topics(db, "qwer asdf") == queries.Suggestion()
        assert await queries.suggest_topics(db, " ") == queries.Suggestion()


async def test_questions_that_are_alike_are_found_nearest_first(database: Database) -> None:
    await create_workspace(database, [ELI])
    mine = await create_ask(database, question="Which price list goes to the board?")
    same = await create_ask(database, mentee_id=NOOR, question="Which price list goes to the board?")
    near = await create_ask(database, mentee_id=NOOR, question="Which price list should the board see?")
    await create_ask(database, mentee_id=NOOR, question="How long do we keep the letters of applicants?")
    async with database.read(T) as db:
        asks = {ask.id: ask for ask in await db.scalars(select(Ask))}
        others = [ask for ask_id, ask in asks.items() if ask_id != mine]
        alike = await queries.alike(db, asks[mine], others, MONDAY)
        assert await queries.alike(db, asks[mine], [], MONDAY) == []
    assert [ask_id for ask_id, _ in alike[:2]] == [same, near]
    assert all(0.5 <= nearness <= 1 for _, nearness in alike)
