"""An app that has only experts and the program area, with Ada, Eli and Noor.

``/mentoring <word>`` opens what the feature home opens, and App Home shows the parts of these two features.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import aiohttp

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
from bot.people import queries as people_queries
from bot.playground.slack.server import StandIn
from tests.support.app import add_members, services_for, serving
from tests.support.clock import MONDAY, SettableClock
from tests.support.factories import ADA, ELI, NOOR, T, create_people
from tests.support.person import Person

ZONES = {ELI: "America/Los_Angeles"}


@dataclass
class AdminApp:
    """What tests hold: the services, Slack, and the people."""

    services: Services
    slack: StandIn
    clock: SettableClock
    ada: Person
    eli: Person
    noor: Person

    async def home(self, person: Person) -> str:
        """Open App Home and read it."""
        return (await person.open_home()).text


async def create_program(database: Database) -> None:
    """Make the workspace and its people, who have seen App Home; Eli is in Los Angeles."""
    await create_people(database, ZONES, rematch_at=MONDAY - timedelta(days=1), home_opened_at=MONDAY)


@asynccontextmanager
async def admin_app(database: Database) -> AsyncIterator[AdminApp]:
    """Start Slack and the app on a database with the program's people and the first topics."""
    await create_program(database)
    async with database.begin(T) as db:
        await admin_service.seed_topics(db, MONDAY)
    clock = SettableClock()
    async with StandIn(clock) as slack, aiohttp.ClientSession() as http:
        people = add_members(slack, (ADA, ELI, NOOR), ZONES)
        services = services_for(database, clock, slack, http)
        slack.declare_command("/mentoring")
        async with serving(_router(), services, slack):
            yield AdminApp(services, slack, clock, *people)


def _router() -> Router:
    router = Router()
    experts.register(router)
    admin.register(router)
    router.command("/mentoring", _mentoring)
    router.event("app_home_opened", _show_home)
    return router


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
        profile = await experts_queries.profile(db, interaction.user_id, interaction.now)
        blocks = experts_views.home_blocks(interaction.reader, profile)
        if await people_queries.is_admin(db, interaction.user_id):
            blocks += admin_views.home_blocks(interaction.reader, await admin_queries.program(db))
    await interaction.client.views_publish(user_id=interaction.user_id, view=home(blocks))
    return None
