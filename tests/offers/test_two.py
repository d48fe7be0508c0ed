"""Two people are asked at once where it is urgent: the first yes wins, and nobody is surprised."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from bot.asks import service as asks
from bot.experts import service as experts
from bot.kit.db import Database
from bot.kit.errors import UserMessage
from bot.matching.queries import reasons_of
from bot.models import Ask, AskState, Offer, OfferSource, OfferState, TwoAtOnce
from bot.offers import jobs, service, texts
from bot.people import queries as people_queries
from tests.offers.ground import (
    ADA,
    ELI,
    MEI,
    MONDAY,
    TUI,
    StillClock,
    T,
    asked,
    did,
    found,
    house_of,
    join,
    offers_of,
    placed,
    planned,
    reminders,
    the_ask,
)

SOON = date(2026, 11, 25)
LATER = date(2026, 11, 26)
OPEN, DECLINED, TIMED_OUT = OfferState.OPEN, OfferState.DECLINED, OfferState.TIMED_OUT


async def choose(db: Database, two_at_once: TwoAtOnce) -> None:
    async with db.begin(T) as tx:
        (await people_queries.workspace(tx)).two_at_once = two_at_once


async def with_two(db: Database, **more: object) -> tuple[str, dict[str, Offer]]:
    """Ada's urgent question, which Eli and Mei have at the same time; Tui could help as well."""
    await found(db)
    ask_id = await asked(db, needed_by=SOON, **more)
    await placed(db, ask_id)
    await did(db, join, TUI)
    return ask_id, await by_expert(db, ask_id)


async def by_expert(db: Database, ask_id: str) -> dict[str, Offer]:
    async with db.read(T) as tx:
        return {one.expert_id: one for one in await tx.all(select(Offer).where(Offer.ask_id == ask_id))}


async def card(db: Database, to: str) -> str:
    """What stands on somebody's offer card."""
    return "".join(one.words for one in await planned(db, MONDAY, to, service.CARD))


async def tracker(db: Database) -> str:
    (one,) = await planned(db, MONDAY, ADA, asks.TRACKER)
    return one.words


@pytest.mark.parametrize(
    ("setting", "needed_by", "number"),
    [
        (TwoAtOnce.NEVER, SOON, 1),
        (TwoAtOnce.URGENT, SOON, 2),
        (TwoAtOnce.URGENT, LATER, 1),
        (TwoAtOnce.URGENT, None, 1),
        (TwoAtOnce.ALWAYS, None, 2),
    ],
)
async def test_when_two_are_asked_is_a_setting(
    db: Database, setting: TwoAtOnce, needed_by: date | None, number: int
) -> None:
    await found(db, [ELI, MEI, TUI])
    await choose(db, setting)
    ask_id = await asked(db, needed_by=needed_by)
    await jobs.place(house_of(db, StillClock()))
    assert list((await offers_of(db, ask_id)).values()) == [OPEN] * number


async def test_each_of_two_reads_that_another_has_it_and_the_mentee_reads_why_each(db: Database) -> None:
    await found(db, [])
    await did(db, join, ELI, skills="price lists for the board")
    await did(db, join, MEI)
    ask_id = await asked(db, needed_by=SOON)
    await placed(db, ask_id)
    for expert, other in ((ELI, "Mei"), (MEI, "Eli")):
        words = await card(db, expert)
        assert texts.WITH_ANOTHER in words
        assert "then I ask somebody else" not in words
        assert other not in words
    words = await tracker(db)
    assert "With two colleagues at the same time now. The first yes wins." in words
    assert "2 colleagues have been asked" in words
    why = {one.expert_id: "; ".join(reasons_of(one, "UTC")) for one in (await by_expert(db, ask_id)).values()}
    assert why[ELI] != why[MEI]
    assert f"Why one of them: {why[ELI]}. Why the other one: {why[MEI]}." in words
    for name in ("Eli", "Mei"):
        assert name not in words


async def test_who_is_asked_alone_reads_nothing_of_another(db: Database) -> None:
    await found(db, [ELI])
    await placed(db, await asked(db, needed_by=SOON))
    words = await card(db, ELI)
    assert texts.WITH_ANOTHER not in words
    assert "then I ask somebody else" in words


