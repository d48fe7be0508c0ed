"""The ticker: what is due runs, once in its time, whatever fails beside it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from datetime import timedelta

import aiohttp
import pytest
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError

from bot.app import JOBS
from bot.delivery.loop import OutboxLoop
from bot.install.service import Team, arrive, use_state
from bot.kit.clock import ShiftedClock
from bot.kit.db import Database
from bot.kit.jobs import Job
from bot.kit.services import Services
from bot.kit.settings import Settings
from bot.kit.slack import SlackClients
from bot.models import Inbox, OAuthState, Outbox, OutboxState
from bot.people.queries import hours_of, reader_of
from bot.worker import Worker, clean_up
from tests.kit.test_wakeup import MovedClock
from tests.support.clock import PATIENCE, eventually

HOURLY = timedelta(hours=1)


@pytest.fixture
def clock() -> ShiftedClock:
    return ShiftedClock()


@pytest.fixture
async def services(sqlite_db: Database, clock: ShiftedClock) -> AsyncIterator[Services]:
    async with aiohttp.ClientSession() as http:
        slack = SlackClients("http://127.0.0.1:9/api/", http)

        async def client_for(_workspace_id: str) -> AsyncWebClient:
            return slack.with_token("xoxb-1")

        yield Services(Settings(), sqlite_db, clock, slack, client_for)


def worker_of(services: Services, *jobs: Job) -> Worker:
    async def refused(_workspace_id: str, _code: str) -> None:
        raise AssertionError("nothing is sent here")

    outbox = OutboxLoop(
        database=services.database,
        clock=services.clock,
        client_for=services.client_for,
        kinds={},
        on_workspace_refused=refused,
        on_workspace_closed=refused,
        hours_of=hours_of,
        reader_of=reader_of,
    )
    return Worker(services, jobs, outbox)


def counting(name: str, every: timedelta = timedelta(seconds=1)) -> tuple[Job, list[str]]:
    ran: list[str] = []

    async def run(_services: Services) -> None:
        ran.append(name)

    return Job(name, run, every), ran


async def test_a_job_runs_at_every_tick_or_so_long_after_its_last_run(
    services: Services, clock: ShiftedClock
) -> None:
    often, ran_often = counting("often")
    hourly, ran_hourly = counting("hourly", HOURLY)
    worker = worker_of(services, often, hourly)
    for _ in range(3):
        await worker.tick()
    assert (len(ran_often), len(ran_hourly)) == (3, 1)
    clock.shift(HOURLY)
    await worker.tick()
    assert (len(ran_often), len(ran_hourly)) == (4, 2)


async def test_a_clock_set_back_does_not_silence_a_job(services: Services, clock: ShiftedClock) -> None:
    hourly, ran = counting("hourly", HOURLY)
    worker = worker_of(services, hourly)
    await worker.tick()
    clock.offset -= timedelta(days=1)
    await worker.tick()
    assert len(ran) == 2


async def test_a_failing_job_is_logged_with_an_id_and_the_others_run(
    services: Services, caplog: pytest.LogCaptureFixture
) -> None:
    async def fail(_services: Services) -> None:
        raise RuntimeError("what somebody wrote")

    after, ran = counting("after")
    worker = worker_of(services, Job("fails", fail), after)
    with caplog.at_level(logging.ERROR):
        await worker.tick()
        await worker.tick()
    assert len(ran) == 2
    messages = [record.getMessage() for record in caplog.records]
    assert len(messages) == 2
    assert all(message.startswith("error ") and message.endswith("in the job fails") for message in messages)


async def test_a_database_that_is_away_is_told_of_once_and_once_when_it_is_back(
    services: Services, caplog: pytest.LogCaptureFixture
) -> None:
    away = True

    async def look(_services: Services) -> None:
        if away:
            raise OperationalError("SELECT", {}, ConnectionRefusedError())

    after, ran = counting("after")
    worker = worker_of(services, Job("looks", look), after)
    with caplog.at_level(logging.INFO, "bot"):
        for _ in range(3):
            await worker.tick()
        away = False
        for _ in range(3):
            await worker.tick()
    assert len(ran) == 6
    messages = [record.getMessage() for record in caplog.records if "the database is" in record.getMessage()]
    assert messages == [
        "the database is away (OperationalError): what is due waits for it",
        "the database is back",
    ]
    assert "in the job" not in caplog.text


@pytest.mark.parametrize("by", [timedelta(days=90), -HOURLY])
async def test_the_machines_clock_may_be_set_while_it_ticks(
    services: Services, by: timedelta, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(MovedClock, "offset", timedelta(0))
    monkeypatch.setattr("apscheduler.schedulers.base.datetime", MovedClock)
    monkeypatch.setattr("bot.worker.TICK", timedelta(seconds=0.05))
    ticks = asyncio.Queue[None]()

    async def run(_services: Services) -> None:
        ticks.put_nowait(None)

    worker = worker_of(services, Job("job", run, every=timedelta(seconds=0.05)))
    worker.start()
    async with asyncio.timeout(PATIENCE):
        await ticks.get()
        MovedClock.offset = by
        for _ in range(4):
            await ticks.get()
    await worker.stop(1)


async def test_it_ticks_when_started_and_when_woken(
    services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.worker.TICK", HOURLY)
    job, ran = counting("job")
    worker = worker_of(services, job)
    worker.start()
    await eventually(lambda: ran)
    await asyncio.sleep(0.2)
    assert len(ran) == 1
    worker.wake()
    await eventually(lambda: len(ran) == 2)
    await worker.stop(2)


async def test_it_ticks_by_itself_and_no_more_when_stopped(services: Services) -> None:
    job, ran = counting("job")
    worker = worker_of(services, job)
    worker.start()
    await eventually(lambda: len(ran) >= 3)
    worker._last_tick = float("-inf")
    await eventually(lambda: worker.last_tick_seconds < PATIENCE)
    await worker.stop(2)
    told = len(ran)
    worker.wake()
    await asyncio.sleep(0.1)
    assert len(ran) == told


async def test_a_slow_job_is_not_run_twice_at_once_and_is_let_finish(services: Services) -> None:
    at_once, most, finished = 0, 0, 0
    go_on = asyncio.Event()

    async def slow(_services: Services) -> None:
        nonlocal at_once, most, finished
        at_once += 1
        most = max(most, at_once)
        await go_on.wait()
        at_once -= 1
        finished += 1

    worker = worker_of(services, Job("slow", slow))
    worker.start()
    await eventually(lambda: at_once)
    for _ in range(5):
        worker.wake()
        await asyncio.sleep(0.02)
    stopping = asyncio.create_task(worker.stop(2))
    await asyncio.sleep(0)  # it begins to stop
    go_on.set()
    await stopping
    assert (most, at_once) == (1, 0)
    assert finished >= 1


async def test_a_job_that_runs_aside_keeps_nobody_waiting_and_is_broken_off_at_the_end(
    services: Services,
) -> None:
    began, broken_off, beside = 0, 0, asyncio.Event()

    async def long(_services: Services) -> None:
        nonlocal began, broken_off
        began += 1
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            broken_off += 1
            raise

    async def other(_services: Services) -> None:
        if began:
            beside.set()

    worker = worker_of(services, Job("long", long, background=True), Job("other", other))
    worker.start()
    async with asyncio.timeout(PATIENCE):
        await beside.wait()
    for _ in range(3):
        beside.clear()
        worker.wake()
        async with asyncio.timeout(PATIENCE):
            await beside.wait()
    await worker.stop(1)
    assert (began, broken_off) == (1, 1)


async def test_a_job_that_failed_aside_runs_again(
    services: Services, caplog: pytest.LogCaptureFixture
) -> None:
    ran = 0

    async def fails(_services: Services) -> None:
        nonlocal ran
        ran += 1
        raise RuntimeError("no")

    worker = worker_of(services, Job("fails", fails, background=True))
    for _ in range(3):
        await worker.tick()
        await asyncio.sleep(0.01)
    assert ran == 3
    assert caplog.text.count("in the job fails") == 3


async def test_what_has_served_its_purpose_is_deleted_and_nothing_else(
    services: Services, clock: ShiftedClock
) -> None:
    now = clock.now()
    await arrive(services.database, Team("T1", "Lovelace & Co", "U0"), [], now, anew=True)
    assert await use_state(services.database, "used", now)
    async with services.database.begin("T1") as db:
        await db.insert(Inbox, key="view:V1", received_at=now)
        for state in (OutboxState.SENT, OutboxState.CANCELLED, OutboxState.DEAD, OutboxState.PENDING):
            done = None if state is OutboxState.PENDING else now
            await db.insert(
                Outbox,
                dedupe_key=state,
                kind="offer",
                recipient="U1",
                subject_id="ask",
                due_at=now,
                created_at=now,
                done_at=done,
                state=state,
            )

    async def left() -> tuple[int, list[str]]:
        async with services.database.read("T1") as db:
            inbox = await db.scalar(select(func.count()).select_from(Inbox))
            return inbox or 0, sorted(await db.scalars(select(Outbox.state)))

    clock.shift(timedelta(hours=47))
    await clean_up(services)
    assert await left() == (1, ["cancelled", "dead", "pending", "sent"])
    clock.shift(timedelta(hours=2))
    await clean_up(services)
    assert await left() == (0, ["cancelled", "dead", "pending", "sent"])
    async with services.database.all_workspaces() as db:
        assert list(await db.scalars(select(OAuthState.state))) == []
    clock.shift(timedelta(days=90))
    await clean_up(services)
    assert await left() == (0, ["dead", "pending"])


async def test_who_has_pressed_something_waits_for_no_round_of_jobs(services: Services) -> None:
    order: list[str] = []
    pressed = asyncio.Event()

    async def slow(_services: Services) -> None:
        order.append("slow")
        if not pressed.is_set():
            worker.wake()
            pressed.set()

    def noted(name: str, *, urgent: bool = False) -> Job:
        async def run(_services: Services) -> None:
            order.append(name)

        return Job(name, run, urgent=urgent)

    worker = worker_of(services, Job("slow", slow), noted("other"), noted("place", urgent=True))
    await worker.tick()
    assert order == ["slow", "place", "other", "place"]


async def test_what_a_job_decided_is_said_before_the_next_one_runs(
    services: Services, clock: ShiftedClock
) -> None:
    order: list[str] = []
    again = asyncio.Event()

    async def place(services: Services) -> None:
        async with services.database.begin("T1"):
            order.append("place")

    async def last(_services: Services) -> None:
        order.append("last")
        if order.count("last") > 1:
            again.set()

    worker = worker_of(services, Job("place", place, urgent=True), Job("last", last))
    speak = worker._outbox.run_once

    async def spoken(held_up: Callable[[], bool]) -> int:
        done = await speak(held_up)
        order.append("said")
        return done

    worker._outbox.run_once = spoken  # type: ignore[method-assign]
    worker.start()
    async with asyncio.timeout(PATIENCE):
        await again.wait()
    await worker.stop(1)
    first = order.index("place")
    assert order.index("said", first) < order.index("last")


async def speaking(worker: Worker, order: list[str]) -> asyncio.Event:
    """Start a worker whose turns to speak are noted, and return what is set at each of them."""
    said = asyncio.Event()

    async def speak(_held_up: Callable[[], bool]) -> int:
        order.append("said")
        said.set()
        return 0

    worker._outbox.run_once = speak  # type: ignore[method-assign]
    worker.start()
    await said.wait()
    await worker._jobs_wakeup.wait_until_idle()
    await worker._outbox_wakeup.wait_until_idle()
    said.clear()
    order.clear()
    return said


async def test_what_somebody_pressed_is_said_with_what_follows_from_it(
    services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.worker.TICK", HOURLY)
    monkeypatch.setattr("bot.worker.COALESCING_SECONDS", PATIENCE)
    order: list[str] = []

    async def place(services: Services) -> None:
        order.append("placing")
        async with services.database.begin("T1"):
            await asyncio.sleep(0.05)
        order.append("placed")

    worker = worker_of(services, Job("place", place, urgent=True))
    said = await speaking(worker, order)
    order.append("pressed")
    worker.wake()
    async with asyncio.timeout(PATIENCE):
        await said.wait()
    await worker.stop(1)
    before = order[order.index("pressed") : order.index("said")]
    assert before[-2:] == ["placing", "placed"]


async def test_a_decision_that_takes_long_keeps_nobody_waiting_for_what_stands_already(
    services: Services,
) -> None:
    order: list[str] = []
    slow = asyncio.Event()

    async def place(_services: Services) -> None:
        if slow.is_set():
            await asyncio.Event().wait()
        order.append("placed")

    worker = worker_of(services, Job("place", place, urgent=True))
    said = await speaking(worker, order)
    slow.set()
    worker.wake()
    async with asyncio.timeout(PATIENCE):
        await said.wait()
    assert "placed" not in order
    await worker.stop(1)


async def test_a_call_that_hangs_keeps_the_jobs_waiting_only_for_a_moment(services: Services) -> None:
    ran = asyncio.Event()

    async def last(_services: Services) -> None:
        ran.set()

    async def hang(_held_up: Callable[[], bool]) -> int:
        await asyncio.Event().wait()
        return 0

    worker = worker_of(services, Job("last", last))
    worker._outbox.run_once = hang  # type: ignore[method-assign]
    worker.start()
    async with asyncio.timeout(PATIENCE):
        await ran.wait()
    await worker.stop(0)


def test_the_jobs_that_people_wait_for_come_first_after_a_press() -> None:
    urgent = [job.name for job in JOBS if job.urgent]
    refused = ["offers_go_on_where_refused", "offers_run_on_where_refused"]
    away = ["offers_stop_clocks", "offers_run_clocks_on"]
    places = ["offers_close", "offers_show_edits", *refused, *away, "offers_place"]
    opened = ["answers_deliver", "open_sessions", "series_begin", "series_go_on"]
    pools = ["pooled_follow", "pooled_wake"]
    assert urgent == ["fetch_new_people", *places, *opened, "flash_plan", "sheets_follow", *pools]
