"""Real workers, killed in the middle of their work, against a Slack that loses answers."""

from __future__ import annotations

import asyncio
import multiprocessing
import random
import shutil
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select

from bot.delivery.service import enqueue
from bot.kit.crypto import Keyring
from bot.kit.db import Database
from bot.models import Outbox, OutboxState, Workspace
from bot.playground.server import StandIn
from bot.playground.weather import Fault
from tests.delivery.chaos import FastClock, work
from tests.delivery.office import START, TEAM

NUDGES = 200
PEOPLE = 20
KILLS = 5
WORKERS = 2

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
    clock, storm, dice = FastClock(time.time()), Storm(seed), random.Random(seed)
    database = Database(url, Keyring.parse(keys))
    await plan_nudges(database)
    async with StandIn(clock) as slack:
        for number in range(PEOPLE):
            slack.add_person(f"p{number}", id=f"U{number:03}")
        slack.weather.take = storm.take  # type: ignore[method-assign]

        def start() -> multiprocessing.process.BaseProcess:
            arguments = (url, keys, slack.api_url, slack.bot_token, clock.began, blind)
            worker = processes.Process(target=work, args=arguments, daemon=True)
            worker.start()
            return worker

        def posts() -> int:
            return len(slack.traffic.calls_of("chat.postMessage"))

        workers = [start() for _ in range(WORKERS)]
        killed = 0
        try:
            for number in range(KILLS):
                await slack.wait_until(lambda goal=20 + 30 * number: posts() >= goal, within=30)
                victim = dice.randrange(WORKERS)
                workers[victim].kill()
                killed += 1
                workers[victim] = start()
            states = await settled(database)
        finally:
            for worker in workers:
                worker.kill()
            await database.close()
        arrived = Counter(m.text for c in slack.world.channels.values() for m in c.messages)
    return Result(arrived, states, storm.lost, killed)


async def plan_nudges(database: Database) -> None:
    async with database.all_workspaces() as db:
        db.add(Workspace(id=TEAM, installed_at=START, rematch_at=START))
    async with database.begin(TEAM) as db:
        for number in range(NUDGES):
            to, about = f"U{number % PEOPLE:03}", f"s{number}"
            await enqueue(db, "note", to=to, about=about, now=START)


async def settled(database: Database) -> Counter[OutboxState]:
    """Wait until nothing is open any more."""
    for _ in range(400):
        async with database.read(TEAM) as db:
            rows = list(await db.scalars(select(Outbox)))
        if all(row.done_at for row in rows):
            return Counter(row.state for row in rows)
        await asyncio.sleep(0.1)
    raise TimeoutError(Counter(row.state for row in rows))


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
