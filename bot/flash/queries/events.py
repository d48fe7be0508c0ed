"""What everybody may know of an event: its counts, who takes part, its talks."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import func, or_, select

from bot.flash.rules import Timetable
from bot.kit.db import WorkspaceSession
from bot.models import (
    LIVE_EVENT,
    EventState,
    FlashEvent,
    FlashSeat,
    FlashTalk,
    SeatRole,
    SeatState,
    Topic,
)
from bot.people import queries as people


@dataclass(frozen=True, slots=True)
class Overview:
    """An event with what everybody may know of it. Nothing is escaped; no topics: any."""

    event: FlashEvent
    topics: tuple[str, ...]
    asking: int
    waiting: int
    helping: int
    talks: int

    @property
    def table(self) -> Timetable:
        """When its rounds are."""
        return table_of(self.event)

    @property
    def places_left(self) -> int:
        """How many more people may come with a question."""
        return max(0, self.event.places - self.asking)


def table_of(event: FlashEvent) -> Timetable:
    """Return when the rounds of an event are."""
    return Timetable(event.starts_at, event.rounds, event.minutes, event.change_minutes)


async def event(db: WorkspaceSession, event_id: str, *, lock: bool = False) -> FlashEvent | None:
    """Return an event; ``lock``: kept from others who decide about it until the transaction ends."""
    wanted = select(FlashEvent).where(FlashEvent.id == event_id)
    found: FlashEvent | None = await db.scalar(wanted.with_for_update() if lock else wanted)
    return found


async def overview(db: WorkspaceSession, event_id: str) -> Overview | None:
    """Return an event with its counts."""
    found = await event(db, event_id)
    if found is None:
        return None
    counted = await db.execute(
        select(FlashSeat.role, FlashSeat.state, func.count())
        .where(FlashSeat.event_id == event_id)
        .group_by(FlashSeat.role, FlashSeat.state)
    )
    counts = {(role, state): number for role, state, number in counted}
    there = (FlashTalk.event_id == event_id, FlashTalk.missed_by.is_(None))
    held = [FlashTalk.round <= found.rung] if found.state is not EventState.PLANNED else []
    talks = select(func.count()).select_from(FlashTalk).where(*there, *held)
    return Overview(
        event=found,
        topics=await topic_names(db, found.topic_ids),
        asking=counts.get((SeatRole.MENTEE, SeatState.IN), 0),
        waiting=counts.get((SeatRole.MENTEE, SeatState.WAITING), 0),
        helping=counts.get((SeatRole.EXPERT, SeatState.IN), 0),
        talks=await db.scalar(talks) or 0,
    )


async def topic_names(db: WorkspaceSession, topic_ids: Collection[str]) -> tuple[str, ...]:
    """Return the names of some topics, in their order."""
    wanted = select(Topic.name).where(Topic.id.in_(sorted(topic_ids))).order_by(Topic.name_key)
    return tuple(await db.scalars(wanted)) if topic_ids else ()


async def topics(db: WorkspaceSession, topic_ids: Collection[str]) -> list[Topic]:
    """Return some topics, by name; of none named all that are active."""
    wanted = select(Topic).where(Topic.archived_at.is_(None)).order_by(Topic.name_key)
    return list(await db.scalars(wanted.where(Topic.id.in_(sorted(topic_ids))) if topic_ids else wanted))


async def seat(db: WorkspaceSession, event_id: str, user_id: str) -> FlashSeat | None:
    """Return somebody's part in an event, whatever its state."""
    wanted = select(FlashSeat).where(FlashSeat.event_id == event_id, FlashSeat.user_id == user_id)
    found: FlashSeat | None = await db.scalar(wanted)
    return found


async def seats(db: WorkspaceSession, event_id: str, *states: SeatState) -> list[FlashSeat]:
    """Return the seats in these states, in the order in which people joined."""
    wanted = select(FlashSeat).where(FlashSeat.event_id == event_id, FlashSeat.state.in_(states))
    return list(await db.scalars(wanted.order_by(FlashSeat.joined_at, FlashSeat.id)))


async def talks(db: WorkspaceSession, event_id: str) -> list[FlashTalk]:
    """Return the talks of an event, planned and past."""
    wanted = select(FlashTalk).where(FlashTalk.event_id == event_id)
    return list(await db.scalars(wanted.order_by(FlashTalk.round, FlashTalk.mentee_id)))


async def talks_of(db: WorkspaceSession, event_id: str, user_id: str) -> list[FlashTalk]:
    """Return somebody's talks, by round."""
    mine = or_(FlashTalk.mentee_id == user_id, FlashTalk.expert_id == user_id)
    wanted = select(FlashTalk).where(FlashTalk.event_id == event_id, mine)
    return list(await db.scalars(wanted.order_by(FlashTalk.round)))


async def organisers(db: WorkspaceSession, found: FlashEvent) -> list[str]:
    """Return who looks after an event: whoever made it, or the program team once they are gone."""
    maker = await people.person(db, found.created_by)
    gone = maker is None or maker.deactivated or not (maker.is_admin or maker.is_manager)
    return await people.program_team(db) if gone else [found.created_by]


async def run_by(db: WorkspaceSession, user_id: str) -> list[Overview]:
    """Return the events that somebody looks after and that are not over, the next first."""
    live = select(FlashEvent).where(FlashEvent.state.in_(LIVE_EVENT)).order_by(FlashEvent.starts_at)
    mine = [one for one in await db.scalars(live) if user_id in await organisers(db, one)]
    found = [await overview(db, one.id) for one in mine]
    return [one for one in found if one is not None]
