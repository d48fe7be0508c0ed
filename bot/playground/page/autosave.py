"""Saves a playground a moment after each change, so that it survives whatever ends it."""

from __future__ import annotations

import asyncio
import logging
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from bot.kit.errors import SetupError
from bot.playground.page import archive
from bot.playground.page.service_runner import ServiceRunner
from bot.playground.page.site import Site

QUIET_SECONDS = 0.3  # without a change, before the file is written
LONGEST_SECONDS = 2.0  # that a change waits, however much goes on

log = logging.getLogger(__name__)


@asynccontextmanager
async def autosave(site: Site, runner: ServiceRunner, path: Path | None) -> AsyncIterator[None]:
    """Keep the file in step with the playground, and save once more at the end; nothing without a file."""
    if path is None:
        yield
        return
    autosaver = Autosaver(site, runner, path)
    saving = asyncio.create_task(autosaver.run())
    try:
        yield
    finally:
        saving.cancel()
        await asyncio.gather(saving, return_exceptions=True)
    await autosaver.save_last()


class Autosaver:
    """Hears of every change and saves when it is quiet again."""

    def __init__(self, site: Site, runner: ServiceRunner, path: Path) -> None:
        self._site, self._runner, self._path = site, runner, path
        self._writing = asyncio.Lock()
        self._changed = asyncio.Event()
        self._changed.set()
        slack = site.slack
        slack.workspace.watchers.append(lambda _: self._changed.set())
        slack.traffic.watchers.append(lambda _: self._changed.set())
        site.time.watchers.append(self._changed.set)

    async def run(self) -> None:
        """Save after changes, until cancelled. A file that cannot be written is said once each time."""
        while True:
            await self._changed.wait()
            await self._until_quiet()
            try:
                await self._save()
            except (SetupError, OSError, sqlite3.Error) as error:
                log.warning("%s", error)

    async def _until_quiet(self) -> None:
        """Return when nothing has changed for a moment, or a change has waited long enough."""
        loop = asyncio.get_running_loop()
        until = loop.time() + LONGEST_SECONDS
        while self._changed.is_set() and loop.time() < until:
            self._changed.clear()
            await asyncio.sleep(QUIET_SECONDS)
        self._changed.clear()

    async def _save(self) -> None:
        async with self._runner.between_scenes() as running:
            captured = archive.capture(self._site, self._runner) if running else None
        if captured is not None:
            await asyncio.shield(self._write(captured))  # what has begun is ended, even at the end

    async def _write(self, captured: archive.Capture) -> None:
        async with self._writing:
            await archive.write(captured, self._path)

    async def save_last(self) -> None:
        """Stop the app and save what there is then. Raises SetupError when the file cannot be written."""
        running = not self._runner.busy
        await self._runner.close()
        if running:
            await self._write(archive.capture(self._site, self._runner))
