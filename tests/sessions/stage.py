"""Ada's question, accepted by Eli: sessions and checklists on a stand-in Slack, with a worker."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import date, datetime

import aiohttp
from aiohttp import web
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy import select

from bot.checklists import jobs as checklists_jobs
from bot.checklists import listeners as checklists
from bot.delivery.dispatch import Dispatcher
from bot.delivery.kinds import Effect, Home, MessageKind
from bot.delivery.service import HOME
from bot.kit.blocks import home
from bot.kit.db import Database, WorkspaceSession
from bot.kit.interaction import Interaction
from bot.kit.router import Router
from bot.kit.services import Services
from bot.kit.settings import Settings
from bot.kit.slack import SlackClients
from bot.models import Ask, Outbox, Session
from bot.people import queries as people
from bot.playground.server import StandIn
from bot.playground.world import Channel, StoredFile
from bot.sessions import jobs, queries
from bot.sessions import listeners as sessions
from bot.sessions.views import home_blocks
from bot.worker import Worker
from tests.sessions.ground import MONDAY, NOOR, PEOPLE, T, accepted, found, session_of
from tests.support.person import Person


@dataclass
class StillClock:
    """Stands still until shifted."""

    instant: datetime = field(default=MONDAY)

    def now(self) -> datetime:
        return self.instant

    def system_now(self) -> datetime:
        return self.instant

    def to(self, instant: datetime) -> None:
        assert instant >= self.instant
        self.instant = instant


@dataclass
class Stage:
    """What tests hold: the services, Slack, the clock, the worker, and the people."""

    services: Services
    slack: StandIn
    clock: StillClock
    worker: Worker
    ada: Person
    eli: Person
    noor: Person
    offer_id: str

    async def at(self, instant: datetime) -> None:
        """Move to an instant and let everything happen that is due then."""
        self.clock.to(instant)
        await self.settle()

    async def settle(self) -> None:
        """Let what the last gesture caused be decided and said."""
        await self.worker.tick()

    async def session(self) -> Session:
        return await session_of(self.services.database, self.offer_id)

    async def ask(self) -> Ask:
        session = await self.session()
        async with self.services.database.read(T) as db:
            ask = await db.get(Ask, session.ask_id)
            assert ask is not None
            return ask

    async def rows(self, kind: str) -> list[Outbox]:
        async with self.services.database.read(T) as db:
            return list(await db.scalars(select(Outbox).where(Outbox.kind == kind).order_by(Outbox.id)))

    def room(self) -> Channel:
        """The group DM of the two."""
        return self.ada.group_dms()[0]

    def newest(self) -> str:
        """What the newest message in the group DM says to Ada."""
        return self.ada.messages(self.room())[-1].text

    def files(self, person: Person) -> list[StoredFile]:
        """The files in somebody's DM with the app, oldest first."""
        messages = [surface.item for surface in person.dm()]
        return [self.slack.world.files[name] for message in messages for name in message.files]

    async def book(self, person: Person | None = None) -> datetime:
        """Let somebody take the first proposed time; return it."""
        session = await self.session()
        async with self.services.database.read(T) as db:
            meeting = await queries.meeting(db, session.id)
        assert meeting is not None
        card = self.ada.messages(self.room())[-1]
        await (person or self.ada).press(card.buttons()[0], card)
        await self.settle()
        booked = await self.session()
        assert booked.starts_at == meeting.slots[0]
        return meeting.slots[0]


@asynccontextmanager
async def stage(
    database: Database,
    *,
    minutes: int = 45,
    needed_by: date | None = None,
    zones: dict[str, str] | None = None,
    groups: bool = True,
) -> AsyncIterator[Stage]:
    """Start Slack, the app and a worker, with a session just opened; ``groups``: group DMs are granted."""
    await found(database, zones)
    offer_id = await accepted(database, minutes=minutes, needed_by=needed_by)
    clock = StillClock()
    async with StandIn(clock) as slack, aiohttp.ClientSession() as http:
        if not groups:
            slack.world.scopes = slack.world.scopes - {"mpim:write"}
        people_ = [
            Person(slack, slack.add_person(name.split()[0].lower(), name, id=user_id, tz=zone).id)
            for user_id, (name, zone) in _zoned(zones).items()
        ]
        services = _house(database, clock, slack, http)
        runner = await _serve(services, slack, http)
        built = Stage(services, slack, clock, _worker(services), *people_, offer_id)
        await built.settle()
        yield built
        await runner.cleanup()
        assert slack.violations == []


def _zoned(zones: dict[str, str] | None) -> dict[str, tuple[str, str]]:
    everybody = {**PEOPLE, NOOR: ("Noor Haddad", "Europe/Berlin")}
    return {user_id: (name, (zones or {}).get(user_id, zone)) for user_id, (name, zone) in everybody.items()}


def _house(database: Database, clock: StillClock, slack: StandIn, http: aiohttp.ClientSession) -> Services:
    clients = SlackClients(slack.api_url, http)

    async def client_for(_workspace_id: str) -> AsyncWebClient:
        return clients.with_token(slack.bot_token)

    return Services(Settings(), database, clock, clients, client_for)


def _worker(services: Services) -> Worker:
    async def show_home(db: WorkspaceSession, row: Outbox, now: datetime) -> Effect:
        blocks = home_blocks(await queries.sessions_of(db, row.recipient), now)
        return Home(home(blocks))

    async def refused(workspace_id: str, code: str) -> None:
        raise AssertionError(f"{workspace_id} refused: {code}")

    dispatcher = Dispatcher(
        database=services.database,
        clock=services.clock,
        client_for=services.client_for,
        kinds={**checklists_jobs.MESSAGES, **jobs.MESSAGES, HOME: MessageKind(show_home)},
        on_workspace_refused=refused,
        hours_of=people.hours_of,
    )
    return Worker(services, jobs.JOBS, dispatcher)


async def _everybody_is_known(_act: Interaction) -> None:
    """Greet nobody: these people were met before."""


async def _serve(services: Services, slack: StandIn, http: aiohttp.ClientSession) -> web.AppRunner:
    router = Router()
    checklists.register(router)
    sessions.register(router)
    client = AsyncWebClient(slack.bot_token, base_url=slack.api_url, session=http)
    app = AsyncApp(client=client, signing_secret=slack.signing_secret, process_before_response=True)
    router.attach(app, services, _everybody_is_known)
    runner = web.AppRunner(app.server(port=0).web_app, shutdown_timeout=0.2)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    slack.connect_http(f"http://127.0.0.1:{runner.addresses[0][1]}/slack/events")
    return runner
