"""Reads about a month's sheet: its times, who has taken them, who waits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select

from bot.kit.db import WorkspaceSession
from bot.kit.i18n import Words
from bot.models import (
    BookedCell,
    Outbox,
    OutboxState,
    PlaceState,
    Sheet,
    SheetPlace,
    SheetSlot,
    SlotState,
    Topic,
)
from bot.people import queries as people
from bot.sessions.rules import CELL, cells
from bot.sheets.queries.plans import plan


@dataclass(frozen=True, slots=True)
class OfferedSlot:
    """A time on a sheet with its expert's name, and who has taken it. Names are not escaped.

    ``busy``: nobody has taken it, but its expert has another session then.
    """

    slot: SheetSlot
    name: Words
    taker: Words = ""
    busy: bool = False

    @property
    def is_free(self) -> bool:
        """Whether it can be taken."""
        return self.slot.state is SlotState.FREE and not self.busy


@dataclass(frozen=True, slots=True)
class Overview:
    """A sheet with what everybody may know of it. ``next_at``: when the next one comes; None: it doesn't."""

    sheet: Sheet
    topic: str
    slots: tuple[OfferedSlot, ...]
    waiting: int
    next_at: datetime | None
    posted_by: str = ""

    def ahead(self, now: datetime) -> list[OfferedSlot]:
        """Return the times that have not begun."""
        return [one for one in self.slots if one.slot.starts_at > now]

    def free(self, now: datetime) -> list[OfferedSlot]:
        """Return the times that can still be taken."""
        return [one for one in self.ahead(now) if one.is_free]


async def sheet(db: WorkspaceSession, sheet_id: str, *, lock: bool = False) -> Sheet | None:
    """Return a month's sheet; ``lock``: kept from others who decide about it."""
    wanted = select(Sheet).where(Sheet.id == sheet_id)
    found: Sheet | None = await db.scalar(wanted.with_for_update() if lock else wanted)
    return found


async def slots(db: WorkspaceSession, sheet_id: str) -> list[SheetSlot]:
    """Return the times that are on a sheet, in their order."""
    there = (SheetSlot.sheet_id == sheet_id, SheetSlot.state != SlotState.GONE)
    wanted = select(SheetSlot).where(*there).order_by(SheetSlot.starts_at, SheetSlot.expert_id)
    return list(await db.scalars(wanted))


async def overview(db: WorkspaceSession, sheet_id: str) -> Overview | None:
    """Return a sheet with its times."""
    found = await sheet(db, sheet_id)
    if found is None:
        return None
    offered = await slots(db, sheet_id)
    known = await people.people(db, [one.expert_id for one in offered])
    topic, rule = await db.get(Topic, found.topic_id), await plan(db, found.plan_id)
    busy = await _busy(db, offered, timedelta(minutes=found.minutes))
    list_ = (SheetPlace.sheet_id == sheet_id, SheetPlace.state == PlaceState.WAITING)
    waiting = select(func.count()).select_from(SheetPlace).where(*list_)
    return Overview(
        sheet=found,
        topic=topic.name if topic else "",
        slots=tuple(
            OfferedSlot(one, people.name_of(known.get(one.expert_id)), busy=one.id in busy) for one in offered
        ),
        waiting=await db.scalar(waiting) or 0,
        next_at=rule.next_post_at if rule and rule.wakes_at else None,
        posted_by=rule.created_by if rule else "",
    )


async def _busy(db: WorkspaceSession, offered: Sequence[SheetSlot], length: timedelta) -> set[str]:
    """Return the ids of those free times at which their experts have another session."""
    free = [one for one in offered if one.state is SlotState.FREE]
    if not free:
        return set()
    first, end = min(one.starts_at for one in free), max(one.starts_at for one in free) + length
    booked = select(BookedCell.user_id, BookedCell.starts_at).where(
        BookedCell.user_id.in_(sorted({one.expert_id for one in free})),
        BookedCell.starts_at > first - CELL,
        BookedCell.starts_at < end,
    )
    taken = {(user_id, at) for user_id, at in await db.execute(booked)}
    return {
        one.id
        for one in free
        if any((one.expert_id, at) in taken for at in cells(one.starts_at, one.starts_at + length))
    }


async def went_out(db: WorkspaceSession, sheet_id: str, kind_id: str) -> bool:
    """Return whether a sheet ever stood in its channel; ``kind_id`` is that of its message."""
    sent = (Outbox.subject_id == sheet_id, Outbox.kind == kind_id, Outbox.state == OutboxState.SENT)
    return await db.scalar(select(Outbox.id).where(*sent).limit(1)) is not None


async def taken(db: WorkspaceSession, sheet_id: str) -> int:
    """Return how many places of a sheet are taken."""
    there = (SheetSlot.sheet_id == sheet_id, SheetSlot.state == SlotState.TAKEN)
    return await db.scalar(select(func.count()).select_from(SheetSlot).where(*there)) or 0
