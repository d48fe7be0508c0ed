"""Two people are asked at once where it is urgent: the first yes wins, and nobody is surprised."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from bot.asks import messages as asks_messages
from bot.asks import service as asks
from bot.experts import service as experts
from bot.kit.db import Database
from bot.kit.errors import UserMessage
from bot.matching.queries import reasons_of
from bot.models import Ask, AskState, Offer, OfferSource, OfferState, ProgramSettings, TwoAtOnce
from bot.offers import jobs, messages, service, texts
from bot.people import queries as people_queries
from tests.support.app import services_without_slack
from tests.support.clock import MONDAY, SettableClock
from tests.support.factories import (
    ADA,
    ELI,
    MEI,
    TUI,
    T,
    create_ask,
    create_expert,
    create_workspace,
    get_ask,
    offer_states,
    place,
    run,
)
from tests.support.outbox import planned, reminders

SOON = date(2026, 11, 25)
LATER = date(2026, 11, 26)
OPEN, DECLINED, TIMED_OUT = OfferState.OPEN, OfferState.DECLINED, OfferState.TIMED_OUT


async def choose(database: Database, two_at_once: TwoAtOnce) -> None:
    async with database.begin(T) as db:
        (await people_queries.workspace(db)).settings = ProgramSettings(two_at_once=two_at_once)


async def with_two(database: Database, **more: object) -> tuple[str, dict[str, Offer]]:
    """Ada's urgent question, which Eli and Mei have at the same time; Tui could help as well."""
    await create_workspace(database)
    ask_id = await create_ask(database, needed_by=SOON, **more)
    await place(database, ask_id)
    await run(database, create_expert, TUI)
    return ask_id, await by_expert(database, ask_id)


async def by_expert(database: Database, ask_id: str) -> dict[str, Offer]:
    async with database.read(T) as db:
        return {one.expert_id: one for one in await db.scalars(select(Offer).where(Offer.ask_id == ask_id))}


async def card(database: Database, to: str) -> str:
    """What stands on somebody's offer card."""
    return "".join(one.words for one in await planned(database, MONDAY, to, messages.CARD))


async def tracker(database: Database) -> str:
    (one,) = await planned(database, MONDAY, ADA, asks_messages.TRACKER)
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
    database: Database, setting: TwoAtOnce, needed_by: date | None, number: int
) -> None:
    await create_workspace(database, [ELI, MEI, TUI])
    await choose(database, setting)
    ask_id = await create_ask(database, needed_by=needed_by)
    await jobs.place(services_without_slack(database, SettableClock()))
    assert list((await offer_states(database, ask_id)).values()) == [OPEN] * number


async def test_each_of_two_reads_that_another_has_it_and_the_mentee_reads_why_each(
    database: Database,
) -> None:
    await create_workspace(database, [])
    await run(database, create_expert, ELI, skills="price lists for the board")
    await run(database, create_expert, MEI)
    ask_id = await create_ask(database, needed_by=SOON)
    await place(database, ask_id)
    for expert, other in ((ELI, "Mei"), (MEI, "Eli")):
        words = await card(database, expert)
        assert str(texts.WITH_ANOTHER) in words
        assert "then it moves on" not in words
        assert other not in words
    words = await tracker(database)
    assert "With two colleagues at the same time now. The first yes wins." in words
    assert "2 colleagues have been asked" in words
    why = {
        one.expert_id: "; ".join(str(reason) for reason in reasons_of(one))
        for one in (await by_expert(database, ask_id)).values()
    }
    assert why[ELI] != why[MEI]
    assert f"Why one of them: {why[ELI]}. Why the other one: {why[MEI]}." in words
    for name in ("Eli", "Mei"):
        assert name not in words


async def test_who_is_asked_alone_reads_nothing_of_another(database: Database) -> None:
    await create_workspace(database, [ELI])
    await place(database, await create_ask(database, needed_by=SOON))
    words = await card(database, ELI)
    assert str(texts.WITH_ANOTHER) not in words
    assert "then it moves on" in words


