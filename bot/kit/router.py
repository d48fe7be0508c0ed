"""Where features register what they listen to, and the one way in.

Bolt gets a single listener per kind of payload; the handler is looked up by its id. Bolt tries listeners one
after another (about 0.02 ms each), so a hundred of its own would cost more than all the rest of a request.
"""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_bolt.context.async_context import AsyncBoltContext

from bot.kit import budget as budgets
from bot.kit import request_ids, texts, tracing
from bot.kit.again import TRY_AGAIN, Again
from bot.kit.budget import Budget
from bot.kit.errors import UserMessage
from bot.kit.i18n import Sentence
from bot.kit.interaction import (
    ClearViews,
    Ephemeral,
    Interaction,
    Options,
    Progress,
    Result,
    UpdateView,
    interaction_from,
)
from bot.kit.refusals import Asked
from bot.kit.responder import Incoming, Responder
from bot.kit.services import ProgramButton, ProgramFigures, ProgramGroup, Services

log = logging.getLogger(__name__)

Handler = Callable[[Interaction], Awaitable[Result]]
Prepare = Callable[[Interaction], Awaitable[None]]
FollowUp = Callable[[Interaction], Coroutine[Any, Any, None]]

ANY = re.compile(".*", re.DOTALL)
CALL_SECONDS = 3  # for one call of a listener's; all of it together has the budget
REFUSAL = "refusal"  # in Bolt's context: why this request cannot be served


class Router:
    """The ids that features listen to: commands, actions, submissions, shortcuts and events."""

    def __init__(self) -> None:
        self.commands: dict[str, Handler] = {}
        self.actions: dict[str, Handler] = {}
        self.view_submissions: dict[str, Handler] = {}
        self.shortcuts: dict[str, Handler] = {}
        self.searches: dict[str, Handler] = {}
        self.events: dict[str, list[Handler]] = {}
        self._follow_ups: list[FollowUp] = []
        self.program: list[ProgramButton] = []
        self.figures: list[ProgramFigures] = []

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

    def search(self, action_id: str, handler: Handler) -> None:
        """Listen to what is typed into a menu that is searched; the handler returns ``Options``."""
        _once(self.searches, action_id, handler)

    def event(self, name: str, handler: Handler) -> None:
        """Listen to an event; several features may."""
        self.events.setdefault(name, []).append(handler)

    def follow_up(self, handler: FollowUp) -> None:
        """Do something after each press and each submission was answered; nobody waits for it."""
        self._follow_ups.append(handler)

    def _after(self, interaction: Interaction | None) -> None:
        if interaction is not None:
            for handler in self._follow_ups:
                interaction.services.background.leave(asyncio.create_task(handler(interaction)))

    def program_button(self, label: Sentence, action_id: str, group: ProgramGroup) -> None:
        """Have the program area offer this beside its topics and settings."""
        self.program.append(ProgramButton(label, action_id, group))

    def program_figures(self, figures: ProgramFigures) -> None:
        """Have these figures told below those of the program."""
        self.figures.append(figures)

    async def _again(self, interaction: Interaction) -> Result:
        """Do once more what was too late the first time."""
        again = interaction.pressed(Again)
        interaction.body = again.onto(interaction.body)
        known = {"command": self.commands, "action": self.actions, "shortcut": self.shortcuts}[again.way]
        handler = known.get(again.name.partition(":")[0] if again.way == "action" else again.name, _unknown)
        return await handler(interaction)

    def attach(self, app: AsyncApp, services: Services, prepare: Prepare) -> None:
        """Make Bolt call these handlers; ``prepare`` runs before each of them."""
        run = _Run(services, prepare)
        services.program, services.figures = tuple(self.program), tuple(self.figures)

        async def command(ack: AsyncAck, body: Any, context: AsyncBoltContext) -> None:
            name = str(body["command"])
            await run(self.commands.get(name), Asked("command", name), ack, body, context)

        async def action(ack: AsyncAck, body: Any, context: AsyncBoltContext) -> None:
            name = str(body["actions"][0].get("action_id", "")).partition(":")[0]
            # A link button and an input without a listener only need the acknowledgement.
            handler = self._again if name == TRY_AGAIN else self.actions.get(name, _nothing)
            self._after(await run(handler, Asked("action", name), ack, body, context))

        async def view_submission(ack: AsyncAck, body: Any, context: AsyncBoltContext) -> None:
            name = str(body["view"].get("callback_id"))
            handler = self.view_submissions.get(name)
            self._after(await run(handler, Asked("view", name), ack, body, context))

        async def shortcut(ack: AsyncAck, body: Any, context: AsyncBoltContext) -> None:
            name = str(body["callback_id"])
            await run(self.shortcuts.get(name), Asked("shortcut", name), ack, body, context)

        async def search(ack: AsyncAck, body: Any, context: AsyncBoltContext) -> None:
            name = str(body.get("action_id") or "")
            await run(self.searches.get(name, _nothing), Asked("search", name), ack, body, context)

        async def event(ack: AsyncAck, body: Any, context: AsyncBoltContext) -> None:
            if not _is_heard(body):
                await ack()
                return
            name = str(body["event"]["type"])
            for handler in self.events.get(name, [_nothing]):
                await run(handler, Asked("event", name), ack, body, context)

        async def closed(ack: AsyncAck) -> None:
            await ack()

        app.command(ANY)(command)
        app.action(ANY)(action)
        app.view_submission(ANY)(view_submission)
        app.view_closed(ANY)(closed)
        app.shortcut(ANY)(shortcut)
        app.options(ANY)(search)
        app.event(ANY)(event)


