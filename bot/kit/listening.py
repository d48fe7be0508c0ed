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

from bot.kit.act import Act, Clear, Next, Reply, Result, act_of
from bot.kit.door import Door
from bot.kit.house import House

Handler = Callable[[Act], Awaitable[Result]]
Greeting = Callable[[Act], Awaitable[None]]
Chooser = Callable[[Act], Awaitable[list[dict[str, Any]]]]

ANY = re.compile(".*", re.DOTALL)


class Listeners:
    """The ids that features listen to: commands, actions, submissions, shortcuts, events and menus."""

    def __init__(self) -> None:
        self.commands: dict[str, Handler] = {}
        self.actions: dict[str, Handler] = {}
        self.submissions: dict[str, Handler] = {}
        self.shortcuts: dict[str, Handler] = {}
        self.events: dict[str, list[Handler]] = {}
        self.menus: dict[str, Chooser] = {}

    def command(self, name: str, handler: Handler) -> None:
        """Listen to a slash command, "/" included."""
        _once(self.commands, name, handler)

    def action(self, action_id: str, handler: Handler) -> None:
        """Listen to a button or a choice. For "book:3" the handler of "book" is called."""
        _once(self.actions, action_id, handler)

    def submission(self, callback_id: str, handler: Handler) -> None:
        """Listen to the submission of a modal."""
        _once(self.submissions, callback_id, handler)

    def shortcut(self, callback_id: str, handler: Handler) -> None:
        """Listen to a global or message shortcut."""
        _once(self.shortcuts, callback_id, handler)

    def event(self, name: str, handler: Handler) -> None:
        """Listen to an event; several features may."""
        self.events.setdefault(name, []).append(handler)

    def menu(self, action_id: str, chooser: Chooser) -> None:
        """Give the choices of a menu that asks for them while one types."""
        _once(self.menus, action_id, chooser)

    def attach(self, app: AsyncApp, house: House, greet: Greeting) -> None:
        """Make Bolt call these handlers; ``greet`` comes first, whoever it is and whatever they do."""
        door = Door()

        async def run(
            handler: Handler | None, kind: str, ack: AsyncAck, client: Any, body: Any, context: Any
        ) -> None:
            act: Act | None = None
            try:
                act = act_of(house, client, body, context)
                await greet(act)
                result = await handler(act) if handler else _unknown(kind)
                await _answer(kind, act, ack, result, door)
            except Exception as error:
                await door.answer(kind, act, body, client, ack, error)

        async def command(
            ack: AsyncAck, body: Any, client: AsyncWebClient, context: AsyncBoltContext
        ) -> None:
            await run(self.commands.get(body["command"]), "command", ack, client, body, context)

        async def action(ack: AsyncAck, body: Any, client: AsyncWebClient, context: AsyncBoltContext) -> None:
            name = str(body["actions"][0].get("action_id", "")).partition(":")[0]
            # A link button and an input without a listener only need the acknowledgement.
            await run(self.actions.get(name, _nothing), "action", ack, client, body, context)

        async def submission(
            ack: AsyncAck, body: Any, client: AsyncWebClient, context: AsyncBoltContext
        ) -> None:
            await run(self.submissions.get(body["view"]["callback_id"]), "view", ack, client, body, context)

        async def shortcut(
            ack: AsyncAck, body: Any, client: AsyncWebClient, context: AsyncBoltContext
        ) -> None:
            await run(self.shortcuts.get(body["callback_id"]), "shortcut", ack, client, body, context)

        async def event(ack: AsyncAck, body: Any, client: AsyncWebClient, context: AsyncBoltContext) -> None:
            for handler in self.events.get(body["event"]["type"], [_nothing]):
                await run(handler, "event", ack, client, body, context)

        async def menu(ack: AsyncAck, body: Any, client: AsyncWebClient, context: AsyncBoltContext) -> None:
            chooser = self.menus.get(str(body.get("action_id")))
            options = await chooser(act_of(house, client, body, context)) if chooser else []
            await ack(options=options)

        async def closed(ack: AsyncAck) -> None:
            await ack()

        app.command(ANY)(command)
        app.action(ANY)(action)
        app.view_submission(ANY)(submission)
        app.view_closed(ANY)(closed)
        app.shortcut(ANY)(shortcut)
        app.event(ANY)(event)
        app.options(ANY)(menu)


def _once(registry: dict[str, Any], name: str, handler: Any) -> None:
    if name in registry:
        raise ValueError(f"Two listeners for {name!r}.")
    registry[name] = handler


async def _nothing(_act: Act) -> Result:
    return None


def _unknown(kind: str) -> Result:
    return (
        Reply("This button belongs to an older version of Pinchpoint. Please start from App Home.")
        if (kind != "event")
        else None
    )


async def _answer(kind: str, act: Act, ack: AsyncAck, result: Result, door: Door) -> None:
    if kind == "view":
        match result:
            case Next(view):
                await ack(response_action="update", view=view)
            case Clear():
                await ack(response_action="clear")
            case Reply(text):
                await ack(response_action="update", view=door.notice(text))
            case None:
                await ack()
        return
    if isinstance(result, Reply):
        await door.tell(kind, act, ack, result)
    else:
        await ack()
