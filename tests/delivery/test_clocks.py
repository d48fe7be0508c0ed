"""Machines whose clocks are wrong: all go by the database's, and one that is far off takes nothing up."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import aiohttp
import pytest

from bot.delivery.loop import OutboxLoop
from bot.kit.clock import Clock
from bot.kit.db import Database
from bot.kit.health import DatabaseClock, Drift
from bot.kit.jobs import Job
from bot.kit.services import Services
from bot.kit.settings import Settings
from bot.kit.slack import SlackClients
from bot.models import OutboxState
from bot.playground.slack.server import StandIn
from bot.process import TOO_FAR_OFF
from bot.worker import Worker
from tests.support.factories import ADA
from tests.support.outbox import TEAM, OutboxHarness

AHEAD = timedelta(seconds=120)


@dataclass
class Machine:
    """A machine whose clock is off by so much, and may be set."""

    off: timedelta = timedelta(0)
    seconds: float = field(default=0.0)

    def now(self) -> datetime:
        return datetime.now(UTC) + self.off

    system_now = now


@pytest.fixture
def database(postgresql_url: str, open_database: Callable[[str], Database]) -> Database:
    return open_database(postgresql_url)


@pytest.fixture
async def slack() -> AsyncIterator[StandIn]:
    async with StandIn(Machine()) as stand_in:
        stand_in.add_person("ada", "Ada Lovelace", id=ADA)
        yield stand_in


@pytest.fixture
async def outbox(database: Database, slack: StandIn) -> AsyncIterator[OutboxHarness]:
    async with aiohttp.ClientSession() as http:
        outbox = OutboxHarness(database, Machine(), slack, SlackClients(slack.api_url, http))  # type: ignore[arg-type]
        await outbox.open(TEAM)
        yield outbox


async def following(database: Database, machine: Machine) -> Clock:
    drift = Drift(database, machine)
    await drift.measure()
    return DatabaseClock(machine, drift)


def loop_of(outbox: OutboxHarness, database: Database, clock: Clock) -> OutboxLoop:
    before, outbox.database, outbox.clock = (outbox.database, outbox.clock), database, clock  # type: ignore[assignment]
    loop = outbox.another()
    outbox.database, outbox.clock = before
    return loop


@pytest.mark.parametrize("follows", [True, False], ids=["database's clock", "control"])
async def test_a_worker_two_minutes_ahead_takes_nothing_from_another(
    outbox: OutboxHarness, postgresql_url: str, open_database: Callable[[str], Database], follows: bool
) -> None:
    ahead, database = Machine(AHEAD), open_database(postgresql_url)
    other = loop_of(outbox, database, await following(database, ahead) if follows else ahead)
    gate = outbox.hold("chat.postMessage")
    await outbox.plan("note")
    running = asyncio.create_task(outbox.send())
    await gate.reached.wait()
    await other.run_once()
    assert await outbox.states() == [OutboxState.SENDING if follows else OutboxState.PENDING]
    gate.opened.set()
    await running
    assert outbox.said(ADA) == ["note s1"]


@pytest.mark.parametrize("off", [AHEAD, -AHEAD, timedelta(hours=1)])
async def test_what_is_due_is_due_by_the_databases_clock(
    outbox: OutboxHarness, database: Database, off: timedelta
) -> None:
    loop = loop_of(outbox, database, await following(database, Machine(off)))
    now = datetime.now(UTC)
    await outbox.plan("note", about="over", due=now - timedelta(seconds=2))
    await outbox.plan("note", about="ahead", due=now + timedelta(seconds=60))
    await loop.run_once()
    assert outbox.said(ADA) == ["note over"]


async def test_a_clock_that_is_set_in_between_changes_nothing(database: Database) -> None:
    machine = Machine()
    clock = await following(database, machine)
    for off in (AHEAD, -AHEAD, timedelta(days=90)):
        machine.off = off
        assert abs(clock.now() - datetime.now(UTC)) < timedelta(seconds=2)


@pytest.mark.parametrize(
    ("off", "works"), [(timedelta(seconds=40), False), (timedelta(seconds=20), True)], ids=["far", "control"]
)
async def test_a_worker_far_off_takes_nothing_up_and_is_not_ready(
    outbox: OutboxHarness, database: Database, caplog: pytest.LogCaptureFixture, off: timedelta, works: bool
) -> None:
    machine = Machine()
    drift = Drift(database, machine)
    await drift.measure()
    ran: list[str] = []

    async def job(_services: Services) -> None:
        ran.append("job")

    services = Services(Settings(), database, machine, outbox.clients, outbox._client_for)
    worker = Worker(
        services, [Job("job", job)], outbox.loop, lambda: "" if drift.is_bearable else TOO_FAR_OFF
    )
    machine.off = off  # since the clocks were compared
    assert drift.is_bearable is works
    await outbox.plan("note")
    await worker.tick()
    assert (ran, outbox.said(ADA)) == ((["job"], ["note s1"]) if works else ([], []))
    assert ("too far from the database's" in caplog.text) is not works
    machine.off = timedelta(0)
    await worker.tick()
    assert outbox.said(ADA) == ["note s1"]
