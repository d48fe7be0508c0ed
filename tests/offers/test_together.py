"""Asks that wait at the same time are placed together: on both databases."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, text

from bot.asks import messages as asks_messages
from bot.asks import service as asks
from bot.kit.db import Database, WorkspaceSession
from bot.matching.queries import reasons_of
from bot.models import Ask, AskState, ExpertTopic, Offer, OfferState, Person, Topic
from bot.offers import jobs, messages, service
from bot.people import service as people
from tests.support.app import services_without_slack
from tests.support.clock import MONDAY, SettableClock
from tests.support.factories import (
    ADA,
    ELI,
    MEI,
    NOOR,
    TUI,
    T,
    create_ask,
    create_expert,
    create_workspace,
    get_ask,
    live_offer,
    offer_states,
    place,
    rows,
    run,
)
from tests.support.outbox import planned

Step = Callable[[WorkspaceSession], Awaitable[object]]


async def also_about(database: Database, topic: str, *experts: str) -> None:
    """A second topic on which these experts help too."""
    async with database.begin(T) as db:
        await db.insert(Topic, id=topic, name=topic, name_key=topic, created_at=MONDAY)
        for expert in experts:
            await db.insert(ExpertTopic, user_id=expert, topic_id=topic)
        await people.experts_changed(db, experts)


async def who_has(database: Database) -> dict[str, str]:
    """Who has which question now, by its id."""
    offers = await rows(database, select(Offer).where(Offer.state == OfferState.OPEN))
    return {offer.ask_id: offer.expert_id for offer in offers}


async def test_the_first_question_leaves_the_only_helper_of_the_second_alone(database: Database) -> None:
    """Eli is best at prices and the only one for hiring; Mei knows prices as well. Each has one place."""
    await create_workspace(database, [])
    await run(database, create_expert, ELI, capacity=1, skills="price lists for the board")
    await run(database, create_expert, MEI, capacity=1)
    await also_about(database, "hiring", ELI)
    prices = await create_ask(database, created_at=MONDAY - timedelta(hours=1))
    hiring = await create_ask(database, topic_id="hiring", question="Whom should we hire first?")
    await jobs.place(services_without_slack(database, SettableClock()))
    assert await who_has(database) == {prices: MEI, hiring: ELI}


async def test_two_questions_of_one_morning_go_to_two_people(database: Database) -> None:
    await create_workspace(database, [])
    await run(database, create_expert, ELI, skills="price lists for the board")
    await run(database, create_expert, MEI)
    several = {await create_ask(database), await create_ask(database)}
    await jobs.place(services_without_slack(database, SettableClock()))
    taken = await who_has(database)
    assert set(taken) == several
    assert set(taken.values()) == {ELI, MEI}


async def test_whoever_was_asked_today_is_spared_until_a_working_day_has_passed(database: Database) -> None:
    """Eli is the better one; Mei gets the second question of the day, and he the one of the next day."""
    await create_workspace(database, [])
    await run(database, create_expert, ELI, skills="price lists for the board")
    await run(database, create_expert, MEI)
    first, second = (
        await place(database, await create_ask(database)),
        await place(database, await create_ask(database)),
    )
    assert first is not None
    assert second is not None
    assert (first.expert_id, second.expert_id) == (ELI, MEI)
    await run(database, service.decline, first.id, ELI, "", MONDAY)
    next_day = MONDAY + timedelta(days=1)
    third = await place(database, await create_ask(database), next_day)
    assert third is not None
    assert third.expert_id == ELI


async def test_where_nobody_else_could_help_the_same_person_is_asked_twice_a_day(database: Database) -> None:
    await create_workspace(database, [ELI])
    several = {await create_ask(database), await create_ask(database)}
    await jobs.place(services_without_slack(database, SettableClock()))
    assert await who_has(database) == dict.fromkeys(several, ELI)


async def test_nobody_gets_more_questions_than_they_have_places(database: Database) -> None:
    await create_workspace(database, [])
    await run(database, create_expert, ELI, capacity=1)
    await run(database, create_expert, MEI, capacity=2)
    several = [await create_ask(database) for _ in range(5)]
    await jobs.place(services_without_slack(database, SettableClock()))
    assert Counter((await who_has(database)).values()) == {ELI: 1, MEI: 2}
    states = Counter([(await get_ask(database, ask_id)).state for ask_id in several])
    assert states == {AskState.LOOKING: 3, AskState.WAITING: 2}


async def test_somebody_further_down_is_asked_when_the_best_are_taken(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only the best one of each question is considered at a time; Mei is not forgotten for that."""
    monkeypatch.setattr("bot.offers.service.assignment.CONSIDERED", 1)
    await create_workspace(database, [])
    await run(database, create_expert, ELI, capacity=1, skills="price lists for the board")
    await run(database, create_expert, MEI, capacity=1)
    for _ in range(2):
        await create_ask(database)
    await jobs.place(services_without_slack(database, SettableClock()))
    assert set((await who_has(database)).values()) == {ELI, MEI}


