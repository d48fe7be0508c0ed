"""The semantic extra: texts get their places in the background, and ranking uses them. On both databases."""

from __future__ import annotations

import logging
import sys
from base64 import b64decode
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

import numpy as np
import pytest
from sqlalchemy import select, text

from bot.kit.db import Database
from bot.kit.encoder import MODEL, EncoderError
from bot.kit.hours import WorkingHours
from bot.kit.services import Services
from bot.matching import queries
from bot.matching.jobs import JOBS, embed, forget
from bot.matching.rules import AskFacts, Candidate, Help, Pool, ScoreComponent, weigh
from bot.matching.rules.meaning import MODEL_SHARE
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
from tests.offers.ground import (
    ADA,
    ELI,
    MEI,
    MONDAY,
    NOOR,
    QUESTION,
    TUI,
    StillClock,
    T,
    asked,
    found,
    house_of,
)

CANARY = "Wombat"


def place_of(words: str) -> bytes:
    """A made-up place: texts on snow lie in one direction, all others in another."""
    vector = np.zeros(384, np.float32)
    vector[0 if {"snow", "avalanches"} & set(words.lower().replace(".", " ").split()) else 1] = 1
    return vector.astype("<f2").tobytes()


@dataclass
class StandIn:
    """An encoder that notes what it is given; ``meanwhile`` runs while it is at it."""

    given: list[list[str]] = field(default_factory=list)
    meanwhile: Callable[[], Any] | None = None
    fails: Callable[[Sequence[str]], bool] = lambda _texts: False

    async def encode(self, texts: Sequence[str]) -> list[bytes]:
        self.given.append(list(texts))
        if self.fails(texts):
            raise EncoderError("RuntimeError")
        if self.meanwhile is not None:
            meanwhile, self.meanwhile = self.meanwhile, None
            await meanwhile()
        return [place_of(one) for one in texts]

    @property
    def texts(self) -> list[str]:
        return sorted(one for texts in self.given for one in texts)


@pytest.fixture
def clock() -> StillClock:
    return StillClock()


@pytest.fixture
def encoder() -> StandIn:
    return StandIn()


@pytest.fixture
def services(database: Database, clock: StillClock, encoder: StandIn) -> Services:
    made = house_of(database, clock)
    made.encoder = encoder
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
    await found(database, [ELI, MEI])
    await says(database, ELI, skills="Negotiation", about="Ten years of it")
    ask_id = await asked(database, background="So far", outcome="A list")
    await embed(services)
    assert encoder.texts == sorted(
        ["Pricing", "Pricing\nNegotiation\nTen years of it", f"{QUESTION}\nSo far\nA list"]
    )
    rows = await kept(database)
    assert set(rows) == {ELI, MEI, ask_id}
    assert {one.model for one in rows.values()} == {MODEL}
    assert b64decode(rows[ELI].vector) == place_of("Pricing")
    for _ in range(3):
        await embed(services)
    assert len(encoder.texts) == 3


async def test_another_process_does_not_place_them_again(
    database: Database,
    database_url: str,
    open_database: Callable[[str], Database],
    services: Services,
    clock: StillClock,
) -> None:
    await found(database)
    await embed(services)
    other = house_of(open_database(database_url), clock)
    other.encoder = StandIn()
    await embed(other)
    assert other.encoder.given == []


async def test_what_changed_is_placed_again_and_nothing_else(
    database: Database, services: Services, encoder: StandIn
) -> None:
    await found(database)
    await asked(database)
    await embed(services)
    before = await kept(database)
    encoder.given.clear()
    await says(database, ELI, skills="Avalanches")
    await embed(services)
    await embed(services)
    after = await kept(database)
    assert encoder.texts == ["Pricing\nAvalanches"]
    assert after[ELI].digest != before[ELI].digest
    assert after[MEI].digest == before[MEI].digest


async def test_a_topic_with_another_name_changes_the_profiles_that_hold_it(
    database: Database, services: Services, encoder: StandIn
) -> None:
    await found(database, [ELI])
    await embed(services)
    async with database.begin(T) as db:
        await db.update_where(Topic, Topic.id == "prices", name="Avalanches")
    await embed(services)
    assert encoder.given == [["Pricing"], ["Avalanches"]]


async def test_each_workspace_gets_its_page_in_a_round(
    database: Database, services: Services, encoder: StandIn
) -> None:
    many = [f"U{number:03}" for number in range(100)]
    await found(database, [])
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
    await embed(services)
    assert [len(texts) for texts in encoder.given] == [64, 1]
    await embed(services)
    assert [len(texts) for texts in encoder.given] == [64, 1, 36]
    await embed(services)
    assert len(encoder.given) == 3
    assert len(set(encoder.texts)) == 101


# --- Who is in the way ------------------------------------------------------------------------------------


async def test_a_change_meanwhile_wins(database: Database, services: Services, encoder: StandIn) -> None:
    await found(database, [ELI, MEI])
    encoder.meanwhile = lambda: says(database, ELI, skills="Avalanches")
    await embed(services)
    assert set(await kept(database)) == {MEI}
    await embed(services)
    assert b64decode((await kept(database))[ELI].vector) == place_of("Avalanches")


