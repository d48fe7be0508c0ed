"""A workspace in which Ada asked, Eli helped, and their session was held."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.kit.db import Database, WorkspaceSession
from bot.models import (
    Ask,
    AskState,
    Offer,
    OfferState,
    Person,
    Session,
    SessionState,
    Topic,
    Workspace,
)

TEAM, ADA, ELI, NOOR = "T1", "UADA", "UELI", "UNOOR"
# A Friday afternoon in Berlin.
ENDED = datetime(2026, 11, 20, 14, 0, tzinfo=UTC)
CLOSED = ENDED + timedelta(minutes=10)
QUESTION = "How do I read a slow query plan before Friday?"


@pytest.fixture
async def held(database: Database) -> str:
    """The id of the session that Ada and Eli held."""
    async with database.all_workspaces() as db:
        db.add(Workspace(id=TEAM, installed_at=ENDED, rematch_at=ENDED))
    async with database.begin(TEAM) as db:
        for user_id, name in ((ADA, "Ada"), (ELI, "Eli <the> helper"), (NOOR, "Noor")):
            zone = "America/New_York" if user_id == ELI else "Europe/Berlin"
            await db.insert(Person, user_id=user_id, name=name, zone=zone, home_opened_at=ENDED)
        await db.insert(Topic, id="sql", name="SQL & data", name_key="sql & data", created_at=ENDED)
        return await another(db, "s1")


async def another(
    db: WorkspaceSession,
    session_id: str,
    *,
    ended: datetime = ENDED,
    minutes: int = 45,
    state: SessionState = SessionState.HELD,
) -> str:
    """Add a session of Ada and Eli that ended then."""
    ask_id, offer_id = f"ask-{session_id}", f"offer-{session_id}"
    await db.insert(
        Ask,
        id=ask_id,
        mentee_id=ADA,
        topic_id="sql",
        question=QUESTION,
        state=AskState.CONCLUDED,
        created_at=ended,
    )
    await db.insert(
        Offer,
        id=offer_id,
        ask_id=ask_id,
        expert_id=ELI,
        state=OfferState.ACCEPTED,
        offered_at=ended,
        deadline_at=ended,
    )
    await db.insert(
        Session,
        id=session_id,
        ask_id=ask_id,
        offer_id=offer_id,
        mentee_id=ADA,
        expert_id=ELI,
        minutes=minutes,
        state=state,
        starts_at=ended - timedelta(minutes=minutes),
        ends_at=ended,
        created_at=ended,
        closed_at=ended + timedelta(minutes=10) if state == SessionState.HELD else None,
    )
    return session_id
