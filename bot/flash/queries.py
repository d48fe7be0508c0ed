"""Reads about flash events: who takes part, each person's rounds, and what came of them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import exists, func, or_, select

from bot.flash.rota import Participant, Participants, Rota, Shortage, shortages
from bot.flash.rules import Timetable
from bot.kit.db import WorkspaceSession
from bot.kit.i18n import Words
from bot.models import (
    LIVE_EVENT,
    Avoidance,
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


@dataclass(frozen=True, slots=True)
class Managed:
    """An event as its organisers see it: counts, and who can meet too few, never the words of a question."""

    overview: Overview
    short: tuple[tuple[int, int], ...] = ()  # so many people can meet only so many experts


@dataclass(frozen=True, slots=True)
class Report:
    """What came of an event, in counts."""

    overview: Overview
    missed: int
    thanks: int
    both: int


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
    """Return a talk to one of its two people; None to anybody else."""
    found = await db.get(FlashTalk, talk_id)
    if found is None or user_id not in (found.mentee_id, found.expert_id):
        return None
    about = await event(db, found.event_id)
    asking = await seat(db, found.event_id, found.mentee_id)
    if about is None:
        return None
    other = _other(found, user_id)
    return Talk(
        talk=found,
        event=about,
        me=user_id,
        other=await people.name(db, other),
        question=asking.question if asking else "",
    )


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


def _other(talk: FlashTalk, user_id: str) -> str:
    return talk.expert_id if user_id == talk.mentee_id else talk.mentee_id


# --- What the rota is made from ----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class RotaFacts:
    """All that decides about a rota, of one moment; ``before`` is the present one."""

    event: FlashEvent
    participants: Participants
    before: Rota
    missing_fits: Sequence[FlashSeat] = ()


async def rota_facts(db: WorkspaceSession, event_id: str) -> RotaFacts | None:
    """Return what the rota of an event is made from; None where it needs none."""
    found = await event(db, event_id)
    if found is None or found.state not in LIVE_EVENT:
        return None
    there = await seats(db, event_id, SeatState.IN)
    known = await people.people(db, [one.user_id for one in there])
    there = [one for one in there if one.user_id in known and not known[one.user_id].deactivated]
    experts = {one.user_id for one in there if one.role is SeatRole.EXPERT}
    mentees = [one for one in there if one.role is SeatRole.MENTEE]
    return RotaFacts(
        event=found,
        participants=Participants(
            [_participant(one) for one in mentees],
            [_participant(one) for one in there if one.role is SeatRole.EXPERT],
            await _blocks(db, [one.user_id for one in there]),
        ),
        before=rota_of(await talks(db, event_id), found.rounds),
        missing_fits=[one for one in mentees if not experts <= one.fits.keys()],
    )


def with_known(facts: RotaFacts, fits: Mapping[str, Mapping[str, float]]) -> RotaFacts:
    """Return the same facts with fits that were worked out since, by person."""
    there = facts.participants
    mentees = [replace(one, fits=fits.get(one.user_id, one.fits)) for one in there.mentees]
    return replace(facts, participants=replace(there, mentees=mentees))


def rota_of(talks: Iterable[FlashTalk], rounds: int) -> Rota:
    """Return the rota that these talks are."""
    laid: list[list[tuple[str, str]]] = [[] for _ in range(rounds)]
    for one in talks:
        laid[one.round - 1].append((one.mentee_id, one.expert_id))
    return Rota(tuple(tuple(pairs) for pairs in laid))


def _participant(one: FlashSeat) -> Participant:
    return Participant(one.user_id, frozenset(one.topic_ids), one.first_round - 1, one.fits)


async def _blocks(db: WorkspaceSession, user_ids: Collection[str]) -> set[tuple[str, str]]:
    """Return who of these people would rather not meet whom. Confidential."""
    both = (Avoidance.user_id.in_(sorted(user_ids)), Avoidance.other_id.in_(sorted(user_ids)))
    found = await db.execute(select(Avoidance.user_id, Avoidance.other_id).where(*both))
    return {(one, other) for one, other in found}


async def managed(db: WorkspaceSession, event_id: str) -> Managed | None:
    """Return an event as its organisers see it."""
    found = await overview(db, event_id)
    if found is None:
        return None
    facts = await rota_facts(db, event_id)
    short = _short(facts) if facts and found.helping and found.asking else []
    return Managed(found, tuple((len(one.mentees), len(one.experts)) for one in short))


def _short(facts: RotaFacts) -> list[Shortage]:
    """Return who can meet too few by their topics; blocks stay out of it, since they are confidential."""
    there = facts.participants
    names = [[one.user_id for one in some] for some in (there.mentees, there.experts)]
    return shortages(names[0], names[1], there.by_topic(), facts.event.rounds)


async def report(db: WorkspaceSession, event_id: str) -> Report | None:
    """Return what came of an event."""
    found = await overview(db, event_id)
    if found is None:
        return None
    held = await talks(db, event_id)
    return Report(
        overview=found,
        missed=sum(one.missed_by is not None for one in held),
        thanks=sum(bool(one.thanks) for one in held),
        both=sum(one.mentee_again and one.expert_again for one in held),
    )


async def took_part(db: WorkspaceSession, event_id: str) -> Mapping[SeatRole, int]:
    """Return how many people had a talk, by role."""
    held = [one for one in await talks(db, event_id) if one.missed_by is None]
    return {
        SeatRole.MENTEE: len({one.mentee_id for one in held}),
        SeatRole.EXPERT: len({one.expert_id for one in held}),
    }


async def organisers(db: WorkspaceSession, found: FlashEvent) -> list[str]:
    """Return who looks after an event: whoever made it, or the program team once they are gone."""
    maker = await people.person(db, found.created_by)
    gone = maker is None or maker.deactivated or not (maker.is_admin or maker.is_manager)
    return await people.program_team(db) if gone else [found.created_by]


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
