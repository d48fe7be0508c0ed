"""Stewards, the program's team, waiting, and looking once more."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select, text

from bot.asks import service as asks
from bot.kit.db import Database
from bot.kit.errors import UserMessage
from bot.models import AskState, OfferSource, OfferState, Outbox, Person
from bot.offers import jobs, service, texts
from bot.people import queries as people_queries
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
    block,
    did,
    found,
    house_of,
    join,
    live,
    offer_to_eli,
    offers_of,
    placed,
    planned,
    rows,
    the_ask,
)

LONG_AGO = MONDAY - timedelta(days=60)


async def test_without_experts_the_steward_is_asked_then_the_team_and_neither_reads_the_words(
    database: Database,
) -> None:
    await found(database, [], steward_id=MEI)
    ask_id = await asked(database, background="The canary in the coal mine", outcome="Another canary")
    await placed(database, ask_id)
    ask = await the_ask(database, ask_id)
    assert (ask.state, ask.steward_id) == (AskState.STEWARD, MEI)
    assert ask.steward_until == datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
    clock = StillClock(ask.steward_until - timedelta(seconds=1))
    await jobs.pass_stewards(house_of(database, clock))
    assert (await the_ask(database, ask_id)).state == AskState.STEWARD
    clock.later(seconds=1)
    await jobs.pass_stewards(house_of(database, clock))
    assert (await the_ask(database, ask_id)).state == AskState.WAITING
    said = await planned(database, clock.now())
    assert {(one.to, one.kind) for one in said} >= {
        (MEI, service.STEWARD),
        (NOOR, service.PROGRAM_TEAM),
        (ADA, asks.WAITING_NEWS),
    }
    for one in said:
        if one.to != ADA:
            assert "price lists" not in one.words
            assert "canary" not in one.words
            assert "Ada" not in one.words
            assert ADA not in one.words


async def test_a_steward_is_asked_once(database: Database) -> None:
    await found(database, [], steward_id=MEI)
    ask_id = await asked(database)
    await placed(database, ask_id)
    await did(database, service.pass_steward, ask_id, MONDAY)
    async with database.begin(T) as db:
        await asks.widen(db, ask_id, ADA, ["topic"], MONDAY)
    await placed(database, ask_id)
    assert (await the_ask(database, ask_id)).state == AskState.WAITING
    assert len(await rows(database, select(Outbox).where(Outbox.kind == service.STEWARD))) == 1


@pytest.mark.parametrize("steward", [ADA, NOOR])
async def test_a_question_of_the_steward_or_of_one_who_left_goes_to_the_team(
    database: Database, steward: str
) -> None:
    await found(database, [], steward_id=steward)
    if steward == NOOR:
        async with database.begin(T) as db:
            await db.update_where(Person, Person.user_id == NOOR, deactivated=True)
    ask_id = await asked(database)
    await placed(database, ask_id)
    assert (await the_ask(database, ask_id)).state == AskState.WAITING


async def test_only_the_steward_may_suggest_and_only_while_it_waits(database: Database) -> None:
    await found(database, [], steward_id=MEI)
    ask_id = await asked(database)
    await placed(database, ask_id)
    with pytest.raises(UserMessage):
        await did(database, service.steward_suggests, ask_id, ELI, TUI, MONDAY)
    await did(database, join, TUI)
    await did(database, service.steward_suggests, ask_id, MEI, TUI, MONDAY)
    offer = await placed(database, ask_id)
    assert offer is not None
    assert (offer.expert_id, offer.source) == (TUI, OfferSource.STEWARD)
    with pytest.raises(UserMessage):
        await did(database, service.steward_suggests, ask_id, MEI, ELI, MONDAY)
    (card,) = await planned(database, MONDAY, MEI, service.STEWARD)
    assert texts.STEWARD_DONE in card.words


async def test_a_blocked_suggestion_of_a_steward_looks_like_any_other(database: Database) -> None:
    await found(database, [], steward_id=MEI)
    await block(database, TUI, ADA)
    ask_id = await asked(database)
    await placed(database, ask_id)
    await did(database, join, TUI)
    await did(database, service.steward_suggests, ask_id, MEI, TUI, MONDAY)
    assert await placed(database, ask_id) is None
    assert (await the_ask(database, ask_id)).state == AskState.WAITING
    assert not [one for one in await planned(database, MONDAY) if one.to == TUI or "Tui" in one.words]


async def test_a_waiting_question_is_offered_to_whoever_joins(database: Database) -> None:
    await found(database, [])
    clock = StillClock()
    services = house_of(database, clock)
    ask_id = await asked(database)
    await jobs.place(services)
    assert (await the_ask(database, ask_id)).state == AskState.WAITING
    await jobs.rematch(services)
    assert (await the_ask(database, ask_id)).state == AskState.WAITING
    async with database.begin(T) as db:
        await join(db, ELI)
        await people.pool_changed(db, clock.now())
    await jobs.rematch(services)
    assert (await the_ask(database, ask_id)).state == AskState.LOOKING
    assert await offers_of(database, ask_id) == {ELI: OfferState.OPEN}


async def test_a_waiting_question_whose_day_passes_is_asked_about_once(database: Database) -> None:
    await found(database, [])
    ask_id = await asked(database, needed_by=date(2026, 11, 24))
    await placed(database, ask_id)
    version = (await the_ask(database, ask_id)).version
    over = datetime(2026, 11, 24, 23, 0, tzinfo=UTC)  # midnight in Berlin
    await did(database, service.reconsider, ask_id, over - timedelta(seconds=1))
    assert (await the_ask(database, ask_id)).version == version
    await did(database, service.reconsider, ask_id, over)
    seen = (await the_ask(database, ask_id)).version
    assert seen > version
    for hour in range(1, 4):
        await did(database, service.reconsider, ask_id, over + timedelta(hours=hour))
    assert (await the_ask(database, ask_id)).version == seen
    (news,) = await planned(database, over, ADA, asks.DATE_NEWS)
    assert "Keep looking" in news.words
    await did(database, asks.keep_looking, ask_id, ADA, over)
    assert (await the_ask(database, ask_id)).needed_by is None


async def test_a_reopened_question_asks_somebody_else_and_never_the_same_person(database: Database) -> None:
    await found(database)
    ask_id = await asked(database)
    first = await placed(database, ask_id)
    assert first is not None
    await did(database, service.accept, first.id, first.expert_id, MONDAY)
    await did(database, asks.reopen, ask_id, MONDAY)
    second = await placed(database, ask_id)
    assert second is not None
    assert {first.expert_id, second.expert_id} == {ELI, MEI}
    await did(database, service.decline, second.id, second.expert_id, "", MONDAY)
    assert await placed(database, ask_id) is None
    assert (await the_ask(database, ask_id)).state == AskState.WAITING
    await did(database, service.reconsider, ask_id, MONDAY)
    assert (await the_ask(database, ask_id)).state == AskState.WAITING
    with pytest.raises(UserMessage):
        await did(database, service.accept, first.id, first.expert_id, MONDAY)


async def test_a_question_of_somebody_who_left_is_closed(database: Database) -> None:
    ask_id, _ = await offer_to_eli(database)
    async with database.begin(T) as db:
        await db.update_where(Person, Person.user_id == ADA, deactivated=True)
    services = house_of(database, StillClock())
    await jobs.withdraw_for_leavers(services)
    await jobs.close(services)
    assert (await the_ask(database, ask_id)).state == AskState.CONCLUDED
    assert await offers_of(database, ask_id) == {ELI: OfferState.CLOSED}


async def test_a_row_that_cannot_be_read_holds_nobody_else_up(
    database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    await found(database, [ELI])
    broken = await asked(database, created_at=LONG_AGO)
    fine = await asked(database)
    async with database.all_workspaces() as db:
        await db.execute(text("UPDATE ask SET question = 'x.AAAA' WHERE id = :id"), {"id": broken})
    await jobs.place(house_of(database, StillClock()))
    assert await live(database, fine) is not None
    assert QUESTION not in caplog.text
    assert "in a step for" in caplog.text


async def test_a_workspace_that_removed_the_app_is_left_alone(database: Database) -> None:
    await found(database)
    ask_id = await asked(database)
    async with database.begin(T) as db:
        (await people_queries.workspace(db)).removed_at = MONDAY
    services = house_of(database, StillClock())
    await jobs.rematch(services)
    await jobs.place(services)
    assert await offers_of(database, ask_id) == {}


async def test_nobody_is_asked_before_the_mentees_zone_is_known(database: Database) -> None:
    await found(database)
    ask_id = await asked(database)
    async with database.begin(T) as db:
        await db.update_where(Person, Person.user_id == ADA, synced_at=None)
    await jobs.place(house_of(database, StillClock()))
    assert await offers_of(database, ask_id) == {}
