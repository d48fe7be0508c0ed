"""Runs the features' jobs and sends what is in the outbox. Any number of processes may have a worker."""

from __future__ import annotations

import asyncio
import logging
import secrets
import time
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta

from sqlalchemy import delete

from bot.delivery.loop import OutboxLoop
from bot.kit import request_ids, tracing
from bot.kit.ahead import look_ahead
from bot.kit.db import Across
from bot.kit.jobs import Job
from bot.kit.logs import Seldom
from bot.kit.outage import Outage, is_outage
from bot.kit.services import Services
from bot.kit.wakeup import Ticker, Wakeup
from bot.models import Inbox, OAuthState, Outbox, OutboxState, StartedAsk

log = logging.getLogger(__name__)

TICK = timedelta(seconds=1)
MINUTE = timedelta(minutes=1)
INBOX_LIFE = timedelta(hours=48)  # Slack repeats a delivery within minutes; a day is what is advised
SENT_LIFE = timedelta(days=90)
JOBS_AHEAD = 8  # before each so many jobs it is looked which of them have nothing to do
JOB_SECONDS = 300.0  # beyond that a job is broken off, and what it has not done stays due
STARTED_LIFE = timedelta(days=7)  # after words were forgotten; by then their message shows it
OUTBOX_SECONDS = 0.25  # to send what people wait for, before the other jobs have their turn
COALESCING_SECONDS = 0.2  # to decide what follows from a press, before its messages are sent without that


