"""What the clock will cause without a message being planned yet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select

from bot.kit.db import WorkspaceSession
from bot.models import (
    LIVE_OFFER,
    Ask,
    AskState,
    EventState,
    Expert,
    FlashEvent,
    Offer,
    Session,
    SessionState,
    Sheet,
    SheetPlan,
)

# These columns are not empty in the rows that are asked for.
Columns = Select[*tuple[Any, ...]]
SESSION_EVENTS = {
    SessionState.SCHEDULING: ("No time picked yet", "{mentee} and {expert} have not agreed on a time."),
    SessionState.BOOKED: ("The session begins or ends", "{mentee} and {expert} meet {when}."),
    SessionState.MISSING: ("Nobody waits any longer", "One of them has not been found until then."),
    SessionState.DIFFERS: ("The session is closed", "They see it differently whether it took place."),
    SessionState.ENDED: ("The session is closed", "Their wrap-ups are awaited until then."),
}

FLASH_EVENTS = {
    EventState.OPEN: ("The rota is made", "A flash event is near: who talks with whom is worked out."),
    EventState.PLANNED: ("A flash event begins", "Everybody in it hears with whom they talk first."),
    EventState.RUNNING: ("The next round rings", "Everybody in the event hears with whom they talk next."),
}
PLAN_WAKES = "A sign-up sheet is prepared", "Experts are asked for times, and the next sheet is made."
SHEET_WAKES = "A sign-up sheet changes", "It goes out, or one of its times is over."


@dataclass(frozen=True, slots=True)
class ClockEvent:
    """Something that a moment brings; ``why`` is a pattern that the subject fills in."""

    kind: str
    subject_id: str
    title: str
    why: str
    to: tuple[str, ...]
    due: datetime


async def clock_events(db: WorkspaceSession, now: datetime) -> list[ClockEvent]:
    """Return what the clock will cause after ``now``."""
    return [
        *await _offers_that_move_on(db, now),
        *await _searches_that_end(db, now),
        *await _sessions_that_wake(db, now),
        *await _pauses_that_end(db, now),
        *await _flash_events_that_go_on(db, now),
        *await _sheets_that_wake(db, now),
    ]


async def _offers_that_move_on(db: WorkspaceSession, now: datetime) -> list[ClockEvent]:
    live = select(Offer.id, Offer.expert_id, Offer.deadline_at).where(Offer.state.in_(LIVE_OFFER))
    title, why = "The question moves on", "{expert} has not answered {mentee}’s question."
    return [
        ClockEvent("offer_moves_on", offer_id, title, why, (expert_id,), deadline)
        for offer_id, expert_id, deadline in await db.execute(live.where(Offer.deadline_at > now))
    ]


async def _searches_that_end(db: WorkspaceSession, now: datetime) -> list[ClockEvent]:
    seeking: Columns = select(Ask.id, Ask.steward_id, Ask.steward_until).where(Ask.state == AskState.STEWARD)
    title, why = "The search ends", "Somebody looks for an expert for {mentee} until then."
    return [
        ClockEvent("steward_ends", ask_id, title, why, (steward_id,), until)
        for ask_id, steward_id, until in await db.execute(seeking.where(Ask.steward_until > now))
    ]


async def _sessions_that_wake(db: WorkspaceSession, now: datetime) -> list[ClockEvent]:
    columns = Session.id, Session.state, Session.mentee_id, Session.expert_id, Session.wakes_at
    waking: Columns = select(*columns).where(Session.wakes_at > now)
    events = []
    for session_id, state, mentee_id, expert_id, wakes in await db.execute(waking):
        title, why = SESSION_EVENTS.get(state, ("A session moves on", "Its time has come."))
        people = (mentee_id, expert_id)
        events.append(ClockEvent(f"session_{state.value}", session_id, title, why, people, wakes))
    return events


async def _pauses_that_end(db: WorkspaceSession, now: datetime) -> list[ClockEvent]:
    paused: Columns = select(Expert.user_id, Expert.paused_until).where(Expert.paused_until > now)
    why = "Their pause ends, and questions may find them again."
    return [
        ClockEvent("pause_ends", "", "A pause ends", why, (user_id,), until)
        for user_id, until in await db.execute(paused)
    ]


async def _flash_events_that_go_on(db: WorkspaceSession, now: datetime) -> list[ClockEvent]:
    columns: Columns = select(FlashEvent.id, FlashEvent.state, FlashEvent.wakes_at)
    waking = columns.where(FlashEvent.state.in_(FLASH_EVENTS), FlashEvent.wakes_at > now)
    return [
        ClockEvent(f"flash_{state.value}", event_id, *FLASH_EVENTS[state], (), wakes)
        for event_id, state, wakes in await db.execute(waking)
    ]


async def _sheets_that_wake(db: WorkspaceSession, now: datetime) -> list[ClockEvent]:
    events = []
    for kind, table, told in (("plan", SheetPlan, PLAN_WAKES), ("sheet", Sheet, SHEET_WAKES)):
        waking: Columns = select(table.id, table.wakes_at).where(table.wakes_at > now)
        events += [
            ClockEvent(f"{kind}_wakes", row_id, *told, (), wakes)
            for row_id, wakes in await db.execute(waking)
        ]
    return events
