"""Places: taken, changed, given back, and the waiting list that moves up by itself.

A place is a session as any other, with buttons of its own; ``follow`` is for places whose session is off.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot.asks import lifecycle
from bot.asks import service as asks
from bot.delivery.messages import Recipient
from bot.delivery.outbox import enqueue
from bot.kit.db import WorkspaceSession
from bot.kit.errors import FormErrors, UserMessage
from bot.models import (
    OPEN_SESSION,
    Ask,
    Offer,
    OfferSource,
    PlaceState,
    Session,
    SessionState,
    Sheet,
    SheetPlace,
    SheetSlot,
    SheetState,
    SlotState,
)
from bot.models.transitions import move
from bot.people import queries as people
from bot.people import service as people_service
from bot.sessions import queries as sessions
from bot.sessions.service import booking, changes, scheduling
from bot.sessions.service import common as sessions_common
from bot.sheets import messages, queries, rules, texts
from bot.sheets.forms import PlaceForm
from bot.sheets.queries import OfferedSlot, Overview, OwnPlace
from bot.sheets.service.common import live_sheet, show, show_expert, show_place


class SlotLostError(Exception):
    """Somebody else has the time, or one of the two is booked at it."""


async def open_place(
    db: WorkspaceSession, sheet_id: str, user_id: str, now: datetime
) -> tuple[Overview, Sequence[OfferedSlot], OwnPlace | None]:
    """Return a sheet, which of its times somebody may take, and what they have of it. Raises UserMessage."""
    await live_sheet(db, sheet_id, SheetState.OPEN)
    found = await queries.overview(db, sheet_id)
    if found is None:
        raise UserMessage(texts.NO_SHEET)
    if all(one.slot.expert_id == user_id for one in found.ahead(now)):
        raise UserMessage(texts.ONLY_OWN)
    mine = await queries.own_place(db, sheet_id, user_id)
    past = mine and mine.slot and mine.slot.slot.starts_at <= now
    return found, await queries.choices(db, found, user_id, now), None if past else mine


async def take(db: WorkspaceSession, sheet_id: str, user_id: str, form: PlaceForm, now: datetime) -> None:
    """Give somebody a place, another one, or one on the waiting list. Raises FormErrors, UserMessage.

    Of two who want the last one, the UPDATE of its slot decides; the other's words stay in their form.
    """
    sheet = await live_sheet(db, sheet_id, SheetState.OPEN)
    place = await _without_past(db, await _place(db, sheet, user_id, form.question, now), now)
    if place.state is PlaceState.IN and form.slot in ("", place.slot_id):
        await _ask_anew(db, place, form.question, now)
    elif not form.slot:
        await _wait(db, sheet, place, now)
    else:
        await _change(db, sheet, place, form.slot, now)
    await show(db, sheet, now)


async def _place(
    db: WorkspaceSession, sheet: Sheet, user_id: str, question: str, now: datetime
) -> SheetPlace:
    """Return somebody's row on a sheet with their question; a new one is on no list yet."""
    await people_service.add_missing(db, [user_id])
    given = {"sheet_id": sheet.id, "user_id": user_id, "state": PlaceState.LEFT, "joined_at": now}
    await db.insert_or_ignore(SheetPlace, **given)
    place = await queries.place(db, sheet.id, user_id)
    if place is None:
        raise LookupError("The place was written in this transaction.")
    await db.update_where(SheetPlace, SheetPlace.id == place.id, question=question)
    return await _again(db, place)


async def _without_past(db: WorkspaceSession, place: SheetPlace, now: datetime) -> SheetPlace:
    """Let somebody whose talk has begun have another place; that talk stays, and its time stays taken."""
    slot = await db.get(SheetSlot, place.slot_id) if place.slot_id else None
    if place.state is not PlaceState.IN or slot is None or slot.starts_at > now:
        return place
    await move(db, SheetPlace, SheetPlace.id == place.id, to=PlaceState.LEFT, slot_id=None, session_id=None)
    return await _again(db, place)


async def _wait(db: WorkspaceSession, sheet: Sheet, place: SheetPlace, now: datetime) -> None:
    """Put somebody on the waiting list; where a place is free, they get it at once."""
    if place.state is PlaceState.LEFT:
        await move(db, SheetPlace, SheetPlace.id == place.id, to=PlaceState.WAITING, listed_at=now)
    await move_up(db, sheet, now)
    if (await _again(db, place)).state is PlaceState.WAITING:
        await show_place(db, await _again(db, place), now)


