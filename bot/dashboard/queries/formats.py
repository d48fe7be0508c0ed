"""What each format brought: who took part, in which topics, and what became of it.

Ids, times, states and the names of topics alone.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select

from bot.dashboard.rules import Format, Part
from bot.kit.db import WorkspaceSession
from bot.models import (
    Ask,
    CalendarFeed,
    EventState,
    FlashEvent,
    FlashSeat,
    FlashTalk,
    Growth,
    PlaceState,
    Pool,
    PoolPlace,
    SeatState,
    Series,
    SeriesState,
    Session,
    SessionState,
    Sheet,
    SheetPlace,
    SheetSlot,
    SheetState,
    SlotState,
    StoryAnswer,
    Topic,
)


async def formats(db: WorkspaceSession, since: datetime) -> dict[Format, list[Part]]:
    """Return what counts in each format since then; the calendar feed: as it stands."""
    return {one: await read(db, since) for one, read in _READ.items()}


async def _shared(db: WorkspaceSession, since: datetime) -> list[Part]:
    groups = select(Pool.id, Topic.name).outerjoin(Topic, Topic.id == Pool.topic_id)
    topics = _by_id(await db.execute(groups.where(Pool.created_at > since)))
    places = select(PoolPlace.pool_id, PoolPlace.user_id, Session.state)
    asked = places.outerjoin(Session, Session.id == PoolPlace.session_id)
    of_group = _by_id(await db.execute(asked.where(PoolPlace.pool_id.in_(sorted(topics)))))
    return [_group(name, of_group[pool_id]) for pool_id, ((name,),) in topics.items()]


def _group(topic: str | None, places: Sequence[Sequence[Any]]) -> Part:
    met = any(state is SessionState.HELD for _, state in places)
    return Part(frozenset(user for user, _ in places), (topic or "",), {"groups": 1, "met": int(met)})


async def _series(db: WorkspaceSession, since: datetime) -> list[Part]:
    wanted = (
        select(Series.mentee_id, Topic.name, Series.state)
        .join(Ask, Ask.id == Series.ask_id)
        .outerjoin(Topic, Topic.id == Ask.topic_id)
    )
    found = await db.execute(wanted.where(Series.created_at > since))
    states = (SeriesState.RUNNING, SeriesState.DONE, SeriesState.ENDED)
    return [
        Part(
            frozenset({mentee}),
            (topic or "",),
            {"started": 1, **{one.value: int(state is one) for one in states}},
        )
        for mentee, topic, state in found
    ]


async def _flash(db: WorkspaceSession, since: datetime) -> list[Part]:
    held = (FlashEvent.state == EventState.ENDED, FlashEvent.starts_at > since)
    events = (
        await db.execute(select(FlashEvent.id, FlashEvent.rung, FlashEvent.topic_ids).where(*held))
    ).all()
    ids = sorted(one.id for one in events)
    names = dict((await db.execute(select(Topic.id, Topic.name))).all()) if ids else {}
    seats = select(FlashSeat.event_id, FlashSeat.user_id).where(FlashSeat.event_id.in_(ids))
    there = _by_id(await db.execute(seats.where(FlashSeat.state == SeatState.IN)))
    talks = select(FlashTalk.event_id, FlashTalk.round, FlashTalk.ask_id).where(FlashTalk.event_id.in_(ids))
    had = _by_id(await db.execute(talks.where(FlashTalk.missed_by.is_(None))))
    return [
        Part(
            frozenset(user for (user,) in there[one.id]),
            tuple(names[topic] for topic in one.topic_ids if topic in names) or ("",),
            {"events": 1, **_talks(had[one.id], one.rung)},
        )
        for one in events
    ]


def _talks(talks: Iterable[Sequence[Any]], rung: int) -> dict[str, int]:
    """Return how many talks of the rounds that began there were, and how many led to a question."""
    asks = [ask_id for number, ask_id in talks if number <= rung]
    return {"talks": len(asks), "again": sum(one is not None for one in asks)}


async def _sheets(db: WorkspaceSession, since: datetime) -> list[Part]:
    out = (Sheet.state.in_((SheetState.OPEN, SheetState.OVER)), Sheet.post_at > since)
    sheets = select(Sheet.id, Topic.name).outerjoin(Topic, Topic.id == Sheet.topic_id)
    topics = _by_id(await db.execute(sheets.where(*out)))
    these = sorted(topics)
    slots = select(SheetSlot.sheet_id, SheetSlot.state).where(SheetSlot.sheet_id.in_(these))
    offered = _by_id(await db.execute(slots.where(SheetSlot.state.in_((SlotState.FREE, SlotState.TAKEN)))))
    took = select(SheetPlace.sheet_id, SheetPlace.user_id).where(SheetPlace.sheet_id.in_(these))
    people = _by_id(await db.execute(took.where(SheetPlace.state == PlaceState.IN)))
    return [
        Part(
            frozenset(user for (user,) in people[sheet_id]),
            (name or "",),
            {
                "sheets": 1,
                "offered": len(offered[sheet_id]),
                "taken": sum(state is SlotState.TAKEN for (state,) in offered[sheet_id]),
            },
        )
        for sheet_id, ((name,),) in topics.items()
    ]


async def _growing(db: WorkspaceSession, since: datetime) -> list[Part]:
    wanted = (
        select(Growth.mentee_id, Topic.name, Growth.agreed_at, Growth.series_id)
        .join(Session, Session.id == Growth.session_id)
        .join(Ask, Ask.id == Session.ask_id)
        .outerjoin(Topic, Topic.id == Ask.topic_id)
    )
    found = await db.execute(wanted.where(Growth.asked_at > since))
    return [
        Part(
            frozenset({mentee}),
            (topic or "",),
            {"asked": 1, "agreed": int(agreed_at is not None), "begun": int(series_id is not None)},
        )
        for mentee, topic, agreed_at, series_id in found
    ]


async def _feed(db: WorkspaceSession, since: datetime) -> list[Part]:
    return [Part(frozenset({one})) for one in await db.scalars(select(CalendarFeed.user_id).distinct())]


async def _stories(db: WorkspaceSession, since: datetime) -> list[Part]:
    wanted = select(StoryAnswer.user_id, Topic.name).outerjoin(Topic, Topic.id == StoryAnswer.topic_id)
    found = await db.execute(wanted.where(StoryAnswer.created_at > since))
    return [Part(frozenset({user}), (topic or "",), {"answered": 1}) for user, topic in found]


def _by_id(rows: Iterable[Any]) -> dict[str, list[tuple[Any, ...]]]:
    """Return the rest of each row by the id with which it begins; none for an id that is in no row."""
    found: dict[str, list[tuple[Any, ...]]] = defaultdict(list)
    for first, *rest in rows:
        found[first].append(tuple(rest))
    return found


_READ: Mapping[Format, Callable[[WorkspaceSession, datetime], Awaitable[list[Part]]]] = {
    Format.SHARED: _shared,
    Format.SERIES: _series,
    Format.FLASH: _flash,
    Format.SHEETS: _sheets,
    Format.GROWING: _growing,
    Format.FEED: _feed,
    Format.STORIES: _stories,
}
