"""Planning, taking back and coalescing what must be said."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from bot.delivery.messages import MessageKind, Recipient
from bot.delivery.outbox import (
    cancel,
    dead_letters,
    drop_dead_letter,
    enqueue,
    refresh,
    refresh_cards,
    refresh_home,
    refresh_home_at,
    remove_message,
    retry_dead_letters,
)
from bot.kit.db import Database
from bot.models import Outbox, OutboxState, Workspace
from tests.support.outbox import says

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
ADA, ELI = Recipient.person("UADA"), Recipient.person("UELI")


def kind(name: str) -> MessageKind:
    return says(name, None)


@pytest.fixture(autouse=True)
async def workspace(database: Database) -> None:
    async with database.all_workspaces() as db:
        db.add(Workspace(id="T1", installed_at=NOW, rematch_at=NOW))


async def rows(database: Database) -> list[Outbox]:
    async with database.read("T1") as db:
        return list(await db.scalars(select(Outbox).order_by(Outbox.due_at, Outbox.id)))


async def test_a_thing_is_planned_once(database: Database) -> None:
    async with database.begin("T1") as db:
        assert await enqueue(db, kind("offer"), to=ELI, about="o1", now=NOW)
        assert not await enqueue(db, kind("offer"), to=ELI, about="o1", now=NOW, due=NOW + timedelta(hours=1))
    assert [row.due_at for row in await rows(database)] == [NOW]


async def test_a_new_version_of_the_subject_is_told_anew(database: Database) -> None:
    async with database.begin("T1") as db:
        assert await enqueue(db, kind("reminder"), to=ADA, about="s1", now=NOW, version=1)
        assert await enqueue(db, kind("reminder"), to=ADA, about="s1", now=NOW, version=2)
    assert [row.version for row in await rows(database)] == [1, 2]


async def test_a_pair_is_the_same_in_either_order(database: Database) -> None:
    async with database.begin("T1") as db:
        assert await enqueue(db, kind("booked"), to=Recipient.parse("UELI+UADA"), about="s1", now=NOW)
        assert not await enqueue(db, kind("booked"), to=Recipient.group("UADA", "UELI"), about="s1", now=NOW)
    assert [row.recipient for row in await rows(database)] == ["UADA+UELI"]


async def test_what_was_due_in_the_past_is_due_now(database: Database) -> None:
    async with database.begin("T1") as db:
        await enqueue(db, kind("prepare"), to=ADA, about="s1", now=NOW, due=NOW - timedelta(hours=3))
    assert [row.due_at for row in await rows(database)] == [NOW]


async def test_racing_plans_leave_one_row(database: Database) -> None:
    async def plan() -> bool:
        async with database.begin("T1") as db:
            return await enqueue(db, kind("offer"), to=ELI, about="o1", now=NOW)

    assert sorted(await asyncio.gather(*(plan() for _ in range(8)))) == [False] * 7 + [True]
    assert len(await rows(database)) == 1


async def test_cancelling_takes_back_only_what_was_asked_for(database: Database) -> None:
    async with database.begin("T1") as db:
        await enqueue(db, kind("prepare"), to=ADA, about="s1", now=NOW)
        await enqueue(db, kind("brief"), to=ADA, about="s1", now=NOW)
        await enqueue(db, kind("prepare"), to=ADA, about="s2", now=NOW)
        await enqueue(db, kind("sent"), to=ADA, about="s1", now=NOW)
        await db.update_where(Outbox, Outbox.kind == "sent", state=OutboxState.SENT)
        assert await cancel(db, "s1", [kind("prepare"), kind("sent")]) == 1
        assert await cancel(db, "s1") == 1
    states = {(row.kind, row.subject_id): row.state for row in await rows(database)}
    assert states == {
        ("prepare", "s1"): OutboxState.CANCELLED,
        ("brief", "s1"): OutboxState.CANCELLED,
        ("prepare", "s2"): OutboxState.PENDING,
        ("sent", "s1"): OutboxState.SENT,
    }


async def test_many_refreshes_are_one(database: Database) -> None:
    async with database.begin("T1") as db:
        for _ in range(5):
            await refresh(db, kind("tracker"), to=ADA, about="a1", now=NOW)
        await refresh(db, kind("tracker"), to=ELI, about="a1", now=NOW)
    assert sorted(row.recipient for row in await rows(database)) == ["UADA", "UELI"]


@pytest.mark.parametrize("state", [OutboxState.LEASED, OutboxState.SENDING, OutboxState.SENT])
async def test_a_refresh_does_not_rely_on_a_row_that_a_worker_has_taken(
    database: Database, state: OutboxState
) -> None:
    async with database.begin("T1") as db:
        await refresh(db, kind("tracker"), to=ADA, about="a1", now=NOW)
        await db.update_where(Outbox, state=state)
        await refresh(db, kind("tracker"), to=ADA, about="a1", now=NOW)
    assert sorted(row.state for row in await rows(database)) == sorted([OutboxState.PENDING, state])


async def test_a_refresh_brings_forward_what_waits_but_never_puts_it_off(database: Database) -> None:
    async with database.begin("T1") as db:
        await enqueue(db, kind("tracker"), to=ADA, about="a1", now=NOW, due=NOW + timedelta(minutes=5))
        await enqueue(db, kind("tracker"), to=ELI, about="a1", now=NOW)
        await refresh(db, kind("tracker"), to=ADA, about="a1", now=NOW + timedelta(minutes=1))
        await refresh(db, kind("tracker"), to=ELI, about="a1", now=NOW + timedelta(minutes=1))
    due = {row.recipient: row.due_at for row in await rows(database)}
    assert due == {"UADA": NOW + timedelta(minutes=1), "UELI": NOW}


async def test_of_a_card_that_moved_down_the_card_alone_is_made_anew(database: Database) -> None:
    async with database.begin("T1") as db:
        await enqueue(db, kind("offer_card"), to=ELI, about="o1", now=NOW)
        await remove_message(db, ELI, "o1", NOW, place=("D1", "1.0"), card_key="offer:o1@UELI")
        sent = {"state": OutboxState.SENT, "card_key": "offer:o1@UELI"}
        await db.update_where(Outbox, Outbox.subject_id == "o1", **sent)
        await refresh_cards(db, ["o1"], NOW)
    due = [row.kind for row in await rows(database) if row.state is OutboxState.PENDING]
    assert due == ["offer_card"]


async def test_dead_letters_can_be_tried_again_or_dropped(database: Database) -> None:
    async with database.begin("T1") as db:
        for name in ("dead", "lost", "waiting"):
            await enqueue(db, kind(name), to=ADA, about="s1", now=NOW)
        await db.update_where(Outbox, Outbox.kind == "dead", state=OutboxState.DEAD, done_at=NOW, attempts=5)
        await db.update_where(Outbox, Outbox.kind == "lost", state=OutboxState.UNKNOWN, done_at=NOW)
        letters = {row.kind: row for row in await dead_letters(db)}
        assert set(letters) == {"dead", "lost"}
        assert await retry_dead_letters(db, NOW, letters["dead"].id) == 1
        assert await retry_dead_letters(db, NOW, letters["dead"].id) == 0
        assert await drop_dead_letter(db, letters["lost"].id)
        assert await dead_letters(db) == []
    after = {row.kind: row for row in await rows(database)}
    assert (after["dead"].state, after["dead"].attempts) == (OutboxState.PENDING, 0)
    assert after["lost"].state is OutboxState.CANCELLED


async def test_homes_are_written_down_once_at_the_end_in_one_order(
    database: Database,
) -> None:
    async with database.begin("T1") as db:
        await refresh_home(db, ["UELI", "UADA"], NOW)
        await refresh_home(db, ["UADA"], NOW)
        assert list(await db.scalars(select(Outbox))) == []
    planned = sorted(await rows(database), key=lambda row: row.id)
    assert [row.recipient for row in planned] == ["UADA", "UELI"]


async def test_a_home_that_changes_later_is_made_anew_then_as_well(
    database: Database,
) -> None:
    later = NOW + timedelta(hours=15)
    async with database.begin("T1") as db:
        await refresh_home_at(db, "UELI", "o1", later, NOW)
        await refresh_home_at(db, "UELI", "o1", later, NOW)
    async with database.begin("T1") as db:
        await refresh_home(db, ["UELI"], NOW)
    assert [(row.recipient, row.due_at) for row in await rows(database)] == [("UELI", NOW), ("UELI", later)]
