"""The time machine: moves the clock that app, worker and stand-in share, at once or at speed."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Any

from bot.playground.page.instants import instant
from bot.playground.slack.objects import Json
from bot.playground.slack.workspace import Clock

STEP_SECONDS = 0.25
MOST_SPEED = 86_400
Moved = Callable[[timedelta], Awaitable[None]]


class TimeMachine:
    """Shifts a clock forward; ``on_move`` hears of every shift, ``speed`` is app-seconds per real second."""

    def __init__(self, clock: Clock, on_move: Moved) -> None:
        self.clock = clock
        self.speed = 1
        self.watchers: list[Callable[[], None]] = []
        self._on_move = on_move
        self._task: asyncio.Task[None] | None = None

    @property
    def movable(self) -> bool:
        """Whether the clock can be shifted at all."""
        return hasattr(self.clock, "shift")

    def json(self) -> Json:
        """Return the time and how fast it passes."""
        return {"now": instant(self.clock.now()), "speed": self.speed}

    async def advance(self, by: timedelta) -> None:
        """Move forward at once. Raises ValueError for a negative span or a clock that cannot be moved."""
        clock: Any = self.clock
        if by < timedelta(0) or not self.movable:
            raise ValueError("never_backwards")
        clock.shift(by)
        for watcher in self.watchers:
            watcher()
        await self._on_move(by)

    async def to(self, moment: datetime) -> timedelta:
        """Move to a moment and return how far that was. Raises ValueError for one that is over."""
        step = moment - self.clock.now()
        await self.advance(step)
        return step

    async def play(self, speed: int) -> None:
        """Let time pass at another speed from now on; 1 is normal."""
        self.speed = speed
        if self._task is not None:
            self._task.cancel()
            self._task = None
        if speed != 1:
            self._task = asyncio.get_running_loop().create_task(self._run())
        await self._on_move(timedelta(0))

    async def _run(self) -> None:
        last = time.monotonic()
        while True:
            await asyncio.sleep(STEP_SECONDS)
            now = time.monotonic()
            # The clock runs by itself as well: only what is missing is added.
            await self.advance(timedelta(seconds=(now - last) * (self.speed - 1)))
            last = now

    async def close(self) -> None:
        """Stand still."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
            self._task = None
        self.speed = 1
