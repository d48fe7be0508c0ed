"""Who takes part: joining, the waiting list, leaving, being late or missing, and coming back."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from bot.delivery.messages import Recipient
from bot.delivery.outbox import enqueue, refresh
from bot.flash import messages, queries, rules, texts
from bot.flash.queries import OwnSeat, table_of
from bot.flash.service import events
from bot.kit.db import WorkspaceSession
from bot.kit.errors import FormErrors, UserMessage
from bot.kit.reader import FirstName
from bot.models import EventState, FlashEvent, FlashSeat, FlashTalk, SeatRole, SeatState
from bot.models.transitions import move
from bot.people import queries as people
from bot.people import service as people_service


async def joinable(db: WorkspaceSession, event_id: str, user_id: str, role: SeatRole) -> FlashEvent:
    """Return an event that somebody may join in a role. Raises UserMessage otherwise."""
    event = await events.live_event(db, event_id, lock=True)
    mine = await queries.seat(db, event_id, user_id)
    if mine is not None and mine.state is not SeatState.LEFT and mine.role is not role:
        raise UserMessage(texts.ALREADY_EXPERT if mine.role is SeatRole.EXPERT else texts.ALREADY_MENTEE)
    if event.rung >= event.rounds:
        raise UserMessage(texts.TOO_LATE)
    return event


async def join_with_question(
    db: WorkspaceSession, event_id: str, user_id: str, question: str, topic_id: str, now: datetime
) -> None:
    """Take somebody in with a question, or put them on the waiting list. Another one replaces the first."""
    event = await joinable(db, event_id, user_id, SeatRole.MENTEE)
    if topic_id and event.topic_ids and topic_id not in event.topic_ids:
        raise FormErrors({"topic": texts.TOPIC_GONE})
    topic_ids = [topic_id] if topic_id else event.topic_ids[:1] if len(event.topic_ids) == 1 else []
    mine = await queries.seat(db, event_id, user_id)
    taken = await queries.overview(db, event_id)
    has_place = mine is not None and mine.state is SeatState.IN
    full = taken is not None and not taken.places_left and not has_place
    state = SeatState.WAITING if full else SeatState.IN
    words = {"question": question, "topic_ids": topic_ids, "fits": {}}
    await _sit(db, event, mine, user_id, SeatRole.MENTEE, state, now, **words)


async def join_as_expert(
    db: WorkspaceSession, event_id: str, user_id: str, topic_ids: list[str], now: datetime
) -> None:
    """Take somebody in as an expert, for some of the event's topics."""
    event = await joinable(db, event_id, user_id, SeatRole.EXPERT)
    known = [one for one in topic_ids if one in event.topic_ids]
    if event.topic_ids and not known:
        raise FormErrors({"topics": texts.TOPICS_NEEDED})
    mine = await queries.seat(db, event_id, user_id)
    await _sit(db, event, mine, user_id, SeatRole.EXPERT, SeatState.IN, now, topic_ids=known)


async def _sit(
    db: WorkspaceSession,
    event: FlashEvent,
    mine: FlashSeat | None,
    user_id: str,
    role: SeatRole,
    state: SeatState,
    now: datetime,
    **values: Any,
) -> None:
    """Give somebody a seat, a new one or their own again; what they told replaces what they told before."""
    values |= {"role": role, "first_round": event.rung + 1}
    if mine is None:
        await people_service.add_missing(db, [user_id])
        at = {"event_id": event.id, "user_id": user_id, "joined_at": now}
        await db.insert(FlashSeat, state=state, **at, **values)
    else:
        if mine.state is SeatState.LEFT:
            values["joined_at"] = now
        elif mine.state is SeatState.IN:
            del values["first_round"]
        await db.update_where(FlashSeat, FlashSeat.id == mine.id, **values)
        if mine.state is not state:
            await move(db, FlashSeat, FlashSeat.id == mine.id, to=state)
    if state is SeatState.IN:
        await _changed(db, event, now)
        await _plan_reminder(db, event, user_id, now)
    await events.show_seats(db, event, [user_id], now)
    await events.show(db, event, now)


async def _plan_reminder(db: WorkspaceSession, event: FlashEvent, user_id: str, now: datetime) -> None:
    due = event.starts_at - rules.REMINDS_BEFORE
    if due > now:
        to = Recipient.person(user_id)
        await enqueue(db, messages.REMINDER, to=to, about=event.id, now=now, due=due)


async def _changed(db: WorkspaceSession, event: FlashEvent, now: datetime) -> None:
    """Have the rota made anew where there is one."""
    if event.version:
        await db.update_where(FlashEvent, FlashEvent.id == event.id, replan_at=now)


async def leave(db: WorkspaceSession, event_id: str, user_id: str, now: datetime) -> None:
    """Take somebody out for good; the next on the waiting list gets the place."""
    event = await events.live_event(db, event_id, lock=True)
    mine = await _seat_of(db, event, user_id)
    if not await move(db, FlashSeat, FlashSeat.id == mine.id, to=SeatState.LEFT):
        raise UserMessage(texts.NOT_IN)
    if mine.state is SeatState.IN:
        await _give_up_talk(db, event, user_id, told=False, now=now)
        await _changed(db, event, now)
        await _move_up(db, event, now)
    await events.show_seats(db, event, [user_id], now)
    await events.show(db, event, now)


async def leave_for_good(db: WorkspaceSession, seat_id: str, now: datetime) -> None:
    """Take somebody out whose account is closed, or who is being erased."""
    found = await db.get(FlashSeat, seat_id)
    if found is not None:
        await leave(db, found.event_id, found.user_id, now)


