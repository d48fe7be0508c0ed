"""A process that is killed while it writes to SQLite: what it was told is written stays written."""

from __future__ import annotations

import asyncio
import multiprocessing
import random
import sqlite3
from contextlib import closing, suppress
from multiprocessing.connection import Connection

import pytest

from bot.kit.crypto import Keyring
from bot.kit.db import Database
from bot.models import Inbox
from tests.support.clock import MONDAY, PATIENCE
from tests.support.factories import T, create_workspace
from tests.support.sizes import size

KILLS = size(4, 200)

processes = multiprocessing.get_context("forkserver")
processes.set_forkserver_preload(["tests.kit.test_killed"])


def write(url: str, keys: str, first: int, told: Connection, too_early: bool) -> None:
    """Write one row after the other and tell of each; ``too_early``, before it is committed: the control."""
    asyncio.run(_write(url, keys, first, told, too_early))


async def _write(url: str, keys: str, first: int, told: Connection, too_early: bool) -> None:
    database, number = Database(url, Keyring.parse(keys)), first
    while True:
        async with database.begin(T) as db:
            await db.insert(Inbox, key=f"{number:06}", received_at=MONDAY)
            if too_early:
                told.send(number)
                await asyncio.sleep(PATIENCE)
        told.send(number)
        number += 1


async def killed(url: str, keys: str, *, too_early: bool, kills: int) -> tuple[set[str], set[str]]:
    """Kill a writer again and again; return the rows of which it told, and those that are there."""
    dice, seen = random.Random(29), set()
    for kill in range(kills):
        ours, theirs = processes.Pipe(duplex=False)
        process = processes.Process(
            target=write, args=(url, keys, 900_000 * too_early + 1000 * kill, theirs, too_early), daemon=True
        )
        process.start()
        theirs.close()
        for _ in range(1 if too_early else dice.randrange(1, 12)):
            seen.add(await asyncio.to_thread(ours.recv))
        process.kill()
        with suppress(EOFError):  # what it told before it died
            while True:
                seen.add(await asyncio.to_thread(ours.recv))
        process.join()
    with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        there = {key for (key,) in connection.execute("SELECT key FROM inbox")}
    return {f"{number:06}" for number in seen}, there


@pytest.mark.timeout(PATIENCE * (2 + KILLS))
async def test_nothing_that_was_acknowledged_is_lost(
    sqlite_db: Database, sqlite_url: str, encryption_keys: str
) -> None:
    await create_workspace(sqlite_db, [])
    told, there = await killed(sqlite_url, encryption_keys, too_early=False, kills=KILLS)
    assert len(told) >= KILLS
    assert told <= there
    assert len(there - told) <= KILLS  # at most the one that each was at
    told, there = await killed(sqlite_url, encryption_keys, too_early=True, kills=1)
    assert not told & there  # the same check sees what is acknowledged too early
