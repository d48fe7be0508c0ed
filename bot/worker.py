"""What the clock causes: the features' jobs, then the outbox. Every process may have one; they do no harm."""

from __future__ import annotations

import asyncio
import logging
import secrets
import time
from collections.abc import Awaitable, Callable, Collection, Sequence
from datetime import datetime, timedelta

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from sqlalchemy import delete

from bot.delivery.dispatch import Dispatcher
from bot.kit.jobs import Job
from bot.kit.services import Services
from bot.models import Inbox, OAuthState, Outbox, OutboxState

log = logging.getLogger(__name__)

TICK = timedelta(seconds=1)
INBOX_LIFE = timedelta(hours=48)  # Slack repeats a delivery within minutes; a day is what is advised
SENT_LIFE = timedelta(days=90)
SPEECH_SECONDS = 0.25  # for what people wait for to be said, before the other jobs have their turn
DECISION_SECONDS = 0.2  # for what follows from a press to be decided, before it is said without that


class Worker:
    """Runs what is due once a second, and at once when it is woken.

    ``prompt`` names the jobs for which somebody waits who has just pressed something: whenever the worker is
    woken they come next, before anything is said, and are heard before the round of all jobs goes on: what
    a press changes is shown once and not twice.
    """

    def __init__(
        self, services: Services, jobs: Sequence[Job], dispatcher: Dispatcher, prompt: Collection[str] = ()
    ) -> None:
        self._house = services
        self._jobs = [*jobs, HOUSEKEEPING]
        self._prompt = [job for job in jobs if job.name in prompt]
        self._woken = asyncio.Event()
        self._silent = asyncio.Event()
        self._silent.set()
        self._undecided: asyncio.TimerHandle | None = None  # from a press until what follows from it is known
        self._dispatcher = dispatcher
        self._ran: dict[str, datetime] = {}
        self._bells = (asyncio.Event(), asyncio.Event())
        self._turns = (asyncio.Lock(), asyncio.Lock())
        self._loops: list[asyncio.Task[None]] = []
        self._aside: dict[str, asyncio.Task[None]] = {}
        self._scheduler = AsyncIOScheduler(timezone="UTC")
        self._stopping = False
        self._last_tick = time.monotonic()

    @property
    def last_tick_seconds(self) -> float:
        """How long ago the jobs were last run to their end."""
        return time.monotonic() - self._last_tick

    def start(self) -> None:
        """Start to tick."""
        self._loops = [
            asyncio.create_task(self._loop(self._bells[0], self._run_jobs)),
            asyncio.create_task(self._loop(self._bells[1], self._speak)),
        ]
        # The scheduler only rings; it keeps nothing, so nothing can be lost or run twice in it.
        self._scheduler.add_job(
            self._on_time, "interval", seconds=1, max_instances=1, coalesce=True, misfire_grace_time=None
        )
        self._scheduler.start()
        self.wake()

    def wake(self) -> None:
        """Run what is due now rather than at the next tick."""
        self._woken.set()
        self._bells[0].set()
        if self._undecided is None:  # a job that takes long keeps nobody waiting for what is decided already
            later = asyncio.get_running_loop().call_later
            self._undecided = later(DECISION_SECONDS, self._decided)

    async def tick(self) -> None:
        """Run what is due now, and return when it has been done and said, but for what runs aside."""
        await self._run_jobs()
        await self._run_outbox()

    async def stop(self, seconds: float) -> None:
        """Take up nothing new, and let what is being sent end, for at most so many seconds."""
        self._stopping = True
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)
        self._ring()
        await self._dispatcher.stop(seconds)
        if self._loops:
            _, late = await asyncio.wait(self._loops, timeout=1)
            for loop in late:
                loop.cancel()
            await asyncio.gather(*self._loops, return_exceptions=True)
        for task in self._aside.values():
            task.cancel()
        await asyncio.gather(*self._aside.values(), return_exceptions=True)

    async def _on_time(self) -> None:
        self._ring()

    def _ring(self) -> None:
        self._bells[0].set()
        self._ring_for_outbox()

    def _ring_for_outbox(self) -> None:
        self._silent.clear()
        self._bells[1].set()

    def _decided(self) -> None:
        if self._undecided is not None:
            self._undecided.cancel()
            self._undecided = None
        self._ring_for_outbox()

    async def _loop(self, bell: asyncio.Event, run: Callable[[], Awaitable[None]]) -> None:
        while not self._stopping:
            await bell.wait()
            bell.clear()
            if not self._stopping:
                await run()

    async def _run_jobs(self) -> None:
        async with self._turns[0]:
            now = self._house.clock.now()
            for job in self._jobs:
                await self._run_prompt()
                if self._stopping:
                    return
                if self._is_due(job, now):
                    await (self._run_aside(job) if job.aside else self._run_job(job))
            self._last_tick = time.monotonic()

    async def _run_prompt(self) -> None:
        """Run what somebody waits for, once after each waking."""
        while self._woken.is_set() and not self._stopping:
            self._woken.clear()
            for job in self._prompt:
                await self._run_job(job)
            if self._loops and not self._woken.is_set():
                self._decided()
                await self._hear_out()

    async def _hear_out(self) -> None:
        """Wait until the outbox has said what there is, somebody presses something else, or it takes long."""
        events = [asyncio.create_task(one.wait()) for one in (self._silent, self._woken)]
        await asyncio.wait(events, timeout=SPEECH_SECONDS, return_when=asyncio.FIRST_COMPLETED)
        for one in events:
            one.cancel()

    async def _run_job(self, job: Job) -> None:
        before = self._house.database.commits
        await self._run(job.name, job.run(self._house))
        if self._house.database.commits != before:
            self._ring_for_outbox()

    async def _run_aside(self, job: Job) -> None:
        """Run a job that takes long beside the others, unless it still runs."""
        before = self._aside.get(job.name)
        if before is None or before.done():
            self._aside[job.name] = asyncio.create_task(self._run_job(job))

    async def _speak(self) -> None:
        if not self._is_undecided():  # the bell is rung again
            await self._run_outbox(self._is_undecided)
        if not self._bells[1].is_set():
            self._silent.set()

    async def _run_outbox(self, held_up: Callable[[], bool] = lambda: False) -> None:
        async with self._turns[1]:
            await self._run("outbox", self._dispatcher.run_once(held_up))

    def _is_undecided(self) -> bool:
        return self._undecided is not None

    def _is_due(self, job: Job, now: datetime) -> bool:
        """Tell whether a job's time has come: every tick, or so long after its last run by our clock.

        A clock that was set back counts as the time having come.
        """
        ran = self._ran.get(job.name)
        due = job.every <= TICK or ran is None or not timedelta(0) <= now - ran < job.every
        if due:
            self._ran[job.name] = now
        return due

    async def _run(self, name: str, work: Awaitable[object]) -> None:
        try:
            await work
        except Exception:
            log.exception("error %s in the job %s", secrets.token_hex(4), name)


async def clean_up(services: Services) -> None:
    """Delete what has served its purpose: taken submissions, sent messages' rows, unused install states."""
    now = services.clock.now()
    async with services.database.all_workspaces() as db:
        await db.execute(delete(Inbox).where(Inbox.received_at < now - INBOX_LIFE))
        await db.execute(delete(OAuthState).where(OAuthState.expires_at < now))
        await db.execute(
            delete(Outbox).where(
                Outbox.state.in_((OutboxState.SENT, OutboxState.CANCELLED)), Outbox.done_at < now - SENT_LIFE
            )
        )


HOUSEKEEPING = Job("clean_up", clean_up, every=timedelta(hours=1))
