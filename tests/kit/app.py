"""An app whose listeners do whatever a test tells them, on a stand-in for Slack; it needs no database."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any, cast

import aiohttp

from bot.kit import blocks
from bot.kit.carried import RowId
from bot.kit.clock import ShiftedClock
from bot.kit.db import Database
from bot.kit.interaction import Interaction, Result
from bot.kit.router import Router
from bot.playground.slack.server import StandIn
from tests.support.app import services_for, serving
from tests.support.person import Person

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
PRESS = "scripted_press"
WORDS = "What I typed & meant"
BUTTON = blocks.actions(blocks.button("Press me", PRESS, "v1"))
FORM = blocks.modal(
    "scripted_form",
    "A form",
    [
        blocks.field("words", "Words", blocks.text_input(lines=True)),
        blocks.field("more", "More", blocks.text_input(), optional=True),
        BUTTON,
    ],
    close="Cancel",
    submit="Send",
    metadata=RowId(id="a1").encode(),
)
BARE = blocks.modal("scripted_form", "Sure?", [blocks.section("Really?")], close="Cancel", submit="Send")


class ScriptedApp:
    """``does`` is what every listener does next; ``acts`` is what they were given."""

    def __init__(self, slack: StandIn, http: aiohttp.ClientSession) -> None:
        self.slack = slack
        self.http = http
        self.acts: list[Interaction] = []
        self.does: Callable[[Interaction], Awaitable[Result]] = self.nothing
        self.ada = Person(slack, slack.add_person("ada", "Ada Brandt", tz="Europe/Berlin").id)
        slack.declare_command("/scripted")
        slack.declare_shortcut("global", "Anywhere", "scripted_anywhere")
        slack.declare_shortcut("message", "About this", "scripted_message")
        self.services = services_for(cast(Database, None), ShiftedClock(), slack, http)
        self.client = self.services.slack.with_token(slack.bot_token)

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
        await self.ada.command("/scripted")
        self.does = before
        self.acts.clear()

    async def open_form_and_submit(self) -> None:
        """Show the form to Ada, and have her send it to what every listener does at present."""
        await self.open(FORM)
        await self.ada.fill({"Words": WORDS})
        await self.ada.submit()

    async def post(self) -> None:
        """Post a message with a button into Ada's DM."""
        place = self.slack.workspace.app_dm(self.ada.id).id
        await self.client.chat_postMessage(channel=place, text="Press", blocks=[BUTTON])

    def listeners(self) -> Router:
        router = Router()
        router.command("/scripted", self.handle)
        router.action(PRESS, self.handle)
        router.view_submission("scripted_form", self.handle)
        router.shortcut("scripted_anywhere", self.handle)
        router.shortcut("scripted_message", self.handle)
        router.event("app_home_opened", self.opened)
        router.search("scripted_search", self.handle)
        return router


@asynccontextmanager
async def scripted_app() -> AsyncIterator[ScriptedApp]:
    """Start the stand-in and the app."""
    async with StandIn(ShiftedClock()) as slack, aiohttp.ClientSession() as http:
        built = ScriptedApp(slack, http)
        async with serving(built.listeners(), built.services, slack):
            yield built
