"""What becomes of an offer: yes, no, a question, an answer, or its time is over."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import select

from bot.asks import service as asks
from bot.delivery.service import cancel, enqueue, refresh
from bot.kit.db import WorkspaceSession
from bot.kit.errors import UserMessage
from bot.models import LIVE_OFFER, OPEN_ASK, Ask, AskState, Offer, OfferState
from bot.offers import texts
from bot.offers.service import common
from bot.offers.service.assignment import place
from bot.offers.service.common import ANSWERED, ASKED_BACK, REMINDER, STEWARD
from bot.people import queries as people

ANSWER_MINUTES = 960  # two working days of the mentee; then the expert decides without an answer


async def move_on(db: WorkspaceSession, offer_id: str, now: datetime) -> None:
    """End an offer whose time is over, or start its clock again when the mentee owed an answer too long."""
    found = await common.taken(db, offer_id)
    if found is None or found[0].deadline_at > now:
        return
    offer, ask = found
    if offer.state == OfferState.CLARIFYING:
        await _run_on(db, offer, ask, now)
    elif await common.leave(db, offer, ask, OfferState.TIMED_OUT, now):
        await _go_on(db, ask, now, by_clock=True)


async def vacate(db: WorkspaceSession, offer_id: str, now: datetime) -> None:
    """End an offer to somebody who left, paused or was deactivated, and ask the next one.

    It ends as if its time were over: whoever is back before somebody else said yes can still help.
    """
    found = await common.taken(db, offer_id)
    if found and await common.leave(db, *found, OfferState.TIMED_OUT, now):
        await _go_on(db, found[1], now, by_clock=False)


async def _go_on(db: WorkspaceSession, ask: Ask, now: datetime, *, by_clock: bool) -> None:
    """Ask the next one, unless the ask was put before two and one of them still has it."""
    if not await common.stays_with_another(db, ask, now):
        await place(db, ask.id, now, by_clock=by_clock)


async def close(db: WorkspaceSession, offer_id: str, now: datetime) -> None:
    """End an offer whose ask was withdrawn or settled, and say so on its card."""
    found = await common.taken(db, offer_id)
    if found:
        await common.leave(db, *found, OfferState.CLOSED, now)


async def accept(db: WorkspaceSession, offer_id: str, user_id: str, now: datetime) -> None:
    """Say yes. The first yes wins; a later one is thanked (UserMessage)."""
    offer, ask = await _mine_taken(db, offer_id, user_id)
    if offer.state == OfferState.ACCEPTED:
        return
    can = (*LIVE_OFFER, OfferState.TIMED_OUT)
    if offer.state not in (*can, OfferState.CLOSED):
        raise UserMessage(texts.ANSWERED_ALREADY)
    won = await db.update_where(
        Ask,
        Ask.id == ask.id,
        Ask.state.in_(OPEN_ASK),
        state=AskState.MATCHED,
        matched_at=now,
        steward_until=None,
    )
    if not won or not await db.update_where(
        Offer,
        Offer.id == offer_id,
        Offer.state.in_(can),
        state=OfferState.ACCEPTED,
        answered_at=now,
    ):
        raise UserMessage(texts.WITHDRAWN if ask.state == AskState.WITHDRAWN else texts.TOO_LATE)
    others = select(Offer).where(Offer.ask_id == ask.id, Offer.state.in_(can))
    for other in await db.scalars(others):
        await common.leave(db, other, ask, OfferState.CLOSED, now)
    await cancel(db, offer_id, [REMINDER])
    await common.settled(db, offer, ask, now)
    if ask.steward_id:
        await refresh(db, STEWARD, to=ask.steward_id, about=ask.id, now=now)
    await asks.changed(db, ask.id, ask.mentee_id, now)


async def decline(db: WorkspaceSession, offer_id: str, user_id: str, reason: str, now: datetime) -> Ask:
    """Say no; the next one is asked when nobody else has it. Returns the ask."""
    offer, ask = await _mine_taken(db, offer_id, user_id)
    values: dict[str, Any] = {"decline_reason": reason or None}
    if not await common.leave(db, offer, ask, OfferState.DECLINED, now, **values):
        raise UserMessage(texts.ANSWERED_ALREADY)
    await common.stays_with_another(db, ask, now)
    return ask


async def ask_back(db: WorkspaceSession, offer_id: str, user_id: str, question: str, now: datetime) -> None:
    """Send the expert's one question to the mentee; the clock stops."""
    offer, ask = await _mine_taken(db, offer_id, user_id)
    hours = await people.hours_of_all(db, [offer.expert_id, ask.mentee_id])
    expert, mentee = hours[offer.expert_id], hours[ask.mentee_id]
    changed = await db.update_where(
        Offer,
        Offer.id == offer_id,
        Offer.state == OfferState.OPEN,
        Offer.question.is_(None),
        state=OfferState.CLARIFYING,
        question=question,
        minutes_left=max(1, expert.working_minutes_between(now, offer.deadline_at)),
        deadline_at=mentee.add_working_minutes(now, ANSWER_MINUTES),
    )
    if not changed:
        raise UserMessage(texts.ASKED_ALREADY if offer.question else texts.ANSWERED_ALREADY)
    await cancel(db, offer_id, [REMINDER])
    await enqueue(db, ASKED_BACK, to=ask.mentee_id, about=offer_id, now=now)
    await common.card_changed(db, offer, now)
    await asks.changed(db, ask.id, ask.mentee_id, now)


