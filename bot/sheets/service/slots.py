"""The times that experts offer on a sheet."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from sqlalchemy import select

from bot.kit.db import WorkspaceSession
from bot.kit.errors import FormErrors, UserMessage
from bot.kit.i18n import Sentence
from bot.models import Sheet, SheetExpert, SheetSlot, SheetState, SlotState
from bot.models.transitions import move
from bot.people import queries as people
from bot.sessions import queries as sessions
from bot.sheets import queries, rules, texts
from bot.sheets.queries import Overview
from bot.sheets.service.common import live_sheet, show, show_expert
from bot.sheets.service.places import move_up


async def offering(db: WorkspaceSession, sheet_id: str, by: str) -> Overview:
    """Return a sheet on which an expert may put times. Raises UserMessage otherwise."""
    await live_sheet(db, sheet_id)
    await _asked(db, sheet_id, by)
    found = await queries.overview(db, sheet_id)
    if found is None:
        raise UserMessage(texts.NO_SHEET)
    return found


async def _asked(db: WorkspaceSession, sheet_id: str, by: str) -> None:
    if await db.get(SheetExpert, (sheet_id, by)) is None:
        raise UserMessage(texts.NOT_ASKED)
    if not await queries.helps(db, by):
        raise UserMessage(texts.NO_LONGER_HELPS)


async def offer(
    db: WorkspaceSession, sheet_id: str, by: str, times: Mapping[str, int], now: datetime
) -> None:
    """Put an expert's times on a sheet. Raises FormErrors, at their fields, where one can't be."""
    sheet = await live_sheet(db, sheet_id)
    await _asked(db, sheet_id, by)
    starts = {name: datetime.fromtimestamp(at, UTC) for name, at in times.items()}
    await _check(db, sheet, by, starts, now)
    for at in sorted(starts.values()):
        await _put(db, sheet, by, at)
    where = (SheetExpert.sheet_id == sheet_id, SheetExpert.user_id == by)
    await db.update_where(SheetExpert, *where, declined_at=None)
    if sheet.state is SheetState.OPEN:
        ahead = [one.starts_at for one in await queries.slots(db, sheet_id) if one.starts_at > now]
        await db.update_where(Sheet, Sheet.id == sheet_id, wakes_at=min(ahead))
        await show(db, sheet, now)
        await move_up(db, sheet, now)
    await show_expert(db, sheet_id, [by], now)


async def _put(db: WorkspaceSession, sheet: Sheet, by: str, at: datetime) -> None:
    if not await db.insert_or_ignore(SheetSlot, sheet_id=sheet.id, expert_id=by, starts_at=at):
        here = (SheetSlot.sheet_id == sheet.id, SheetSlot.expert_id == by, SheetSlot.starts_at == at)
        await move(db, SheetSlot, *here, since=SlotState.GONE, to=SlotState.FREE)


async def _check(
    db: WorkspaceSession, sheet: Sheet, by: str, starts: Mapping[str, datetime], now: datetime
) -> None:
    there = await queries.slots(db, sheet.id)
    reader = await people.reader_of(db, [by])
    mine = [one.starts_at for one in there if one.expert_id == by]
    for name, at in starts.items():
        others = [*mine, *(other for field, other in starts.items() if field != name)]
        if problem := _problem(sheet, at, others, now):
            words = {"posts": reader.day(sheet.post_at), "last": reader.day(_last(sheet))}
            raise FormErrors({name: problem.format(**words) if problem in _DATED else problem})
        end = at + timedelta(minutes=sheet.minutes)
        if await sessions.busy(db, (by,), at, end):
            raise FormErrors({name: texts.TIME_BUSY})
    room = sheet.places - len(there)
    if len(starts) > room:
        raise FormErrors({next(iter(starts)): texts.SHEET_FULL.format(count=max(0, room))})


_DATED = (texts.TIME_EARLY, texts.TIME_FAR)


def _last(sheet: Sheet) -> datetime:
    return sheet.post_at + rules.LONGEST_AHEAD


def _problem(sheet: Sheet, at: datetime, others: list[datetime], now: datetime) -> Sentence | None:
    length = timedelta(minutes=sheet.minutes)
    if at <= now:
        return texts.TIME_PAST
    if at <= sheet.post_at:
        return texts.TIME_EARLY
    if at > _last(sheet):
        return texts.TIME_FAR
    return texts.TIME_TWICE if any(abs(at - other) < length for other in others) else None


async def take_back(db: WorkspaceSession, slot_id: str, by: str, now: datetime) -> None:
    """Take a free time off a sheet for its expert. Raises UserMessage where somebody has it."""
    slot = await db.get(SheetSlot, slot_id)
    if slot is None or slot.expert_id != by:
        raise UserMessage(texts.NOT_ASKED)
    sheet = await live_sheet(db, slot.sheet_id)
    if not await move(db, SheetSlot, SheetSlot.id == slot_id, since=SlotState.FREE, to=SlotState.GONE):
        raise UserMessage(texts.SLOT_HAS_SOMEBODY)
    if sheet.state is SheetState.OPEN:
        await show(db, sheet, now)
        await db.update_where(Sheet, Sheet.id == sheet.id, wakes_at=await _next_wake(db, sheet, now))
    await show_expert(db, sheet.id, [by], now)


async def _next_wake(db: WorkspaceSession, sheet: Sheet, now: datetime) -> datetime:
    """Return when an open sheet next changes; at once where no time is left."""
    return min(
        (one.starts_at for one in await queries.slots(db, sheet.id) if one.starts_at > now), default=now
    )


async def decline(db: WorkspaceSession, sheet_id: str, by: str, now: datetime) -> None:
    """Take note that an expert has no time for a sheet; they may still offer some."""
    await live_sheet(db, sheet_id)
    await _asked(db, sheet_id, by)
    where = (SheetExpert.sheet_id == sheet_id, SheetExpert.user_id == by)
    await db.update_where(SheetExpert, *where, declined_at=now)
    await show_expert(db, sheet_id, [by], now)


async def drop_leavers_slot(db: WorkspaceSession, slot_id: str, now: datetime) -> None:
    """Take a free time off a sheet whose expert no longer helps, has left, or is being erased."""
    slot = await db.scalar(select(SheetSlot).where(SheetSlot.id == slot_id))
    if slot is not None:
        await take_back(db, slot_id, slot.expert_id, now)