async def _again(db: WorkspaceSession, place: SheetPlace) -> SheetPlace:
    found = await db.get(SheetPlace, place.id)
    if found is None:
        raise LookupError("A place is never deleted while its sheet is live.")
    return found


async def _ask_anew(db: WorkspaceSession, place: SheetPlace, question: str, now: datetime) -> None:
    """Change the question of a place that stands."""
    session = await db.get(Session, place.session_id) if place.session_id else None
    if session is not None:
        await db.update_where(Ask, Ask.id == session.ask_id, question=question)
        await asks.changed(db, session.ask_id, place.user_id, now)
        await sessions_common.refresh_card(db, session, now)


async def _change(db: WorkspaceSession, sheet: Sheet, place: SheetPlace, slot_id: str, now: datetime) -> None:
    """Give somebody this time instead of whatever they have on the sheet."""
    before = place if place.state is PlaceState.IN else None
    slot = await _eligible(db, sheet, place.user_id, slot_id, now)
    if before is not None:
        await _call_off(db, before, now)
        await _release(db, sheet, before, SlotState.FREE, now)
        place = await _again(db, place)
    try:
        await _seat(db, sheet, place, slot, now)
    except SlotLostError as lost:
        raise FormErrors({"slot": texts.YOU_ARE_BUSY if lost.args else texts.TAKEN_MEANWHILE}) from None
    if before is not None:
        await move_up(db, sheet, now)


async def _eligible(
    db: WorkspaceSession, sheet: Sheet, user_id: str, slot_id: str, now: datetime
) -> SheetSlot:
    """Return a time that somebody may take. Raises FormErrors with what to do instead."""
    found = await queries.overview(db, sheet.id)
    if found is None:
        raise UserMessage(texts.NO_SHEET)
    allowed = await queries.choices(db, found, user_id, now)
    if chosen := next((one.slot for one in allowed if one.slot.id == slot_id), None):
        return chosen
    wanted = next((one.slot for one in found.slots if one.slot.id == slot_id), None)
    if wanted is not None and wanted.expert_id == user_id:
        raise FormErrors({"slot": texts.OWN_TIME})
    if wanted is not None and wanted.starts_at <= now:
        raise FormErrors({"slot": texts.TIME_BEGUN})
    raise FormErrors({"slot": texts.TAKEN_MEANWHILE if allowed else texts.LAST_TAKEN})


async def _seat(
    db: WorkspaceSession, sheet: Sheet, place: SheetPlace, slot: SheetSlot, now: datetime
) -> None:
    """Take a time for somebody and make it a session. Raises SlotLostError, with nothing written."""
    async with db.begin_nested():
        if not await move(db, SheetSlot, SheetSlot.id == slot.id, since=SlotState.FREE, to=SlotState.TAKEN):
            raise SlotLostError
        session = await _session(db, sheet, place, slot, now)
        here = SheetPlace.id == place.id
        await move(db, SheetPlace, here, to=PlaceState.IN, slot_id=slot.id, session_id=session.id)
    await show_place(db, await _again(db, place), now)
    await show_expert(db, sheet.id, [slot.expert_id], now)


async def _session(
    db: WorkspaceSession, sheet: Sheet, place: SheetPlace, slot: SheetSlot, now: datetime
) -> Session:
    """Book the session of a place: a question that its expert has said yes to beforehand."""
    opened = await scheduling.open_session(db, await _accepted(db, sheet, place, slot, now), now)
    meeting = await sessions.meeting(db, opened.id) if opened else None
    booked = await booking.book(db, meeting, place.user_id, slot.starts_at, now) if meeting else None
    if booked is None:
        raise SlotLostError("busy")
    await sessions_common.post_card(db, booked, now)  # it introduces the two, at the time that they have
    return booked


async def _accepted(
    db: WorkspaceSession, sheet: Sheet, place: SheetPlace, slot: SheetSlot, now: datetime
) -> str:
    """Make the question of a place and the expert's yes; return the offer's id."""
    ask = await db.insert(
        Ask,
        mentee_id=place.user_id,
        topic_id=sheet.topic_id,
        question=place.question,
        minutes=sheet.minutes,
        created_at=now,
    )
    offer = await db.insert(
        Offer,
        ask_id=ask.id,
        expert_id=slot.expert_id,
        source=OfferSource.MATCH,
        offered_at=now,
        deadline_at=slot.starts_at,
    )
    clock = {"offered_at": now, "deadline_at": slot.starts_at}
    await lifecycle.open_offer(db, offer.id, topic_id=sheet.topic_id, wait_minutes=0, **clock)
    await lifecycle.accept(db, offer.id, now)
    await lifecycle.match(db, ask.id, now)
    return str(offer.id)


