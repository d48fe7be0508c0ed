"""The app under test against the stand-in for Slack: the whole service with people who press, or parts."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from copy import deepcopy
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any, cast
from unittest.mock import patch

import aiohttp
import yaml
from aiohttp import web
from pydantic import SecretStr
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy import Select

from bot.kit.ahead import Ahead
from bot.kit.clock import Clock, ShiftedClock
from bot.kit.db import Database
from bot.kit.interaction import Interaction
from bot.kit.router import Router
from bot.kit.services import Services
from bot.kit.settings import Settings
from bot.kit.slack import SlackClients
from bot.playground.slack.server import StandIn
from bot.process import Running, start_service
from bot.web import EVENTS
from tests.support.clock import PATIENCE
from tests.support.factories import NAMES
from tests.support.person import Person, Surface

ROOT = Path(__file__).parents[2]
MONDAY = datetime(2027, 2, 1, 8, 0, tzinfo=UTC)  # 9:00 in Berlin, a plain winter week
SLIDES = "Presentations and storytelling"
DATA = "Spreadsheets and data"
TALKS = "Feedback and difficult conversations"

# What the apps of this process have asked each round: a service learns it in two rounds of a hundred
# statements, and tests start hundreds of services.
_ASKED: dict[Select[Any], None] = {}


class AppUnderTest:
    """The whole service and the means to let time pass.

    Ada asks, Eli and Mei help, Noor runs the program; all in Berlin unless told otherwise.
    """

    def __init__(self, url: str, keys: str, carrier: str, clock: ShiftedClock | None = None) -> None:
        self.url, self.keys, self.carrier = url, keys, carrier
        self.clock = clock or clock_from(MONDAY)
        self.slack = StandIn(self.clock)
        self.slack.use_manifest(deepcopy(_manifest()))
        self.slack.add_channel("general", [])
        self.service: Running | None = None
        self.ada = self.person("ada", "Ada Brandt")
        self.eli = self.person("eli", "Eli Navarro")
        self.mei = self.person("mei", "Mei Tanaka")
        self.noor = self.person("noor", "Noor Haddad", is_admin=True)

    def person(self, name: str, real_name: str, tz: str = "Europe/Berlin", **more: Any) -> Person:
        user = self.slack.add_person(name, real_name, tz=tz, **more)
        return Person(self.slack, user.id)

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
        with patch.object(Ahead, "__init__", _knowing):
            self.service = await start_service(self.settings(), self.clock)
            self.service.services.caches.of(Ahead)
        if self.carrier == "socket":
            self.slack.connect_socket()
            await self.slack.wait_until(lambda: self.slack.socket_mode.connections, PATIENCE)
        else:
            self.slack.connect_http(self.service.url + EVENTS)

    async def close(self) -> None:
        if self.service is not None:
            _ASKED.update(dict.fromkeys(self.service.services.caches.of(Ahead).known))
            await self.service.stop()
        await self.slack.stop()

    async def restart(self) -> None:
        """Stop the service and start it anew on the same database: nothing in memory survives."""
        assert self.service is not None
        await self.service.stop()
        await self.start()

    async def settle(self) -> None:
        """Let everything happen that is due now: until a round changes nothing, but no more than three."""
        assert self.service is not None
        database = self.service.services.database
        for _ in range(3):
            before = database.commits
            await self.service.worker.tick()
            if database.commits == before:
                break
        await self.slack.settle(within=PATIENCE)

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
        if set(more) & {"avoid", "lengths", "paused_through", "skills"}:
            await person.press("Add more")
        await person.fill({"topics": list(topics), **more})
        assert await person.submit() == {}
        while person.modal():
            await person.close()
        await self.settle()

    async def ask(self, person: Person, question: str, topic: str = SLIDES, **more: Any) -> None:
        """Somebody asks, through the form, sending the question as it is."""
        await person.command("/ask-expert", question)
        if set(more) & {"background", "outcome", "minutes", "sessions", "hours", "hide_name"}:
            await person.press("Add more")
        await person.fill({"topic": topic, **more})
        assert await person.submit() == {}
        if not person.find("On its way"):
            assert await person.submit() == {}
        await person.close()
        await self.settle()

    def dm_texts(self, person: Person) -> Sequence[str]:
        return [surface.text for surface in person.dm()]

    def group(self, one: Person) -> Surface:
        """The newest message in the newest group DM of a person."""
        channel = one.group_dms()[-1]
        return one.messages(channel)[-1]

    async def rows(self, statement: Any) -> list[Any]:
        """What a table of the workspace holds."""
        assert self.service is not None
        async with self.service.services.database.read(self.slack.workspace.team_id) as db:
            found: list[Any] = list(await db.scalars(statement))
            return found


_not_knowing = Ahead.__init__


def _knowing(ahead: Ahead) -> None:
    _not_knowing(ahead)
    ahead.known.extend(_ASKED)


@cache
def _manifest() -> Any:
    return yaml.safe_load((ROOT / "manifest.yml").read_text())


def clock_from(start: datetime) -> ShiftedClock:
    """Return a clock that goes on from a moment."""
    return ShiftedClock(start - datetime.now(UTC))


@asynccontextmanager
async def running_app(
    url: str, keys: str, carrier: str = "http", start: datetime = MONDAY
) -> AsyncIterator[AppUnderTest]:
    """Run the whole service on a database, from a moment on."""
    app = AppUnderTest(url, keys, carrier, clock_from(start))
    await app.open()
    try:
        yield app
    finally:
        await app.close()
    assert app.slack.violations == []


# --- Parts of the app ---------------------------------------------------------------------------------------


def services_without_slack(database: Database, clock: Clock) -> Services:
    """For jobs that only decide."""

    async def nobody(_workspace_id: str) -> AsyncWebClient:
        raise AssertionError("These jobs make no calls.")

    return Services(Settings(), database, clock, cast(SlackClients, None), nobody)


def services_for(database: Database, clock: Clock, slack: StandIn, http: aiohttp.ClientSession) -> Services:
    clients = SlackClients(slack.api_url, http)

    async def client_for(_workspace_id: str) -> AsyncWebClient:
        return clients.with_token(slack.bot_token)

    return Services(Settings(), database, clock, clients, client_for)


@asynccontextmanager
async def serving(router: Router, services: Services, slack: StandIn) -> AsyncIterator[None]:
    """Have these listeners answer what the stand-in sends; nobody is greeted."""
    client = services.slack.with_token(slack.bot_token)
    app = AsyncApp(client=client, signing_secret=slack.signing_secret, process_before_response=True)
    router.attach(app, services, _greet_nobody)
    runner = web.AppRunner(app.server(port=0).web_app, shutdown_timeout=0.2)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    slack.connect_http(f"http://127.0.0.1:{runner.addresses[0][1]}/slack/events")
    yield
    await runner.cleanup()
    assert slack.violations == []


async def _greet_nobody(_interaction: Interaction) -> None:
    """These people were met before."""


def add_members(slack: StandIn, user_ids: Iterable[str], zones: Mapping[str, str]) -> list[Person]:
    """Have the people of the tables in Slack too; everybody is in Berlin unless told."""
    return [
        Person(
            slack,
            slack.add_person(
                NAMES[user_id].split()[0].lower(),
                NAMES[user_id],
                id=user_id,
                tz=zones.get(user_id, "Europe/Berlin"),
            ).id,
        )
        for user_id in user_ids
    ]