def _once(registry: dict[str, Any], name: str, handler: Any) -> None:
    if name in registry:
        raise ValueError(f"Two listeners for {name!r}.")
    registry[name] = handler


def _is_heard(body: dict[str, Any]) -> bool:
    """Tell whether an event is of a person: no words of a bot or the app itself, no change of a message."""
    event = body["event"]
    if event["type"] not in ("message", "app_mention"):
        return True
    own = [one.get("user_id") for one in body.get("authorizations") or [] if one.get("is_bot")]
    new = event.get("subtype") in (None, "file_share", "thread_broadcast", "me_message")
    return new and bool(event.get("user")) and not event.get("bot_id") and event["user"] not in own


async def _nothing(_interaction: Interaction) -> Result:
    return None


async def _unknown(_interaction: Interaction) -> Result:
    return Ephemeral(texts.OLD_BUTTON, refusal=UserMessage(texts.OLD_BUTTON))


class _Run:
    """Has one handler answer one request, within the time there is."""

    def __init__(self, services: Services, prepare: Prepare) -> None:
        self._services = services
        self._prepare = prepare
        self._responder = Responder(services)

    async def __call__(
        self, handler: Handler | None, asked: Asked, ack: AsyncAck, body: Any, context: AsyncBoltContext
    ) -> Interaction | None:
        """Return what was answered; None where it could not be read."""
        if handler is None or handler is _nothing:
            asked = asked.unheard()
        with request_ids.working_for(request_ids.new()), tracing.span(f"answer a {asked.kind}"):
            # Bolt makes a client of the SDK's own kind for each request; ours keeps time and calls once.
            client = self._services.slack.with_token(context.client.token, timeout=CALL_SECONDS)
            incoming = Incoming(asked, body, client, ack, Budget.of(context))
            answering = self._answer(handler or _unknown, incoming, context)
            if not incoming.can_be_answered_later:
                await answering
            elif await self._is_late(answering):
                await self._acknowledge(incoming)
            self._services.metrics.answered(asked.kind, incoming.budget.spent)
            log.debug("answered a %s after %.3f s", asked.kind, incoming.budget.spent)
            return incoming.interaction

    async def _is_late(self, answering: Coroutine[Any, Any, None]) -> bool:
        """Wait a moment for an answer; where it takes longer, let it come to its end and return True."""
        task = asyncio.create_task(answering)
        try:
            await asyncio.wait({task}, timeout=budgets.SOON_SECONDS)
        except asyncio.CancelledError:
            task.cancel()
            raise
        if task.done():
            task.result()
            return False
        self._services.background.leave(task)
        return True

    async def _acknowledge(self, incoming: Incoming) -> None:
        incoming.is_acknowledged = True
        await incoming.ack()

    async def _answer(self, handler: Handler, incoming: Incoming, context: AsyncBoltContext) -> None:
        try:
            if (refusal := context.get(REFUSAL)) is not None:
                raise refusal
            incoming.interaction = interaction_from(self._services, incoming.client, incoming.body, context)
            result = await self._handle(handler, incoming.interaction, incoming.budget)
            if isinstance(result, Ephemeral) and result.refusal is not None:
                self._responder.note(incoming, result.refusal)
            await _answer(incoming, result, self._responder)
        except Exception as error:
            await self._responder.answer(incoming, error)

    async def _handle(self, handler: Handler, interaction: Interaction, budget: Budget) -> Result:
        async def handle() -> Result:
            if interaction.client.token:  # else Slack tells that the app was removed: nobody acted
                await self._prepare(interaction)
            interaction.progress = Progress.OPEN  # that they were met decides nothing
            return await handler(interaction)

        # What is being committed is let be: nobody could tell whether it was undone.
        return await budget.bound(
            handle(),
            self._services.background,
            may_cancel=lambda: interaction.progress is not Progress.COMMITTING,
        )


async def _answer(incoming: Incoming, result: Result, responder: Responder) -> None:
    ack, reader = incoming.ack, incoming.reader
    if incoming.kind == "search":
        await ack(options=result.options if isinstance(result, Options) else [])
        return
    if incoming.kind != "view":
        if isinstance(result, Ephemeral):
            await responder.tell(incoming, result)
        else:
            await ack()
        return
    match result:
        case UpdateView(view):
            await ack(response_action="update", view=view)
        case ClearViews():
            await ack(response_action="clear")
        case Ephemeral(text):
            await ack(response_action="update", view=responder.notice(reader(text), reader))
        case None:
            await ack()