async def _call_off(db: WorkspaceSession, place: SheetPlace, now: datetime) -> None:
    """Call the session of a place off, for a mentee who takes another time."""
    meeting = await sessions.meeting(db, place.session_id) if place.session_id else None
    if meeting is not None and meeting.session.state in OPEN_SESSION:
        await changes.close(db, meeting, now, by=place.user_id)


async def _release(
    db: WorkspaceSession, sheet: Sheet, place: SheetPlace, to: SlotState, now: datetime
) -> bool:
    """Take somebody's place from them; return whether this did it."""
    here, values = SheetPlace.id == place.id, {"slot_id": None, "session_id": None}
    if not await move(db, SheetPlace, here, since=PlaceState.IN, to=PlaceState.LEFT, **values):
        return False
    slot = await db.get(SheetSlot, place.slot_id) if place.slot_id else None
    if slot is not None:
        await move(db, SheetSlot, SheetSlot.id == slot.id, since=SlotState.TAKEN, to=to)
        await show_expert(db, sheet.id, [slot.expert_id], now)
    return True


async def follow(db: WorkspaceSession, place_id: str, now: datetime) -> None:
    """Follow a session that is off or moved: its time on the sheet is free, unless the expert can't."""
    place = await db.get(SheetPlace, place_id)
    sheet = await queries.sheet(db, place.sheet_id, lock=True) if place else None
    session = await db.get(Session, place.session_id) if place and place.session_id else None
    if place is None or sheet is None or session is None:
        return
    left = session.changed_by is None and session.state is SessionState.CANCELLED
    expert_off = session.changed_by == session.expert_id or (left and await _is_gone(db, session.expert_id))
    if await _release(db, sheet, place, SlotState.GONE if expert_off else SlotState.FREE, now):
        await show_place(db, await _again(db, place), now)
        await show(db, sheet, now)
        await move_up(db, sheet, now)


async def _is_gone(db: WorkspaceSession, user_id: str) -> bool:
    someone = await people.person(db, user_id)
    return someone is None or someone.deactivated


async def move_up(db: WorkspaceSession, sheet: Sheet, now: datetime) -> None:
    """Give free times to whoever has waited longest and can have one; they learn it at once."""
    if sheet.state is not SheetState.OPEN:
        return
    for place in await queries.waiting(db, sheet.id):
        found = await queries.overview(db, sheet.id)
        if found is None or not found.free(now):
            return
        await _give_one(db, sheet, place, found, now)


async def _give_one(
    db: WorkspaceSession, sheet: Sheet, place: SheetPlace, found: Overview, now: datetime
) -> None:
    zone = await people.zone(db, place.user_id)
    for one in await queries.choices(db, found, place.user_id, now):
        at = one.slot.starts_at
        if at < now + rules.MOVES_UP_BEFORE or rules.is_night(at, zone) or await _is_gone(db, place.user_id):
            continue
        try:
            await _seat(db, sheet, place, one.slot, now)
        except SlotLostError:
            continue
        to, key = Recipient.person(place.user_id), f"{sheet.id}:moved_up:{one.slot.id}:{place.user_id}"
        await enqueue(db, messages.MOVED_UP, to=to, about=sheet.id, now=now, key=f"{key}:{now.timestamp()}")
        await show(db, sheet, now)
        return


async def leave_list(db: WorkspaceSession, sheet_id: str, user_id: str, now: datetime) -> None:
    """Take somebody off the waiting list."""
    sheet = await live_sheet(db, sheet_id, SheetState.OPEN)
    mine = (SheetPlace.sheet_id == sheet_id, SheetPlace.user_id == user_id)
    if not await move(db, SheetPlace, *mine, since=PlaceState.WAITING, to=PlaceState.LEFT):
        raise UserMessage(texts.NOT_ON_LIST)
    place = await queries.place(db, sheet_id, user_id)
    if place is not None:
        await show_place(db, place, now)
    await show(db, sheet, now)


async def drop_leavers_place(db: WorkspaceSession, place_id: str, now: datetime) -> None:
    """Take somebody off a waiting list whose account is closed, or who is being erased."""
    place = await db.get(SheetPlace, place_id)
    if place is not None:
        await leave_list(db, place.sheet_id, place.user_id, now)
