"""Decisions about events on both databases: the last places, and a rota kept only where nothing changed."""

from __future__ import annotations

import asyncio
import os
from collections import Counter
from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.flash import service
from bot.kit.db import Database
from bot.kit.errors import UserMessage
from bot.models import Act, AuditEntry, EventState, FlashEvent, FlashSeat, FlashTalk, Outbox, SeatState
from tests.support.clock import MONDAY
from tests.support.factories import ADA, ELI, MEI, NOOR, TUI, T, create_workspace, rows, run

START = MONDAY + timedelta(hours=1)
QUESTION = "How do I end a talk?"
CROWD = int(os.environ.get("JOINING", "60"))  # 300 for a figure that convinces


@pytest.fixture
async def event_id(database: Database) -> str:
    """An event of two rounds with two places, in which Eli helps."""
    await create_workspace(database)
    async with database.begin(T) as db:
        event = await db.insert(
            FlashEvent,
            created_by=NOOR,
            title="Prices",
            topic_ids=["prices"],
            channel_id="C1",
            starts_at=START,
            rounds=2,
            minutes=10,
            change_minutes=2,
            places=2,
            wakes_at=START - timedelta(minutes=10),
            announced_at=MONDAY,
            created_at=MONDAY,
        )
        await service.join_as_expert(db, event.id, ELI, ["prices"], MONDAY)
        return event.id


async def ask(database: Database, event_id: str, user_id: str) -> None:
    await run(database, service.join_with_question, event_id, user_id, QUESTION, "", MONDAY)


async def test_of_several_at_once_as_many_come_in_as_there_are_places(
    database: Database, event_id: str
) -> None:
    await asyncio.gather(*(ask(database, event_id, user_id) for user_id in (ADA, MEI, TUI, NOOR)))
    states = [one.state for one in await rows(database, select(FlashSeat).where(FlashSeat.user_id != ELI))]
    assert sorted(states) == [SeatState.IN, SeatState.IN, SeatState.WAITING, SeatState.WAITING]


async def test_many_who_join_at_once_are_each_answered_and_nobody_is_in_twice(
    database: Database, event_id: str
) -> None:
    """Each presses twice, as people do who wait; those beyond the places are on the list, in one order."""
    ids = [f"UM{number:03}" for number in range(CROWD)]
    async with database.begin(T) as db:
        await db.update_where(FlashEvent, FlashEvent.id == event_id, places=CROWD // 2)
    await asyncio.gather(*(ask(database, event_id, user_id) for user_id in [*ids, *ids]))
    seats = await rows(database, select(FlashSeat).where(FlashSeat.user_id != ELI))
    assert sorted(one.user_id for one in seats) == ids
    assert Counter(one.state for one in seats) == {
        SeatState.IN: CROWD // 2,
        SeatState.WAITING: CROWD - CROWD // 2,
    }
    planned = select(Outbox.kind).where(
        Outbox.kind.in_(("flash_announcement", "flash_organiser", "flash_seat"))
    )
    counted = Counter(await rows(database, planned))
    assert counted["flash_announcement"] == counted["flash_organiser"] == 1, "one update for all who joined"
    assert counted["flash_seat"] == CROWD + 1, "each has a card of their own, and Eli"


async def test_a_rota_is_not_kept_where_somebody_left_meanwhile(database: Database, event_id: str) -> None:
    for user_id in (ADA, MEI):
        await ask(database, event_id, user_id)
    assert await make_rota(database, event_id)
    await run(database, service.leave, event_id, ADA, MONDAY)
    async with database.read(T) as db:
        found = await service.with_fits(db, event_id)
    assert found is not None
    await run(database, service.leave, event_id, MEI, MONDAY + timedelta(seconds=1))
    late = service.work_out(found[0])
    assert not await run(database, service.keep_rota, *found, late, MONDAY)
    assert await make_rota(database, event_id)
    assert await rows(database, select(FlashTalk)) == []


async def make_rota(database: Database, event_id: str) -> bool:
    async with database.read(T) as db:
        found = await service.with_fits(db, event_id)
    assert found is not None
    kept: bool = await run(
        database, service.keep_rota, *found, service.work_out(found[0]), START - timedelta(minutes=9)
    )
    return kept


async def test_a_round_is_rung_once_by_however_many_workers(database: Database, event_id: str) -> None:
    await ask(database, event_id, ADA)
    await make_rota(database, event_id)
    await asyncio.gather(*(run(database, service.ring, event_id, START) for _ in range(4)))
    (event,) = await rows(database, select(FlashEvent))
    assert (event.state, event.rung) == (EventState.RUNNING, 1)


async def test_nobody_joins_what_is_called_off(database: Database, event_id: str) -> None:
    await run(database, service.call_off, event_id, NOOR, MONDAY)
    assert [one.act for one in await rows(database, select(AuditEntry))] == [Act.EVENT_CALLED_OFF]
    with pytest.raises(UserMessage, match="called off"):
        await ask(database, event_id, ADA)
