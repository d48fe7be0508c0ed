"""The outbox under test: what is planned, and a loop that sends it to the stand-in for Slack."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy import select

from bot.app import KINDS, MESSAGES
from bot.delivery.loop import OutboxLoop
from bot.delivery.messages import (
    REMOVAL,
    Effect,
    File,
    Home,
    MessageKind,
    Policy,
    PostMessage,
    Recipient,
    Render,
    RenderContext,
)
from bot.delivery.outbox import enqueue, refresh
from bot.kit.db import Database, WorkspaceSession
from bot.kit.errors import NotInstalled
from bot.kit.hours import WorkingHours
from bot.kit.reader import NEUTRAL, Reader
from bot.kit.slack import SlackClients
from bot.models import Conversation, Outbox, OutboxState, RateLimit, Workspace
from bot.offers import messages as offers
from bot.playground.slack.server import StandIn
from tests.support.clock import MONDAY, PATIENCE, SettableClock
from tests.support.factories import ADA, ELI, T

BOTH = str(Recipient.group(ADA, ELI))
TEAM = "T1"


async def hours_of(db: WorkspaceSession, user_id: str) -> WorkingHours:
    return WorkingHours("Europe/Berlin")


async def reader_of(db: WorkspaceSession, user_ids: Sequence[str]) -> Reader:
    return NEUTRAL


def kind_of(name: str, render: Render, **policy: Any) -> MessageKind:
    """Return a kind of this name."""
    return MessageKind(id=name, title=name, why="A test wants it.", render=render, policy=Policy(**policy))


def says(name: str, effect: Effect | None, **policy: Any) -> MessageKind:
    """Return a kind that always says the same."""

    async def render(context: RenderContext) -> Effect | None:
        return effect

    return kind_of(name, render, **policy)


async def note(context: RenderContext) -> PostMessage:
    words = f"{context.row.kind} {context.row.subject_id}"
    return PostMessage(words, [section(words)])


def section(text: str) -> dict[str, Any]:
    return {"type": "section", "text": {"type": "plain_text", "text": text}}


class Gate:
    """Holds the calls of one method, before they reach Slack, until it is opened."""

    def __init__(self) -> None:
        self.reached = asyncio.Event()
        self.opened = asyncio.Event()
        self.waiting = 0

    async def pass_through(self) -> None:
        self.waiting += 1
        self.reached.set()
        await self.opened.wait()


class OutboxHarness:
    """What a test needs to plan things, let them be sent, and see what arrived."""

    def __init__(
        self, database: Database, clock: SettableClock, slack: StandIn, clients: SlackClients
    ) -> None:
        self.database, self.clock, self.slack, self.clients = database, clock, slack, clients
        self.refused: list[tuple[str, str]] = []
        self.closed: list[tuple[str, str]] = []
        self.gates: dict[str, Gate] = {}
        self.limits_of: dict[str, float] = {}  # how many seconds a call of a method may take
        self.shown = {"a1": "asked one expert"}  # what cards show, by subject
        self.kinds: dict[str, MessageKind] = {}
        self.say(
            kind_of("note", note),
            kind_of("vital", note, on_unknown_outcome="repeat"),
            kind_of("nudge", note, waits_for_hours=True, useful_for=timedelta(hours=6)),
            kind_of("tracker", self._card),
            kind_of("tracker_news", self._news),
            says("home", Home({"type": "home", "blocks": [section("Hello")]})),
            says(
                "calendar",
                File("session.ics", b"BEGIN:VCALENDAR", "Your session", "Your session is booked."),
            ),
            says("gone", None),
            REMOVAL,
        )
        self.loop = self.another()

    def say(self, *kinds: MessageKind) -> None:
        """Make kinds known to every loop."""
        self.kinds |= {kind.id: kind for kind in kinds}

    async def _card(self, context: RenderContext) -> PostMessage:
        text = self.shown[context.row.subject_id]
        return PostMessage(text, [section(text)], card=f"ask:{context.row.subject_id}")

    async def _news(self, context: RenderContext) -> PostMessage:
        text = self.shown[context.row.subject_id]
        return PostMessage(text, [section(text)], card=f"ask:{context.row.subject_id}", update_only=True)

    def another(self, database: Database | None = None) -> OutboxLoop:
        """Return a further loop, as another process would have."""
        return OutboxLoop(
            database=database or self.database,
            clock=self.clock,
            client_for=self._client_for,
            kinds=self.kinds,
            on_workspace_refused=self._refused,
            on_workspace_closed=self._closed,
            hours_of=hours_of,
            reader_of=reader_of,
        )

    async def _client_for(self, workspace_id: str) -> AsyncWebClient:
        if workspace_id == "TNONE":
            raise NotInstalled
        client = self.clients.with_token(self.slack.bot_token, timeout=PATIENCE)
        call = client.api_call

        async def api_call(method: str, **how: Any) -> Any:
            if method in self.gates:
                await self.gates[method].pass_through()
            client.timeout = self.limits_of.get(method, PATIENCE)  # type: ignore[assignment]
            return await call(method, **how)

        client.api_call = api_call  # type: ignore[method-assign]
        return client

    def hold(self, method: str) -> Gate:
        """Hold the calls of a method that are made from here on."""
        self.gates[method] = Gate()
        return self.gates[method]

    async def _refused(self, workspace_id: str, code: str) -> None:
        self.refused.append((workspace_id, code))

    async def _closed(self, workspace_id: str, code: str) -> None:
        self.closed.append((workspace_id, code))

    async def open(self, *teams: str) -> None:
        """Make these workspaces known."""
        async with self.database.all_workspaces() as db:
            db.add_all(Workspace(id=team, installed_at=MONDAY, rematch_at=MONDAY) for team in teams)

    async def know(self, *user_ids: str) -> None:
        """Let the DMs of these people be open already."""
        async with self.database.begin(TEAM) as db:
            for user_id in user_ids:
                channel_id = self.slack.workspace.app_dm(user_id).id
                await db.upsert(Conversation, {"members": user_id}, channel_id=channel_id)

    async def plan(self, kind: str, to: str = ADA, about: str = "s1", team: str = TEAM, **how: Any) -> None:
        """Enqueue something, due now unless told otherwise. A kind of another name is one nobody knows."""
        async with self.database.begin(team) as db:
            wanted = self.kinds.get(kind) or says(kind, None)
            recipient = Recipient.parse(to)
            await enqueue(db, wanted, to=recipient, about=about, now=self.clock.now(), **how)

    async def refresh(self, kind: str, to: str = ADA, about: str = "a1", team: str = TEAM) -> None:
        """Have a card made anew."""
        async with self.database.begin(team) as db:
            recipient = Recipient.parse(to)
            await refresh(db, self.kinds[kind], to=recipient, about=about, now=self.clock.now())

    async def send(self) -> int:
        """Let the loop send what is due."""
        return await self.loop.run_once()

    async def within(self, work: Callable[[WorkspaceSession], Awaitable[Any]], team: str = TEAM) -> Any:
        """Do something in a transaction."""
        async with self.database.begin(team) as db:
            return await work(db)

    async def rows(self, team: str = TEAM) -> list[Outbox]:
        async with self.database.read(team) as db:
            return list(await db.scalars(select(Outbox).order_by(Outbox.created_at, Outbox.id)))

    async def row(self) -> Outbox:
        """Return the only row there is."""
        (row,) = await self.rows()
        return row

    async def states(self) -> list[OutboxState]:
        return [row.state for row in await self.rows()]

    async def limits(self, team: str = TEAM) -> dict[tuple[str, str], datetime]:
        async with self.database.read(team) as db:
            return {(it.method, it.channel_id): it.not_before for it in await db.scalars(select(RateLimit))}

    def said(self, *people: str) -> list[str]:
        """Return the texts in the DM or group DM of these people, oldest first."""
        channel = self.slack.workspace.find_direct([self.slack.workspace.bot_user_id, *people])
        return [message.text for message in channel.messages] if channel else []

    def calls(self, method: str) -> int:
        return len(self.slack.traffic.calls_of(method))


@dataclass(frozen=True)
class Planned:
    """Something that is to be said, as it would be said now."""

    to: str
    kind: MessageKind
    due: datetime
    words: str  # everything of the message, as JSON
    only_changes: bool = False  # nothing new is said: a message that stands is brought up to date


async def planned(
    database: Database, now: datetime, to: str | None = None, kind: MessageKind | None = None
) -> list[Planned]:
    """Everything that waits to be said, made from the present state; what no longer applies is left out."""
    found = []
    async with database.read(T) as db:
        for row in await db.scalars(select(Outbox).order_by(Outbox.due_at, Outbox.id)):
            if row.state != OutboxState.PENDING or to not in (None, row.recipient):
                continue
            its_kind = MESSAGES[row.kind]
            if kind not in (None, its_kind):
                continue
            effect = await KINDS[row.kind].render(RenderContext(db, row, NEUTRAL, now))
            if isinstance(effect, PostMessage):
                words = json.dumps([effect.text, effect.blocks], ensure_ascii=False)
                found.append(Planned(row.recipient, its_kind, row.due_at, words, effect.update_only))
            elif isinstance(effect, Home):
                words = json.dumps(effect.view, ensure_ascii=False)
                found.append(Planned(row.recipient, its_kind, row.due_at, words))
    return found


async def latest(database: Database, kind: MessageKind, now: datetime) -> datetime | None:
    """When what the one planned message of a kind asks for must be done."""
    assert kind.latest is not None
    async with database.read(T) as db:
        wanted = select(Outbox).where(Outbox.kind == kind.id, Outbox.state == OutboxState.PENDING)
        (row,) = await db.scalars(wanted)
        return await kind.latest(RenderContext(db, row, NEUTRAL, now))


async def reminders(database: Database, expert: str) -> list[datetime]:
    """When an expert is reminded, as it is planned now."""
    said = await planned(database, MONDAY, expert, offers.REMINDER)
    return [one.due for one in said if not one.only_changes]
