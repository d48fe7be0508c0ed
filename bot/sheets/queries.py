"""Reads about sign-up sheets: plans, months, who offers what, and who has or waits for a place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import exists, func, select

from bot.directory import queries as directory
from bot.kit.db import WorkspaceSession
from bot.kit.i18n import Words
from bot.models import (
    Avoidance,
    BookedCell,
    Expert,
    ExpertTopic,
    Outbox,
    OutboxState,
    Person,
    PlaceState,
    Sheet,
    SheetExpert,
    SheetPlace,
    SheetPlan,
    SheetSlot,
    SheetState,
    SlotState,
    Topic,
)
from bot.people import queries as people
from bot.sessions.rules import CELL, cells


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
class Planned:
    """A monthly sheet as its organisers see it; ``gathering``: experts are asked at present."""

    plan: SheetPlan
    topic: Topic
    gathering: Sheet | None


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


async def plan(db: WorkspaceSession, plan_id: str, *, lock: bool = False) -> SheetPlan | None:
    """Return a monthly rule; ``lock``: kept from others who decide about it."""
    wanted = select(SheetPlan).where(SheetPlan.id == plan_id)
    found: SheetPlan | None = await db.scalar(wanted.with_for_update() if lock else wanted)
    return found


async def has_older_twin(db: WorkspaceSession, found: SheetPlan) -> bool:
    """Return whether an older rule brings sheets of the same topic to the same channel.

    Two topics with one each have been merged, or two people started it at the same time.
    """
    same = (SheetPlan.topic_id == found.topic_id, SheetPlan.channel_id == found.channel_id)
    older = (SheetPlan.created_at < found.created_at) | (
        (SheetPlan.created_at == found.created_at) & (SheetPlan.id < found.id)
    )
    running = select(SheetPlan.id).where(*same, SheetPlan.wakes_at.is_not(None), older)
    return await db.scalar(running.limit(1)) is not None


async def sheet(db: WorkspaceSession, sheet_id: str, *, lock: bool = False) -> Sheet | None:
    """Return a month's sheet; ``lock``: kept from others who decide about it."""
    wanted = select(Sheet).where(Sheet.id == sheet_id)
    found: Sheet | None = await db.scalar(wanted.with_for_update() if lock else wanted)
    return found


async def topics(db: WorkspaceSession) -> list[Topic]:
    """Return the active topics, whoever most help with first."""
    helping = (
        select(func.count())
        .select_from(ExpertTopic)
        .where(ExpertTopic.topic_id == Topic.id)
        .scalar_subquery()
    )
    wanted = select(Topic).where(Topic.archived_at.is_(None)).order_by(helping.desc(), Topic.name_key)
    return list(await db.scalars(wanted))


async def experts(db: WorkspaceSession, topic_id: str, now: datetime) -> list[str]:
    """Return who helps with a topic and is there at present."""
    awake = Expert.paused_until.is_(None) | (Expert.paused_until <= now)
    wanted = (
        select(Expert.user_id)
        .join(ExpertTopic, (ExpertTopic.user_id == Expert.user_id))
        .join(Person, (Person.user_id == Expert.user_id))
        .where(ExpertTopic.topic_id == topic_id, Expert.opted_out_at.is_(None), awake)
        .where(Person.deactivated.is_(False))
    )
    return list(await db.scalars(wanted.order_by(Expert.user_id)))


async def helps(db: WorkspaceSession, user_id: str) -> bool:
    """Return whether somebody is an expert at present."""
    found = await db.get(Expert, user_id)
    return found is not None and found.opted_out_at is None


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


async def planned(db: WorkspaceSession, plan_id: str) -> Planned | None:
    """Return a monthly sheet as its organisers see it."""
    found = await plan(db, plan_id)
    topic = await db.get(Topic, found.topic_id) if found else None
    if found is None or topic is None:
        return None
    gathering = (Sheet.plan_id == plan_id, Sheet.state == SheetState.GATHERING)
    return Planned(found, topic, await db.scalar(select(Sheet).where(*gathering)))


async def organisers(db: WorkspaceSession, found: SheetPlan) -> list[str]:
    """Return who looks after a monthly sheet: who started it, or the program team once they are gone."""
    if await people.is_admin(db, found.created_by):
        return [found.created_by]
    return await people.program_team(db)


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


async def went_out(db: WorkspaceSession, sheet_id: str, kind_id: str) -> bool:
    """Return whether a sheet ever stood in its channel; ``kind_id`` is that of its message."""
    sent = (Outbox.subject_id == sheet_id, Outbox.kind == kind_id, Outbox.state == OutboxState.SENT)
    return await db.scalar(select(Outbox.id).where(*sent).limit(1)) is not None


async def taken(db: WorkspaceSession, sheet_id: str) -> int:
    """Return how many places of a sheet are taken."""
    there = (SheetSlot.sheet_id == sheet_id, SheetSlot.state == SlotState.TAKEN)
    return await db.scalar(select(func.count()).select_from(SheetSlot).where(*there)) or 0
