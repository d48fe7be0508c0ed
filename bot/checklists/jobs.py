"""What is said to people about their checklists."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.checklists import queries, service, views
from bot.delivery.kinds import Effect, MessageKind, PostMessage
from bot.kit.db import WorkspaceSession
from bot.kit.jobs import Job
from bot.models import Outbox, SessionState


async def _current(db: WorkspaceSession, row: Outbox, now: datetime) -> queries.Checklist | None:
    """Return the checklist while the time the nudge was planned for still stands and lies ahead."""
    found = await queries.checklist(db, row.subject_id, row.recipient)
    if found is None or found.state is not SessionState.BOOKED or found.starts_at is None:
        return None
    # A refreshed card carries no version: it shows whatever stands now.
    return found if found.starts_at > now and row.version in (0, found.version) else None


async def prepare(db: WorkspaceSession, row: Outbox, now: datetime) -> Effect | None:
    """Return the nudge of the day before."""
    found = await _current(db, row, now)
    return _card(found, update_only=False) if found else None


async def prepare_card(db: WorkspaceSession, row: Outbox, now: datetime) -> Effect | None:
    """Return the same message with how far the list is by now; once the session is over, without a button."""
    found = await queries.checklist(db, row.subject_id, row.recipient)
    if found is not None and found.state is SessionState.ENDED:
        return PostMessage(*views.over(found), card=_key(found), update_only=True)
    found = await _current(db, row, now)
    return _card(found, update_only=True) if found else None


def _card(found: queries.Checklist, *, update_only: bool) -> PostMessage:
    return PostMessage(*views.prepare(found), card=_key(found), update_only=update_only)


def _key(found: queries.Checklist) -> str:
    return f"checklist:{found.session_id}:{found.version}"


async def open_items(db: WorkspaceSession, row: Outbox, now: datetime) -> Effect | None:
    """Return the nudge of the hour before, for whoever has open items."""
    found = await _current(db, row, now)
    return PostMessage(*views.open_items(found)) if found and found.gaps else None


JOBS: list[Job] = []
MESSAGES: dict[str, MessageKind] = {
    service.PREPARE: MessageKind(prepare, useful_for=timedelta(hours=6)),
    service.PREPARE_CARD: MessageKind(prepare_card),
    service.OPEN_ITEMS: MessageKind(open_items, useful_for=timedelta(minutes=30)),
}
