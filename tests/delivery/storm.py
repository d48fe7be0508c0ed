"""A trial of the outbox: real workers send nudges to a Slack that fails them, while a test breaks things."""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import random
import signal
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from ctypes import c_double, c_long
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, TypeAlias

from sqlalchemy import select

from bot.delivery.messages import Recipient
from bot.delivery.outbox import enqueue
from bot.kit.crypto import Keyring
from bot.kit.db import Database
from bot.models import Outbox, OutboxState, Workspace
from bot.playground.slack.server import StandIn
from bot.playground.slack.weather import Fault
from tests.delivery.chaos import PATIENCE, Orders, SharedClock, work
from tests.support.clock import MONDAY
from tests.support.outbox import TEAM, kind_of, note
from tests.support.sizes import FULL

PEOPLE = 20
WORKERS = 2
LONGEST_STEP = 8  # seconds of the shared clock
LONG = PATIENCE * (1 + round(30 * FULL))  # seconds for a trial as a whole

processes = multiprocessing.get_context("forkserver")
processes.set_forkserver_preload(["tests.delivery.chaos"])


class Faults:
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

    def attach(self, slack: StandIn, clock: SharedClock) -> None:
        """Let Slack fail so."""
        slack.weather.take = self.take  # type: ignore[method-assign]


@dataclass
class Late(Faults):
    """Some calls are answered with nothing, and carried out only ``seconds`` later."""

    seed: int
    seconds: float
    share: float
    late: int = 0
    waiting: list[tuple[float, Any]] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(self.seed)
        self._defers = False

    def take(self, method: str) -> Fault | None:
        self._defers = method == "chat.postMessage" and self.dice.random() < self.share
        return Fault(method, "lost") if self._defers else None

    def attach(self, slack: StandIn, clock: SharedClock) -> None:
        super().attach(slack, clock)
        run = slack.api.run

        def deferred(name: str, args: Any) -> Any:
            self._carry_out(clock.seconds.value, run)
            if not self._defers:
                return run(name, args)
            self._defers = False
            self.late += 1
            self.waiting.append((clock.seconds.value + self.seconds, (name, args)))
            return {"ok": True}

        slack.api.run = deferred  # type: ignore[method-assign]
        self.finish = lambda: self._carry_out(float("inf"), run)

    def _carry_out(self, now: float, run: Callable[..., Any]) -> None:
        for one in [one for one in self.waiting if one[0] <= now]:
            self.waiting.remove(one)
            run(*one[1])


@dataclass
class Down(Faults):
    """For a while every call fails; the first of them that say something are carried out all the same."""

    seed: int
    begins: float
    ends: float
    calls: int = 0
    lost: int = 0

    def attach(self, slack: StandIn, clock: SharedClock) -> None:
        self._clock = clock
        slack.weather.take = self.take  # type: ignore[method-assign]

    def take(self, method: str) -> Fault | None:
        if not self.begins <= self._clock.seconds.value < self.ends or method == "conversations.open":
            return None  # conversations were open before
        self.calls += 1
        if method == "chat.postMessage" and self.lost < 3:
            self.lost += 1
            return Fault(method, "lost")
        return Fault(method, "server_error")


@dataclass(frozen=True)
class Result:
    """How often each nudge arrived, how the outbox ended, and after how many seconds of the shared clock."""

    arrived: Counter[str]
    states: Counter[OutboxState]
    seconds: float

    @property
    def duplicated(self) -> int:
        return sum(count - 1 for count in self.arrived.values())


@dataclass(eq=False)
class Worker:
    """A process that sends, and how often it found nothing to do."""

    process: multiprocessing.process.BaseProcess
    idle: c_long


