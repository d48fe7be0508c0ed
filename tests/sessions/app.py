"""Ada's question, accepted by Eli: sessions and checklists on a stand-in Slack, with a worker."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime

import aiohttp
from sqlalchemy import select

from bot.asks import messages as asks_messages
from bot.checklists import listeners as checklists
from bot.checklists import messages as checklists_messages
from bot.delivery.loop import OutboxLoop
from bot.delivery.messages import REMOVAL, Effect, Home, RenderContext
from bot.home import queries as home_queries
from bot.home.messages import HOME
from bot.home.views import home
from bot.kit.db import Database
from bot.kit.router import Router
from bot.kit.services import Services
from bot.models import Ask, Expert, Outbox, Session
from bot.offers import messages as offers_messages
from bot.people import queries as people
from bot.playground.slack.objects import Channel, StoredFile
from bot.playground.slack.server import StandIn
from bot.sessions import jobs, messages, queries
from bot.sessions import listeners as sessions
from bot.worker import Worker
from tests.support.app import add_members, services_for, serving
from tests.support.clock import MONDAY, SettableClock
from tests.support.factories import (
    ADA,
    ELI,
    NOOR,
    SLIDES,
    T,
    create_accepted_offer,
    create_workspace,
    get_session,
)
from tests.support.person import Person

ZONES = {ELI: "Europe/London"}


@dataclass
class SessionsApp:
    """What tests hold: the services, Slack, the clock, the worker, and the people."""

    services: Services
    slack: StandIn
    clock: SettableClock
    worker: Worker
    ada: Person
    eli: Person
    noor: Person
    offer_id: str

    async def at(self, instant: datetime) -> None:
        """Move to an instant and let everything happen that is due then."""
        self.clock.set_to(instant)
        await self.settle()

    async def settle(self) -> None:
        """Let what the last gesture caused be decided and said."""
        await self.worker.tick()

    async def session(self) -> Session:
        return await get_session(self.services.database, self.offer_id)

    async def ask(self) -> Ask:
        session = await self.session()
        async with self.services.database.read(T) as db:
            ask = await db.get(Ask, session.ask_id)
            assert ask is not None
            return ask

    async def rows(self, kind: str) -> list[Outbox]:
        async with self.services.database.read(T) as db:
            return list(await db.scalars(select(Outbox).where(Outbox.kind == kind).order_by(Outbox.id)))

    async def meeting(self) -> queries.Meeting:
        async with self.services.database.read(T) as db:
            found = await queries.meeting(db, (await self.session()).id)
            assert found is not None
            return found

    def room(self) -> Channel:
        """The group DM of the two."""
        return self.ada.group_dms()[0]

    def newest(self) -> str:
        """What the newest message in the group DM says to Ada."""
        return self.ada.messages(self.room())[-1].text

    def files(self, person: Person) -> list[StoredFile]:
        """The files in somebody's DM with the app, oldest first."""
        messages = [surface.item for surface in person.dm()]
        return [self.slack.workspace.files[name] for message in messages for name in message.files]

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
async def sessions_app(
    database: Database,
    *,
    minutes: int = 45,
    needed_by: date | None = None,
    zones: dict[str, str] | None = None,
    groups: bool = True,
) -> AsyncIterator[SessionsApp]:
    """Start Slack, the app and a worker, with a session just opened; ``groups``: group DMs are granted."""
    await create_sessions_workspace(database, zones)
    offer_id = await create_accepted_offer(database, minutes=minutes, needed_by=needed_by)
    clock = SettableClock()
    async with StandIn(clock) as slack, aiohttp.ClientSession() as http:
        if not groups:
            slack.workspace.scopes = slack.workspace.scopes - {"mpim:write"}
        members = add_members(slack, (ADA, ELI, NOOR), ZONES | (zones or {}))
        services = services_for(database, clock, slack, http)
        router = Router()
        checklists.register(router)
        sessions.register(router)
        async with serving(router, services, slack):
            built = SessionsApp(services, slack, clock, _worker(services), *members, offer_id)
            await built.settle()
            yield built


async def create_sessions_workspace(database: Database, zones: dict[str, str] | None = None) -> None:
    """Make a workspace in which Eli is in London, and Noor is an expert who could help further."""
    await create_workspace(database, [], ZONES | (zones or {}), **SLIDES)
    async with database.begin(T) as db:
        await db.insert(Expert, user_id=NOOR, opted_in_at=MONDAY)


def _worker(services: Services) -> Worker:
    async def show_home(context: RenderContext) -> Effect:
        page = await home_queries.page(context.db, context.recipient.user_id, context.now)
        return Home(home(context.reader, page, context.now))

    async def refused(workspace_id: str, code: str) -> None:
        raise AssertionError(f"{workspace_id} refused: {code}")

    async def nothing(context: RenderContext) -> Effect | None:
        return None

    others = [replace(kind, render=nothing) for kind in (asks_messages.TRACKER, offers_messages.CARD)]
    ours = [*checklists_messages.MESSAGES, *messages.MESSAGES]
    kinds = [*ours, *others, REMOVAL, replace(HOME, render=show_home)]
    loop = OutboxLoop(
        database=services.database,
        clock=services.clock,
        client_for=services.client_for,
        kinds={kind.id: kind for kind in kinds},
        on_workspace_refused=refused,
        on_workspace_closed=refused,
        hours_of=people.hours_of,
        reader_of=people.reader_of,
    )
    return Worker(services, jobs.JOBS, loop)