async def test_one_question_that_cannot_be_read_leaves_the_others_together(
    database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    await create_workspace(database, [])
    await run(database, create_expert, ELI, capacity=1)
    await run(database, create_expert, MEI, capacity=1)
    broken, *fine = [await create_ask(database, id=f"a{n}") for n in range(3)]
    async with database.all_workspaces() as db:
        await db.execute(text("UPDATE ask SET question = 'x.AAAA' WHERE id = :id"), {"id": broken})
    await jobs.place(services_without_slack(database, SettableClock()))
    assert set(await who_has(database)) == set(fine)
    assert caplog.text.count("in a step for") == 1


async def test_more_questions_than_fit_into_one_transaction_are_all_placed(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.kit.due.BATCH", 2)
    await create_workspace(database, [])
    await run(database, create_expert, ELI, capacity=3)
    several = {await create_ask(database) for _ in range(3)}
    await jobs.place(services_without_slack(database, SettableClock()))
    assert set(await who_has(database)) == several


async def test_waiting_questions_are_shared_out_when_somebody_joins(database: Database) -> None:
    """One place for three questions: one moves, and the others go on waiting without being told so again."""
    await create_workspace(database, [])
    clock = SettableClock()
    services = services_without_slack(database, clock)
    several = [await create_ask(database) for _ in range(3)]
    await jobs.place(services)
    before = {ask_id: (await get_ask(database, ask_id)).version for ask_id in several}
    async with database.begin(T) as db:
        await create_expert(db, ELI, capacity=1)
        await people.pool_changed(db, clock.now())
    await jobs.rematch(services)
    ((moved, expert),) = (await who_has(database)).items()
    assert expert == ELI
    for ask_id in set(several) - {moved}:
        ask = await get_ask(database, ask_id)
        assert (ask.state, ask.version) == (AskState.WAITING, before[ask_id])


async def test_who_was_named_while_the_question_waited_is_asked_when_they_are_back(
    database: Database,
) -> None:
    """Tui was on a break when Eli named him, and nobody else has joined since."""
    await create_workspace(database, [ELI])
    ask_id = await create_ask(database)
    offer = await place(database, ask_id)
    assert offer is not None
    await run(database, service.decline, offer.id, ELI, "", MONDAY)
    await place(database, ask_id)
    assert (await get_ask(database, ask_id)).state == AskState.WAITING
    await run(database, create_expert, TUI)
    async with database.begin(T) as db:
        await db.insert(
            Offer,
            ask_id=ask_id,
            expert_id=TUI,
            suggested_by=ELI,
            source="handover",
            state=OfferState.SUGGESTED,
            offered_at=MONDAY,
            deadline_at=MONDAY,
        )
    await run(database, service.reconsider_all, [ask_id], MONDAY)
    assert (await get_ask(database, ask_id)).state == AskState.LOOKING
    assert (await offer_states(database, ask_id))[TUI] == OfferState.OPEN


async def test_a_question_of_the_night_goes_out_in_the_morning(database: Database) -> None:
    """Of somebody in the same zone; several that are placed together wait alike."""
    await create_workspace(database, [ELI, MEI])
    night = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)
    for _ in range(2):
        await create_ask(database, created_at=night)
    await jobs.place(services_without_slack(database, SettableClock(night)))
    cards = await planned(database, night, kind=messages.CARD)
    assert [card.due for card in cards] == [datetime(2026, 11, 24, 8, 0, tzinfo=UTC)] * 2
    assert {card.to for card in cards} == {ELI, MEI}


async def test_mentee_and_expert_read_the_same_reasons(database: Database) -> None:
    await create_workspace(database, [])
    await run(database, create_expert, ELI, skills="price lists for the board")
    offer = await place(database, await create_ask(database))
    assert offer is not None
    reasons = "; ".join(str(reason) for reason in reasons_of(offer))
    assert "you are both free" in reasons
    (card,) = await planned(database, MONDAY, ELI, messages.CARD)
    to_expert = "; ".join(str(reason) for reason in reasons_of(offer, to_expert=True))
    assert to_expert == reasons.replace("their profile", "your profile")  # the same, said to each
    assert f"Why you: {to_expert}." in card.words
    (tracker,) = await planned(database, MONDAY, ADA, asks_messages.TRACKER)
    assert f"Why them: {reasons}." in tracker.words


async def test_two_workers_at_once_fill_each_place_once(
    database: Database, database_url: str, open_database: Callable[[str], Database]
) -> None:
    """Several questions of several people, taken by two workers in different orders."""
    other = open_database(database_url)
    await create_workspace(database, [])
    await run(database, create_expert, ELI, capacity=2)
    await run(database, create_expert, MEI, capacity=2)
    async with database.begin(T) as db:
        await db.update_where(Person, Person.user_id == TUI, synced_at=MONDAY)
    for turn in range(6):
        several = [await create_ask(database, mentee_id=who) for who in (ADA, NOOR, TUI, ADA, NOOR, TUI)]
        halves = (several[:4], several[2:]) if turn % 2 else (several[:3], several[3:])
        await asyncio.gather(
            run(database, service.place_all, halves[0], MONDAY),
            run(other, service.place_all, halves[1], MONDAY),
        )
        assert Counter((await who_has(database)).values()) == {ELI: 2, MEI: 2}
        states = Counter([(await get_ask(database, ask_id)).state for ask_id in several])
        assert states == {AskState.LOOKING: 4, AskState.WAITING: 2}
        async with database.begin(T) as db:
            await db.delete_where(Offer)
            await db.update_where(Ask, state=AskState.WITHDRAWN)


def _rivals(late: str, offer: str) -> dict[str, tuple[Step, AskState]]:
    """What may happen to one of the questions while all are placed, and what becomes of it in any case."""
    return {
        "a late yes": (lambda db: service.accept(db, offer, ELI, MONDAY), AskState.MATCHED),
        "a late no": (lambda db: service.decline(db, offer, ELI, "", MONDAY), AskState.LOOKING),
        "withdrawn": (lambda db: asks.withdraw(db, late, ADA, MONDAY), AskState.WITHDRAWN),
        "widened": (lambda db: asks.widen(db, late, ADA, ["short"], MONDAY), AskState.LOOKING),
    }


@pytest.mark.parametrize("rival", _rivals("", ""))
async def test_placing_many_and_anything_else_at_once_leave_one_clear_state(
    database: Database, database_url: str, open_database: Callable[[str], Database], rival: str
) -> None:
    """Eli's offer of one of four questions has timed out; the other three are Noor's."""
    other = open_database(database_url)
    await create_workspace(database)
    for turn in range(6):
        late, offer = await create_ask(database), f"o{turn}"
        rest = [await create_ask(database, mentee_id=NOOR) for _ in range(3)]
        async with database.begin(T) as db:
            values = {"expert_id": ELI, "offered_at": MONDAY, "deadline_at": MONDAY}
            await db.insert(Offer, id=offer, ask_id=late, state=OfferState.TIMED_OUT, **values)
        step, state = _rivals(late, offer)[rival]
        both = [run(database, service.place_all, [late, *rest], MONDAY), run(other, step)]
        await asyncio.gather(*(both if turn % 2 else both[::-1]))
        await jobs.close(services_without_slack(database, SettableClock()))
        assert (await get_ask(database, late)).state == state
        assert (await live_offer(database, late) is not None) is (state == AskState.LOOKING)
        assert set(await who_has(database)) - {late} == set(rest)
        async with database.begin(T) as db:
            await db.delete_where(Offer)
            await db.update_where(Ask, state=AskState.WITHDRAWN)