async def _seat_of(db: WorkspaceSession, event: FlashEvent, user_id: str) -> FlashSeat:
    mine = await queries.seat(db, event.id, user_id)
    if mine is None or mine.state is SeatState.LEFT:
        raise UserMessage(texts.NOT_IN)
    return mine


async def _move_up(db: WorkspaceSession, event: FlashEvent, now: datetime) -> None:
    """Give free places to whoever has waited longest."""
    overview = await queries.overview(db, event.id)
    free = overview.places_left if overview and event.rung < event.rounds else 0
    for seat in (await queries.seats(db, event.id, SeatState.WAITING))[:free]:
        here, number = FlashSeat.id == seat.id, event.rung + 1
        if await move(db, FlashSeat, here, to=SeatState.IN, first_round=number):
            to = Recipient.person(seat.user_id)
            key = f"{event.id}:moved_up:{seat.user_id}:{now.timestamp()}"
            await enqueue(db, messages.MOVED_UP, to=to, about=event.id, now=now, key=key)
            await _plan_reminder(db, event, seat.user_id, now)
            await events.show_seats(db, event, [seat.user_id], now)
            await _changed(db, event, now)


async def be_late(db: WorkspaceSession, event_id: str, user_id: str, now: datetime) -> OwnSeat | None:
    """Take somebody out of the round that is near or under way; they come in from the next one."""
    event = await events.live_event(db, event_id, lock=True)
    mine = await _seat_of(db, event, user_id)
    if mine.state is not SeatState.IN:
        raise UserMessage(texts.NOT_IN)
    number = _next_but_present(event, now)
    if number > event.rounds:
        raise UserMessage(texts.TOO_LATE)
    await db.update_where(FlashSeat, FlashSeat.id == mine.id, first_round=max(number, mine.first_round))
    await _give_up_talk(db, event, user_id, told=False, now=now)
    await _changed(db, event, now)
    await events.show_seats(db, event, [user_id], now)
    return await queries.own_seat(db, event_id, user_id)


def _next_but_present(event: FlashEvent, now: datetime) -> int:
    """Return the round after the one that is under way, or that comes first."""
    during = event.rung and now < table_of(event).end_of(event.rung)
    return event.rung + 1 if during else event.rung + 2


async def come_back(db: WorkspaceSession, event_id: str, user_id: str, now: datetime) -> None:
    """Take somebody in again who was missed; they come in from the next round."""
    event = await events.live_event(db, event_id, lock=True)
    mine = await _seat_of(db, event, user_id)
    if event.rung >= event.rounds:
        raise UserMessage(texts.TOO_LATE)
    if mine.state is SeatState.MISSING:
        await move(db, FlashSeat, FlashSeat.id == mine.id, to=SeatState.IN, first_round=event.rung + 1)
        await _changed(db, event, now)
        await events.show_seats(db, event, [user_id], now)
        await events.show(db, event, now)


async def partner_missing(db: WorkspaceSession, talk_id: str, by: str, now: datetime) -> None:
    """Take note that the other of a talk is not there; they are asked, and the rest is planned anew."""
    found = await queries.talk(db, talk_id, by)
    if found is None:
        raise UserMessage(texts.NOT_YOURS)
    event = await events.live_event(db, found.talk.event_id, lock=True)
    if found.talk.round != event.rung or now >= table_of(event).end_of(event.rung):
        raise UserMessage(texts.ROUND_OVER)
    await _miss(db, event, found.other_id, told=True, now=now)
    if await _give_up_talk(db, event, found.other_id, told=True, now=now):
        to = Recipient.person(found.other_id)
        await enqueue(db, messages.MISSED_YOU, to=to, about=talk_id, now=now)


async def mark_missing(db: WorkspaceSession, event_id: str, user_id: str, by: str, now: datetime) -> None:
    """Take note for an organiser that somebody is not there."""
    event = await events.check_organiser(db, event_id, by)
    mine = await queries.seat(db, event_id, user_id)
    if mine is None or mine.state is not SeatState.IN:
        name = FirstName(await people.name(db, user_id))
        raise FormErrors({"person": texts.NOT_SEATED.format(name=name)})
    await _miss(db, event, user_id, told=False, now=now)
    await _give_up_talk(db, event, user_id, told=False, now=now)


async def _miss(db: WorkspaceSession, event: FlashEvent, user_id: str, *, told: bool, now: datetime) -> None:
    where = (FlashSeat.event_id == event.id, FlashSeat.user_id == user_id)
    if await move(db, FlashSeat, *where, to=SeatState.MISSING):
        await _changed(db, event, now)
        await events.show_seats(db, event, [user_id], now)
        await events.show(db, event, now)


async def _give_up_talk(
    db: WorkspaceSession, event: FlashEvent, user_id: str, *, told: bool, now: datetime
) -> bool:
    """Mark the talk that somebody has in the present round as missed; return whether there was one.

    ``told``: the other knows already.
    """
    if event.state is not EventState.RUNNING or now >= table_of(event).end_of(event.rung):
        return False
    mine = [one for one in await queries.talks_of(db, event.id, user_id) if one.round == event.rung]
    for one in mine:
        where = (FlashTalk.id == one.id, FlashTalk.missed_by.is_(None))
        if await db.update_where(FlashTalk, *where, missed_by=user_id, missed_told=told):
            for person in (one.mentee_id, one.expert_id):
                await refresh(db, messages.BELL, to=Recipient.person(person), about=one.id, now=now)
            return True
    return False
