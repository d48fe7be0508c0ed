"""An app whose listeners do whatever a test tells them, on a stand-in for Slack; it needs no database."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any, cast

import aiohttp
from aiohttp import web
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.kit import blocks
from bot.kit.clock import ShiftedClock
from bot.kit.db import Database
from bot.kit.interaction import Interaction, Result
from bot.kit.router import Router
from bot.kit.services import Services
from bot.kit.settings import Settings
from bot.kit.slack import SlackClients
from bot.playground.server import StandIn
from tests.support.person import Person

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
PRESS = "desk_press"
WORDS = "What I typed & meant"
BUTTON = blocks.actions(blocks.button("Press me", PRESS, "v1"))
FORM = blocks.modal(
    "desk_form",
    "A form",
    [
        blocks.field("words", "Words", blocks.text_input(lines=True)),
        blocks.field("more", "More", blocks.text_input(), optional=True),
        BUTTON,
    ],
    submit="Send",
    metadata='{"id": "a1"}',
)
BARE = blocks.modal("desk_form", "Sure?", [blocks.section("Really?")], submit="Send")


class Desk:
    """``does`` is what every listener does next; ``acts`` is what they were given."""

    def __init__(self, slack: StandIn, http: aiohttp.ClientSession) -> None:
        self.slack = slack
        self.http = http
        self.acts: list[Interaction] = []
        self.does: Callable[[Interaction], Awaitable[Result]] = self.nothing
        self.ada = Person(slack, slack.add_person("ada", "Ada Brandt", tz="Europe/Berlin").id)
        slack.declare_command("/desk")
        slack.declare_shortcut("global", "Anywhere", "desk_anywhere")
        slack.declare_shortcut("message", "About this", "desk_message")
        clients = SlackClients(slack.api_url, http)

        async def client_for(_workspace_id: str) -> AsyncWebClient:
            return clients.with_token(slack.bot_token)

        self.services = Services(Settings(), cast(Database, None), ShiftedClock(), clients, client_for)
        self.client = clients.with_token(slack.bot_token)

    async def nothing(self, _act: Interaction) -> Result:
        return None

    async def handle(self, interaction: Interaction) -> Result:
        self.acts.append(interaction)
        return await self.does(interaction)

    async def opened(self, interaction: Interaction) -> Result:
        await interaction.client.views_publish(user_id=interaction.user_id, view=blocks.home([BUTTON]))
        return await self.handle(interaction)

    async def open(self, view: dict[str, Any]) -> None:
        """Show a modal to Ada."""

        async def show(interaction: Interaction) -> Result:
            await interaction.open(view)
            return None

        before, self.does = self.does, show
        await self.ada.command("/desk")
        self.does = before
        self.acts.clear()

    async def post(self) -> None:
        """Post a message with a button into Ada's DM."""
        place = self.slack.world.app_dm(self.ada.id).id
        await self.client.chat_postMessage(channel=place, text="Press", blocks=[BUTTON])

    def listeners(self) -> Router:
        router = Router()
        router.command("/desk", self.handle)
        router.action(PRESS, self.handle)
        router.view_submission("desk_form", self.handle)
        router.shortcut("desk_anywhere", self.handle)
        router.shortcut("desk_message", self.handle)
        router.event("app_home_opened", self.opened)
        return router


async def _greet_nobody(_act: Interaction) -> None:
    """These people need no greeting."""


@asynccontextmanager
async def desk() -> AsyncIterator[Desk]:
    """Start the stand-in and the app."""
    async with StandIn(ShiftedClock()) as slack, aiohttp.ClientSession() as http:
        built = Desk(slack, http)
        app = AsyncApp(client=built.client, signing_secret=slack.signing_secret, process_before_response=True)
        built.listeners().attach(app, built.services, _greet_nobody)
        runner = web.AppRunner(app.server(port=0).web_app, shutdown_timeout=0.2)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        slack.connect_http(f"http://127.0.0.1:{runner.addresses[0][1]}/slack/events")
        yield built
        await runner.cleanup()
        assert slack.violations == []
