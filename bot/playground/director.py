"""Runs a stand-in and the unchanged service together: sets scenes, knows the app's plans, keeps the state.

Nothing in the product knows of it: it reads the service's database and wakes its worker from outside.
"""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from pydantic import SecretStr
from sqlalchemy import select

from bot.kit.clock import ShiftedClock
from bot.kit.db import WorkspaceSession
from bot.kit.settings import Settings
from bot.models import Session, SessionState
from bot.playground import plans
from bot.playground.backstage import Planned, Scene
from bot.playground.scenes import SCENES, Stage
from bot.playground.server import StandIn
from bot.web import EVENTS, Running, start_service

MOST_LOOKED_AT = 25  # planned messages that are made on trial, to find the first that will be said


class Director:
    """The ``Backstage`` of a playground. ``folder`` takes one database after the other."""

    def __init__(self, slack: StandIn, clock: ShiftedClock, folder: Path) -> None:
        self.slack = slack
        self.clock = clock
        self.folder = folder
        self._turn = asyncio.Lock()
        self._service: Running | None = None
        self._scene = SCENES["empty"].scene
        self._number = 0
        self._setting_scene = False

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
        if self._turn.locked() and not self._setting_scene:
            async with self._turn:
                pass

    def scenes(self) -> list[Scene]:
        """Return every scene there is."""
        return [one.scene for one in SCENES.values()]

    async def set_scene(self, name: str, at: datetime | None = None) -> None:
        """Begin anew: another world, another database, the clock at ``at`` or the present."""
        chosen = SCENES[name]
        async with self._setting(name):
            await self.slack.time.close()
            await self._stop()
            shutil.rmtree(self.database.parent, ignore_errors=True)
            self._number += 1
            self._scene = chosen.scene
            self.clock.offset = at - self.clock.system_now() if at else timedelta(0)
            await self.slack.begin_anew()
            stage = Stage(self.slack, self.clock, self._start)
            await chosen.build(stage)
            if self._service is None:
                await self._start()
            self.slack.journey.begin()

    @asynccontextmanager
    async def _setting(self, name: str) -> AsyncIterator[None]:
        told: dict[str, Any] = {"type": "scene", "name": name, "problem": ""}
        async with self._turn:
            self._setting_scene = True
            self.slack.live.push(told | {"state": "setting"})
            try:
                yield
            except Exception as error:
                self.slack.live.push(told | {"state": "failed", "problem": str(error)})
                raise
            finally:
                self._setting_scene = False
        self.slack.live.push(told | {"state": "ready"})

    async def take_over(self, scene: str, offset: timedelta) -> None:
        """Go on with a world and a database that are there already, kept from an earlier start."""
        self._scene = SCENES[scene].scene if scene in SCENES else self._scene
        self.clock.offset = offset
        await self._start()
        self.slack.journey.begin()

    @asynccontextmanager
    async def between_scenes(self) -> AsyncIterator[bool]:
        """Wait until no scene is being set, and tell whether there is one."""
        async with self._turn:
            yield self._service is not None

    async def restart(self) -> None:
        """Stop the app and start it again on the same database."""
        async with self._turn:
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
    async def _reading(self) -> AsyncIterator[WorkspaceSession]:
        async with self.service.services.database.read(self.slack.world.team_id) as db:
            yield db

    async def planned(self) -> list[Planned]:
        """Return what is waiting, soonest first."""
        async with self._reading() as db:
            return await plans.planned(db, self.clock.now())

    async def next_nudge(self) -> Planned | None:
        """Return the first thing ahead that people will notice as things stand."""
        now = self.clock.now()
        async with self._reading() as db:
            found = await plans.planned(db, now)
            ahead = [one for one in found if one.state in ("waiting", "planned") and one.due > now]
            for one in ahead[:MOST_LOOKED_AT]:
                if await plans.will_be_said(db, one):
                    return one
        return None

    async def next_session(self) -> datetime | None:
        """Return when the next booked session starts."""
        booked = Session.state == SessionState.BOOKED, Session.starts_at > self.clock.now()
        async with self._reading() as db:
            found = select(Session.starts_at).where(*booked).order_by(Session.starts_at)
            return await db.scalar(found.limit(1))


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
        public_url=None,
    )