@dataclass
class Trial:
    """What a test breaks while nudges are sent."""

    url: str
    keys: str
    faults: Faults
    nudges: int
    blind: bool = False
    restarts: bool = False
    longest_step: int = LONGEST_STEP
    real_time: bool = False  # the shared clock goes as fast as any other
    every: int = 0  # seconds between the times at which two nudges are due
    clock: SharedClock = field(init=False)
    slack: StandIn = field(init=False)
    database: Database = field(init=False)
    workers: list[Worker] = field(default_factory=list)
    posts: int = 0
    latest: float = 0.0  # how many seconds after it was due the last of all was said

    async def run(self, disturb: Callable[[Trial], Awaitable[None]] | None = None) -> Result:
        """Have every nudge sent while something is done to those who send them."""
        self.clock = SharedClock(processes.RawValue(c_double))
        self.database = Database(self.url, Keyring.parse(self.keys))
        await plan_nudges(self.database, self.nudges, self.every)
        async with StandIn(self.clock) as self.slack:
            for number in range(PEOPLE):
                self.slack.add_person(f"p{number}", id=f"U{number:03}")
            self.faults.attach(self.slack, self.clock)
            self._count_posts()
            self.workers = [self.start() for _ in range(WORKERS)]
            passing = asyncio.create_task(self._let_time_pass())
            try:
                if disturb is not None:
                    await disturb(self)
                states = await self._settled()
            finally:
                passing.cancel()
                for worker in self.workers:
                    worker.process.kill()
                await self.database.close()
            if isinstance(self.faults, Late):
                self.faults.finish()
            said = (m.text for c in self.slack.workspace.channels.values() for m in c.messages)
            return Result(Counter(said), states, self.clock.seconds.value)

    def start(self) -> Worker:
        idle = processes.RawValue(c_long)
        token = self.slack.bot_token
        orders = Orders(
            self.url, self.keys, self.slack.api_url, token, self.clock, idle, self.blind, self.restarts
        )
        process = processes.Process(target=work, args=(orders,), daemon=True)
        process.start()
        return Worker(process, idle)

    def _count_posts(self) -> None:
        """Count calls as they come: of many, the stand-in keeps only the last ones."""
        take = self.slack.weather.take

        def counted(method: str) -> Fault | None:
            self.posts += method == "chat.postMessage"
            return take(method)

        self.slack.weather.take = counted  # type: ignore[method-assign]

    async def until_posts(self, count: int) -> None:
        await self.slack.wait_until(lambda: self.posts >= count, within=LONG)

    def kill(self, number: int) -> None:
        """End a worker without warning, and start another in its place."""
        self.workers[number].process.kill()
        self.workers[number] = self.start()

    async def freeze(self, number: int, seconds: float) -> None:
        """Let a worker stand still for so many seconds, in real time."""
        pid = self.workers[number].process.pid or 0
        os.kill(pid, signal.SIGSTOP)
        await asyncio.sleep(seconds)
        os.kill(pid, signal.SIGCONT)

    async def _let_time_pass(self) -> None:
        """Move the clock on whenever no worker has anything to do, in longer steps the longer that lasts.

        However slow the machine is, no call of a living worker outlasts its lease.
        """
        step, seen, began = 1, 0, time.monotonic()
        while True:
            if self.real_time:
                await asyncio.sleep(0.1)
                self.clock.seconds.value = time.monotonic() - began
                continue
            before = [(one, one.idle.value) for one in self.workers]
            # Two more times for each: the first may have begun before the clock moved.
            while any(one in self.workers and one.idle.value < count + 2 for one, count in before):  # noqa: ASYNC110
                await asyncio.sleep(0.01)
            step = 1 if self.posts > seen else min(2 * step, self.longest_step)
            seen = self.posts
            self.clock.seconds.value += step

    def due(self, about: str) -> datetime:
        """Return when a nudge was planned for."""
        return MONDAY + timedelta(seconds=self.every * int(about[1:]))

    async def _settled(self) -> Counter[OutboxState]:
        """Wait until nothing is open any more."""
        async with asyncio.timeout(LONG):
            while True:
                async with self.database.read(TEAM) as db:
                    rows = (await db.execute(select(Outbox.state, Outbox.subject_id, Outbox.done_at))).all()
                if all(done_at for _, _, done_at in rows):
                    self.latest = max((done - self.due(about)).total_seconds() for _, about, done in rows)
                    return Counter(state for state, _, _ in rows)
                await asyncio.sleep(0.1)


Disturb: TypeAlias = Callable[[Trial], Awaitable[None]]


async def plan_nudges(database: Database, count: int, every: int = 0) -> None:
    async with database.all_workspaces() as db:
        db.add(Workspace(id=TEAM, installed_at=MONDAY, rematch_at=MONDAY))
    async with database.begin(TEAM) as db:
        for number in range(count):
            to, about = f"U{number % PEOPLE:03}", f"s{number}"
            due = MONDAY + timedelta(seconds=every * number)
            person = Recipient.parse(to)
            await enqueue(db, kind_of("note", note), to=person, about=about, now=MONDAY, due=due)


def everything(count: int) -> set[str]:
    """Return what is said when every nudge is."""
    return {f"note s{number}" for number in range(count)}