async def test_whoever_leaves_meanwhile_is_not_placed(
    database: Database, services: Services, encoder: StandIn
) -> None:
    await found(database, [ELI, MEI])
    encoder.meanwhile = lambda: says(database, ELI, opted_out_at=MONDAY)
    await embed(services)
    assert set(await kept(database)) == {MEI}


async def test_two_workers_at_once_do_no_harm(
    database: Database,
    database_url: str,
    open_database: Callable[[str], Database],
    services: Services,
    clock: StillClock,
) -> None:
    await found(database)
    other = house_of(open_database(database_url), clock)
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
    await found(database, [ELI])

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
    clock: StillClock,
    caplog: pytest.LogCaptureFixture,
) -> None:
    await found(database, [ELI, MEI, TUI])
    await says(database, MEI, skills=CANARY)
    encoder.fails = lambda texts: any(CANARY in one for one in texts)
    for _ in range(12):
        await embed(services)
        await embed(services)  # it rests
        clock.later(hours=2)
    assert set(await kept(database)) == {ELI, TUI}
    assert [len(texts) for texts in encoder.given][:7] == [3] * 5 + [2, 1]
    assert CANARY not in caplog.text
    encoder.fails = lambda _texts: False
    clock.later(days=1)
    await embed(services)  # to the end
    clock.later(hours=2)
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
    await found(database)
    await embed(services)
    await says(database, ELI, **change)
    await forget(services)
    assert set(await kept(database)) == ({ELI, MEI} if left else {MEI})


async def test_a_closed_account_is_forgotten(database: Database, services: Services) -> None:
    await found(database)
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
    await found(database, [ELI])
    ask_id = await asked(database)
    await embed(services)
    assert ask_id in await kept(database)
    async with database.begin(T) as db:
        await db.update_where(Ask, Ask.id == ask_id, state=state)
    if session is not None:
        await held(database, ask_id, state=session)
    await forget(services)
    assert (ask_id in await kept(database)) is left


async def test_without_the_extra_what_is_gone_is_forgotten_all_the_same(
    database: Database, services: Services, clock: StillClock
) -> None:
    await found(database)
    await embed(services)
    async with database.all_workspaces() as db:
        await db.execute(text("UPDATE workspace SET removed_at = installed_at"))
    await forget(house_of(database, clock))
    assert await kept(database) == {}


async def test_words_that_were_erased_leave_nothing_within_a_day(
    database: Database, services: Services, clock: StillClock
) -> None:
    await found(database, [ELI])
    ask_id = await asked(database, state=AskState.CONCLUDED)
    await held(database, ask_id)
    await embed(services)
    assert set(await kept(database)) == {ELI, ask_id}
    before = await versions(database)
    async with database.begin(T) as db:
        await db.update_where(Ask, Ask.id == ask_id, question="", background="", outcome="")
    clock.later(hours=25)
    for _ in range(2):
        await embed(services)
    assert set(await kept(database)) == {ELI}
    assert (await versions(database))[ELI] > before[ELI]


# --- What is told -----------------------------------------------------------------------------------------


async def test_places_and_words_lie_encrypted_and_are_never_logged(
    database: Database, services: Services, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, "bot")
    await found(database, [ELI])
    await says(database, ELI, skills=CANARY)
    await embed(services)
    async with database.all_workspaces() as db:
        row = (await db.execute(text("SELECT * FROM embedding"))).one()
    vector = (await kept(database))[ELI].vector
    assert vector not in str(row)
    assert vector[:40] not in caplog.text
    assert CANARY not in caplog.text + str(row)


async def test_equal_texts_have_different_fingerprints(database: Database, services: Services) -> None:
    await found(database, [ELI, MEI])
    await embed(services)
    assert len({one.digest for one in (await kept(database)).values()}) == 2


# --- What ranking makes of it -----------------------------------------------------------------------------


async def test_an_expert_who_is_close_by_meaning_alone_comes_up(
    database: Database, services: Services, clock: StillClock
) -> None:
    await found(database, [MEI, TUI, NOOR])
    await says(database, NOOR, skills="Avalanches")
    ask_id = await asked(database, question="How much fresh snow is too much for the pass?")
    before = dict(await ranked(database, ask_id))  # now the index stands, and has no room for places
    await embed(services)
    after = await ranked(database, ask_id)
    assert after[0][0] == NOOR
    rises = {one: fit - before[one] for one, fit in after}
    assert all(rises[NOOR] > rises[one] + 0.02 for one in (MEI, TUI))


async def test_past_help_is_read_with_its_place(database: Database, services: Services) -> None:
    await found(database, [MEI, ELI])
    ask_id = await asked(database, question="Are avalanches likely there?", state=AskState.CONCLUDED)
    await held(database, ask_id)
    new = await asked(database, question="How much fresh snow is too much for the pass?")
    before, newest = dict(await ranked(database, new)), max((await versions(database)).values())
    await embed(services)
    after = dict(await ranked(database, new))
    assert after[ELI] > before[ELI] + 0.02
    assert (await versions(database))[ELI] == newest + 1


