"""Planning, taking back and coalescing what must be said."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from bot.delivery.service import (
    cancel,
    dead_letters,
    drop_dead_letter,
    enqueue,
    pair,
    refresh,
    retry_dead_letter,
)
from bot.kit.db import Database
from bot.models import Outbox, OutboxState, Workspace

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
ADA, ELI = "UADA", "UELI"


@pytest.fixture(autouse=True)
async def workspace(db: Database) -> None:
    async with db.begin_across() as session:
        session.add(Workspace(id="T1", installed_at=NOW, rematch_at=NOW))


async def rows(db: Database) -> list[Outbox]:
    async with db.read("T1") as tx:
        return await tx.all(select(Outbox).order_by(Outbox.due_at, Outbox.id))


async def test_a_thing_is_planned_once(db: Database) -> None:
    async with db.begin("T1") as tx:
        assert await enqueue(tx, "offer", to=ELI, about="o1", now=NOW)
        assert not await enqueue(tx, "offer", to=ELI, about="o1", now=NOW, due=NOW + timedelta(hours=1))
    assert [row.due_at for row in await rows(db)] == [NOW]


async def test_a_new_version_of_the_subject_is_told_anew(db: Database) -> None:
    async with db.begin("T1") as tx:
        assert await enqueue(tx, "reminder", to=ADA, about="s1", now=NOW, version=1)
        assert await enqueue(tx, "reminder", to=ADA, about="s1", now=NOW, version=2)
    assert [row.version for row in await rows(db)] == [1, 2]


async def test_a_pair_is_the_same_in_either_order(db: Database) -> None:
    async with db.begin("T1") as tx:
        assert await enqueue(tx, "booked", to=f"{ELI}+{ADA}", about="s1", now=NOW)
        assert not await enqueue(tx, "booked", to=pair(ADA, ELI), about="s1", now=NOW)
    assert [row.recipient for row in await rows(db)] == ["UADA+UELI"]


async def test_what_was_due_in_the_past_is_due_now(db: Database) -> None:
    async with db.begin("T1") as tx:
        await enqueue(tx, "prepare", to=ADA, about="s1", now=NOW, due=NOW - timedelta(hours=3))
    assert [row.due_at for row in await rows(db)] == [NOW]


async def test_racing_plans_leave_one_row(db: Database) -> None:
    async def plan() -> bool:
        async with db.begin("T1") as tx:
            return await enqueue(tx, "offer", to=ELI, about="o1", now=NOW)

    assert sorted(await asyncio.gather(*(plan() for _ in range(8)))) == [False] * 7 + [True]
    assert len(await rows(db)) == 1


async def test_cancelling_takes_back_only_what_was_asked_for(db: Database) -> None:
    async with db.begin("T1") as tx:
        await enqueue(tx, "prepare", to=ADA, about="s1", now=NOW)
        await enqueue(tx, "brief", to=ADA, about="s1", now=NOW)
        await enqueue(tx, "prepare", to=ADA, about="s2", now=NOW)
        await enqueue(tx, "sent", to=ADA, about="s1", now=NOW)
        await tx.change(Outbox, Outbox.kind == "sent", state=OutboxState.SENT)
        assert await cancel(tx, "s1", ["prepare", "sent"]) == 1
        assert await cancel(tx, "s1") == 1
    states = {(row.kind, row.subject_id): row.state for row in await rows(db)}
    assert states == {
        ("prepare", "s1"): OutboxState.CANCELLED,
        ("brief", "s1"): OutboxState.CANCELLED,
        ("prepare", "s2"): OutboxState.PENDING,
        ("sent", "s1"): OutboxState.SENT,
    }


async def test_many_refreshes_are_one(db: Database) -> None:
    async with db.begin("T1") as tx:
        for _ in range(5):
            await refresh(tx, "tracker", to=ADA, about="a1", now=NOW)
        await refresh(tx, "tracker", to=ELI, about="a1", now=NOW)
    assert sorted(row.recipient for row in await rows(db)) == [ADA, ELI]


@pytest.mark.parametrize("state", [OutboxState.LEASED, OutboxState.SENDING, OutboxState.SENT])
async def test_a_refresh_does_not_rely_on_a_row_that_a_worker_has_taken(
    db: Database, state: OutboxState
) -> None:
    async with db.begin("T1") as tx:
        await refresh(tx, "tracker", to=ADA, about="a1", now=NOW)
        await tx.change(Outbox, state=state)
        await refresh(tx, "tracker", to=ADA, about="a1", now=NOW)
    assert sorted(row.state for row in await rows(db)) == sorted([OutboxState.PENDING, state])


async def test_a_refresh_brings_forward_what_waits_but_never_puts_it_off(db: Database) -> None:
    async with db.begin("T1") as tx:
        await enqueue(tx, "tracker", to=ADA, about="a1", now=NOW, due=NOW + timedelta(minutes=5))
        await enqueue(tx, "tracker", to=ELI, about="a1", now=NOW)
        await refresh(tx, "tracker", to=ADA, about="a1", now=NOW + timedelta(minutes=1))
        await refresh(tx, "tracker", to=ELI, about="a1", now=NOW + timedelta(minutes=1))
    due = {row.recipient: row.due_at for row in await rows(db)}
    assert due == {ADA: NOW + timedelta(minutes=1), ELI: NOW}


async def test_dead_letters_can_be_tried_again_or_dropped(db: Database) -> None:
    async with db.begin("T1") as tx:
        for kind in ("dead", "lost", "waiting"):
            await enqueue(tx, kind, to=ADA, about="s1", now=NOW)
        await tx.change(Outbox, Outbox.kind == "dead", state=OutboxState.DEAD, done_at=NOW, attempts=5)
        await tx.change(Outbox, Outbox.kind == "lost", state=OutboxState.UNKNOWN, done_at=NOW)
        letters = {row.kind: row for row in await dead_letters(tx)}
        assert set(letters) == {"dead", "lost"}
        assert await retry_dead_letter(tx, letters["dead"].id, NOW)
        assert not await retry_dead_letter(tx, letters["dead"].id, NOW)
        assert await drop_dead_letter(tx, letters["lost"].id)
        assert await dead_letters(tx) == []
    after = {row.kind: row for row in await rows(db)}
    assert (after["dead"].state, after["dead"].attempts) == (OutboxState.PENDING, 0)
    assert after["lost"].state is OutboxState.CANCELLED
