"""What the clock does to sign-up sheets, and what follows from their sessions."""

from __future__ import annotations

from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Select, exists, or_, select

from bot.kit.due import NOW, for_each_due
from bot.kit.jobs import Job
from bot.kit.services import Services
from bot.models import (
    LIVE_SHEET,
    Erasure,
    Expert,
    Outbox,
    OutboxState,
    Person,
    PlaceState,
    Session,
    SessionState,
    Sheet,
    SheetPlace,
    SheetPlan,
    SheetSlot,
    SheetState,
    SlotState,
)
from bot.sheets import service


async def begin(services: Services) -> None:
    """Ask the experts of every sheet that goes out in a week."""
    await for_each_due(services, _to_begin(), service.begin)


@cache
def _to_begin() -> Select[str, str]:
    due = select(SheetPlan.workspace_id, SheetPlan.id).where(SheetPlan.wakes_at <= NOW)
    return due.order_by(SheetPlan.wakes_at)


async def wake(services: Services) -> None:
    """Post the sheets whose day has come, and take times off that have begun."""
    await for_each_due(services, _to_wake(), service.wake)


@cache
def _to_wake() -> Select[str, str]:
    return select(Sheet.workspace_id, Sheet.id).where(Sheet.wakes_at <= NOW).order_by(Sheet.wakes_at)


async def follow(services: Services) -> None:
    """Free the times whose session was called off or moved before it began."""
    await for_each_due(services, _to_follow(), service.follow)


@cache
def _to_follow() -> Select[str, str]:
    here = SheetPlace.workspace_id
    given_up = (SessionState.CANCELLED, SessionState.SCHEDULING)
    off = exists().where(
        Session.workspace_id == here,
        Session.id == SheetPlace.session_id,
        SheetSlot.workspace_id == here,
        SheetSlot.id == SheetPlace.slot_id,
        SheetSlot.starts_at > NOW,
        or_(Session.state.in_(given_up), Session.starts_at != SheetSlot.starts_at),
    )
    found = select(SheetPlace.workspace_id, SheetPlace.id).where(SheetPlace.state == PlaceState.IN, off)
    return found.order_by(SheetPlace.id)


async def note_refused(services: Services) -> None:
    """Tell the organisers of sheets whose channel Slack refuses for good."""
    await for_each_due(services, _refused(), service.note_refused)


@cache
def _refused() -> Select[str, str]:
    here = SheetPlan.workspace_id
    dead = exists().where(
        Outbox.workspace_id == here,
        Sheet.workspace_id == here,
        Sheet.plan_id == SheetPlan.id,
        Sheet.state == SheetState.OPEN,
        Outbox.subject_id == Sheet.id,
        Outbox.kind == service.SHEET_KIND,
        Outbox.state == OutboxState.DEAD,
        Outbox.created_at >= SheetPlan.tried_at,
    )
    found = select(SheetPlan.workspace_id, SheetPlan.id).where(SheetPlan.refused_at.is_(None), dead)
    return found.order_by(SheetPlan.id)


async def leave_for_leavers(services: Services) -> None:
    """Take free times and waiting people off sheets who left, are being erased, or help no longer."""
    await for_each_due(services, _leavers_slots(), service.drop_leavers_slot)
    await for_each_due(services, _leavers_places(), service.drop_leavers_place)


def _left(table: Any, user_id: Any) -> list[ColumnElement[bool]]:
    here = table.workspace_id
    live = exists().where(Sheet.workspace_id == here, Sheet.id == table.sheet_id, Sheet.state.in_(LIVE_SHEET))
    closed = exists().where(
        Person.workspace_id == here, Person.user_id == user_id, Person.deactivated.is_(True)
    )
    erased = exists().where(
        Erasure.workspace_id == here, Erasure.user_id == user_id, Erasure.done_at.is_(None)
    )
    return [live, or_(closed, erased)]


@cache
def _leavers_slots() -> Select[str, str]:
    free, here = SheetSlot.state == SlotState.FREE, SheetSlot.workspace_id
    theirs = (Expert.workspace_id == here, Expert.user_id == SheetSlot.expert_id)
    no_longer = exists().where(*theirs, Expert.opted_out_at.is_not(None))
    live, gone = _left(SheetSlot, SheetSlot.expert_id)
    found = select(SheetSlot.workspace_id, SheetSlot.id).where(free, live, or_(gone, no_longer))
    return found.order_by(SheetSlot.id)


@cache
def _leavers_places() -> Select[str, str]:
    waiting = SheetPlace.state == PlaceState.WAITING
    found = select(SheetPlace.workspace_id, SheetPlace.id).where(
        waiting, *_left(SheetPlace, SheetPlace.user_id)
    )
    return found.order_by(SheetPlace.id)


JOBS = [
    Job("sheets_begin", begin),
    Job("sheets_wake", wake),
    Job("sheets_follow", follow, urgent=True),
    Job("sheets_refused", note_refused),
    Job("sheets_leavers", leave_for_leavers),
]
