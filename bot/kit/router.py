"""Where features register what they listen to, and the one way in.

Bolt gets a single listener per kind of payload; the handler is looked up by its id. Bolt tries listeners one
after another (about 0.02 ms each), so a hundred of its own would cost more than all the rest of a request.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_bolt.context.async_context import AsyncBoltContext
from slack_sdk.web.async_client import AsyncWebClient

from bot.kit import texts
from bot.kit.interaction import ClearViews, Ephemeral, Interaction, Result, UpdateView, interaction_from
from bot.kit.responder import Responder
from bot.kit.services import Services

Handler = Callable[[Interaction], Awaitable[Result]]
Prepare = Callable[[Interaction], Awaitable[None]]

ANY = re.compile(".*", re.DOTALL)


class Router:
    """The ids that features listen to: commands, actions, submissions, shortcuts and events."""

    def __init__(self) -> None:
        self.commands: dict[str, Handler] = {}
        self.actions: dict[str, Handler] = {}
        self.view_submissions: dict[str, Handler] = {}
        self.shortcuts: dict[str, Handler] = {}
        self.events: dict[str, list[Handler]] = {}

    def command(self, name: str, handler: Handler) -> None:
        """Listen to a slash command, "/" included."""
        _once(self.commands, name, handler)

    def action(self, action_id: str, handler: Handler) -> None:
        """Listen to a button or a choice. For "book:3" the handler of "book" is called."""
        _once(self.actions, action_id, handler)

    def view_submission(self, callback_id: str, handler: Handler) -> None:
        """Listen to the submission of a modal."""
        _once(self.view_submissions, callback_id, handler)

    def shortcut(self, callback_id: str, handler: Handler) -> None:
        """Listen to a global or message shortcut."""
        _once(self.shortcuts, callback_id, handler)

    def event(self, name: str, handler: Handler) -> None:
        """Listen to an event; several features may."""
        self.events.setdefault(name, []).append(handler)

    def attach(self, app: AsyncApp, services: Services, prepare: Prepare) -> None:
        """Make Bolt call these handlers; ``prepare`` runs before each of them."""
        responder = Responder()

        async def run(
            handler: Handler | None, kind: str, ack: AsyncAck, client: Any, body: Any, context: Any
        ) -> None:
            interaction: Interaction | None = None
            try:
                interaction = interaction_from(services, client, body, context)
                await prepare(interaction)
                result = await handler(interaction) if handler else _unknown(kind)
                await _answer(kind, interaction, ack, result, responder)
            except Exception as error:
                await responder.answer(kind, interaction, body, client, ack, error)

        async def command(
            ack: AsyncAck, body: Any, client: AsyncWebClient, context: AsyncBoltContext
        ) -> None:
            await run(self.commands.get(body["command"]), "command", ack, client, body, context)

        async def action(ack: AsyncAck, body: Any, client: AsyncWebClient, context: AsyncBoltContext) -> None:
            name = str(body["actions"][0].get("action_id", "")).partition(":")[0]
            # A link button and an input without a listener only need the acknowledgement.
            await run(self.actions.get(name, _nothing), "action", ack, client, body, context)

        async def view_submission(
            ack: AsyncAck, body: Any, client: AsyncWebClient, context: AsyncBoltContext
        ) -> None:
            await run(
                self.view_submissions.get(body["view"]["callback_id"]), "view", ack, client, body, context
            )

        async def shortcut(
            ack: AsyncAck, body: Any, client: AsyncWebClient, context: AsyncBoltContext
        ) -> None:
            await run(self.shortcuts.get(body["callback_id"]), "shortcut", ack, client, body, context)

        async def event(ack: AsyncAck, body: Any, client: AsyncWebClient, context: AsyncBoltContext) -> None:
            for handler in self.events.get(body["event"]["type"], [_nothing]):
                await run(handler, "event", ack, client, body, context)

        async def closed(ack: AsyncAck) -> None:
            await ack()

        app.command(ANY)(command)
        app.action(ANY)(action)
        app.view_submission(ANY)(view_submission)
        app.view_closed(ANY)(closed)
        app.shortcut(ANY)(shortcut)
        app.event(ANY)(event)


def _once(registry: dict[str, Any], name: str, handler: Any) -> None:
    if name in registry:
        raise ValueError(f"Two listeners for {name!r}.")
    registry[name] = handler


async def _nothing(_interaction: Interaction) -> Result:
    return None


def _unknown(kind: str) -> Result:
    return Ephemeral(texts.OLD_BUTTON) if kind != "event" else None


async def _answer(
    kind: str, interaction: Interaction, ack: AsyncAck, result: Result, responder: Responder
) -> None:
    if kind == "view":
        match result:
            case UpdateView(view):
                await ack(response_action="update", view=view)
            case ClearViews():
                await ack(response_action="clear")
            case Ephemeral(text):
                await ack(
                    response_action="update",
                    view=responder.notice(interaction.reader(text), interaction.reader),
                )
            case None:
                await ack()
        return
    if isinstance(result, Ephemeral):
        await responder.tell(kind, interaction, ack, result)
    else:
        await ack()
