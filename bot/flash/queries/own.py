"""What one person has of an event: their seat, their rounds, their talks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, case, exists, select

from bot.flash.queries.events import Overview, event, overview, seat, table_of, talks_of
from bot.flash.rules import Timetable
from bot.kit.db import WorkspaceSession
from bot.kit.i18n import Words
from bot.models import (
    LIVE_EVENT,
    FlashEvent,
    FlashSeat,
    FlashTalk,
    Person,
    SeatState,
)
from bot.people import queries as people


@dataclass(frozen=True, slots=True)
class OwnRound:
    """A round as one person has it; ``name`` is "" for a break."""

    number: int
    starts_at: datetime
    name: Words = ""


@dataclass(frozen=True, slots=True)
class OwnSeat:
    """Somebody's part in an event, with their rounds to come."""

    overview: Overview
    seat: FlashSeat
    rounds: tuple[OwnRound, ...]
    not_coming: Words = ""  # whom they would have talked with in the present round


@dataclass(frozen=True, slots=True)
class Talk:
    """A talk with its event and its people, seen by one of the two. Nothing is escaped."""

    talk: FlashTalk
    event: FlashEvent
    me: str
    other: Words
    question: str

    @property
    def table(self) -> Timetable:
        """When the rounds of its event are."""
        return table_of(self.event)

    @property
    def as_mentee(self) -> bool:
        """Whether the reader is the one with the question."""
        return self.me == self.talk.mentee_id

    @property
    def other_id(self) -> str:
        """The other's user id."""
        return self.talk.expert_id if self.as_mentee else self.talk.mentee_id

    @property
    def noted(self) -> bool:
        """Whether the reader has written anything."""
        talk = self.talk
        if self.as_mentee:
            return bool(talk.mentee_note or talk.thanks or talk.mentee_again)
        return bool(talk.expert_note or talk.expert_again)

    @property
    def took_place(self) -> bool:
        """Whether both were there, as far as anybody said."""
        return self.talk.missed_by is None and self.talk.round <= self.event.rung


async def own_seat(db: WorkspaceSession, event_id: str, user_id: str) -> OwnSeat | None:
    """Return somebody's part in an event with their rounds to come."""
    found, mine = await overview(db, event_id), await seat(db, event_id, user_id)
    if found is None or mine is None:
        return None
    all_mine = {one.round: one for one in await talks_of(db, event_id, user_id)}
    now = all_mine.get(found.event.rung)
    names = await people.people(db, [_other(one, user_id) for one in all_mine.values()])
    planned = found.event.version > 0 and mine.state is SeatState.IN
    rounds = [
        OwnRound(
            number,
            found.table.start_of(number),
            people.name_of(names.get(_other(all_mine[number], user_id))) if number in all_mine else "",
        )
        for number in range(max(found.event.rung + 1, mine.first_round), found.event.rounds + 1)
        if planned
    ]
    gone = now is not None and now.missed_by is not None and now.missed_by != user_id
    name = people.name_of(names.get(_other(now, user_id))) if now is not None and gone else ""
    return OwnSeat(found, mine, tuple(rounds), name)


async def talk(db: WorkspaceSession, talk_id: str, user_id: str) -> Talk | None:
    """Return a talk to one of its two people; None to anybody else.

    One statement, since a bell asks it for everybody at the same moment.
    """
    here, mine = FlashTalk.workspace_id, FlashTalk.mentee_id == user_id
    other_id = case((mine, FlashTalk.expert_id), else_=FlashTalk.mentee_id)
    wanted = (
        select(FlashTalk, FlashEvent, FlashSeat.question, Person)
        .join(FlashEvent, (FlashEvent.workspace_id == here) & (FlashEvent.id == FlashTalk.event_id))
        .outerjoin(FlashSeat, and_(FlashSeat.workspace_id == here, *_asking()))
        .outerjoin(Person, (Person.workspace_id == here) & (Person.user_id == other_id))
        .where(FlashTalk.id == talk_id, mine | (FlashTalk.expert_id == user_id))
    )
    found = (await db.execute(wanted)).first()
    if found is None:
        return None
    one, about, question, other = found
    return Talk(talk=one, event=about, me=user_id, other=people.name_of(other), question=question or "")


def _asking() -> tuple[ColumnElement[bool], ...]:
    return FlashSeat.event_id == FlashTalk.event_id, FlashSeat.user_id == FlashTalk.mentee_id


async def own_talks(db: WorkspaceSession, event_id: str, user_id: str) -> list[Talk]:
    """Return somebody's talks that took place."""
    about, mine = await event(db, event_id), await talks_of(db, event_id, user_id)
    if about is None:
        return []
    asking = FlashSeat.user_id.in_(sorted({one.mentee_id for one in mine}))
    seated = await db.scalars(select(FlashSeat).where(FlashSeat.event_id == event_id, asking))
    questions = {one.user_id: one.question for one in seated}
    names = await people.people(db, [_other(one, user_id) for one in mine])
    found = [
        Talk(
            talk=one,
            event=about,
            me=user_id,
            other=people.name_of(names.get(_other(one, user_id))),
            question=questions.get(one.mentee_id, ""),
        )
        for one in mine
    ]
    return [one for one in found if one.took_place]


async def going_on(db: WorkspaceSession, user_id: str) -> list[OwnSeat]:
    """Return the events that somebody has joined and that are not over, the next first."""
    mine = exists().where(
        FlashSeat.workspace_id == FlashEvent.workspace_id,
        FlashSeat.event_id == FlashEvent.id,
        FlashSeat.user_id == user_id,
        FlashSeat.state.in_((SeatState.IN, SeatState.WAITING, SeatState.MISSING)),
    )
    wanted = select(FlashEvent.id).where(FlashEvent.state.in_(LIVE_EVENT), mine)
    ids = list(await db.scalars(wanted.order_by(FlashEvent.starts_at)))
    found = [await own_seat(db, event_id, user_id) for event_id in ids]
    return [one for one in found if one is not None]


def _other(talk: FlashTalk, user_id: str) -> str:
    return talk.expert_id if user_id == talk.mentee_id else talk.mentee_id
