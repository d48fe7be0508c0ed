"""Ada's question, accepted by Eli, in the tables; Noor is a colleague who could help further."""

from __future__ import annotations

from datetime import UTC, date, datetime

from sqlalchemy import select

from bot.kit.db import Database
from bot.models import Ask, AskState, Expert, Offer, OfferState, Person, Session, Topic, Workspace

T = "T0PLAYGND"  # the stand-in's team
MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
ADA, ELI, NOOR = "UADA", "UELI", "UNOOR"
PEOPLE = {ADA: ("Ada Brandt", "Europe/Berlin"), ELI: ("Eli Navarro", "Europe/London")}
QUESTION = "How do I show our pricing change on one slide so that the board can decide?"


async def found(database: Database, zones: dict[str, str] | None = None) -> None:
    """Make the workspace and its three people; Noor is an expert who could help further."""
    async with database.all_workspaces() as db:
        db.add(Workspace(id=T, installed_at=MONDAY, rematch_at=MONDAY, people_synced_at=MONDAY))
    async with database.begin(T) as db:
        for user_id, (name, zone) in {**PEOPLE, NOOR: ("Noor Haddad", "Europe/Berlin")}.items():
            await db.insert(
                Person,
                user_id=user_id,
                name=name,
                zone=(zones or {}).get(user_id, zone),
                synced_at=MONDAY,
            )
        await db.insert(Topic, id="slides", name="Board slides", name_key="board slides", created_at=MONDAY)
        await db.insert(Expert, user_id=NOOR, opted_in_at=MONDAY)


async def accepted(
    database: Database,
    *,
    mentee: str = ADA,
    expert: str = ELI,
    minutes: int = 45,
    needed_by: date | None = None,
    at: datetime = MONDAY,
) -> str:
    """Make a question that an expert has just accepted; return the offer's id."""
    async with database.begin(T) as db:
        ask = await db.insert(
            Ask,
            mentee_id=mentee,
            topic_id="slides",
            question=QUESTION,
            background="The board meets in December; the draft has eleven slides.",
            outcome="One slide with a clear recommendation",
            minutes=minutes,
            needed_by=needed_by,
            state=AskState.MATCHED,
            created_at=at,
            matched_at=at,
        )
        offer = await db.insert(
            Offer,
            ask_id=ask.id,
            expert_id=expert,
            state=OfferState.ACCEPTED,
            offered_at=at,
            deadline_at=at,
            answered_at=at,
        )
        return offer.id


async def session_of(database: Database, offer_id: str) -> Session:
    async with database.read(T) as db:
        session = await db.scalar(select(Session).where(Session.offer_id == offer_id))
        assert session is not None
        return session