async def test_the_first_yes_wins_and_the_other_is_thanked(database: Database) -> None:
    ask_id, offers = await with_two(database)
    await run(database, service.accept, offers[MEI].id, MEI, MONDAY)
    assert (await get_ask(database, ask_id)).state == AskState.MATCHED
    assert await offer_states(database, ask_id) == {ELI: OfferState.CLOSED, MEI: OfferState.ACCEPTED}
    words = await card(database, ELI)
    assert str(texts.OTHERS_YES) in words
    assert str(texts.HELP) not in words
    assert "Mei" not in words
    assert await reminders(database, ELI) == []
    with pytest.raises(UserMessage) as told:
        await run(database, service.accept, offers[ELI].id, ELI, MONDAY)
    assert str(told.value) == str(texts.TOO_LATE)


@pytest.mark.parametrize("setting", [TwoAtOnce.URGENT, TwoAtOnce.ALWAYS])
@pytest.mark.parametrize("how", ["declined", "timed out", "paused"])
async def test_when_one_of_two_is_out_the_other_keeps_it_and_nobody_else_is_asked(
    database: Database, setting: TwoAtOnce, how: str
) -> None:
    ask_id, offers = await with_two(database)
    await choose(database, setting)
    services = services_without_slack(database, SettableClock())
    if how == "declined":
        await run(database, service.decline, offers[ELI].id, ELI, "", MONDAY)
    elif how == "timed out":
        async with database.begin(T) as db:
            await db.update_where(Offer, Offer.id == offers[ELI].id, deadline_at=MONDAY)
        await jobs.move_on(services)
    else:
        await run(database, experts.pause, ELI, date(2026, 12, 4), MONDAY)
        await jobs.end_unavailable(services)
    await jobs.place(services)
    left = await by_expert(database, ask_id)
    assert set(left) == {ELI, MEI}
    assert left[ELI].state == (DECLINED if how == "declined" else TIMED_OUT)
    assert (left[MEI].state, left[MEI].deadline_at) == (OPEN, offers[MEI].deadline_at)
    words = await card(database, MEI)
    assert str(texts.WITH_ANOTHER) not in words
    assert "then it moves on" in words
    assert "With a colleague now. 2 colleagues have been asked." in await tracker(database)


async def test_when_both_are_out_the_next_step_begins(database: Database) -> None:
    ask_id, offers = await with_two(database)
    for expert in (ELI, MEI):
        await run(database, service.decline, offers[expert].id, expert, "", MONDAY)
    await jobs.place(services_without_slack(database, SettableClock()))
    assert await offer_states(database, ask_id) == {ELI: DECLINED, MEI: DECLINED, TUI: OPEN}


async def test_a_question_back_stops_the_clock_of_the_one_who_asked_it_only(database: Database) -> None:
    ask_id, offers = await with_two(database)
    await run(database, service.ask_back, offers[ELI].id, ELI, "Which board is it?", MONDAY)
    now = await by_expert(database, ask_id)
    assert (now[ELI].state, now[MEI].state) == (OfferState.CLARIFYING, OPEN)
    assert now[MEI].deadline_at == offers[MEI].deadline_at
    words = await tracker(database)
    assert "A colleague has a question for you" in words
    assert "One more colleague has your question at the same time." in words
    assert str(texts.WITH_ANOTHER) in await card(database, ELI)

    # Mei's time is over while Ada still owes the answer: nobody else is asked meanwhile.
    await run(database, service.move_on, offers[MEI].id, offers[MEI].deadline_at)
    assert await offer_states(database, ask_id) == {ELI: OfferState.CLARIFYING, MEI: TIMED_OUT}
    await run(database, service.answer, offers[ELI].id, ADA, "The supervisory board", MONDAY)
    assert await offer_states(database, ask_id) == {ELI: OPEN, MEI: TIMED_OUT}
    assert "Which board" not in await card(database, MEI)


async def test_a_withdrawn_question_is_closed_with_both(database: Database) -> None:
    ask_id, _ = await with_two(database)
    await run(database, asks.withdraw, ask_id, ADA, MONDAY)
    await jobs.close(services_without_slack(database, SettableClock()))
    assert set((await offer_states(database, ask_id)).values()) == {OfferState.CLOSED}
    for expert in (ELI, MEI):
        assert str(texts.DONE["closed"]) in await card(database, expert)


async def test_an_edit_reaches_both(database: Database) -> None:
    ask_id, _ = await with_two(database)
    await run(database, asks.widen, ask_id, ADA, ["short"], MONDAY)
    for expert in (ELI, MEI):
        assert "30 minutes" in await card(database, expert)


