"""Reads for the calendar feed: everything of one person that has a time. No words of a question are read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from bot.feed import rules, texts
from bot.feed.rules import Address, Links
from bot.flash.queries import table_of
from bot.kit.db import WorkspaceSession
from bot.kit.i18n import Words
from bot.models import (
    LIVE_EVENT,
    LIVE_SHEET,
    OVER_SESSION,
    UNDER_WAY,
    CalendarFeed,
    EventState,
    FlashEvent,
    FlashSeat,
    SeatState,
    Session,
    Sheet,
    SheetSlot,
    SlotState,
    Topic,
)
from bot.people import queries as people
from bot.sessions import queries as sessions
from bot.sessions.queries import Meeting


class PublicAddress:
    """Where calendars reach this process; none without PUBLIC_URL. Set when it starts."""

    def __init__(self) -> None:
        self.url: str | None = None


@dataclass(frozen=True, slots=True)
class Talk:
    """A session; ``other`` is whom the person meets."""

    meeting: Meeting
    other: Words


@dataclass(frozen=True, slots=True)
class Event:
    """A flash event in which the person takes part; it ends at ``ends_at``."""

    event: FlashEvent
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class Offered:
    """A time that the person offers on a sign-up sheet, and that nobody has taken."""

    slot: SheetSlot
    sheet: Sheet
    topic: str


@dataclass(frozen=True, slots=True)
class Feed:
    """What a person's calendar shows."""

    talks: tuple[Talk, ...] = ()
    events: tuple[Event, ...] = ()
    offered: tuple[Offered, ...] = ()


@dataclass(frozen=True, slots=True)
class Own:
    """What a person can do about their address. ``made`` is there only right after it was made.

    ``public_url`` is None where no calendar can reach this server.
    """

    public_url: str | None
    since: datetime | None = None
    made: Links | None = None


async def own(db: WorkspaceSession, user_id: str, public_url: str | None) -> Own:
    """Return whether somebody has an address, and since when."""
    found = await of_person(db, user_id)
    return Own(public_url, found.created_at if found else None)


async def of_person(db: WorkspaceSession, user_id: str) -> CalendarFeed | None:
    """Return somebody's feed, if they have one."""
    return await db.scalar(select(CalendarFeed).where(CalendarFeed.user_id == user_id))


async def reader_at(db: WorkspaceSession, address: Address) -> str | None:
    """Return whose feed an address is; None where it is wrong or taken back, or somebody is gone."""
    found = await db.get(CalendarFeed, address.feed_id)
    if not rules.is_right(address.secret, found.secret_hash if found else None) or found is None:
        return None
    someone, team = await people.person(db, found.user_id), await people.workspace(db)
    return None if someone is None or someone.deactivated or team.removed_at else found.user_id


async def feed(db: WorkspaceSession, user_id: str, now: datetime) -> Feed:
    """Return what a person's calendar shows now."""
    since = now - rules.KEPT
    return Feed(
        talks=tuple(await _talks(db, user_id, since)),
        events=tuple(await _events(db, user_id, since)),
        offered=tuple(await _offered(db, user_id, now)),
    )


async def _talks(db: WorkspaceSession, user_id: str, since: datetime) -> list[Talk]:
    mine = (Session.mentee_id == user_id) | (Session.expert_id == user_id)
    stands = (Session.state.in_((*UNDER_WAY, *OVER_SESSION)), Session.starts_at > since)
    rows = select(Session).options(*sessions.SHOWN).where(mine, *stands)
    found = list(await db.scalars(rows.order_by(Session.starts_at, Session.id)))
    shown = await sessions.meetings(db, _each_hour_once(found, user_id))
    return [Talk(one, _other(one, user_id)) for one in shown]


def _each_hour_once(found: Sequence[Session], user_id: str) -> list[Session]:
    """Return sessions with one for each hour that their expert shares with several."""
    hours = {one.pool_id if one.pool_id and one.expert_id == user_id else one.id: one for one in found[::-1]}
    return list(hours.values())[::-1]


def _other(meeting: Meeting, user_id: str) -> Words:
    several = meeting.session.pool_id is not None and meeting.session.expert_id == user_id
    return texts.SEVERAL if several else meeting.other(user_id).name


async def _events(db: WorkspaceSession, user_id: str, since: datetime) -> list[Event]:
    seats = select(FlashSeat.event_id).where(
        FlashSeat.user_id == user_id, FlashSeat.state.in_((SeatState.IN, SeatState.MISSING))
    )
    stands = (FlashEvent.state.in_((*LIVE_EVENT, EventState.ENDED)), FlashEvent.starts_at > since)
    rows = select(FlashEvent).where(FlashEvent.id.in_(seats), *stands)
    found = await db.scalars(rows.order_by(FlashEvent.starts_at, FlashEvent.id))
    return [Event(one, table_of(one).ends_at) for one in found]


async def _offered(db: WorkspaceSession, user_id: str, now: datetime) -> list[Offered]:
    free = (SheetSlot.state == SlotState.FREE, SheetSlot.starts_at > now)
    rows = (
        select(SheetSlot, Sheet, Topic.name)
        .join(Sheet, Sheet.id == SheetSlot.sheet_id)
        .join(Topic, Topic.id == Sheet.topic_id)
        .where(SheetSlot.expert_id == user_id, *free, Sheet.state.in_(LIVE_SHEET))
    )
    found = await db.execute(rows.order_by(SheetSlot.starts_at, SheetSlot.id))
    return [Offered(slot, sheet, topic) for slot, sheet, topic in found]
