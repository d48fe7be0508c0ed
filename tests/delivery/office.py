"""A dispatcher with a stand-in for Slack, a clock that moves only when told, and a few kinds of sayings."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy import select

from bot.delivery.dispatch import Dispatcher
from bot.delivery.kinds import Effect, File, Home, MessageKind, PostMessage
from bot.delivery.service import enqueue, pair
from bot.kit.db import Database, WorkspaceSession
from bot.kit.errors import NotInstalled
from bot.kit.hours import WorkingHours
from bot.kit.slack import SlackClients
from bot.models import Outbox, OutboxState, RateLimit, Workspace
from bot.playground.server import StandIn

# A Monday, 10:00 in Berlin.
START = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
ADA, ELI = "UADA", "UELI"
BOTH = pair(ADA, ELI)
TEAM = "T1"


class StillClock:
    """Stands still until shifted."""

    def __init__(self) -> None:
        self.instant = START

    def now(self) -> datetime:
        return self.instant

    def system_now(self) -> datetime:
        return self.instant

    def shift(self, **by: float) -> datetime:
        self.instant += timedelta(**by)
        return self.instant


async def hours_of(db: WorkspaceSession, user_id: str) -> WorkingHours:
    return WorkingHours("Europe/Berlin")


def says(effect: Effect | None, **how: Any) -> MessageKind:
    """Return a kind that always says the same."""

    async def render(db: WorkspaceSession, row: Outbox, now: datetime) -> Effect | None:
        return effect

    return MessageKind(render, **how)


async def note(db: WorkspaceSession, row: Outbox, now: datetime) -> PostMessage:
    return PostMessage(f"{row.kind} {row.subject_id}", [section(f"{row.kind} {row.subject_id}")])


def section(text: str) -> dict[str, Any]:
    return {"type": "section", "text": {"type": "plain_text", "text": text}}


class Office:
    """What a test needs to plan things, let them be sent, and see what arrived."""

    def __init__(self, database: Database, clock: StillClock, slack: StandIn, clients: SlackClients) -> None:
        self.database, self.clock, self.slack, self.clients = database, clock, slack, clients
        self.refused: list[tuple[str, str]] = []
        self.shown = {"a1": "asked one expert"}  # what cards show, by subject
        self.kinds = {
            "note": MessageKind(note),
            "vital": MessageKind(note, on_unknown_outcome="repeat"),
            "nudge": MessageKind(note, waits_for_hours=True, useful_for=timedelta(hours=6)),
            "tracker": MessageKind(self._card),
            "tracker_news": MessageKind(self._news),
            "home": says(Home({"type": "home", "blocks": [section("Hello")]})),
            "calendar": says(
                File("session.ics", b"BEGIN:VCALENDAR", "Your session", "Your session is booked.")
            ),
            "gone": says(None),
        }
        self.dispatcher = self.another()

    async def _card(self, db: WorkspaceSession, row: Outbox, now: datetime) -> PostMessage:
        text = self.shown[row.subject_id]
        return PostMessage(text, [section(text)], card=f"ask:{row.subject_id}")

    async def _news(self, db: WorkspaceSession, row: Outbox, now: datetime) -> PostMessage:
        text = self.shown[row.subject_id]
        return PostMessage(text, [section(text)], card=f"ask:{row.subject_id}", update_only=True)

    def another(self, database: Database | None = None) -> Dispatcher:
        """Return a further dispatcher, as another process would have."""
        return Dispatcher(
            database=database or self.database,
            clock=self.clock,
            client_for=self._client_for,
            kinds=self.kinds,
            on_workspace_refused=self._refused,
            hours_of=hours_of,
        )

    async def _client_for(self, workspace_id: str) -> AsyncWebClient:
        if workspace_id == "TNONE":
            raise NotInstalled
        return self.clients.with_token(self.slack.bot_token, timeout=1)

    async def _refused(self, workspace_id: str, code: str) -> None:
        self.refused.append((workspace_id, code))

    async def open(self, *teams: str) -> None:
        """Make these workspaces known."""
        async with self.database.all_workspaces() as db:
            db.add_all(Workspace(id=team, installed_at=START, rematch_at=START) for team in teams)

    async def plan(self, kind: str, to: str = ADA, about: str = "s1", team: str = TEAM, **how: Any) -> None:
        """Enqueue something, due now unless told otherwise."""
        async with self.database.begin(team) as db:
            await enqueue(db, kind, to=to, about=about, now=self.clock.now(), **how)

    async def send(self) -> int:
        """Let the dispatcher send what is due."""
        return await self.dispatcher.run_once()

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
        channel = self.slack.world.find_direct([self.slack.world.bot_user_id, *people])
        return [message.text for message in channel.messages] if channel else []

    def calls(self, method: str) -> int:
        return len(self.slack.traffic.calls_of(method))