async def test_the_first_yes_wins_and_the_other_is_thanked(db: Database) -> None:
    ask_id, offers = await with_two(db)
    await did(db, service.accept, offers[MEI].id, MEI, MONDAY)
    assert (await the_ask(db, ask_id)).state == AskState.MATCHED
    assert await offers_of(db, ask_id) == {ELI: OfferState.CLOSED, MEI: OfferState.ACCEPTED}
    words = await card(db, ELI)
    assert texts.OTHERS_YES in words
    assert texts.HELP not in words
    assert "Mei" not in words
    assert await reminders(db, ELI) == []
    with pytest.raises(UserMessage) as told:
        await did(db, service.accept, offers[ELI].id, ELI, MONDAY)
    assert str(told.value) == texts.TOO_LATE


@pytest.mark.parametrize("setting", [TwoAtOnce.URGENT, TwoAtOnce.ALWAYS])
@pytest.mark.parametrize("how", ["declined", "timed out", "paused"])
async def test_when_one_of_two_is_out_the_other_keeps_it_and_nobody_else_is_asked(
    db: Database, setting: TwoAtOnce, how: str
) -> None:
    ask_id, offers = await with_two(db)
    await choose(db, setting)
    house = house_of(db, StillClock())
    if how == "declined":
        await did(db, service.decline, offers[ELI].id, ELI, "", MONDAY)
    elif how == "timed out":
        async with db.begin(T) as tx:
            await tx.change(Offer, Offer.id == offers[ELI].id, deadline_at=MONDAY)
        await jobs.move_on(house)
    else:
        await did(db, experts.pause, ELI, date(2026, 12, 4), MONDAY)
        await jobs.vacate(house)
    await jobs.place(house)
    left = await by_expert(db, ask_id)
    assert set(left) == {ELI, MEI}
    assert left[ELI].state == (DECLINED if how == "declined" else TIMED_OUT)
    assert (left[MEI].state, left[MEI].deadline_at) == (OPEN, offers[MEI].deadline_at)
    words = await card(db, MEI)
    assert texts.WITH_ANOTHER not in words
    assert "then I ask somebody else" in words
    assert "With a colleague now. 2 colleagues have been asked." in await tracker(db)


async def test_when_both_are_out_the_next_step_begins(db: Database) -> None:
    ask_id, offers = await with_two(db)
    for expert in (ELI, MEI):
        await did(db, service.decline, offers[expert].id, expert, "", MONDAY)
    await jobs.place(house_of(db, StillClock()))
    assert await offers_of(db, ask_id) == {ELI: DECLINED, MEI: DECLINED, TUI: OPEN}


async def test_a_question_back_stops_the_clock_of_the_one_who_asked_it_only(db: Database) -> None:
    ask_id, offers = await with_two(db)
    await did(db, service.ask_back, offers[ELI].id, ELI, "Which board is it?", MONDAY)
    now = await by_expert(db, ask_id)
    assert (now[ELI].state, now[MEI].state) == (OfferState.CLARIFYING, OPEN)
    assert now[MEI].deadline_at == offers[MEI].deadline_at
    words = await tracker(db)
    assert "A colleague has a question for you" in words
    assert "One more colleague has your question at the same time." in words
    assert texts.WITH_ANOTHER in await card(db, ELI)

    # Mei's time is over while Ada still owes the answer: nobody else is asked meanwhile.
    await did(db, service.move_on, offers[MEI].id, offers[MEI].deadline_at)
    assert await offers_of(db, ask_id) == {ELI: OfferState.CLARIFYING, MEI: TIMED_OUT}
    await did(db, service.answer, offers[ELI].id, ADA, "The supervisory board", MONDAY)
    assert await offers_of(db, ask_id) == {ELI: OPEN, MEI: TIMED_OUT}
    assert "Which board" not in await card(db, MEI)


async def test_a_withdrawn_question_is_closed_with_both(db: Database) -> None:
    ask_id, _ = await with_two(db)
    await did(db, asks.withdraw, ask_id, ADA, MONDAY)
    await jobs.close(house_of(db, StillClock()))
    assert set((await offers_of(db, ask_id)).values()) == {OfferState.CLOSED}
    for expert in (ELI, MEI):
        assert texts.DONE["closed"] in await card(db, expert)


