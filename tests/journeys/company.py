"""A company on the stand-in with the real service before it, and the means to let time pass."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import yaml
from pydantic import SecretStr

from bot.kit.clock import ShiftedClock
from bot.kit.db import WorkspaceSession
from bot.kit.settings import Settings
from bot.playground.server import StandIn
from bot.web import EVENTS, Running, start_service
from tests.support.person import Person, Surface

ROOT = Path(__file__).parents[2]
MONDAY = datetime(2027, 2, 1, 8, 0, tzinfo=UTC)  # 9:00 in Berlin, a plain winter week
SLIDES = "Presentations and storytelling"
DATA = "Spreadsheets and data"
TALKS = "Feedback and difficult conversations"


class Company:
    """Ada asks, Eli and Mei help, Noor runs the program; all in Berlin unless told otherwise."""

    def __init__(self, url: str, keys: str, carrier: str, start: datetime = MONDAY) -> None:
        self.url, self.keys, self.carrier = url, keys, carrier
        self.clock = ShiftedClock(start - datetime.now(UTC))
        self.slack = StandIn(self.clock)
        self.slack.use_manifest(yaml.safe_load((ROOT / "manifest.yml").read_text()))
        self.slack.add_channel("general", [])
        self.service: Running | None = None
        self.ada = self.person("ada", "Ada Brandt")
        self.eli = self.person("eli", "Eli Navarro")
        self.mei = self.person("mei", "Mei Tanaka")
        self.noor = self.person("noor", "Noor Haddad", is_admin=True)

    def person(self, name: str, real_name: str, tz: str = "Europe/Berlin", **more: Any) -> Person:
        user = self.slack.add_person(name, real_name, tz=tz, **more)
        return Person(self.slack, user.id, patience=6)

    def settings(self) -> Settings:
        socket = self.carrier == "socket"
        return Settings(
            slack_bot_token=SecretStr(self.slack.bot_token),
            slack_signing_secret=None if socket else SecretStr(self.slack.signing_secret),
            slack_app_token=SecretStr(self.slack.app_token) if socket else None,
            slack_client_id=None,
            slack_client_secret=None,
            slack_api_url=self.slack.api_url,
            database_url=SecretStr(self.url),
            encryption_keys=SecretStr(self.keys),
            host="127.0.0.1",
            port=0,
            public_url=None,
        )

    async def open(self) -> None:
        await self.slack.start()
        await self.start()

    async def start(self) -> None:
        self.service = await start_service(self.settings(), self.clock)
        if self.carrier == "socket":
            self.slack.connect_socket()
            await self.slack.wait_until(lambda: self.slack.sockets.connections, 10)
        else:
            self.slack.connect_http(self.service.url + EVENTS)

    async def close(self) -> None:
        if self.service is not None:
            await self.service.stop()
        await self.slack.stop()

    async def restart(self) -> None:
        """Stop the service and start it anew on the same database: nothing in memory survives."""
        assert self.service is not None
        await self.service.stop()
        await self.start()

    async def settle(self) -> None:
        """Let everything happen that is due now."""
        assert self.service is not None
        for _ in range(3):
            await self.service.worker.tick()
        await self.slack.settle()

    async def later(self, **span: float) -> None:
        """Let time pass, e.g. ``later(hours=8)``."""
        self.clock.shift(timedelta(**span))
        await self.settle()

    async def until(self, moment: datetime) -> None:
        """Let time pass until a moment."""
        if moment > self.clock.now():
            await self.later(seconds=(moment - self.clock.now()).total_seconds())

    async def join(self, person: Person, *topics: str, **more: Any) -> None:
        """Somebody becomes an expert, through the form."""
        await person.command("/mentoring", "profile")
        await person.fill({"topics": list(topics), **more})
        assert await person.submit() == {}
        while person.modal():
            await person.close()
        await self.settle()

    async def ask(self, person: Person, question: str, topic: str = SLIDES, **more: Any) -> None:
        """Somebody asks, through the form, sending the question as it is."""
        await person.command("/ask-expert", question)
        await person.fill({"topic": topic, **more})
        assert await person.submit() == {}
        if person.find("Send as it is"):
            assert await person.submit() == {}
        await person.close()
        await self.settle()

    def dm_texts(self, person: Person) -> Sequence[str]:
        return [surface.text for surface in person.dm()]

    def group(self, one: Person) -> Surface:
        """The newest message in the newest group DM of a person."""
        channel = one.group_dms()[-1]
        return one.messages(channel)[-1]


async def rows(company: Company, statement: Any) -> list[Any]:
    """What a table of the workspace holds."""
    assert company.service is not None
    async with company.service.services.database.read(company.slack.world.team_id) as db:
        found: WorkspaceSession = db
        return list(await found.scalars(statement))
