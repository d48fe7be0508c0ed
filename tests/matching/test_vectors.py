"""Texts get their vectors in the background, and ranking uses them. On both databases."""

from __future__ import annotations

import asyncio
import logging
from base64 import b64decode
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import numpy as np
import pytest
from sqlalchemy import select, text, update

from bot.kit.db import Database, WorkspaceSession
from bot.kit.services import Services
from bot.matching import queries, service
from bot.matching.engine.vectors import Floats, pack, unpacked
from bot.matching.jobs import JOBS, embed, forget
from bot.models import (
    Ask,
    AskState,
    Embedding,
    Expert,
    Offer,
    OfferState,
    Person,
    Session,
    SessionState,
    Topic,
    Workspace,
)
from bot.people import service as people
from tests.support.app import services_without_slack
from tests.support.clock import MONDAY, SettableClock
from tests.support.factories import ADA, ELI, MEI, NOOR, QUESTION, TUI, T, create_ask, create_workspace

CANARY = "Wombat"


def direction_of(words: str) -> Floats:
    """Made up: texts on snow lie in one direction, all others in another."""
    vector = np.zeros(StandIn.dimensions, np.float32)
    vector[0 if {"snow", "avalanches"} & set(words.lower().replace(".", " ").split()) else 1] = 1
    return vector


@dataclass
class StandIn:
    """An encoder that notes what it is given; ``meanwhile`` runs while it is at it, in the event loop."""

    name: str = "stand-in 1"
    dimensions = 64
    elsewhere = np.zeros((0, 64), np.float32)
    given: list[list[str]] = field(default_factory=list)
    meanwhile: Callable[[], Any] | None = None
    fails: Callable[[Sequence[str]], bool] = lambda _texts: False
    loop: asyncio.AbstractEventLoop = field(default_factory=asyncio.get_running_loop)

    def encode(self, texts: Sequence[str], questions: bool = False) -> Floats:
        self.given.append(list(texts))
        if self.fails(texts):
            raise RuntimeError(CANARY)
        if self.meanwhile is not None:
            meanwhile, self.meanwhile = self.meanwhile, None
            asyncio.run_coroutine_threadsafe(meanwhile(), self.loop).result()
        return np.array([direction_of(one) for one in texts])

    @property
    def texts(self) -> list[str]:
        return sorted(one for texts in self.given for one in texts)


@pytest.fixture
def clock() -> SettableClock:
    return SettableClock()


@pytest.fixture
async def encoder() -> StandIn:
    return StandIn()


@pytest.fixture
def services(database: Database, clock: SettableClock, encoder: StandIn) -> Services:
    made = services_without_slack(database, clock)
    made.encoder = encoder
    queries.use_encoder(database, encoder)
    return made


async def says(database: Database, user_id: str, **words: Any) -> None:
    async with database.begin(T) as db:
        await db.update_where(Expert, Expert.user_id == user_id, **words)
        await people.experts_changed(db, [user_id])


async def kept(database: Database) -> dict[str, Embedding]:
    async with database.read(T) as db:
        return {one.subject_id: one for one in await db.scalars(select(Embedding))}


async def versions(database: Database) -> dict[str, int]:
    async with database.read(T) as db:
        return {one.user_id: one.version for one in await db.scalars(select(Expert))}


async def held(
    database: Database, ask_id: str, expert: str = ELI, state: SessionState = SessionState.HELD
) -> None:
    async with database.begin(T) as db:
        offer = await db.insert(
            Offer,
            ask_id=ask_id,
            expert_id=expert,
            state=OfferState.ACCEPTED,
            offered_at=MONDAY,
            deadline_at=MONDAY,
        )
        times = {"starts_at": MONDAY, "ends_at": MONDAY, "created_at": MONDAY}
        people = {"mentee_id": ADA, "expert_id": expert}
        await db.insert(Session, ask_id=ask_id, offer_id=offer.id, minutes=45, state=state, **people, **times)


async def ranked(database: Database, ask_id: str, now: datetime = MONDAY) -> list[tuple[str, float]]:
    async with database.read(T) as db:
        ask = await db.get(Ask, ask_id)
        assert ask is not None
        return [(one.user_id, one.fit) for one in (await queries.rank_for(db, ask, now)).ranked]


# --- What is placed ---------------------------------------------------------------------------------------