async def test_a_question_without_a_place_is_ranked_as_if_nobody_had_one(
    database: Database, services: Services
) -> None:
    await found(database, [MEI, TUI, NOOR])
    await says(database, NOOR, skills="Avalanches, price lists")
    await says(database, MEI, skills="Board decisions")
    ask_id = await asked(database)
    before = await ranked(database, ask_id)
    await embed(services)
    async with database.begin(T) as db:
        await db.delete_where(Embedding, Embedding.subject_id.in_([ask_id, MEI]))
        await people.experts_changed(db, [MEI, NOOR])
    after = await ranked(database, ask_id)
    assert [one for one, _ in after] == [one for one, _ in before]
    assert dict(after) == pytest.approx(dict(before))


SNOW = AskFacts("ada", None, "", "How much fresh snow is too much?", "", "", 45, None, WorkingHours("UTC"))
GUIDE = Candidate(
    "eli",
    frozenset(),
    "snow, mountain guide",
    "",
    WorkingHours("UTC"),
    capacity=3,
    helped=(Help("How much snow is too much for the pass?"), Help("Which boots for the mountains?")),
)


def meaning(pool: Pool, user_id: str, vector: bytes | None) -> tuple[float, float]:
    """The two parts that vectors have a say in."""
    ranking = weigh(SNOW, pool, MONDAY, vector=vector)
    parts = {
        reason.part: reason.value
        for one in ranking.ranked
        if one.user_id == user_id
        for reason in one.reasons
    }
    return parts.get(ScoreComponent.MEANING, 0), parts.get(ScoreComponent.HELPED, 0)


@pytest.mark.parametrize("vector", [None, place_of("snow")])
def test_who_waits_for_a_place_is_compared_as_if_nobody_had_one(vector: bytes | None) -> None:
    skills = (
        "price lists",
        "board decks",
        "hiring designers",
        "snow shoes",
        "gardens",
        "tax law",
        "piano",
        "bread",
    )
    others = [
        replace(GUIDE, user_id=f"u{one}", skills=one, about=f"I know {one}.", helped=()) for one in skills
    ]
    without = Pool.of([GUIDE, *others])
    mixed = Pool.of([GUIDE, *(replace(one, vector=place_of("boots")) for one in others)])
    assert mixed.semantic
    assert meaning(mixed, "eli", vector) == pytest.approx(meaning(without, "eli", None), abs=1e-3)
    assert meaning(without, "eli", None)[0] > 0.1


def test_where_both_have_a_place_it_counts_for_its_share() -> None:
    words = meaning(Pool.of([replace(GUIDE, helped=())]), "eli", None)[0]
    placed = Pool.of([replace(GUIDE, helped=(), vector=place_of("snow"))])
    assert meaning(placed, "eli", place_of("boots"))[0] == pytest.approx((1 - MODEL_SHARE) * words, abs=1e-3)
    both = (1 - MODEL_SHARE) * words + MODEL_SHARE
    assert meaning(placed, "eli", place_of("snow"))[0] == pytest.approx(both, abs=1e-3)
    helps = tuple(replace(one, vector=place_of(one.words)) for one in GUIDE.helped)
    helped = Pool.of([replace(GUIDE, helped=helps)])
    assert meaning(helped, "eli", place_of("snow"))[1] > meaning(helped, "eli", place_of("a cake"))[1]


def test_a_pool_that_gets_its_first_place_is_built_anew() -> None:
    people_ = [replace(GUIDE, user_id=f"u{number}") for number in range(400)]
    pool = Pool.of(people_)
    pool.put(replace(people_[7], about="More"))
    assert not pool.is_worn
    pool.put(replace(people_[7], vector=place_of("snow")))
    assert pool.is_worn
    assert meaning(pool, "u7", place_of("snow")) == meaning(pool, "u7", None)  # until then words tell all
    fuller = Pool.of([replace(people_[7], vector=place_of("snow")), *people_[8:]])
    fuller.put(replace(people_[9], helped=(Help("On snow", (), place_of("snow")),)))
    fuller.put(replace(people_[10], user_id="new", vector=place_of("snow")))
    assert not fuller.is_worn
    assert meaning(fuller, "new", place_of("snow"))[0] > meaning(fuller, "u11", place_of("snow"))[0]


# --- Without it -------------------------------------------------------------------------------------------


async def test_without_the_extra_nothing_happens(database: Database, clock: StillClock) -> None:
    await found(database)
    await asked(database)
    await embed(house_of(database, clock))
    assert await kept(database) == {}
    assert "torch" not in sys.modules


def test_it_runs_beside_the_other_jobs() -> None:
    assert {job.name: job.aside for job in JOBS} == {"matching_embed": True, "matching_forget": False}
