"""Runs the unchanged service beside a stand-in: starts and stops it, and sets scenes.

Nothing in the product knows of it: it reads the service's database and wakes its worker from outside.
"""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from pathlib import Path

from pydantic import SecretStr

from bot.kit.clock import ShiftedClock
from bot.kit.db import WorkspaceSession
from bot.kit.settings import Settings
from bot.playground.scenes.catalog import SCENES
from bot.playground.scenes.scene import BuildContext, Scene
from bot.playground.slack.server import StandIn
from bot.process import Running, start_service
from bot.web import EVENTS

OnScene = Callable[[str, str, str], Awaitable[None]]


async def _nobody_listens(state: str, name: str, problem: str) -> None:
    """Take what ``on_scene`` is told where no page is served."""


class ServiceRunner:
    """The service of a playground. ``folder`` takes one database after the other.

    ``on_scene`` hears of a scene that is "setting", "ready" or "failed": state, name, problem.
    """

    def __init__(self, slack: StandIn, clock: ShiftedClock, folder: Path) -> None:
        self.slack = slack
        self.clock = clock
        self.folder = folder
        self._lock = asyncio.Lock()
        self._service: Running | None = None
        self._scene = SCENES["empty"]
        self._number = 0
        self._setting_scene = False
        self.on_scene: OnScene = _nobody_listens

    @property
    def service(self) -> Running:
        """The service that runs now."""
        assert self._service is not None, "no scene has been set"  # noqa: S101
        return self._service

    @property
    def scene(self) -> Scene:
        """The scene that is set."""
        return self._scene

    @property
    def database(self) -> Path:
        """The file of the present database; its key lies beside it."""
        return self.folder / f"{self._number}" / "pinchpoint.db"

    @property
    def busy(self) -> bool:
        """Whether nothing can be done at present: a scene is being set, or could not be."""
        return self._setting_scene or self._service is None

    async def ready(self) -> None:
        """Wait while the app starts again; a scene that is being set is not waited for."""
        if self._lock.locked() and not self._setting_scene:
            async with self._lock:
                pass

    def scenes(self) -> list[Scene]:
        """Return every scene there is."""
        return list(SCENES.values())

    async def set_scene(self, name: str, at: datetime | None = None) -> None:
        """Begin anew: another workspace, another database, the clock at ``at`` or the present."""
        chosen = SCENES[name]
        async with self._setting(name):
            await self._stop()
            shutil.rmtree(self.database.parent, ignore_errors=True)
            self._number += 1
            self._scene = chosen
            self.clock.offset = at - self.clock.system_now() if at else timedelta(0)
            await self.slack.reset()
            await chosen.build(BuildContext(self.slack, self.clock, self._start))
            if self._service is None:
                await self._start()

    @asynccontextmanager
    async def _setting(self, name: str) -> AsyncIterator[None]:
        async with self._lock:
            self._setting_scene = True
            await self.on_scene("setting", name, "")
            try:
                yield
            except Exception as error:
                await self.on_scene("failed", name, str(error))
                raise
            finally:
                self._setting_scene = False
        await self.on_scene("ready", name, "")

    async def take_over(self, scene: str, offset: timedelta) -> None:
        """Go on with a workspace and a database that are there already, kept from an earlier start."""
        self._scene = SCENES.get(scene, self._scene)
        self.clock.offset = offset
        await self._start()

    @asynccontextmanager
    async def between_scenes(self) -> AsyncIterator[bool]:
        """Wait until no scene is being set, and tell whether there is one."""
        async with self._lock:
            yield self._service is not None

    async def restart(self) -> None:
        """Stop the app and start it again on the same database."""
        async with self._lock:
            await self._stop()
            await self._start()

    async def _start(self) -> Running:
        self.database.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._service = await start_service(settings_for(self.slack, self.database), self.clock)
        self.slack.connect_http(self._service.url + EVENTS)
        return self._service

    async def _stop(self) -> None:
        if self._service is not None:
            service, self._service = self._service, None
            await service.stop()
            await self.slack.disconnect()

    async def close(self) -> None:
        """Stop the app."""
        await self._stop()

    def wake(self) -> None:
        """Wake the app's worker."""
        if self._service is not None:
            self._service.services.wake()

    async def settle(self) -> None:
        """Return when all that is due now has been done and said."""
        for _ in range(2):
            await self.service.worker.tick()
        await self.slack.settle(quiet=0.03)

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[WorkspaceSession]:
        """Open the app's database for reading."""
        async with self.service.services.database.read(self.slack.workspace.team_id) as db:
            yield db


def settings_for(slack: StandIn, database: Path) -> Settings:
    """Return the settings of a service that takes this stand-in for Slack, whatever the environment says."""
    return Settings(
        slack_bot_token=SecretStr(slack.bot_token),
        slack_signing_secret=SecretStr(slack.signing_secret),
        slack_app_token=None,
        slack_client_id=None,
        slack_client_secret=None,
        slack_api_url=slack.api_url,
        database_url=SecretStr(f"sqlite:///{database}"),
        encryption_keys=None,
        host="127.0.0.1",
        port=0,
        public_url=f"{slack.url}/",  # the page passes on what calendars ask for
    )