async def test_profiles_and_questions_are_placed_once(
    database: Database, services: Services, encoder: StandIn
) -> None:
    await create_workspace(database, [ELI, MEI])
    await says(database, ELI, skills="Negotiation", about="Ten years of it")
    ask_id = await create_ask(database, background="So far", outcome="A list")
    await embed(services)
    profile = ["Pricing\nNegotiation\nTen years of it", "Negotiation", "Ten years of it"]
    assert encoder.texts == sorted(["Pricing", *profile, f"{QUESTION}\nSo far\nA list"])
    rows = await kept(database)
    assert set(rows) == {ELI, MEI, ask_id}
    assert {one.model for one in rows.values()} == {encoder.name}
    assert unpacked(b64decode(rows[ELI].vector), StandIn.dimensions).argmax(axis=1).tolist() == [1, 1, 1]
    for _ in range(3):
        await embed(services)
    assert len(encoder.texts) == 5


async def test_another_process_does_not_place_them_again(
    database: Database,
    database_url: str,
    open_database: Callable[[str], Database],
    services: Services,
    clock: SettableClock,
) -> None:
    await create_workspace(database)
    await embed(services)
    other = services_without_slack(open_database(database_url), clock)
    other.encoder = StandIn()
    await embed(other)
    assert other.encoder.given == []


async def test_what_changed_is_placed_again_and_nothing_else(
    database: Database, services: Services, encoder: StandIn
) -> None:
    await create_workspace(database)
    await create_ask(database)
    await embed(services)
    before = await kept(database)
    encoder.given.clear()
    await says(database, ELI, skills="Avalanches")
    await embed(services)
    await embed(services)
    after = await kept(database)
    assert encoder.texts == ["Avalanches", "Pricing\nAvalanches"]
    assert after[ELI].digest != before[ELI].digest
    assert after[MEI].digest == before[MEI].digest


async def test_a_topic_with_another_name_changes_the_profiles_that_hold_it(
    database: Database, services: Services, encoder: StandIn
) -> None:
    await create_workspace(database, [ELI])
    await embed(services)
    async with database.begin(T) as db:
        await db.update_where(Topic, Topic.id == "prices", name="Avalanches")
    await embed(services)
    assert encoder.given == [["Pricing"], ["Avalanches"]]


async def test_each_workspace_gets_its_page_in_a_round(
    database: Database, services: Services, encoder: StandIn
) -> None:
    many = [f"U{number:03}" for number in range(100)]
    await create_workspace(database, [])
    async with database.all_workspaces() as db:
        db.add(Workspace(id="T2", installed_at=MONDAY, rematch_at=MONDAY))
        db.add(Workspace(id="T3", installed_at=MONDAY, rematch_at=MONDAY, removed_at=MONDAY))
    for workspace_id, experts in ((T, many), ("T2", ["U1"]), ("T3", ["U1"])):
        async with database.begin(workspace_id) as db:
            for user_id in experts:
                await db.insert(Person, user_id=user_id, synced_at=MONDAY)
                await db.insert(
                    Expert, user_id=user_id, skills=f"{workspace_id} {user_id}", opted_in_at=MONDAY
                )
    for subjects in (64 + 1, 64 + 1 + 36, 64 + 1 + 36):
        await embed(services)
        assert len(encoder.given) == subjects


# --- Who is in the way ------------------------------------------------------------------------------------


async def test_a_change_meanwhile_wins(database: Database, services: Services, encoder: StandIn) -> None:
    await create_workspace(database, [ELI, MEI])
    encoder.meanwhile = lambda: says(database, ELI, skills="Avalanches")
    await embed(services)
    assert set(await kept(database)) == {MEI}
    await embed(services)
    assert b64decode((await kept(database))[ELI].vector) == pack(np.array([direction_of("Avalanches")] * 2))


async def test_whoever_leaves_meanwhile_is_not_placed(
    database: Database, services: Services, encoder: StandIn
) -> None:
    await create_workspace(database, [ELI, MEI])
    encoder.meanwhile = lambda: says(database, ELI, opted_out_at=MONDAY)
    await embed(services)
    assert set(await kept(database)) == {MEI}


async def test_two_workers_at_once_do_no_harm(
    database: Database,
    database_url: str,
    open_database: Callable[[str], Database],
    services: Services,
    clock: SettableClock,
) -> None:
    await create_workspace(database)
    other = services_without_slack(open_database(database_url), clock)
    other.encoder = StandIn()
    services.encoder = StandIn(meanwhile=lambda: embed(other))
    before = max((await versions(database)).values())
    await embed(services)
    assert len(await kept(database)) == 2
    assert await versions(database) == {
        ELI: before + 1,
        MEI: before + 1,
    }  # whoever comes second leaves it as it is