class Worker:
    """Two loops, woken once a second and whenever there is something to do: the jobs, and the outbox.

    Urgent jobs come next whenever the worker is woken, before anything is sent, and what they put in the
    outbox is sent before the round of all jobs goes on: what a press changes is shown once and not twice.
    """

    def __init__(
        self,
        services: Services,
        jobs: Sequence[Job],
        outbox: OutboxLoop,
        why_not: Callable[[], str] = lambda: "",
    ) -> None:
        self._services = services
        self._why_not = why_not
        self._seldom = Seldom(log)
        self._jobs = [*jobs, HOUSEKEEPING, Job("tell_stuck", lambda _: outbox.tell_stuck(), every=MINUTE)]
        self._urgent = [job for job in jobs if job.urgent]
        self._outbox = outbox
        self._urgent_requested = asyncio.Event()  # the urgent jobs are to run
        self._coalescing: asyncio.TimerHandle | None = None  # until what follows from a press is decided
        self._jobs_wakeup, self._outbox_wakeup = Wakeup(), Wakeup()
        self._jobs_lock, self._outbox_lock = asyncio.Lock(), asyncio.Lock()
        self._loops: list[asyncio.Task[None]] = []
        self._background: dict[str, asyncio.Task[None]] = {}
        self._last_run: dict[str, datetime] = {}
        self._ticker = Ticker(self._wake_both, TICK)
        self._outage = Outage()
        self._stopping = False
        self._last_tick = time.monotonic()
        self._job_ended = time.monotonic()

    @property
    def still_for(self) -> float:
        """For how many seconds no job has ended, or nothing was looked for in the outbox; 0 before the start.

        Background jobs do not count.
        """
        now = time.monotonic()
        return now - min(self._job_ended, self._outbox.looked_at) if self._loops else 0.0

    @property
    def last_tick_seconds(self) -> float:
        """How long ago the jobs were last run to their end."""
        return time.monotonic() - self._last_tick

    def start(self) -> None:
        """Start to tick."""
        self._job_ended = time.monotonic()
        self._loops = [
            asyncio.create_task(self._loop(self._jobs_wakeup, self._run_jobs)),
            asyncio.create_task(self._loop(self._outbox_wakeup, self._send_when_decided)),
        ]
        self._ticker.start()
        self.wake()

    def wake(self) -> None:
        """Run what is due now rather than at the next tick."""
        self._urgent_requested.set()
        self._jobs_wakeup.wake()
        if self._coalescing is None:  # a job that takes long keeps nobody waiting for what is decided already
            later = asyncio.get_running_loop().call_later
            self._coalescing = later(COALESCING_SECONDS, self._end_coalescing)

    async def tick(self) -> None:
        """Run what is due now, and return when it has been done and sent, but for the background jobs."""
        if not self._is_allowed():
            return
        await self._run_jobs()
        await self._send()

    async def stop(self, seconds: float) -> None:
        """Take up nothing new, and let what is being sent end, for at most so many seconds."""
        self._stopping = True
        self._ticker.stop()
        self._wake_both()
        self._urgent_requested.set()  # who waits for the outbox waits for one that does no more
        await self._outbox.stop(seconds)
        if self._loops:
            _, late = await asyncio.wait(self._loops, timeout=1)
            for loop in late:
                loop.cancel()
            await asyncio.gather(*self._loops, return_exceptions=True)
        for task in self._background.values():
            task.cancel()
        await asyncio.gather(*self._background.values(), return_exceptions=True)

    async def _loop(self, wakeup: Wakeup, run: Callable[[], Awaitable[None]]) -> None:
        while not self._stopping:
            await wakeup.sleep()
            if not self._stopping and self._is_allowed():
                await run()

    def _is_allowed(self) -> bool:
        """Tell whether anything may be taken up; that it may not is no standing still."""
        if reason := self._why_not():
            self._job_ended = self._outbox.looked_at = time.monotonic()
            self._seldom.warning(reason)
        return not reason

    def _wake_both(self) -> None:
        self._jobs_wakeup.wake()
        self._outbox_wakeup.wake()

    async def _run_jobs(self) -> None:
        async with self._jobs_lock:
            now = self._services.clock.now()
            await self._look_ahead(anew=True)
            for number, job in enumerate(self._jobs):
                await self._run_urgent()
                if self._stopping:
                    return
                if self._is_due(job, now):
                    if number % JOBS_AHEAD == 0:
                        await self._look_ahead()
                    await (self._run_in_background(job) if job.background else self._run_job(job))
            self._outage.end_round()
            self._last_tick = time.monotonic()

    async def _look_ahead(self, *, anew: bool = False) -> None:
        await self._run("look_ahead", look_ahead(self._services, anew=anew), JOB_SECONDS)

    async def _run_urgent(self) -> None:
        """Run what somebody waits for, once after each waking."""
        while self._urgent_requested.is_set() and not self._stopping:
            self._urgent_requested.clear()
            await self._look_ahead()
            for job in self._urgent:
                await self._run_job(job)
            if self._loops and not self._urgent_requested.is_set():
                self._end_coalescing()
                await self._wait_for_outbox()

    def _end_coalescing(self) -> None:
        if self._coalescing is not None:
            self._coalescing.cancel()
            self._coalescing = None
        self._outbox_wakeup.wake()

    async def _wait_for_outbox(self) -> None:
        """Wait until the outbox is empty, somebody presses something else, or it takes long."""
        waits = (self._outbox_wakeup.wait_until_idle(), self._urgent_requested.wait())
        tasks = [asyncio.ensure_future(one) for one in waits]
        await asyncio.wait(tasks, timeout=OUTBOX_SECONDS, return_when=asyncio.FIRST_COMPLETED)
        for task in tasks:
            task.cancel()

    async def _run_job(self, job: Job) -> None:
        before = self._services.database.commits
        await self._run(job.name, job.run(self._services), None if job.background else JOB_SECONDS)
        self._job_ended = time.monotonic()
        if self._services.database.commits != before:
            self._outbox_wakeup.wake()

    async def _run_in_background(self, job: Job) -> None:
        """Run a job that takes long beside the others, unless it still runs."""
        before = self._background.get(job.name)
        if before is None or before.done():
            self._background[job.name] = asyncio.create_task(self._run_job(job))

    async def _send_when_decided(self) -> None:
        if not self._is_coalescing():  # it is woken again when that is over
            await self._send(self._is_coalescing)

    async def _send(self, held_up: Callable[[], bool] = lambda: False) -> None:
        async with self._outbox_lock:
            await self._run("outbox", self._outbox.run_once(held_up), None)

    def _is_coalescing(self) -> bool:
        return self._coalescing is not None

    def _is_due(self, job: Job, now: datetime) -> bool:
        """Tell whether a job's time has come: every tick, or so long after its last run by our clock.

        A clock that was set back counts as the time having come.
        """
        ran = self._last_run.get(job.name)
        due = job.every <= TICK or ran is None or not timedelta(0) <= now - ran < job.every
        if due:
            self._last_run[job.name] = now
        return due

    async def _run(self, name: str, work: Awaitable[object], seconds: float | None) -> None:
        limit = asyncio.timeout(seconds)
        try:
            with request_ids.working_for(request_ids.new()), tracing.span(f"job {name}"):
                async with limit:
                    await work
        except Exception as error:
            if limit.expired():
                log.error("the job %s took more than %.0f s and was broken off", name, seconds)
            elif is_outage(error):
                self._outage.meet(error)
            else:
                log.exception("error %s in the job %s", secrets.token_hex(4), name)


async def clean_up(services: Services) -> None:
    """Delete what has served its purpose: taken submissions, sent messages' rows, unused install states."""
    now = services.clock.now()
    async with services.database.all_workspaces(Across.CLEAN_UP) as db:
        await db.execute(delete(Inbox).where(Inbox.received_at < now - INBOX_LIFE))
        await db.execute(delete(StartedAsk).where(StartedAsk.forget_at < now - STARTED_LIFE))
        await db.execute(delete(OAuthState).where(OAuthState.expires_at < now))
        await db.execute(
            delete(Outbox).where(
                Outbox.state.in_((OutboxState.SENT, OutboxState.CANCELLED)), Outbox.done_at < now - SENT_LIFE
            )
        )


HOUSEKEEPING = Job("clean_up", clean_up, every=timedelta(hours=1))
