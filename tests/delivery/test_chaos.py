"""Real workers, killed in the middle of their work, against a Slack that loses answers."""

from __future__ import annotations

import asyncio
import multiprocessing
import random
import shutil
from collections import Counter
from collections.abc import Callable
from ctypes import c_double, c_long
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.delivery.messages import Recipient
from bot.delivery.outbox import enqueue
from bot.kit.crypto import Keyring
from bot.kit.db import Database
from bot.models import Outbox, OutboxState, Workspace
from bot.playground.slack.server import StandIn
from bot.playground.slack.weather import Fault
from tests.delivery.chaos import PATIENCE, SharedClock, work
from tests.support.clock import MONDAY
from tests.support.outbox import TEAM, kind_of, note

NUDGES = 200
PEOPLE = 20
KILLS = 5
WORKERS = 2
LONGEST_STEP = 8  # seconds of the shared clock

processes = multiprocessing.get_context("forkserver")
processes.set_forkserver_preload(["tests.delivery.chaos"])


@dataclass(frozen=True)
class Result:
    """How often each nudge arrived, and how the outbox ended."""

    arrived: Counter[str]
    states: Counter[OutboxState]
    lost_answers: int
    killed: int

    @property
    def duplicated(self) -> int:
        return sum(count - 1 for count in self.arrived.values())


@dataclass(frozen=True, eq=False)
class Worker:
    """A process that sends, and how often it found nothing to do."""

    process: multiprocessing.process.BaseProcess
    idle: c_long


class Storm:
    """Of 100 calls 10 are rate-limited, 5 fail unsent, and 7 are carried out but their answer is lost."""

    def __init__(self, seed: int) -> None:
        self.dice = random.Random(seed)
        self.lost = 0

    def take(self, method: str) -> Fault | None:
        if method != "chat.postMessage":
            return None
        roll = self.dice.random()
        if roll < 0.10:
            return Fault(method, "rate_limited", seconds=2)
        if roll < 0.15:
            return Fault(method, "server_error")
        if roll < 0.22:
            self.lost += 1
            return Fault(method, "lost")
        return Fault(method, "slow", seconds=0.02)


async def trial(url: str, keys: str, *, seed: int, blind: bool = False) -> Result:
    """Have every nudge sent by workers that are killed again and again."""
    clock, storm, dice = SharedClock(processes.RawValue(c_double)), Storm(seed), random.Random(seed)
    database = Database(url, Keyring.parse(keys))
    await plan_nudges(database)
    async with StandIn(clock) as slack:
        for number in range(PEOPLE):
            slack.add_person(f"p{number}", id=f"U{number:03}")
        slack.weather.take = storm.take  # type: ignore[method-assign]

        def start() -> Worker:
            idle = processes.RawValue(c_long)
            arguments = (url, keys, slack.api_url, slack.bot_token, clock, idle, blind)
            process = processes.Process(target=work, args=arguments, daemon=True)
            process.start()
            return Worker(process, idle)

        def posts() -> int:
            return len(slack.traffic.calls_of("chat.postMessage"))

        workers = [start() for _ in range(WORKERS)]
        passing = asyncio.create_task(let_time_pass(clock, workers, posts))
        killed = 0
        try:
            for number in range(KILLS):
                await slack.wait_until(lambda goal=20 + 30 * number: posts() >= goal, within=PATIENCE)
                victim = dice.randrange(WORKERS)
                workers[victim].process.kill()
                killed += 1
                workers[victim] = start()
            states = await settled(database)
        finally:
            passing.cancel()
            for worker in workers:
                worker.process.kill()
            await database.close()
        arrived = Counter(m.text for c in slack.workspace.channels.values() for m in c.messages)
    return Result(arrived, states, storm.lost, killed)


async def let_time_pass(clock: SharedClock, workers: list[Worker], posts: Callable[[], int]) -> None:
    """Move the clock on whenever no worker has anything to do, in longer steps the longer that lasts.

    However slow the machine is, no call of a living worker outlasts its lease.
    """
    step, seen = 1, 0
    while True:
        before = [(one, one.idle.value) for one in workers]
        # Two more times for each: the first may have begun before the clock moved.
        while any(one in workers and one.idle.value < count + 2 for one, count in before):  # noqa: ASYNC110
            await asyncio.sleep(0.01)
        step = 1 if posts() > seen else min(2 * step, LONGEST_STEP)
        seen = posts()
        clock.seconds.value += step


async def plan_nudges(database: Database) -> None:
    async with database.all_workspaces() as db:
        db.add(Workspace(id=TEAM, installed_at=MONDAY, rematch_at=MONDAY))
    async with database.begin(TEAM) as db:
        for number in range(NUDGES):
            to, about = f"U{number % PEOPLE:03}", f"s{number}"
            await enqueue(db, kind_of("note", note), to=Recipient.parse(to), about=about, now=MONDAY)


async def settled(database: Database) -> Counter[OutboxState]:
    """Wait until nothing is open any more."""
    async with asyncio.timeout(PATIENCE):
        while True:
            async with database.read(TEAM) as db:
                rows = list(await db.scalars(select(Outbox)))
            if all(row.done_at for row in rows):
                return Counter(row.state for row in rows)
            await asyncio.sleep(0.1)


@pytest.mark.timeout(3 * PATIENCE)
async def test_no_nudge_is_lost_and_none_is_doubled(
    sqlite_url: str, postgresql_url: str, sqlite_template: Path, tmp_path: Path, encryption_keys: str
) -> None:
    shutil.copy(sqlite_template, tmp_path / "control.db")
    on_sqlite, on_postgresql, control = await asyncio.gather(
        trial(sqlite_url, encryption_keys, seed=1),
        trial(postgresql_url, encryption_keys, seed=2),
        trial(f"sqlite:///{tmp_path}/control.db", encryption_keys, seed=3, blind=True),
    )
    everything = {f"note s{number}" for number in range(NUDGES)}
    for result in (on_sqlite, on_postgresql):
        assert result.killed == KILLS
        assert result.lost_answers > 0
        assert set(result.arrived) == everything
        assert result.duplicated == 0
        assert result.states == {OutboxState.SENT: NUDGES}
    # The same check sees the duplicates of an outbox that repeats what it is not sure of.
    assert set(control.arrived) == everything
    assert control.duplicated > 0