async def test_nothing_is_kept_open_while_texts_are_placed(
    database: Database, services: Services, encoder: StandIn
) -> None:
    await create_workspace(database, [ELI])

    async def somebody_writes() -> None:
        async with database.begin(T) as db:  # with SQLite this would wait for any other writer of ours
            await db.update_where(Person, Person.user_id == ADA, name="Ada")

    encoder.meanwhile = somebody_writes
    await embed(services)
    assert set(await kept(database)) == {ELI}


async def test_an_encoder_that_fails_is_left_to_rest_and_then_asked_for_less(
    database: Database,
    services: Services,
    encoder: StandIn,
    clock: SettableClock,
    caplog: pytest.LogCaptureFixture,
) -> None:
    await create_workspace(database, [ELI, MEI, TUI])
    await says(database, MEI, skills=CANARY)
    encoder.fails = lambda texts: any(CANARY in one for one in texts)
    for _ in range(12):
        await embed(services)
        await embed(services)  # it rests
        clock.shift(hours=2)
    assert set(await kept(database)) == {ELI, TUI}
    assert CANARY not in caplog.text
    encoder.fails = lambda _texts: False
    clock.shift(days=1)
    await embed(services)  # to the end
    clock.shift(hours=2)
    await embed(services)  # and anew
    assert set(await kept(database)) == {ELI, MEI, TUI}


# --- What is forgotten ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "left"),
    [
        ({"opted_out_at": MONDAY - timedelta(days=29)}, True),
        ({"opted_out_at": MONDAY - timedelta(days=31)}, False),
        ({"paused_until": MONDAY + timedelta(days=90)}, True),
    ],
)
async def test_who_left_long_ago_is_forgotten(
    database: Database, services: Services, change: dict[str, Any], left: bool
) -> None:
    await create_workspace(database)
    await embed(services)
    await says(database, ELI, **change)
    await forget(services)
    assert set(await kept(database)) == ({ELI, MEI} if left else {MEI})


async def test_a_closed_account_is_forgotten(database: Database, services: Services) -> None:
    await create_workspace(database)
    await embed(services)
    async with database.begin(T) as db:
        await db.update_where(Person, Person.user_id == ELI, deactivated=True)
    await forget(services)
    assert set(await kept(database)) == {MEI}


@pytest.mark.parametrize(
    ("state", "session", "left"),
    [
        (AskState.WAITING, None, True),
        (AskState.MATCHED, SessionState.BOOKED, True),
        (AskState.CONCLUDED, SessionState.HELD, True),
        (AskState.CONCLUDED, SessionState.CANCELLED, False),
        (AskState.CONCLUDED, None, False),
        (AskState.WITHDRAWN, None, False),
    ],
)
async def test_a_question_is_forgotten_unless_somebody_may_help_or_helped(
    database: Database, services: Services, state: AskState, session: SessionState | None, left: bool
) -> None:
    await create_workspace(database, [ELI])
    ask_id = await create_ask(database)
    await embed(services)
    assert ask_id in await kept(database)
    async with database.begin(T) as db:
        await db.update_where(Ask, Ask.id == ask_id, state=state)
    if session is not None:
        await held(database, ask_id, state=session)
    await forget(services)
    assert (ask_id in await kept(database)) is left


async def test_without_an_encoder_what_is_gone_is_forgotten_all_the_same(
    database: Database, services: Services, clock: SettableClock
) -> None:
    await create_workspace(database)
    await embed(services)
    async with database.all_workspaces() as db:
        await db.execute(text("UPDATE workspace SET removed_at = installed_at"))
    await forget(services_without_slack(database, clock))
    assert await kept(database) == {}


