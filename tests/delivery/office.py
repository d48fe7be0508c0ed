"""A dispatcher with a stand-in for Slack, a clock that moves only when told, and a few kinds of sayings."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy import select

from bot.delivery.dispatch import Dispatcher
from bot.delivery.kinds import Effect, File, Home, Kind, Say
from bot.delivery.service import enqueue, pair
from bot.kit.db import Database, Tx
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


async def hours_of(tx: Tx, user_id: str) -> WorkingHours:
    return WorkingHours("Europe/Berlin")


def says(effect: Effect | None, **how: Any) -> Kind:
    """Return a kind that always says the same."""

    async def render(tx: Tx, row: Outbox, now: datetime) -> Effect | None:
        return effect

    return Kind(render, **how)


async def note(tx: Tx, row: Outbox, now: datetime) -> Say:
    return Say(f"{row.kind} {row.subject_id}", [section(f"{row.kind} {row.subject_id}")])


def section(text: str) -> dict[str, Any]:
    return {"type": "section", "text": {"type": "plain_text", "text": text}}


class Office:
    """What a test needs to plan things, let them be sent, and see what arrived."""

    def __init__(self, db: Database, clock: StillClock, slack: StandIn, clients: SlackClients) -> None:
        self.db, self.clock, self.slack, self.clients = db, clock, slack, clients
        self.refused: list[tuple[str, str]] = []
        self.shown = {"a1": "asked one expert"}  # what cards show, by subject
        self.kinds = {
            "note": Kind(note),
            "vital": Kind(note, on_unknown="repeat"),
            "nudge": Kind(note, waits_for_hours=True, useful_for=timedelta(hours=6)),
            "tracker": Kind(self._card),
            "tracker_news": Kind(self._news),
            "home": says(Home({"type": "home", "blocks": [section("Hello")]})),
            "calendar": says(
                File("session.ics", b"BEGIN:VCALENDAR", "Your session", "Your session is booked.")
            ),
            "gone": says(None),
        }
        self.dispatcher = self.another()

    async def _card(self, tx: Tx, row: Outbox, now: datetime) -> Say:
        text = self.shown[row.subject_id]
        return Say(text, [section(text)], card=f"ask:{row.subject_id}")

    async def _news(self, tx: Tx, row: Outbox, now: datetime) -> Say:
        text = self.shown[row.subject_id]
        return Say(text, [section(text)], card=f"ask:{row.subject_id}", update_only=True)

    def another(self, db: Database | None = None) -> Dispatcher:
        """Return a further dispatcher, as another process would have."""
        return Dispatcher(
            db=db or self.db,
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
        async with self.db.begin_across() as session:
            session.add_all(Workspace(id=team, installed_at=START, rematch_at=START) for team in teams)

    async def plan(self, kind: str, to: str = ADA, about: str = "s1", team: str = TEAM, **how: Any) -> None:
        """Enqueue something, due now unless told otherwise."""
        async with self.db.begin(team) as tx:
            await enqueue(tx, kind, to=to, about=about, now=self.clock.now(), **how)

    async def send(self) -> int:
        """Let the dispatcher send what is due."""
        return await self.dispatcher.run_once()

    async def within(self, work: Callable[[Tx], Awaitable[Any]], team: str = TEAM) -> Any:
        """Do something in a transaction."""
        async with self.db.begin(team) as tx:
            return await work(tx)

    async def rows(self, team: str = TEAM) -> list[Outbox]:
        async with self.db.read(team) as tx:
            return await tx.all(select(Outbox).order_by(Outbox.created_at, Outbox.id))

    async def row(self) -> Outbox:
        """Return the only row there is."""
        (row,) = await self.rows()
        return row

    async def states(self) -> list[OutboxState]:
        return [row.state for row in await self.rows()]

    async def limits(self, team: str = TEAM) -> dict[tuple[str, str], datetime]:
        async with self.db.read(team) as tx:
            return {(it.method, it.channel_id): it.not_before for it in await tx.all(select(RateLimit))}

    def said(self, *people: str) -> list[str]:
        """Return the texts in the DM or group DM of these people, oldest first."""
        channel = self.slack.world.find_direct([self.slack.world.bot_user_id, *people])
        return [message.text for message in channel.messages] if channel else []

    def calls(self, method: str) -> int:
        return len(self.slack.traffic.calls_of(method))
