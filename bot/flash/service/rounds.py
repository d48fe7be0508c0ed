"""The rota made and made anew, and its rounds rung."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bot.delivery.messages import Recipient
from bot.delivery.outbox import enqueue, enqueue_all, refresh
from bot.flash import messages, queries
from bot.flash.queries import RotaFacts, table_of
from bot.flash.rota import UNKNOWN, Rota, first_rota, next_rota
from bot.flash.service import events
from bot.kit.db import WorkspaceSession
from bot.matching import queries as matching
from bot.models import EventState, FlashEvent, FlashSeat, FlashTalk, SeatState
from bot.models.transitions import move
from bot.people import queries as people

NewFits = dict[str, dict[str, float]]  # by seat and expert
Planned = Mapping[tuple[int, str], str]  # by round and person, whom they talk with


async def with_fits(db: WorkspaceSession, event_id: str) -> tuple[RotaFacts, NewFits] | None:
    """Return what a rota is made from, and the fits that were worked out for it, by seat; None for no event.

    Only reads; with many questions it takes seconds, which nobody waits for.
    """
    facts = await queries.rota_facts(db, event_id)
    if facts is None:
        return None
    experts = [one.user_id for one in facts.participants.experts]
    asked = facts.missing_fits
    questions = [(seat.topic_ids[0] if seat.topic_ids else None, seat.question) for seat in asked]
    found = await matching.fits(db, questions, experts) if asked and experts else [{} for _ in asked]
    fits = {
        seat.id: dict.fromkeys(experts, UNKNOWN) | seat.fits | new
        for seat, new in zip(asked, found, strict=True)
    }
    by_person = {seat.user_id: fits[seat.id] for seat in asked}
    return queries.with_known(facts, by_person), fits


def work_out(facts: RotaFacts) -> Rota:
    """Make the rota, or the rounds that are left of it, anew. Takes up to a second: not on the event loop."""
    event = facts.event
    if not event.version:
        return first_rota(facts.participants, event.rounds)
    return next_rota(facts.before, facts.participants, event.rung)


async def keep_rota(db: WorkspaceSession, facts: RotaFacts, fits: NewFits, rota: Rota, now: datetime) -> bool:
    """Keep a rota unless somebody came, went or rang meanwhile; return whether it was kept.

    Whoever's rounds have changed is told once; the first rota shows on everybody's card.
    """
    seen = facts.event
    event = await queries.event(db, seen.id, lock=True)
    if event is None or (event.version, event.rung, event.replan_at, event.state) != (
        *(seen.version, seen.rung, seen.replan_at, seen.state),
    ):
        return False
    if not event.version and not any(rota.rounds):
        return await events.cancel(db, event, now)
    before = _planned(await queries.talks(db, event.id), event.rung)
    await _write(db, event, rota)
    for seat_id, found in fits.items():
        await db.update_where(FlashSeat, FlashSeat.id == seat_id, fits=found)
    values: dict[str, Any] = {"version": event.version + 1, "replan_at": None}
    await db.update_where(FlashEvent, FlashEvent.id == event.id, **values)
    if event.state is EventState.OPEN:
        here = FlashEvent.id == event.id
        await move(db, FlashEvent, here, to=EventState.PLANNED, wakes_at=event.starts_at)
    await _tell(db, event, before, _newcomers(facts, before), now)
    await events.show(db, event, now)
    return True


async def _write(db: WorkspaceSession, event: FlashEvent, rota: Rota) -> None:
    """Replace the talks of the rounds that have not begun."""
    await db.delete_where(FlashTalk, FlashTalk.event_id == event.id, FlashTalk.round > event.rung)
    rows = [
        {"event_id": event.id, "round": number, "mentee_id": mentee, "expert_id": expert}
        for number, pairs in enumerate(rota.rounds, 1)
        for mentee, expert in pairs
        if number > event.rung
    ]
    await db.insert_all(FlashTalk, rows)


def _newcomers(facts: RotaFacts, before: Planned) -> set[str]:
    """Return who has come since the last rota: their card shows their rounds, so nothing changed for them.

    Whoever was there when it was made has fits, or is in those of the others.
    """
    asked = facts.missing_fits
    mentees = {seat.user_id for seat in asked if not seat.fits}
    known = {expert for seat in asked for expert in seat.fits}
    nobody_knows_them = len(asked) == len(facts.participants.mentees)
    experts = {one.user_id for one in facts.participants.experts if nobody_knows_them} - known
    return (mentees | experts) - {person for _, person in before}


async def _tell(
    db: WorkspaceSession, event: FlashEvent, before: Planned, newcomers: set[str], now: datetime
) -> None:
    talks = await queries.talks(db, event.id)
    after = _planned(talks, event.rung)
    seats = await queries.seats(db, event.id, SeatState.IN)
    there = {seat.user_id for seat in seats}
    back = {seat.user_id for seat in seats if seat.first_round == event.rung + 1 > 1}
    new = newcomers | back  # their card says it
    affected = {person for (number, person), other in after.items() if before.get((number, person)) != other}
    affected |= {person for number, person in before if (number, person) not in after}
    affected |= await _left_alone(db, event, talks)
    if event.version:
        for user_id in sorted((affected & there) - new):
            to, version = Recipient.person(user_id), event.version + 1
            await enqueue(db, messages.CHANGED, to=to, about=event.id, now=now, version=version)
    await events.show_seats(db, event, there if not event.version else affected & there, now)


async def _left_alone(db: WorkspaceSession, event: FlashEvent, talks: list[FlashTalk]) -> set[str]:
    """Return whose partner of the present round is gone, and they do not know."""
    missed = [one for one in talks if one.round == event.rung and one.missed_by and not one.missed_told]
    await db.update_where(FlashTalk, FlashTalk.id.in_([one.id for one in missed]), missed_told=True)
    return {one.expert_id if one.missed_by == one.mentee_id else one.mentee_id for one in missed}


def _planned(talks: list[FlashTalk], rung: int) -> Planned:
    planned = {}
    for one in talks:
        if one.round > rung:
            planned[one.round, one.mentee_id] = one.expert_id
            planned[one.round, one.expert_id] = one.mentee_id
    return planned


async def ring(db: WorkspaceSession, event_id: str, now: datetime) -> None:
    """Begin the next round, or end the event after the last one.

    All bells of a round are planned in the transaction that begins it, each under a key of its own: a worker
    that dies in the middle leaves the rest to be rung, and nobody is rung twice.
    """
    event = await queries.event(db, event_id, lock=True)
    if event is None or event.wakes_at is None or event.wakes_at > now:
        return
    await events.close_bells(db, event, now)
    if event.rung >= event.rounds:
        await _end(db, event, now)
        return
    number, table = event.rung + 1, table_of(event)
    wakes_at = table.start_of(number + 1) if number < event.rounds else table.ends_at
    where = (FlashEvent.id == event.id, FlashEvent.rung == event.rung)
    if not await db.update_where(FlashEvent, *where, rung=number, wakes_at=wakes_at):
        return
    if event.state is EventState.PLANNED:
        await move(db, FlashEvent, FlashEvent.id == event.id, to=EventState.RUNNING)
    if now < table.end_of(number):
        await _ring_everybody(db, event, number, now)
    else:  # nothing worked for so long that nobody was rung: these pairs may meet in a later round
        await db.delete_where(FlashTalk, FlashTalk.event_id == event.id, FlashTalk.round == number)
        await db.update_where(FlashEvent, FlashEvent.id == event.id, replan_at=now)
    await events.show(db, event, now)


async def _ring_everybody(db: WorkspaceSession, event: FlashEvent, number: int, now: datetime) -> None:
    talks = [one for one in await queries.talks(db, event.id) if one.round == number]
    bells = [(Recipient.person(who), one.id) for one in talks for who in (one.mentee_id, one.expert_id)]
    await enqueue_all(db, messages.BELL, bells, now=now)
    busy = {to.user_id for to, _ in bells}
    seats = await queries.seats(db, event.id, SeatState.IN)
    idle = [one.user_id for one in seats if one.user_id not in busy and one.first_round <= number]
    breaks = [(Recipient.person(user_id), event.id) for user_id in idle]
    await enqueue_all(db, messages.BREAK, breaks, now=now, version=number)


async def _end(db: WorkspaceSession, event: FlashEvent, now: datetime) -> None:
    if not await move(db, FlashEvent, FlashEvent.id == event.id, to=EventState.ENDED, wakes_at=None):
        return
    held = [one for one in await queries.talks(db, event.id) if one.missed_by is None]
    met = {person for one in held for person in (one.mentee_id, one.expert_id)}
    for user_id in sorted(met):
        await refresh(db, messages.AFTER, to=Recipient.person(user_id), about=event.id, now=now)
    seats = await queries.seats(db, event.id, SeatState.IN, SeatState.WAITING, SeatState.MISSING)
    await events.show_seats(db, event, [seat.user_id for seat in seats], now)
    for user_id in await queries.organisers(db, event):
        due = (await people.work_week_of(db, user_id)).next_morning(now)
        to = Recipient.person(user_id)
        await enqueue(db, messages.REPORT, to=to, about=event.id, now=now, due=due)
    await events.show(db, event, now)