async def test_whoever_was_named_is_asked_alone(database: Database) -> None:
    await create_workspace(database, [ELI, MEI, TUI])
    await choose(database, TwoAtOnce.ALWAYS)
    ask_id = await create_ask(database)
    async with database.begin(T) as db:
        ask = await db.get(Ask, ask_id)
        assert ask is not None
        await service.suggest(db, ask, to=TUI, by=ELI, source=OfferSource.HANDOVER, note="", now=MONDAY)
    await place(database, ask_id)
    assert await offer_states(database, ask_id) == {TUI: OPEN}


async def test_who_was_named_by_one_of_two_comes_next_and_not_beside_the_other(database: Database) -> None:
    ask_id, offers = await with_two(database)
    ask = await run(database, service.decline, offers[ELI].id, ELI, "", MONDAY)
    await run(
        database, service.suggest, ask, to=TUI, by=ELI, source=OfferSource.HANDOVER, note="", now=MONDAY
    )
    await place(database, ask_id)
    assert (await offer_states(database, ask_id))[TUI] == OfferState.SUGGESTED
    await run(database, service.decline, offers[MEI].id, MEI, "", MONDAY)
    await place(database, ask_id)
    assert (await offer_states(database, ask_id))[TUI] == OPEN


async def test_nobody_is_asked_as_the_second_who_was_asked_today(database: Database) -> None:
    """One colleague has the question already, so nobody needs to be disturbed twice a day for it."""
    await create_workspace(database)
    await place(database, await create_ask(database))
    second = await create_ask(database, needed_by=SOON)
    await place(database, second)
    assert len(await offer_states(database, second)) == 1


async def test_every_question_has_its_first_before_any_has_its_second(database: Database) -> None:
    await create_workspace(database)
    await choose(database, TwoAtOnce.ALWAYS)
    both = [await create_ask(database), await create_ask(database)]
    await jobs.place(services_without_slack(database, SettableClock()))
    assert [len(await offer_states(database, ask_id)) for ask_id in both] == [1, 1]


async def test_two_at_night_each_hear_of_it_in_their_own_morning(database: Database) -> None:
    """The clock caused it: Eli's day begins in Berlin, Mei's in New York."""
    await create_workspace(database, [TUI], {MEI: "America/New_York"})
    await choose(database, TwoAtOnce.ALWAYS)
    ask_id = await create_ask(database)
    first = await place(database, ask_id)
    assert first is not None
    for expert in (ELI, MEI):
        await run(database, create_expert, expert)
    evening = MONDAY + timedelta(hours=14)
    async with database.begin(T) as db:
        await db.update_where(Offer, deadline_at=evening)
    await run(database, service.move_on, first.id, evening)
    offers = await by_expert(database, ask_id)
    morning = MONDAY + timedelta(days=1)
    assert offers[ELI].offered_at == morning - timedelta(hours=1)
    assert offers[MEI].offered_at == morning + timedelta(hours=5)


async def test_of_two_answers_at_once_one_wins_or_both_are_out(
    database: Database, database_url: str, open_database: Callable[[str], Database]
) -> None:
    other = open_database(database_url)
    await create_workspace(database)
    for turn in range(10):
        ask_id = await create_ask(database, needed_by=SOON)
        async with database.begin(T) as db:
            for expert in (ELI, MEI):
                await db.insert(
                    Offer,
                    ask_id=ask_id,
                    expert_id=expert,
                    state=OfferState.OPEN,
                    offered_at=MONDAY,
                    deadline_at=MONDAY,
                )
        offers = await by_expert(database, ask_id)
        rival = service.decline if turn % 4 > 1 else service.accept
        common = [
            run(database, service.accept, offers[ELI].id, ELI, MONDAY),
            run(other, rival, offers[MEI].id, MEI, *([""] if rival is service.decline else []), MONDAY),
        ]
        told = await asyncio.gather(*(common if turn % 2 else common[::-1]), return_exceptions=True)
        refused = [one for one in told if isinstance(one, BaseException)]
        assert all(isinstance(one, UserMessage) for one in refused), refused
        assert (await get_ask(database, ask_id)).state == AskState.MATCHED
        states = sorted((await offer_states(database, ask_id)).values())
        assert states[0] == OfferState.ACCEPTED
        assert states[1] in (OfferState.CLOSED, DECLINED)
