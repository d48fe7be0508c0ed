"""Rows for inboxes: Ada asks, Eli helps, and everything that can wait for one of them."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from bot.kit.db import WorkspaceSession
from bot.models import Action, Ask, AskState, Offer, OfferState, Session, SessionState, Slot, WrapUp
from tests.support.clock import MONDAY
from tests.support.factories import ADA, ELI, QUESTION

NOW = MONDAY + timedelta(days=30)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


async def insert_ask(db: WorkspaceSession, name: str, mentee: str = ADA, **values: Any) -> str:
    """Add an open question."""
    known = {
        "mentee_id": mentee,
        "topic_id": "prices",
        "question": f"{QUESTION} ({name})",
        "created_at": MONDAY,
    }
    await db.insert(Ask, id=f"ask-{name}", **(known | values))
    return f"ask-{name}"


async def insert_offer(
    db: WorkspaceSession,
    name: str,
    *,
    mentee: str = ADA,
    expert: str = ELI,
    ask: dict[str, Any] | None = None,
    **values: Any,
) -> str:
    """Add a question that is with somebody."""
    ask_id = await insert_ask(db, name, mentee, **(ask or {}))
    known = {"state": OfferState.OPEN, "offered_at": NOW - HOUR, "deadline_at": NOW + DAY}
    await db.insert(Offer, id=f"offer-{name}", ask_id=ask_id, expert_id=expert, **(known | values))
    return f"offer-{name}"


async def insert_session(
    db: WorkspaceSession,
    name: str,
    state: SessionState,
    starts_at: datetime | None = None,
    *,
    mentee: str = ADA,
    expert: str = ELI,
    **values: Any,
) -> str:
    """Add a session, with the question and the yes that it comes from."""
    over = state in (SessionState.HELD, SessionState.CANCELLED)
    closed_at = NOW if over else None
    ask = {"state": AskState.CONCLUDED if over else AskState.MATCHED, "closed_at": closed_at}
    offer_id = await insert_offer(db, name, mentee=mentee, expert=expert, ask=ask, state=OfferState.ACCEPTED)
    times = {"starts_at": starts_at, "ends_at": starts_at + 45 * timedelta(minutes=1)} if starts_at else {}
    known = {
        "minutes": 45,
        "created_at": MONDAY,
        "wakes_at": NOW + 2 * DAY,
        "closed_at": NOW if over else None,
    }
    await db.insert(
        Session,
        id=name,
        ask_id=f"ask-{name}",
        offer_id=offer_id,
        mentee_id=mentee,
        expert_id=expert,
        state=state,
        **(known | times | values),
    )
    return name


async def insert_slots(db: WorkspaceSession, session_id: str, *starts: datetime) -> None:
    for at in starts:
        await db.insert(Slot, session_id=session_id, starts_at=at)


async def insert_wrap_up(db: WorkspaceSession, session_id: str, by: str, **values: Any) -> None:
    known = {"took_place": True, "version": 1}
    await db.insert(WrapUp, session_id=session_id, user_id=by, **(known | values))


async def insert_action(db: WorkspaceSession, session_id: str, what: str, **values: Any) -> None:
    known = {"version": 1, "written_by": ADA, "owner_id": ADA, "position": 0}
    await db.insert(Action, session_id=session_id, what=what, **(known | values))
