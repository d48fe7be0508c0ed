"""What each format brought: how many took part, and what became of it. Ids, times and states alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime

from sqlalchemy import func, select

from bot.dashboard.rules import Format, FormatFigures
from bot.kit.db import WorkspaceSession
from bot.models import (
    CalendarFeed,
    EventState,
    FlashEvent,
    FlashSeat,
    FlashTalk,
    Growth,
    PlaceState,
    SeatState,
    Series,
    SeriesState,
    Sheet,
    SheetPlace,
    SheetSlot,
    SheetState,
    SlotState,
)


async def formats(db: WorkspaceSession, since: datetime) -> dict[Format, FormatFigures]:
    """Return what each format brought since then; the calendar feed: as it stands."""
    return {one: await read(db, since) for one, read in _READ.items()}


async def _series(db: WorkspaceSession, since: datetime) -> FormatFigures:
    wanted = select(Series.mentee_id, Series.state).where(Series.created_at > since)
    found = (await db.execute(wanted)).all()
    states = Counter(one.state for one in found)
    counts = {
        "started": len(found),
        "running": states[SeriesState.RUNNING],
        "done": states[SeriesState.DONE],
        "ended": states[SeriesState.ENDED],
    }
    return FormatFigures(len({one.mentee_id for one in found}), counts)


async def _flash(db: WorkspaceSession, since: datetime) -> FormatFigures:
    held = (FlashEvent.state == EventState.ENDED, FlashEvent.starts_at > since)
    events = select(FlashEvent.id, FlashEvent.rung).where(*held)
    rung = dict((await db.execute(events)).all())
    there = (FlashSeat.event_id.in_(sorted(rung)), FlashSeat.state == SeatState.IN)
    people = await db.scalar(select(func.count(FlashSeat.user_id.distinct())).where(*there)) or 0
    talks = select(FlashTalk.event_id, FlashTalk.round, FlashTalk.ask_id)
    had = (FlashTalk.event_id.in_(sorted(rung)), FlashTalk.missed_by.is_(None))
    found = [one for one in (await db.execute(talks.where(*had))).all() if one.round <= rung[one.event_id]]
    again = sum(one.ask_id is not None for one in found)
    return FormatFigures(people, {"events": len(rung), "talks": len(found), "again": again})


async def _sheets(db: WorkspaceSession, since: datetime) -> FormatFigures:
    out = (Sheet.state.in_((SheetState.OPEN, SheetState.OVER)), Sheet.post_at > since)
    sheets = sorted(await db.scalars(select(Sheet.id).where(*out)))
    slots = select(SheetSlot.state, func.count()).where(SheetSlot.sheet_id.in_(sheets))
    counted = Counter(dict((await db.execute(slots.group_by(SheetSlot.state))).all()))
    taken = counted[SlotState.TAKEN]
    took = (SheetPlace.sheet_id.in_(sheets), SheetPlace.state == PlaceState.IN)
    people = await db.scalar(select(func.count(SheetPlace.user_id.distinct())).where(*took)) or 0
    counts = {"sheets": len(sheets), "offered": counted[SlotState.FREE] + taken, "taken": taken}
    return FormatFigures(people, counts)


async def _growing(db: WorkspaceSession, since: datetime) -> FormatFigures:
    wanted = select(Growth.mentee_id, Growth.agreed_at, Growth.series_id).where(Growth.asked_at > since)
    found = (await db.execute(wanted)).all()
    counts = {
        "asked": len(found),
        "agreed": sum(one.agreed_at is not None for one in found),
        "begun": sum(one.series_id is not None for one in found),
    }
    return FormatFigures(len({one.mentee_id for one in found}), counts)


async def _feed(db: WorkspaceSession, since: datetime) -> FormatFigures:
    return FormatFigures(await db.scalar(select(func.count(CalendarFeed.user_id.distinct()))) or 0)


_READ: Mapping[Format, Callable[[WorkspaceSession, datetime], Awaitable[FormatFigures]]] = {
    Format.SERIES: _series,
    Format.FLASH: _flash,
    Format.SHEETS: _sheets,
    Format.GROWING: _growing,
    Format.FEED: _feed,
}
