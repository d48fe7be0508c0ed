"""What one person has of a sheet: their place, their times, what they are asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import exists, select

from bot.directory import queries as directory
from bot.kit.db import WorkspaceSession
from bot.models import (
    Avoidance,
    Expert,
    PlaceState,
    Sheet,
    SheetExpert,
    SheetPlace,
    SheetSlot,
    SheetState,
    SlotState,
    Topic,
)
from bot.people import queries as people
from bot.sheets.queries.plans import helps
from bot.sheets.queries.sheets import OfferedSlot, Overview, overview


@dataclass(frozen=True, slots=True)
class OwnPlace:
    """Somebody's place on a sheet; ``slot`` is the time that they have."""

    overview: Overview
    place: SheetPlace
    slot: OfferedSlot | None


@dataclass(frozen=True, slots=True)
class Invited:
    """A sheet as an expert has it who was asked for times; ``mine`` are theirs.

    ``helps``: they have not stopped helping since.
    """

    overview: Overview
    asked: SheetExpert
    mine: tuple[OfferedSlot, ...]
    helps: bool = True


@dataclass(frozen=True, slots=True)
class AskedForTimes:
    """A line of App Home: times for a sheet, for which an expert has not answered."""

    sheet: Sheet
    topic: str
    asked_at: datetime


@dataclass(frozen=True, slots=True)
class OnList:
    """A line of App Home: a waiting list on which somebody is."""

    sheet: Sheet
    topic: str


async def place(db: WorkspaceSession, sheet_id: str, user_id: str) -> SheetPlace | None:
    """Return somebody's place on a sheet, whatever its state."""
    wanted = select(SheetPlace).where(SheetPlace.sheet_id == sheet_id, SheetPlace.user_id == user_id)
    found: SheetPlace | None = await db.scalar(wanted)
    return found


async def waiting(db: WorkspaceSession, sheet_id: str) -> list[SheetPlace]:
    """Return who waits for a place, whoever waits longest first."""
    there = (SheetPlace.sheet_id == sheet_id, SheetPlace.state == PlaceState.WAITING)
    wanted = select(SheetPlace).where(*there).order_by(SheetPlace.listed_at, SheetPlace.id)
    return list(await db.scalars(wanted))


async def own_place(db: WorkspaceSession, sheet_id: str, user_id: str) -> OwnPlace | None:
    """Return somebody's place on a sheet with its time."""
    found, mine = await overview(db, sheet_id), await place(db, sheet_id, user_id)
    if found is None or mine is None:
        return None
    return OwnPlace(found, mine, next((one for one in found.slots if one.slot.id == mine.slot_id), None))


async def invited(db: WorkspaceSession, sheet_id: str, user_id: str) -> Invited | None:
    """Return a sheet to an expert who was asked for times; None to anybody else."""
    found, asked = await overview(db, sheet_id), await db.get(SheetExpert, (sheet_id, user_id))
    if found is None or asked is None:
        return None
    mine = [one for one in found.slots if one.slot.expert_id == user_id]
    taking = (SheetPlace.sheet_id == sheet_id, SheetPlace.state == PlaceState.IN)
    takers = {
        one.slot_id: one.user_id for one in await db.scalars(select(SheetPlace).where(*taking)) if one.slot_id
    }
    known = await people.people(db, [takers[one.slot.id] for one in mine if one.slot.id in takers])
    named = [replace(one, taker=people.name_of(known.get(takers.get(one.slot.id, "")))) for one in mine]
    return Invited(found, asked, tuple(named), await helps(db, user_id))


async def choices(
    db: WorkspaceSession, found: Overview, user_id: str, now: datetime
) -> Sequence[OfferedSlot]:
    """Return the free times that somebody may take: none of theirs, their line's or of whom they avoid."""
    avoided = await db.execute(
        select(Avoidance.user_id, Avoidance.other_id).where(
            (Avoidance.user_id == user_id) | (Avoidance.other_id == user_id)
        )
    )
    apart = {user_id} | {each for pair in avoided for each in pair}
    apart |= await directory.reporting_line(db, user_id)
    known = await people.people(db, [one.slot.expert_id for one in found.slots])
    gone = {each for each, someone in known.items() if someone.deactivated}
    return [one for one in found.free(now) if one.slot.expert_id not in apart | gone]


async def asked(db: WorkspaceSession, user_id: str) -> list[AskedForTimes]:
    """Return the sheets for which somebody was asked for times and has not answered."""
    offered = exists().where(
        SheetSlot.workspace_id == SheetExpert.workspace_id,
        SheetSlot.sheet_id == SheetExpert.sheet_id,
        SheetSlot.expert_id == user_id,
        SheetSlot.state != SlotState.GONE,
    )
    wanted = (
        select(Sheet, Topic.name, SheetExpert.asked_at)
        .join(SheetExpert, SheetExpert.sheet_id == Sheet.id)
        .join(Topic, Topic.id == Sheet.topic_id)
        .where(SheetExpert.user_id == user_id, SheetExpert.declined_at.is_(None), ~offered)
        .join(Expert, Expert.user_id == SheetExpert.user_id)
        .where(Sheet.state == SheetState.GATHERING, Expert.opted_out_at.is_(None))
    )
    rows = await db.execute(wanted.order_by(Sheet.post_at))
    return [AskedForTimes(one, name, at) for one, name, at in rows]


async def on_lists(db: WorkspaceSession, user_id: str) -> list[OnList]:
    """Return the waiting lists on which somebody is."""
    wanted = (
        select(Sheet, Topic.name)
        .join(SheetPlace, SheetPlace.sheet_id == Sheet.id)
        .join(Topic, Topic.id == Sheet.topic_id)
        .where(SheetPlace.user_id == user_id, SheetPlace.state == PlaceState.WAITING)
        .where(Sheet.state == SheetState.OPEN)
    )
    return [OnList(one, name) for one, name in await db.execute(wanted.order_by(Sheet.post_at))]
