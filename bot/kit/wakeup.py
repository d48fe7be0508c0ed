"""How loops are woken: by whoever has something for them, and by real seconds that pass."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.base import BaseTrigger


class Wakeup:
    """Lets a loop sleep until there is something to do: waking it many times before it looks is once.

    It is idle while its loop sleeps and nobody has woken it.
    """

    def __init__(self) -> None:
        self._woken = asyncio.Event()
        self._idle = asyncio.Event()
        self._idle.set()

    def wake(self) -> None:
        """Have the loop go round once more."""
        self._idle.clear()
        self._woken.set()

    async def sleep(self) -> None:
        """Return at the next waking, or at once when it was woken since the last time."""
        if not self._woken.is_set():
            self._idle.set()
        await self._woken.wait()
        self._woken.clear()

    async def wait_until_idle(self) -> None:
        """Return when the loop has done all that it was woken for."""
        await self._idle.wait()


class Ticker:
    """Calls ``tick`` once in every interval of real time, whatever becomes of the machine's clock.

    APScheduler follows that clock. Set ahead, it would first work out every second that it missed: the
    trigger counts from now instead. Set back, it would wait for the old time to come round: after two
    intervals without a tick the job is planned anew.
    """

    def __init__(self, tick: Callable[[], None], every: timedelta = timedelta(seconds=1)) -> None:
        self._tick = tick
        self._every = every
        self._scheduler = AsyncIOScheduler(timezone="UTC")
        self._silence: asyncio.TimerHandle | None = None

    def start(self) -> None:
        """Begin to tick. The scheduler keeps no other job, so nothing can be lost or run twice in it."""
        self._scheduler.add_job(
            self._run, _Every(self._every), id="tick", max_instances=1, misfire_grace_time=None
        )
        self._scheduler.start()
        self._watch()

    def stop(self) -> None:
        """Tick no more."""
        if self._silence is not None:
            self._silence.cancel()
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)

    async def _run(self) -> None:
        self._watch()
        self._tick()

    def _watch(self) -> None:
        if self._silence is not None:
            self._silence.cancel()
        later = asyncio.get_running_loop().call_later
        self._silence = later(2 * self._every.total_seconds(), self._replan)

    def _replan(self) -> None:
        self._scheduler.reschedule_job("tick", trigger=_Every(self._every))
        self._watch()
        self._tick()


class _Every(BaseTrigger):  # type: ignore[misc]  # APScheduler has no types
    """Fires so long after now, and not after the time before: what was missed is not made up for."""

    def __init__(self, every: timedelta) -> None:
        self._every = every

    def get_next_fire_time(self, previous_fire_time: Any, now: datetime) -> datetime:
        """Return when to fire next."""
        return now + self._every
