"""What the app is going to say and do, read from its own tables, with a plain sentence why."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Literal

from sqlalchemy import select

from bot.app import MESSAGES
from bot.delivery.messages import PostMessage, Recipient, RenderContext
from bot.kit.db import WorkspaceSession
from bot.kit.hours import WorkingHours
from bot.models import (
    Outbox,
    OutboxState,
    Session,
    SessionState,
)
from bot.people.queries import reader_of, work_weeks_of
from bot.playground.page.clock_events import ClockEvent, clock_events
from bot.playground.page.message_reasons import reason_of
from bot.playground.page.planned import Planned
from bot.playground.page.service_runner import ServiceRunner
from bot.playground.page.subjects import Subjects, read_subjects
from bot.playground.slack.workspace import Workspace

MOST_FAILED = 20
MOST_ROWS = 400
MOST_LOOKED_AT = 25  # planned messages that are made on trial, to find the first that will be said
IN_FLIGHT = (OutboxState.LEASED, OutboxState.SENDING)
OVER = (OutboxState.DEAD, OutboxState.EXPIRED, OutboxState.UNKNOWN)


async def planned(runner: ServiceRunner) -> list[Planned]:
    """Return what is waiting, soonest first."""
    async with runner.reading() as db:
        return await planned_in(db, runner.clock.now())


async def next_nudge(runner: ServiceRunner) -> Planned | None:
    """Return the first thing ahead that people will notice as things stand."""
    now = runner.clock.now()
    async with runner.reading() as db:
        found = await planned_in(db, now)
        ahead = [one for one in found if one.state in ("waiting", "planned") and one.due > now]
        for one in ahead[:MOST_LOOKED_AT]:
            if await will_be_said(db, one):
                return one
    return None


async def next_session(runner: ServiceRunner) -> datetime | None:
    """Return when the next booked session starts."""
    booked = Session.state == SessionState.BOOKED, Session.starts_at > runner.clock.now()
    async with runner.reading() as db:
        found = select(Session.starts_at).where(*booked).order_by(Session.starts_at)
        return await db.scalar(found.limit(1))


def names_of(workspace: Workspace, one: Planned) -> list[str]:
    """Return the names of the people whom something is for."""
    users = workspace.users
    return [users[uid].real_name if uid in users else uid for uid in one.to]


async def planned_in(db: WorkspaceSession, now: datetime) -> list[Planned]:
    """Return what waits in the outbox and what the clock will cause, soonest first; failures at the end."""
    rows = list(
        await db.scalars(
            select(Outbox)
            .where(
                Outbox.state.in_((OutboxState.PENDING, *IN_FLIGHT, OutboxState.UNKNOWN)),
                Outbox.done_at.is_(None),
            )
            .order_by(Outbox.due_at, Outbox.id)
            .limit(MOST_ROWS)
        )
    )
    failed = list(
        await db.scalars(
            select(Outbox)
            .where(Outbox.state.in_(OVER), Outbox.done_at.is_not(None))
            .order_by(Outbox.done_at.desc())
            .limit(MOST_FAILED)
        )
    )
    events = await clock_events(db, now)
    asked_for = {row.subject_id for row in [*rows, *failed]} | {one.subject_id for one in events}
    subjects = await read_subjects(db, asked_for)
    hours = await work_weeks_of(db, {row.recipient for row in rows if _waits_for_hours(row)})
    ahead = [_waiting(row, subjects, hours, now) for row in rows] + [_caused(one, subjects) for one in events]
    # A message that is only brought up to date where it stands is no news once it has to wait.
    refreshed = {row.id for row in rows if ":now:" in row.dedupe_key}
    ahead = [one for one in ahead if one.due <= now or one.id not in refreshed]
    return sorted(ahead, key=lambda one: (one.due, one.id)) + [_failed(row, subjects) for row in failed]


def _waits_for_hours(row: Outbox) -> bool:
    kind = MESSAGES.get(row.kind)
    return kind is not None and kind.policy.waits_for_hours and not Recipient.parse(row.recipient).is_group


def _waiting(row: Outbox, subjects: Subjects, hours: Mapping[str, WorkingHours], now: datetime) -> Planned:
    title, why = reason_of(row.kind)
    to = Recipient.parse(row.recipient).user_ids
    state: Literal["waiting", "sending", "unknown"] = "waiting"
    if row.state in IN_FLIGHT:
        state = "sending"
    elif row.state is OutboxState.UNKNOWN:
        state = "unknown"
    due = row.due_at
    if _waits_for_hours(row):
        due = hours[row.recipient].next_working(max(due, now))
    said = subjects.sentence(why, row.subject_id, to[0])
    return Planned(row.id, row.kind, title, to, due, said, state, "outbox", row.attempts, row.error or "")


def _failed(row: Outbox, subjects: Subjects) -> Planned:
    title, why = reason_of(row.kind)
    to = Recipient.parse(row.recipient).user_ids
    why = subjects.sentence(why, row.subject_id, to[0])
    at = row.done_at or row.due_at
    error = row.error or row.state.value
    return Planned(row.id, row.kind, title, to, at, why, "failed", "outbox", row.attempts, error)


def _caused(event: ClockEvent, subjects: Subjects) -> Planned:
    said = subjects.sentence(event.why, event.subject_id, event.to[0] if event.to else "")
    name = f"{event.kind}:{event.subject_id or '+'.join(event.to)}"
    return Planned(name, event.kind, event.title, event.to, event.due, said, "planned", "clock")


async def will_be_said(db: WorkspaceSession, one: Planned) -> bool:
    """Tell whether a row, when its time comes, would show people something new as things stand."""
    if one.source != "outbox":
        return True
    row = await db.get(Outbox, one.id)
    kind = MESSAGES.get(one.kind)
    if row is None or kind is None:
        return False
    reader = await reader_of(db, one.to)
    effect = await kind.render(RenderContext(db, row, reader, one.due))
    return effect is not None and not (isinstance(effect, PostMessage) and effect.update_only)
