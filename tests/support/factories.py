"""Rows that tests need, with defaults: Ada asks; Eli, Mei and Tui may help; Noor runs the program."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from bot.kit.db import Database, WorkspaceSession
from bot.models import (
    Ask,
    AskState,
    Avoidance,
    Expert,
    ExpertTopic,
    Offer,
    OfferState,
    Person,
    Session,
    Topic,
    Workspace,
)
from bot.offers import service
from bot.people import service as people
from tests.support.clock import MONDAY

T = "T0PLAYGND"  # the stand-in's team
ADA, ELI, MEI, TUI, NOOR = "UADA", "UELI", "UMEI", "UTUI", "UNOOR"
NAMES = {ADA: "Ada Brandt", ELI: "Eli Navarro", MEI: "Mei Tanaka", TUI: "Tui Walker", NOOR: "Noor Haddad"}
QUESTION = "Which of our two price lists should the board see on Friday?"
TOPIC = "Pricing"
SLIDES = {"id": "slides", "name": "Board slides"}
SLIDES_QUESTION = "How do I show our pricing change on one slide so that the board can decide?"


async def create_people(
    database: Database,
    zones: Mapping[str, str] | None = None,
    *,
    rematch_at: datetime = MONDAY,
    **values: Any,
) -> None:
    """Make the workspace and its people; everybody is in Berlin unless told."""
    async with database.all_workspaces() as db:
        db.add(Workspace(id=T, installed_at=MONDAY, rematch_at=rematch_at, people_synced_at=MONDAY))
    async with database.begin(T) as db:
        for user_id, name in NAMES.items():
            zone = (zones or {}).get(user_id, "Europe/Berlin")
            known = {"name": name, "zone": zone, "is_admin": user_id == NOOR, "synced_at": MONDAY}
            await db.insert(Person, user_id=user_id, **(known | values))


async def create_workspace(
    database: Database,
    experts: Iterable[str] = (ELI, MEI),
    zones: Mapping[str, str] | None = None,
    **topic: Any,
) -> None:
    """Make the workspace, its people, its topic and its experts; everybody is in Berlin unless told."""
    await create_people(database, zones)
    async with database.begin(T) as db:
        values = {"id": "prices", "name": TOPIC, "created_at": MONDAY} | topic
        await db.insert(Topic, name_key=values["name"].casefold(), **values)
        for user_id in experts:
            await create_expert(db, user_id, values["id"])


async def create_expert(db: WorkspaceSession, user_id: str, topic_id: str = "prices", **values: Any) -> None:
    await db.insert(Expert, user_id=user_id, opted_in_at=MONDAY, **({"capacity": 9} | values))
    await db.insert(ExpertTopic, user_id=user_id, topic_id=topic_id)
    await people.experts_changed(db, [user_id])


async def set_status(
    database: Database, user_id: str, words: str, now: datetime, until: datetime | None = None
) -> None:
    """Have Slack tell of somebody's status; without words they have none."""
    ends = int(until.timestamp()) if until else 0
    profile = {"display_name": NAMES[user_id], "status_text": words, "status_expiration": ends}
    member = {"id": user_id, "team_id": T, "tz": "Europe/Berlin", "profile": profile}
    await run(database, people.store_members, [member], now, add_unknown=False, as_of=now)


async def create_avoidance(database: Database, one: str, other: str) -> None:
    """One would rather not meet the other."""
    async with database.begin(T) as db:
        await db.insert(Avoidance, user_id=one, other_id=other)


async def create_ask(database: Database, **values: Any) -> str:
    """Ada asks; nobody has the question yet."""
    async with database.begin(T) as db:
        known = {"mentee_id": ADA, "topic_id": "prices", "question": QUESTION, "created_at": MONDAY}
        return (await db.insert(Ask, **(known | values))).id


async def place(database: Database, ask_id: str, now: datetime = MONDAY) -> Offer | None:
    """Put a question before the next expert; return the offer that is live then."""
    await run(database, service.place, ask_id, now)
    return await live_offer(database, ask_id)


async def create_offer_to_eli(database: Database, now: datetime = MONDAY) -> tuple[str, Offer]:
    """Ada's question, which is with Eli, the only expert."""
    await create_workspace(database, [ELI])
    ask_id = await create_ask(database)
    offer = await place(database, ask_id, now)
    assert offer is not None
    assert offer.expert_id == ELI
    return ask_id, offer


async def create_accepted_offer(
    database: Database,
    *,
    mentee: str = ADA,
    expert: str = ELI,
    minutes: int = 45,
    needed_by: date | None = None,
    at: datetime = MONDAY,
) -> str:
    """Make a question about slides that an expert has just accepted; return the offer's id."""
    ask_id = await create_ask(
        database,
        mentee_id=mentee,
        topic_id=SLIDES["id"],
        question=SLIDES_QUESTION,
        background="The board meets in December; the draft has eleven slides.",
        outcome="One slide with a clear recommendation",
        minutes=minutes,
        needed_by=needed_by,
        state=AskState.MATCHED,
        created_at=at,
        matched_at=at,
    )
    times = {"offered_at": at, "deadline_at": at, "answered_at": at}
    async with database.begin(T) as db:
        offer = await db.insert(Offer, ask_id=ask_id, expert_id=expert, state=OfferState.ACCEPTED, **times)
        return offer.id


# --- Reading, and taking one step ---------------------------------------------------------------------------


async def run(database: Database, step: Callable[..., Awaitable[Any]], *args: Any, **more: Any) -> Any:
    """Take one step in a transaction of its own."""
    async with database.begin(T) as db:
        return await step(db, *args, **more)


async def rows(database: Database, statement: Any) -> list[Any]:
    """What the workspace's tables hold."""
    async with database.read(T) as db:
        found: list[Any] = list(await db.scalars(statement))
        return found


async def get_ask(database: Database, ask_id: str) -> Ask:
    return (await rows(database, select(Ask).where(Ask.id == ask_id)))[0]


async def get_session(database: Database, offer_id: str) -> Session:
    return (await rows(database, select(Session).where(Session.offer_id == offer_id)))[0]


async def live_offer(database: Database, ask_id: str) -> Offer | None:
    """The offer that waits for an answer, or for one to a question back."""
    offers = await rows(database, select(Offer).where(Offer.ask_id == ask_id))
    return next((one for one in offers if one.state in (OfferState.OPEN, OfferState.CLARIFYING)), None)


async def offer_states(database: Database, ask_id: str) -> dict[str, OfferState]:
    """Who was asked, and where each offer stands."""
    offers = await rows(database, select(Offer).where(Offer.ask_id == ask_id))
    return {one.expert_id: one.state for one in offers}