async def test_a_workspace_that_cannot_be_read_keeps_no_other_from_its_places(
    database: Database, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    await create_workspace(database)
    async with database.all_workspaces() as db:
        db.add(Workspace(id="T0", installed_at=MONDAY, rematch_at=MONDAY))  # comes first
    read = queries.subjects.page

    async def reading(db: WorkspaceSession, *args: Any) -> Any:
        if db.workspace_id == "T0":
            raise LookupError("words")
        return await read(db, *args)

    monkeypatch.setattr(queries.subjects, "page", reading)
    await embed(services)
    assert set(await kept(database)) == {ELI, MEI}


async def test_words_that_cannot_be_decrypted_keep_no_others_from_their_places(
    database: Database, services: Services
) -> None:
    await create_workspace(database, [ELI, MEI, TUI])
    asks = [await create_ask(database) for _ in range(3)]
    async with database.all_workspaces() as db:
        await db.execute(text("UPDATE ask SET question = 'x.AAAA' WHERE id = :id"), {"id": asks[0]})
        await db.execute(text("UPDATE expert SET about = 'x.AAAA' WHERE user_id = :id"), {"id": MEI})
    await embed(services)
    assert set(await kept(database)) == {ELI, TUI, *asks[1:]}


async def test_a_workspace_that_cannot_be_tidied_keeps_no_other_from_it(
    database: Database, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    await create_workspace(database)
    await embed(services)
    async with database.all_workspaces() as db:
        db.add(Workspace(id="T0", installed_at=MONDAY, rematch_at=MONDAY))
        await db.flush()
        await db.execute(update(Expert).values(opted_out_at=MONDAY - timedelta(days=31)))
    async with database.begin("T0") as db:
        await db.insert(Embedding, subject_id="UGONE", model=StandIn.name, digest="", vector="AAAA")
    forgotten = service.forget

    async def forgetting(db: WorkspaceSession, now: datetime) -> None:
        if db.workspace_id == "T0":
            raise LookupError("words")
        await forgotten(db, now)

    monkeypatch.setattr(service, "forget", forgetting)
    await forget(services)
    assert await kept(database) == {}


async def test_words_that_were_erased_leave_nothing_within_a_day(
    database: Database, services: Services, clock: SettableClock
) -> None:
    await create_workspace(database, [ELI])
    ask_id = await create_ask(database, state=AskState.CONCLUDED)
    await held(database, ask_id)
    await embed(services)
    assert set(await kept(database)) == {ELI, ask_id}
    before = await versions(database)
    async with database.begin(T) as db:
        await db.update_where(Ask, Ask.id == ask_id, question="", background="", outcome="")
    clock.shift(hours=25)
    for _ in range(2):
        await embed(services)
    assert set(await kept(database)) == {ELI}
    assert (await versions(database))[ELI] > before[ELI]


# --- What is told -----------------------------------------------------------------------------------------


async def test_places_and_words_lie_encrypted_and_are_never_logged(
    database: Database, services: Services, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, "bot")
    await create_workspace(database, [ELI])
    await says(database, ELI, skills=CANARY)
    await embed(services)
    async with database.all_workspaces() as db:
        row = (await db.execute(text("SELECT * FROM embedding"))).one()
    vector = (await kept(database))[ELI].vector
    assert vector not in str(row)
    assert vector[:40] not in caplog.text
    assert CANARY not in caplog.text + str(row)


async def test_equal_texts_have_different_fingerprints(database: Database, services: Services) -> None:
    await create_workspace(database, [ELI, MEI])
    await embed(services)
    assert len({one.digest for one in (await kept(database)).values()}) == 2


# --- What ranking makes of it -----------------------------------------------------------------------------


async def test_an_expert_who_is_close_by_meaning_alone_comes_up(
    database: Database, services: Services, clock: SettableClock
) -> None:
    await create_workspace(database, [MEI, TUI, NOOR])
    await says(database, NOOR, skills="Avalanches")
    ask_id = await create_ask(database, question="How much fresh snow is too much for the pass?")
    await embed(services)
    after = await ranked(database, ask_id)
    assert after[0][0] == NOOR
    assert all(fit < after[0][1] - 0.1 for _, fit in after[1:])


async def test_past_help_is_read_with_its_vector(database: Database, services: Services) -> None:
    await create_workspace(database, [MEI, ELI])
    ask_id = await create_ask(database, question="Are avalanches likely there?", state=AskState.CONCLUDED)
    await held(database, ask_id)
    new = await create_ask(database, question="How much fresh snow is too much for the pass?")
    newest = max((await versions(database)).values())
    await embed(services)
    after = dict(await ranked(database, new))
    assert after[ELI] > after.get(MEI, 0) + 0.1
    assert (await versions(database))[ELI] == newest + 1


async def test_another_encoder_has_every_text_encoded_anew(
    database: Database, services: Services, encoder: StandIn
) -> None:
    await create_workspace(database, [ELI, MEI])
    await embed(services)
    encoder.given.clear()
    encoder.name = "stand-in 2"
    await embed(services)
    assert encoder.texts == ["Pricing", "Pricing"]
    assert {one.model for one in (await kept(database)).values()} == {"stand-in 2"}


# --- Without it -------------------------------------------------------------------------------------------


async def test_without_an_encoder_nothing_happens(database: Database, clock: SettableClock) -> None:
    await create_workspace(database)
    await create_ask(database)
    await embed(services_without_slack(database, clock))
    assert await kept(database) == {}


def test_it_runs_beside_the_other_jobs() -> None:
    assert {job.name: job.background for job in JOBS} == {"matching_embed": True, "matching_forget": False}