async def test_an_edit_reaches_both(db: Database) -> None:
    ask_id, _ = await with_two(db)
    await did(db, asks.widen, ask_id, ADA, ["short"], MONDAY)
    for expert in (ELI, MEI):
        assert "30 minutes" in await card(db, expert)


async def test_whoever_was_named_is_asked_alone(db: Database) -> None:
    await found(db, [ELI, MEI, TUI])
    await choose(db, TwoAtOnce.ALWAYS)
    ask_id = await asked(db)
    async with db.begin(T) as tx:
        ask = await tx.get(Ask, ask_id)
        assert ask is not None
        await service.suggest(tx, ask, to=TUI, by=ELI, source=OfferSource.HANDOVER, note="", now=MONDAY)
    await placed(db, ask_id)
    assert await offers_of(db, ask_id) == {TUI: OPEN}


async def test_who_was_named_by_one_of_two_comes_next_and_not_beside_the_other(db: Database) -> None:
    ask_id, offers = await with_two(db)
    ask = await did(db, service.decline, offers[ELI].id, ELI, "", MONDAY)
    await did(db, service.suggest, ask, to=TUI, by=ELI, source=OfferSource.HANDOVER, note="", now=MONDAY)
    await placed(db, ask_id)
    assert (await offers_of(db, ask_id))[TUI] == OfferState.SUGGESTED
    await did(db, service.decline, offers[MEI].id, MEI, "", MONDAY)
    await placed(db, ask_id)
    assert (await offers_of(db, ask_id))[TUI] == OPEN


async def test_nobody_is_asked_as_the_second_who_was_asked_today(db: Database) -> None:
    """One colleague has the question already, so nobody needs to be disturbed twice a day for it."""
    await found(db)
    await placed(db, await asked(db))
    second = await asked(db, needed_by=SOON)
    await placed(db, second)
    assert len(await offers_of(db, second)) == 1


async def test_every_question_has_its_first_before_any_has_its_second(db: Database) -> None:
    await found(db)
    await choose(db, TwoAtOnce.ALWAYS)
    both = [await asked(db), await asked(db)]
    await jobs.place(house_of(db, StillClock()))
    assert [len(await offers_of(db, ask_id)) for ask_id in both] == [1, 1]


async def test_two_at_night_each_hear_of_it_in_their_own_morning(db: Database) -> None:
    """The clock caused it: Eli's day begins in Berlin, Mei's in New York."""
    await found(db, [TUI], {MEI: "America/New_York"})
    await choose(db, TwoAtOnce.ALWAYS)
    ask_id = await asked(db)
    first = await placed(db, ask_id)
    assert first is not None
    for expert in (ELI, MEI):
        await did(db, join, expert)
    evening = MONDAY + timedelta(hours=14)
    async with db.begin(T) as tx:
        await tx.change(Offer, deadline_at=evening)
    await did(db, service.move_on, first.id, evening)
    offers = await by_expert(db, ask_id)
    morning = MONDAY + timedelta(days=1)
    assert offers[ELI].offered_at == morning - timedelta(hours=1)
    assert offers[MEI].offered_at == morning + timedelta(hours=5)


async def test_of_two_answers_at_once_one_wins_or_both_are_out(
    db: Database, database_url: str, open_database: Callable[[str], Database]
) -> None:
    other = open_database(database_url)
    await found(db)
    for turn in range(10):
        ask_id = await asked(db, needed_by=SOON)
        async with db.begin(T) as tx:
            for expert in (ELI, MEI):
                await tx.add(Offer, ask_id=ask_id, expert_id=expert, offered_at=MONDAY, deadline_at=MONDAY)
        offers = await by_expert(db, ask_id)
        rival = service.decline if turn % 4 > 1 else service.accept
        steps = [
            did(db, service.accept, offers[ELI].id, ELI, MONDAY),
            did(other, rival, offers[MEI].id, MEI, *([""] if rival is service.decline else []), MONDAY),
        ]
        told = await asyncio.gather(*(steps if turn % 2 else steps[::-1]), return_exceptions=True)
        refused = [one for one in told if isinstance(one, BaseException)]
        assert all(isinstance(one, UserMessage) for one in refused), refused
        assert (await the_ask(db, ask_id)).state == AskState.MATCHED
        states = sorted((await offers_of(db, ask_id)).values())
        assert states[0] == OfferState.ACCEPTED
        assert states[1] in (OfferState.CLOSED, DECLINED)
