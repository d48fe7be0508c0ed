"""What the clock does to flash events."""

from __future__ import annotations

import asyncio
from functools import cache

from sqlalchemy import Select, exists, select

from bot.flash import service
from bot.kit.due import NOW, for_each_due, for_each_row
from bot.kit.jobs import Job
from bot.kit.services import Services
from bot.models import (
    LIVE_EVENT,
    Erasure,
    EventState,
    FlashEvent,
    FlashSeat,
    Outbox,
    OutboxState,
    Person,
    SeatState,
)


async def plan(services: Services) -> None:
    """Make the rota of events that are near, and anew where somebody came or went."""
    await for_each_row(services, _to_plan(), _plan)


async def _plan(services: Services, workspace_id: str, event_id: str) -> None:
    async with services.database.read(workspace_id) as db:
        found = await service.with_fits(db, event_id)
    if found is None:
        return
    facts, fits = found
    rota = await asyncio.to_thread(service.work_out, facts)
    async with services.database.begin(workspace_id) as db:
        await service.keep_rota(db, facts, fits, rota, services.clock.now())


@cache
def _to_plan() -> Select[str, str]:
    near = (FlashEvent.state == EventState.OPEN) & (FlashEvent.wakes_at <= NOW)
    under_way = FlashEvent.state.in_((EventState.PLANNED, EventState.RUNNING))
    return (
        select(FlashEvent.workspace_id, FlashEvent.id)
        .where(near | (under_way & FlashEvent.replan_at.is_not(None)))
        .order_by(FlashEvent.starts_at)
    )


async def ring(services: Services) -> None:
    """Ring the rounds whose time has come."""
    await for_each_due(services, _to_ring(), service.ring)


@cache
def _to_ring() -> Select[str, str]:
    under_way = FlashEvent.state.in_((EventState.PLANNED, EventState.RUNNING))
    return (
        select(FlashEvent.workspace_id, FlashEvent.id)
        .where(under_way, FlashEvent.wakes_at <= NOW)
        .order_by(FlashEvent.wakes_at)
    )


async def leave_for_leavers(services: Services) -> None:
    """Take out of events whose account is closed, or who is being erased."""
    await for_each_due(services, _leavers(), service.leave_for_good)


@cache
def _leavers() -> Select[str, str]:
    here = FlashSeat.workspace_id
    live = exists().where(
        FlashEvent.workspace_id == here, FlashEvent.id == FlashSeat.event_id, FlashEvent.state.in_(LIVE_EVENT)
    )
    closed = exists().where(
        Person.workspace_id == here, Person.user_id == FlashSeat.user_id, Person.deactivated.is_(True)
    )
    erased = exists().where(
        Erasure.workspace_id == here, Erasure.user_id == FlashSeat.user_id, Erasure.done_at.is_(None)
    )
    return (
        select(FlashSeat.workspace_id, FlashSeat.id)
        .where(FlashSeat.state != SeatState.LEFT, live, closed | erased)
        .order_by(FlashSeat.id)
    )


async def note_refused(services: Services) -> None:
    """Tell the organisers of events whose channel Slack refuses for good."""
    await for_each_due(services, _refused(), service.note_refused)


@cache
def _refused() -> Select[str, str]:
    about = (Outbox.workspace_id == FlashEvent.workspace_id, Outbox.subject_id == FlashEvent.id)
    dead = exists().where(
        *about,
        Outbox.kind == service.ANNOUNCEMENT_KIND,
        Outbox.state == OutboxState.DEAD,
        Outbox.created_at >= FlashEvent.announced_at,
    )
    return (
        select(FlashEvent.workspace_id, FlashEvent.id)
        .where(FlashEvent.state.in_(LIVE_EVENT), FlashEvent.refused_at.is_(None), dead)
        .order_by(FlashEvent.starts_at)
    )


JOBS = [
    Job("flash_plan", plan, urgent=True),
    Job("flash_ring", ring),
    Job("flash_refused", note_refused),
    Job("flash_leavers", leave_for_leavers),
]
