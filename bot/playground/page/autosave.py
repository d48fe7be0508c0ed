"""Saves a playground a moment after each change, so that it survives whatever ends it."""

from __future__ import annotations

import asyncio
import logging
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from bot.kit.errors import SetupError
from bot.playground import keeping
from bot.playground.director import Director

CALM_SECONDS = 0.3  # without a change, before the file is written
LONGEST_SECONDS = 2.0  # that a change waits, however much goes on

log = logging.getLogger(__name__)


@asynccontextmanager
async def keeping_up(director: Director, path: Path | None) -> AsyncIterator[None]:
    """Keep the file in step with the playground, and save once more at the end; nothing without a file."""
    if path is None:
        yield
        return
    keeper = Keeper(director, path)
    saving = asyncio.create_task(keeper.run())
    try:
        yield
    finally:
        saving.cancel()
        await asyncio.gather(saving, return_exceptions=True)
    await keeper.save_last()


class Keeper:
    """Hears of every change and saves when it is calm again."""

    def __init__(self, director: Director, path: Path) -> None:
        self._director, self._path = director, path
        self._turn = asyncio.Lock()
        self._stirred = asyncio.Event()
        self._stirred.set()
        slack = director.slack
        slack.world.watchers.append(lambda _: self._stirred.set())
        slack.traffic.watchers.append(lambda _: self._stirred.set())
        slack.time.watchers.append(self._stirred.set)

    async def run(self) -> None:
        """Save after changes, until cancelled. A file that cannot be written is said once each time."""
        while True:
            await self._stirred.wait()
            await self._calm()
            try:
                await self._save()
            except (SetupError, OSError, sqlite3.Error) as error:
                log.warning("%s", error)

    async def _calm(self) -> None:
        """Return when nothing has changed for a moment, or enough has piled up."""
        loop = asyncio.get_running_loop()
        until = loop.time() + LONGEST_SECONDS
        while self._stirred.is_set() and loop.time() < until:
            self._stirred.clear()
            await asyncio.sleep(CALM_SECONDS)
        self._stirred.clear()

    async def _save(self) -> None:
        async with self._director.between_scenes() as there:
            taken = keeping.picture(self._director) if there else None
        if taken is not None:
            await asyncio.shield(self._write(taken))  # what has begun is ended, even at the end

    async def _write(self, taken: keeping.Picture) -> None:
        async with self._turn:
            await keeping.write(taken, self._path)

    async def save_last(self) -> None:
        """Stop the app and save what there is then. Raises SetupError when the file cannot be written."""
        there = not self._director.busy
        await self._director.close()
        if there:
            await self._write(keeping.picture(self._director))