async def answer(db: WorkspaceSession, offer_id: str, user_id: str, words: str, now: datetime) -> None:
    """Bring the mentee's answer back into the offer; the clock runs on, unless it does already."""
    found = await common.taken(db, offer_id)
    if found is None:
        raise UserMessage(texts.ANSWER_LATE)
    offer, ask = found
    await asks.owned(db, ask.id, user_id)
    if offer.state not in LIVE_OFFER or offer.question is None or offer.answer is not None:
        raise UserMessage(texts.ANSWER_LATE)
    await db.update_where(Offer, Offer.id == offer_id, answer=words)
    await _run_on(db, offer, ask, now)
    await common.card_changed(db, offer, now)
    await enqueue(db, ANSWERED, to=offer.expert_id, about=offer_id, now=now)
    await refresh(db, ASKED_BACK, to=user_id, about=offer_id, now=now)


async def _run_on(db: WorkspaceSession, offer: Offer, ask: Ask, now: datetime) -> None:
    """Let an offer's clock run on with the working minutes that were left, when it stands still."""
    hours = await people.hours_of(db, offer.expert_id)
    deadline = hours.add_working_minutes(now, offer.minutes_left)
    if not await db.update_where(
        Offer,
        Offer.id == offer.id,
        Offer.state == OfferState.CLARIFYING,
        state=OfferState.OPEN,
        deadline_at=deadline,
    ):
        return
    until_half = offer.minutes_left - (await people.workspace(db)).offer_wait_minutes // 2
    if until_half > 0:  # otherwise the one reminder has been said
        half = hours.add_working_minutes(now, until_half)
        await enqueue(db, REMINDER, to=offer.expert_id, about=offer.id, now=now, due=half, version=1)
    await common.card_changed(db, offer, now)
    await asks.changed(db, ask.id, ask.mentee_id, now)


async def mine(db: WorkspaceSession, offer_id: str, user_id: str) -> Offer:
    """Return an offer to this person. Raises UserMessage for anybody else's."""
    offer = await db.get(Offer, offer_id)
    if offer is None or offer.expert_id != user_id:
        raise UserMessage(texts.NOT_YOURS)
    return offer


async def _mine_taken(db: WorkspaceSession, offer_id: str, user_id: str) -> tuple[Offer, Ask]:
    """Return an offer to this person and its ask, kept for this transaction. Raises UserMessage otherwise."""
    found = await common.taken(db, offer_id)
    if found is None or found[0].expert_id != user_id:
        raise UserMessage(texts.NOT_YOURS)
    return found
