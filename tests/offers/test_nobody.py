"""Stewards, the program's team, waiting, and looking once more."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select, text

from bot.asks import messages as asks_messages
from bot.asks import service as asks
from bot.kit.db import Database
from bot.kit.errors import UserMessage
from bot.models import AskState, OfferSource, OfferState, Outbox, Person
from bot.offers import jobs, messages, service, texts
from bot.people import queries as people_queries
from bot.people import service as people
from tests.support.app import services_without_slack
from tests.support.clock import MONDAY, SettableClock
from tests.support.factories import (
    ADA,
    ELI,
    MEI,
    NOOR,
    QUESTION,
    TUI,
    T,
    create_ask,
    create_avoidance,
    create_expert,
    create_offer_to_eli,
    create_workspace,
    get_ask,
    live_offer,
    offer_states,
    place,
    rows,
    run,
)
from tests.support.outbox import planned

LONG_AGO = MONDAY - timedelta(days=60)


async def test_without_experts_the_steward_is_asked_then_the_team_and_neither_reads_the_words(
    database: Database,
) -> None:
    await create_workspace(database, [], steward_id=MEI)
    ask_id = await create_ask(database, background="The canary in the coal mine", outcome="Another canary")
    await place(database, ask_id)
    ask = await get_ask(database, ask_id)
    assert (ask.state, ask.steward_id) == (AskState.STEWARD, MEI)
    assert ask.steward_until == datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
    clock = SettableClock(ask.steward_until - timedelta(seconds=1))
    await jobs.pass_stewards(services_without_slack(database, clock))
    assert (await get_ask(database, ask_id)).state == AskState.STEWARD
    clock.shift(seconds=1)
    await jobs.pass_stewards(services_without_slack(database, clock))
    assert (await get_ask(database, ask_id)).state == AskState.WAITING
    said = await planned(database, clock.now())
    assert {(one.to, one.kind) for one in said} >= {
        (MEI, messages.STEWARD),
        (NOOR, messages.PROGRAM_TEAM),
        (ADA, asks_messages.WAITING),
    }
    for one in said:
        if one.to != ADA:
            assert "price lists" not in one.words
            assert "canary" not in one.words
            assert "Ada" not in one.words
            assert ADA not in one.words


async def test_a_steward_is_asked_once(database: Database) -> None:
    await create_workspace(database, [], steward_id=MEI)
    ask_id = await create_ask(database)
    await place(database, ask_id)
    await run(database, service.pass_steward, ask_id, MONDAY)
    async with database.begin(T) as db:
        await asks.widen(db, ask_id, ADA, ["topic"], MONDAY)
    await place(database, ask_id)
    assert (await get_ask(database, ask_id)).state == AskState.WAITING
    assert len(await rows(database, select(Outbox).where(Outbox.kind == messages.STEWARD.id))) == 1


@pytest.mark.parametrize("steward", [ADA, NOOR])
async def test_a_question_of_the_steward_or_of_one_who_left_goes_to_the_team(
    database: Database, steward: str
) -> None:
    await create_workspace(database, [], steward_id=steward)
    if steward == NOOR:
        async with database.begin(T) as db:
            await db.update_where(Person, Person.user_id == NOOR, deactivated=True)
    ask_id = await create_ask(database)
    await place(database, ask_id)
    assert (await get_ask(database, ask_id)).state == AskState.WAITING


async def test_only_the_steward_may_suggest_and_only_while_it_waits(database: Database) -> None:
    await create_workspace(database, [], steward_id=MEI)
    ask_id = await create_ask(database)
    await place(database, ask_id)
    with pytest.raises(UserMessage):
        await run(database, service.steward_suggests, ask_id, ELI, TUI, MONDAY)
    await run(database, create_expert, TUI)
    await run(database, service.steward_suggests, ask_id, MEI, TUI, MONDAY)
    offer = await place(database, ask_id)
    assert offer is not None
    assert (offer.expert_id, offer.source) == (TUI, OfferSource.STEWARD)
    with pytest.raises(UserMessage):
        await run(database, service.steward_suggests, ask_id, MEI, ELI, MONDAY)
    (card,) = await planned(database, MONDAY, MEI, messages.STEWARD)
    assert str(texts.STEWARD_DONE) in card.words


async def test_a_blocked_suggestion_of_a_steward_looks_like_any_other(database: Database) -> None:
    await create_workspace(database, [], steward_id=MEI)
    await create_avoidance(database, TUI, ADA)
    ask_id = await create_ask(database)
    await place(database, ask_id)
    await run(database, create_expert, TUI)
    await run(database, service.steward_suggests, ask_id, MEI, TUI, MONDAY)
    assert await place(database, ask_id) is None
    assert (await get_ask(database, ask_id)).state == AskState.WAITING
    assert not [one for one in await planned(database, MONDAY) if one.to == TUI or "Tui" in one.words]


async def test_a_waiting_question_is_offered_to_whoever_joins(database: Database) -> None:
    await create_workspace(database, [])
    clock = SettableClock()
    services = services_without_slack(database, clock)
    ask_id = await create_ask(database)
    await jobs.place(services)
    assert (await get_ask(database, ask_id)).state == AskState.WAITING
    await jobs.rematch(services)
    assert (await get_ask(database, ask_id)).state == AskState.WAITING
    async with database.begin(T) as db:
        await create_expert(db, ELI)
        await people.pool_changed(db, clock.now())
    await jobs.rematch(services)
    assert (await get_ask(database, ask_id)).state == AskState.LOOKING
    assert await offer_states(database, ask_id) == {ELI: OfferState.OPEN}


async def test_a_waiting_question_whose_day_passes_is_asked_about_once(database: Database) -> None:
    await create_workspace(database, [])
    ask_id = await create_ask(database, needed_by=date(2026, 11, 24))
    await place(database, ask_id)
    version = (await get_ask(database, ask_id)).version
    over = datetime(2026, 11, 24, 23, 0, tzinfo=UTC)  # midnight in Berlin
    await run(database, service.reconsider_all, [ask_id], over - timedelta(seconds=1))
    assert (await get_ask(database, ask_id)).version == version
    await run(database, service.reconsider_all, [ask_id], over)
    seen = (await get_ask(database, ask_id)).version
    assert seen > version
    for hour in range(1, 4):
        await run(database, service.reconsider_all, [ask_id], over + timedelta(hours=hour))
    assert (await get_ask(database, ask_id)).version == seen
    (news,) = await planned(database, over, ADA, asks_messages.DATE_PASSED)
    assert "Keep looking" in news.words
    await run(database, asks.keep_looking, ask_id, ADA, over)
    assert (await get_ask(database, ask_id)).needed_by is None


async def test_a_reopened_question_asks_somebody_else_and_never_the_same_person(database: Database) -> None:
    await create_workspace(database)
    ask_id = await create_ask(database)
    first = await place(database, ask_id)
    assert first is not None
    await run(database, service.accept, first.id, first.expert_id, MONDAY)
    await run(database, asks.reopen, ask_id, MONDAY)
    second = await place(database, ask_id)
    assert second is not None
    assert {first.expert_id, second.expert_id} == {ELI, MEI}
    await run(database, service.decline, second.id, second.expert_id, "", MONDAY)
    assert await place(database, ask_id) is None
    assert (await get_ask(database, ask_id)).state == AskState.WAITING
    await run(database, service.reconsider_all, [ask_id], MONDAY)
    assert (await get_ask(database, ask_id)).state == AskState.WAITING
    with pytest.raises(UserMessage):
        await run(database, service.accept, first.id, first.expert_id, MONDAY)


async def test_a_question_of_somebody_who_left_is_closed(database: Database) -> None:
    ask_id, _ = await create_offer_to_eli(database)
    async with database.begin(T) as db:
        await db.update_where(Person, Person.user_id == ADA, deactivated=True)
    services = services_without_slack(database, SettableClock())
    await jobs.withdraw_for_leavers(services)
    await jobs.close(services)
    assert (await get_ask(database, ask_id)).state == AskState.CONCLUDED
    assert await offer_states(database, ask_id) == {ELI: OfferState.CLOSED}


async def test_a_row_that_cannot_be_read_holds_nobody_else_up(
    database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    await create_workspace(database, [ELI])
    broken = await create_ask(database, created_at=LONG_AGO)
    fine = await create_ask(database)
    async with database.all_workspaces() as db:
        await db.execute(text("UPDATE ask SET question = 'x.AAAA' WHERE id = :id"), {"id": broken})
    await jobs.place(services_without_slack(database, SettableClock()))
    assert await live_offer(database, fine) is not None
    assert QUESTION not in caplog.text
    assert "in a step for" in caplog.text


async def test_a_workspace_that_removed_the_app_is_left_alone(database: Database) -> None:
    await create_workspace(database)
    ask_id = await create_ask(database)
    async with database.begin(T) as db:
        (await people_queries.workspace(db)).removed_at = MONDAY
    services = services_without_slack(database, SettableClock())
    await jobs.rematch(services)
    await jobs.place(services)
    assert await offer_states(database, ask_id) == {}


async def test_nobody_is_asked_before_the_mentees_zone_is_known(database: Database) -> None:
    await create_workspace(database)
    ask_id = await create_ask(database)
    async with database.begin(T) as db:
        await db.update_where(Person, Person.user_id == ADA, synced_at=None)
    await jobs.place(services_without_slack(database, SettableClock()))
    assert await offer_states(database, ask_id) == {}
