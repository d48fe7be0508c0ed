"""Decisions about pooled asks on both databases: who is put together, and several who press at once."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from bot.asks import service as asks
from bot.experts import service as experts
from bot.kit.db import Database
from bot.kit.errors import FormErrors, UserMessage
from bot.kit.reader import NEUTRAL
from bot.matching.queries import live_state
from bot.models import (
    Ask,
    AskState,
    BookedCell,
    Conversation,
    Erasure,
    Outbox,
    OutboxState,
    Person,
    Pool,
    PooledAsks,
    PoolExpert,
    PoolPlace,
    PoolState,
    ProgramSettings,
    Session,
    SessionState,
    ShareState,
    Workspace,
)
from bot.offers import queries as offers
from bot.pooled import jobs, queries, service
from bot.pooled.rules import Group
from bot.pooled.views import expert
from bot.privacy import service as privacy
from bot.sessions.service import deadlines
from bot.thanks.queries import thanked
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
    create_avoidance,
    create_expert,
    create_workspace,
    get_ask,
    rows,
    run,
)

QUESTION = "How do I show our pricing change to the board?"
SHARING = (ADA, MEI, TUI)


@pytest.fixture
async def asked(database: Database) -> list[PoolPlace]:
    """Ada, Mei and Tui wait with the same question and are asked whether to share; Eli can help."""
    await create_workspace(database, [ELI])
    ids = [await waiting(database, user_id) for user_id in SHARING]
    await run(database, service.propose, Group(tuple(sorted(ids)), 0.8), MONDAY)
    return await places(database)


async def waiting(database: Database, user_id: str, **more: Any) -> str:
    return await create_ask(database, mentee_id=user_id, question=QUESTION, state=AskState.WAITING, **more)


async def places(database: Database) -> list[PoolPlace]:
    return await rows(database, select(PoolPlace).order_by(PoolPlace.user_id))


async def pool(database: Database) -> Pool:
    (found,) = await rows(database, select(Pool))
    return found


async def says(database: Database, place: PoolPlace, *, yes: bool = True, now: datetime = MONDAY) -> None:
    await run(database, service.answer, place.id, place.user_id, yes=yes, now=now)


async def with_eli(database: Database, asked: list[PoolPlace]) -> Pool:
    """All have agreed, and Eli is asked."""
    for place in asked:
        await says(database, place)
    await run(database, service.wake, (await pool(database)).id, MONDAY)
    found = await pool(database)
    assert (found.state, found.expert_id) == (PoolState.ASKING, ELI)
    return found


async def times(database: Database, found: Pool) -> tuple[datetime, ...]:
    shown = await run(database, queries.for_expert, found.id, ELI, MONDAY)
    return shown.times


async def accept(database: Database, found: Pool, start: datetime) -> bool:
    try:
        await run(database, service.accept, found.id, ELI, start, MONDAY)
    except (UserMessage, FormErrors):
        return False
    return True


async def sessions(database: Database) -> list[Session]:
    return await rows(database, select(Session).order_by(Session.mentee_id))


async def told(database: Database, kind: str) -> list[str]:
    wanted = select(Outbox.recipient).where(Outbox.kind == kind, Outbox.state != OutboxState.CANCELLED)
    return sorted(await rows(database, wanted))


async def test_each_is_asked_once_and_an_ask_is_put_together_once(
    database: Database, asked: list[PoolPlace]
) -> None:
    assert await told(database, "pool_consent") == sorted(SHARING)
    again = Group(tuple(sorted(one.ask_id for one in asked)), 0.8)
    await run(database, service.propose, again, MONDAY)
    assert len(await places(database)) == 3
    assert {one.state for one in await rows(database, select(Pool))} == {
        PoolState.GATHERING,
        PoolState.DISSOLVED,
    }
    assert await told(database, "pool_consent") == sorted(SHARING)


async def test_silence_is_a_no_and_one_alone_is_told(database: Database, asked: list[PoolPlace]) -> None:
    await says(database, asked[0])
    late = MONDAY + timedelta(days=3)
    await run(database, service.wake, (await pool(database)).id, late)
    assert (await pool(database)).state is PoolState.DISSOLVED
    assert await told(database, "pool_dissolved") == [ADA]
    with pytest.raises(UserMessage):
        await says(database, asked[1], now=late)


async def test_two_acceptances_at_once_book_one_hour(database: Database, asked: list[PoolPlace]) -> None:
    found = await with_eli(database, asked)
    one, other, *_ = await times(database, found)
    got = await asyncio.gather(accept(database, found, one), accept(database, found, other))
    assert sum(got) == 1
    booked = await sessions(database)
    assert [(one.mentee_id, one.state) for one in booked] == [(each, SessionState.BOOKED) for each in SHARING]
    assert len({one.starts_at for one in booked}) == 1
    mine = await rows(database, select(BookedCell).where(BookedCell.user_id == ELI))
    assert len(mine) == 45 // 5, "the expert's hour is taken once"
    assert {(await get_ask(database, one.ask_id)).state for one in asked} == {AskState.MATCHED}


async def test_a_pool_counts_as_one_against_a_month(database: Database, asked: list[PoolPlace]) -> None:
    found = await with_eli(database, asked)
    assert (await run(database, live_state, MONDAY)).load[ELI] == 1, "as an open offer does"
    assert await accept(database, found, (await times(database, found))[0])
    assert (await run(database, live_state, MONDAY)).load[ELI] == 1
    room = await run(database, offers.capacities, [ELI], MONDAY)
    assert room[ELI].places == 9 - 1


async def test_one_withdraws_while_the_expert_accepts(database: Database, asked: list[PoolPlace]) -> None:
    found = await with_eli(database, asked)
    start = (await times(database, found))[0]

    async def withdraw() -> bool:
        try:
            await run(database, asks.withdraw, asked[0].ask_id, ADA, MONDAY)
        except UserMessage:
            return False
        return True

    withdrawn, accepted = await asyncio.gather(withdraw(), accept(database, found, start))
    await run(database, service.follow, found.id, MONDAY)
    assert accepted
    booked = {one.mentee_id for one in await sessions(database)}
    assert booked == ({MEI, TUI} if withdrawn else set(SHARING))
    state = (await get_ask(database, asked[0].ask_id)).state
    assert state is (AskState.WITHDRAWN if withdrawn else AskState.MATCHED)


async def test_the_expert_says_no_and_the_next_is_asked(database: Database, asked: list[PoolPlace]) -> None:
    found = await with_eli(database, asked)
    async with database.begin(T) as db:
        await create_expert(db, NOOR)
    await run(database, service.decline, found.id, ELI, MONDAY)
    await run(database, service.wake, found.id, MONDAY)
    assert (await pool(database)).expert_id == NOOR
    with pytest.raises(UserMessage):
        await run(database, service.accept, found.id, ELI, MONDAY + timedelta(days=1), MONDAY)


async def test_with_nobody_left_to_ask_each_waits_alone(database: Database, asked: list[PoolPlace]) -> None:
    found = await with_eli(database, asked)
    await run(database, service.decline, found.id, ELI, MONDAY)
    await run(database, service.wake, found.id, MONDAY)
    assert (await pool(database)).state is PoolState.SEEKING
    late = MONDAY + timedelta(days=8)
    await run(database, service.wake, found.id, late)
    assert (await pool(database)).state is PoolState.DISSOLVED
    assert await told(database, "pool_dissolved") == sorted(SHARING)
    assert {(await get_ask(database, one.ask_id)).state for one in asked} == {AskState.WAITING}


async def test_a_block_keeps_an_expert_from_the_whole_pool(
    database: Database, asked: list[PoolPlace]
) -> None:
    await create_avoidance(database, MEI, ELI)
    for place in asked:
        await says(database, place)
    await run(database, service.wake, (await pool(database)).id, MONDAY)
    assert (await pool(database)).state is PoolState.SEEKING
    assert await rows(database, select(PoolExpert)) == []


async def test_a_block_after_the_offer_leaves_only_that_one_out(
    database: Database, asked: list[PoolPlace]
) -> None:
    found = await with_eli(database, asked)
    start = (await times(database, found))[0]
    await create_avoidance(database, ELI, MEI)
    assert await accept(database, found, start)
    assert {one.mentee_id for one in await sessions(database)} == {ADA, TUI}
    assert (await get_ask(database, asked[1].ask_id)).state is AskState.WAITING


async def test_with_one_left_it_is_a_session_of_two(database: Database, asked: list[PoolPlace]) -> None:
    found = await with_eli(database, asked)
    assert await accept(database, found, (await times(database, found))[0])
    await run(database, service.cannot_come, found.id, ADA, MONDAY)
    assert (await pool(database)).state is PoolState.BOOKED
    expert_hour = await rows(database, select(BookedCell).where(BookedCell.user_id == ELI))
    assert len(expert_hour) == 9, "the hour stays taken for those who are left"
    await run(database, service.cannot_come, found.id, MEI, MONDAY)
    assert (await pool(database)).state is PoolState.DISSOLVED
    left = [one for one in await sessions(database) if one.state is SessionState.BOOKED]
    assert [(one.mentee_id, one.pool_id) for one in left] == [(TUI, None)]
    assert f"{ELI}+{TUI}" in await told(database, "session_card")
    assert {(await get_ask(database, one.ask_id)).state for one in asked[:2]} == {AskState.LOOKING}


async def test_the_expert_calls_it_off_and_each_question_goes_on(
    database: Database, asked: list[PoolPlace]
) -> None:
    found = await with_eli(database, asked)
    assert await accept(database, found, (await times(database, found))[0])
    await run(database, service.cannot_come, found.id, ELI, MONDAY)
    assert {one.state for one in await sessions(database)} == {SessionState.CANCELLED}
    assert {(await get_ask(database, one.ask_id)).state for one in asked} == {AskState.LOOKING}
    assert await rows(database, select(BookedCell)) == []


async def test_an_expert_who_leaves_is_followed(database: Database, asked: list[PoolPlace]) -> None:
    found = await with_eli(database, asked)
    await run(database, experts.leave, ELI, MONDAY)
    await jobs.ask_others(services_without_slack(database, SettableClock(MONDAY)))
    after = await pool(database)
    assert (after.id, after.state, after.expert_id) == (found.id, PoolState.SEEKING, None)


async def test_somebody_who_left_slack_is_followed(database: Database, asked: list[PoolPlace]) -> None:
    found = await with_eli(database, asked)
    assert await accept(database, found, (await times(database, found))[0])
    async with database.begin(T) as db:
        await db.update_where(Person, Person.user_id == ADA, deactivated=True)
    first = (await sessions(database))[0]
    await run(database, deadlines.close_for_leaver, first.id, MONDAY)
    await jobs.follow(services_without_slack(database, SettableClock(MONDAY)))
    assert {one.user_id: one.state for one in await places(database)} == {
        ADA: ShareState.OUT,
        MEI: ShareState.IN,
        TUI: ShareState.IN,
    }
    assert (await pool(database)).state is PoolState.BOOKED


async def test_an_expert_who_is_being_erased_has_called_it_off(
    database: Database, asked: list[PoolPlace]
) -> None:
    found = await with_eli(database, asked)
    assert await accept(database, found, (await times(database, found))[0])
    await run(database, privacy.ask_to_erase, ELI, MONDAY)
    await jobs.follow(services_without_slack(database, SettableClock(MONDAY)))
    after = await pool(database)
    assert (after.state, after.called_off_by) == (PoolState.DISSOLVED, ELI)
    assert {one.state for one in await places(database)} == {ShareState.IN}, "they hear why it is off"
    assert {(await get_ask(database, one.ask_id)).state for one in asked} == {AskState.LOOKING}


async def test_where_one_of_several_is_erased_the_others_keep_their_conversation(
    database: Database, asked: list[PoolPlace]
) -> None:
    found = await with_eli(database, asked)
    assert await accept(database, found, (await times(database, found))[0])
    async with database.begin(T) as db:
        before = str(await queries.everybody(db, found))
        await db.insert(Conversation, members=before, channel_id="G1")
    await run(database, privacy.ask_to_erase, ADA, MONDAY)
    await jobs.follow(services_without_slack(database, SettableClock(MONDAY)))
    (erasure,) = await rows(database, select(Erasure))
    await run(database, privacy.erase, erasure.id, erasure.due_at)
    shown = await run(database, queries.shared, found.id)
    assert "channel=G1" in shown.talk.url
    (home,) = await run(database, queries.of_person, MEI, MONDAY)
    assert home.talk == (await rows(database, select(Conversation.members)))[0]
    assert ADA not in home.talk
    assert await told(database, "pool_soon") == [home.talk], "they are reminded there"


async def test_an_expert_whom_everybody_left_sees_that_nobody_comes(
    database: Database, asked: list[PoolPlace]
) -> None:
    found = await with_eli(database, asked)
    assert await accept(database, found, (await times(database, found))[0])
    for one in await sessions(database):
        async with database.begin(T) as db:
            await db.update_where(Person, Person.user_id == one.mentee_id, deactivated=True)
        await run(database, deadlines.close_for_leaver, one.id, MONDAY)
    await jobs.follow(services_without_slack(database, SettableClock(MONDAY)))
    shown = await run(database, queries.for_expert, found.id, ELI, MONDAY)
    assert expert.card(NEUTRAL, shown)[0].startswith("*Nobody is left for this session*")


async def test_after_the_hour_the_expert_has_one_message_for_all(
    database: Database, asked: list[PoolPlace]
) -> None:
    found = await with_eli(database, asked)
    assert await accept(database, found, (await times(database, found))[0])
    first = (await sessions(database))[0]
    assert first.ends_at is not None
    over = first.ends_at + timedelta(minutes=1)
    for step in (over - timedelta(hours=1), over):
        for one in await sessions(database):
            await run(database, deadlines.wake, one.id, step)
        await run(database, service.wake, found.id, step)
    assert (await pool(database)).state is PoolState.OVER
    assert await told(database, "session_wrap_up") == sorted(SHARING), "the expert has one for all"
    assert await told(database, "pool_wrap_ups") == [ELI]
    async with database.begin(T) as db:
        await db.update_where(Session, Session.pool_id == found.id, state=SessionState.HELD, closed_at=over)
    assert (await run(database, thanked, ELI, over)).minutes == 45, "an hour is an hour"


async def test_only_what_waits_for_anybody_is_compared(database: Database) -> None:
    await create_workspace(database, [ELI])
    ids = [await waiting(database, user_id) for user_id in (*SHARING, NOOR)]
    assert [set(one.asks) for one in await run(database, queries.alike, 0.5, MONDAY)] == [set(ids)]
    for left_out in ({"only_expert_id": ELI}, {"wished_sessions": 2}, {"state": AskState.LOOKING}):
        async with database.begin(T) as db:
            await db.update_where(Ask, Ask.id == ids[3], **left_out)
        assert [set(one.asks) for one in await run(database, queries.alike, 0.5, MONDAY)] == [set(ids[:3])]
        async with database.begin(T) as db:
            usual = {"only_expert_id": None, "wished_sessions": 1, "state": AskState.WAITING}
            await db.update_where(Ask, Ask.id == ids[3], **usual)
    await create_avoidance(database, TUI, NOOR)
    (found,) = await run(database, queries.alike, 0.5, MONDAY)
    assert not {ids[2], ids[3]} <= set(found.asks), "whoever would rather not meet is not put together"


async def test_a_workspace_that_has_it_off_asks_nobody(database: Database) -> None:
    await create_workspace(database, [ELI])
    for user_id in SHARING:
        await waiting(database, user_id)
    async with database.begin(T) as db:
        off = ProgramSettings(pooled_asks=PooledAsks.NEVER)
        await db.update_where(Workspace, Workspace.id == T, settings=off)
    clock = SettableClock(MONDAY)
    await jobs.propose(services_without_slack(database, clock))
    assert await places(database) == []
    async with database.begin(T) as db:
        await db.update_where(Workspace, Workspace.id == T, settings=ProgramSettings())
    await jobs.propose(services_without_slack(database, clock))
    assert await places(database) == [], "it is looked at once an hour"
    clock.set_to(MONDAY + timedelta(hours=1))
    await jobs.propose(services_without_slack(database, clock))
    assert len(await places(database)) == 3
