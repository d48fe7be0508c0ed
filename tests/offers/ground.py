"""A workspace in which Ada may ask; Eli, Mei and Tui may help; Noor is the program's admin."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, cast

from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy import select

from bot.app import MESSAGES
from bot.delivery.kinds import Home, PostMessage
from bot.kit.db import Database, WorkspaceSession
from bot.kit.services import Services
from bot.kit.settings import Settings
from bot.kit.slack import SlackClients
from bot.models import (
    Ask,
    Avoidance,
    Expert,
    ExpertTopic,
    Offer,
    OfferState,
    Outbox,
    OutboxState,
    Person,
    Topic,
    Workspace,
)
from bot.offers import service
from bot.people import service as people

T = "T1"
MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)  # 10:00 in Berlin, 1:00 at night in Los Angeles
ADA, ELI, MEI, TUI, NOOR = "UADA", "UELI", "UMEI", "UTUI", "UNOOR"
NAMES = {ADA: "Ada Brandt", ELI: "Eli Navarro", MEI: "Mei Tanaka", TUI: "Tui Walker", NOOR: "Noor Haddad"}
QUESTION = "Which of our two price lists should the board see on Friday?"
TOPIC = "Pricing"


@dataclass
class StillClock:
    """Stands still until shifted."""

    instant: datetime = field(default=MONDAY)

    def now(self) -> datetime:
        return self.instant

    def system_now(self) -> datetime:
        return self.instant

    def later(self, **by: float) -> datetime:
        self.instant += timedelta(**by)
        return self.instant


def house_of(database: Database, clock: StillClock) -> Services:
    """Services without Slack: for jobs that only decide."""

    async def nobody(_workspace_id: str) -> AsyncWebClient:
        raise AssertionError("These jobs make no calls.")

    return Services(Settings(), database, clock, cast(SlackClients, None), nobody)


async def found(
    database: Database, experts: Iterable[str] = (ELI, MEI), zones: dict[str, str] | None = None, **topic: Any
) -> None:
    """Make the workspace, its people, its topic and its experts; everybody is in Berlin unless told."""
    async with database.all_workspaces() as db:
        db.add(Workspace(id=T, installed_at=MONDAY, rematch_at=MONDAY, people_synced_at=MONDAY))
    async with database.begin(T) as db:
        for user_id, name in NAMES.items():
            zone = (zones or {}).get(user_id, "Europe/Berlin")
            await db.insert(
                Person, user_id=user_id, name=name, zone=zone, is_admin=user_id == NOOR, synced_at=MONDAY
            )
        await db.insert(Topic, id="prices", name=TOPIC, name_key="pricing", created_at=MONDAY, **topic)
        for user_id in experts:
            await join(db, user_id)


async def join(db: WorkspaceSession, user_id: str, **more: Any) -> None:
    await db.insert(Expert, user_id=user_id, opted_in_at=MONDAY, **({"capacity": 9} | more))
    await db.insert(ExpertTopic, user_id=user_id, topic_id="prices")
    await people.experts_changed(db, [user_id])


async def block(database: Database, one: str, other: str) -> None:
    """One would rather not meet the other."""
    async with database.begin(T) as db:
        await db.insert(Avoidance, user_id=one, other_id=other)


async def asked(database: Database, **more: Any) -> str:
    """Ada asks; nobody has the question yet."""
    async with database.begin(T) as db:
        values = {"mentee_id": ADA, "topic_id": "prices", "question": QUESTION, "created_at": MONDAY}
        return (await db.insert(Ask, **(values | more))).id


async def placed(database: Database, ask_id: str, now: datetime = MONDAY) -> Offer | None:
    """Put a question before the next expert; return the offer that is live then."""
    await did(database, service.place, ask_id, now)
    return await live(database, ask_id)


async def did(database: Database, step: Callable[..., Awaitable[Any]], *args: Any, **more: Any) -> Any:
    """Take one step in a transaction of its own."""
    async with database.begin(T) as db:
        return await step(db, *args, **more)


async def live(database: Database, ask_id: str) -> Offer | None:
    offers = await rows(database, select(Offer).where(Offer.ask_id == ask_id))
    return next((one for one in offers if one.state in (OfferState.OPEN, OfferState.CLARIFYING)), None)


async def offers_of(database: Database, ask_id: str) -> dict[str, OfferState]:
    """Who was asked, and where each offer stands."""
    return {
        one.expert_id: one.state for one in await rows(database, select(Offer).where(Offer.ask_id == ask_id))
    }


async def the_ask(database: Database, ask_id: str) -> Ask:
    return (await rows(database, select(Ask).where(Ask.id == ask_id)))[0]


async def rows(database: Database, statement: Any) -> list[Any]:
    async with database.read(T) as db:
        found: list[Any] = list(await db.scalars(statement))
        return found


@dataclass(frozen=True)
class Planned:
    """Something that is to be said, as it would be said now."""

    to: str
    kind: str
    due: datetime
    words: str  # everything of the message, as JSON
    only_changes: bool = False  # nothing new is said: a message that stands is brought up to date


async def planned(
    database: Database, now: datetime, to: str | None = None, kind: str | None = None
) -> list[Planned]:
    """Everything that waits to be said, made from the present state; what no longer applies is left out."""
    found = []
    async with database.read(T) as db:
        for row in await db.scalars(select(Outbox).order_by(Outbox.due_at, Outbox.id)):
            if row.state != OutboxState.PENDING or to not in (None, row.recipient):
                continue
            if kind not in (None, row.kind):
                continue
            effect = await MESSAGES[row.kind].render(db, row, now)
            if isinstance(effect, PostMessage):
                words = json.dumps([effect.text, effect.blocks], ensure_ascii=False)
                found.append(Planned(row.recipient, row.kind, row.due_at, words, effect.update_only))
            elif isinstance(effect, Home):
                words = json.dumps(effect.view, ensure_ascii=False)
                found.append(Planned(row.recipient, row.kind, row.due_at, words))
    return found


async def offer_to_eli(database: Database, now: datetime = MONDAY) -> tuple[str, Offer]:
    """Ada's question, which is with Eli, the only expert."""
    await found(database, [ELI])
    ask_id = await asked(database)
    offer = await placed(database, ask_id, now)
    assert offer is not None
    assert offer.expert_id == ELI
    return ask_id, offer


async def reminders(database: Database, expert: str) -> list[datetime]:
    """When an expert is reminded, as it is planned now."""
    said = await planned(database, MONDAY, expert, service.REMINDER)
    return [one.due for one in said if not one.only_changes]
