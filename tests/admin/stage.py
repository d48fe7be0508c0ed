"""A workspace with Ada, Eli and Noor, and an app that has only experts and the program area.

``/mentoring <word>`` opens what the feature home opens, and App Home shows the parts of these two features.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import aiohttp
from aiohttp import web
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.admin import listeners as admin
from bot.admin import queries as admin_queries
from bot.admin import service as admin_service
from bot.admin import views as admin_views
from bot.experts import listeners as experts
from bot.experts import queries as experts_queries
from bot.experts import views as experts_views
from bot.kit.blocks import home
from bot.kit.db import Database
from bot.kit.interaction import Interaction, Result
from bot.kit.router import Router
from bot.kit.services import Services
from bot.kit.settings import Settings
from bot.kit.slack import SlackClients
from bot.models import Person as PersonRow
from bot.models import Workspace
from bot.people import queries as people_queries
from bot.playground.server import StandIn
from tests.support.person import Person

T = "T0PLAYGND"  # the stand-in's team
MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
ADA, ELI, NOOR = "UADA", "UELI", "UNOOR"


@dataclass
class StillClock:
    """Stands still until shifted."""

    instant: datetime = field(default=MONDAY)

    def now(self) -> datetime:
        return self.instant

    def system_now(self) -> datetime:
        return self.instant

    def shift(self, by: timedelta) -> None:
        self.instant += by


@dataclass
class Stage:
    """What tests hold: the services, Slack, and the people."""

    services: Services
    slack: StandIn
    clock: StillClock
    ada: Person
    eli: Person
    noor: Person

    async def home(self, person: Person) -> str:
        """Open App Home and read it."""
        return (await person.open_home()).text


async def found(database: Database) -> None:
    """Make the workspace and its three people: Ada and Eli in Berlin and Los Angeles, Noor a Slack admin."""
    async with database.all_workspaces() as db:
        db.add(Workspace(id=T, installed_at=MONDAY, rematch_at=MONDAY - timedelta(days=1)))
        await db.flush()
        for user_id, name, zone in (
            (ADA, "Ada Brandt", "Europe/Berlin"),
            (ELI, "Eli Navarro", "America/Los_Angeles"),
            (NOOR, "Noor Haddad", "Europe/Berlin"),
        ):
            db.add(
                PersonRow(
                    workspace_id=T,
                    user_id=user_id,
                    name=name,
                    zone=zone,
                    is_admin=user_id == NOOR,
                    synced_at=MONDAY,
                    home_opened_at=MONDAY,
                )
            )


@asynccontextmanager
async def stage(database: Database) -> AsyncIterator[Stage]:
    """Start Slack and the app on a database in which ``found`` and the first topics are."""
    await found(database)
    async with database.begin(T) as db:
        await admin_service.seed_topics(db, MONDAY)
    clock = StillClock()
    async with StandIn(clock) as slack, aiohttp.ClientSession() as http:
        people = [
            Person(slack, slack.add_person(name.split()[0].lower(), name, id=user_id, tz=zone).id)
            for user_id, name, zone in (
                (ADA, "Ada Brandt", "Europe/Berlin"),
                (ELI, "Eli Navarro", "America/Los_Angeles"),
                (NOOR, "Noor Haddad", "Europe/Berlin"),
            )
        ]
        services = _house(database, clock, slack, http)
        runner = await _serve(services, slack, http)
        yield Stage(services, slack, clock, *people)
        await runner.cleanup()
        assert slack.violations == []


def _house(database: Database, clock: StillClock, slack: StandIn, http: aiohttp.ClientSession) -> Services:
    clients = SlackClients(slack.api_url, http)

    async def client_for(_workspace_id: str) -> AsyncWebClient:
        return clients.with_token(slack.bot_token)

    return Services(Settings(), database, clock, clients, client_for)  # type: ignore[arg-type]


async def _serve(services: Services, slack: StandIn, http: aiohttp.ClientSession) -> web.AppRunner:
    slack.declare_command("/mentoring")
    router = Router()
    experts.register(router)
    admin.register(router)
    router.command("/mentoring", _mentoring)
    router.event("app_home_opened", _show_home)
    client = AsyncWebClient(slack.bot_token, base_url=slack.api_url, session=http)
    app = AsyncApp(client=client, signing_secret=slack.signing_secret, process_before_response=True)
    router.attach(app, services, _everybody_is_known)
    runner = web.AppRunner(app.server(port=0).web_app, shutdown_timeout=0.2)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    slack.connect_http(f"http://127.0.0.1:{runner.addresses[0][1]}/slack/events")
    return runner


async def _everybody_is_known(_act: Interaction) -> None:
    pass


async def _mentoring(interaction: Interaction) -> Result:
    openers: dict[str, Any] = {
        "profile": experts.open_profile,
        "pause": experts.open_pause,
        "admin": admin.open_panel,
    }
    result: Result = await openers[interaction.text](interaction)
    return result


async def _show_home(interaction: Interaction) -> Result:
    async with interaction.read() as db:
        blocks = experts_views.home_blocks(
            await experts_queries.profile(db, interaction.user_id, interaction.now)
        )
        if await people_queries.is_admin(db, interaction.user_id):
            blocks += admin_views.home_blocks(await admin_queries.program(db))
    await interaction.client.views_publish(user_id=interaction.user_id, view=home(blocks))
    return None
