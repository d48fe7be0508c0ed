"""What becomes of an offer: yes, no, a question, an answer, or its time is over."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import select

from bot.asks import service as asks
from bot.delivery.service import cancel, enqueue, refresh
from bot.kit.db import Tx
from bot.kit.errors import UserMessage
from bot.models import LIVE_OFFER, OPEN_ASK, Ask, AskState, Offer, OfferState
from bot.offers import texts
from bot.offers.service import steps
from bot.offers.service.placing import place
from bot.offers.service.steps import ANSWERED, ASKED_BACK, REMINDER, STEWARD
from bot.people import queries as people

ANSWER_MINUTES = 960  # two working days of the mentee; then the expert decides without an answer


async def move_on(tx: Tx, offer_id: str, now: datetime) -> None:
    """End an offer whose time is over, or start its clock again when the mentee owed an answer too long."""
    found = await steps.taken(tx, offer_id)
    if found is None or found[0].deadline_at > now:
        return
    offer, ask = found
    if offer.state == OfferState.CLARIFYING:
        await _run_on(tx, offer, ask, now)
    elif await steps.leave(tx, offer, ask, OfferState.TIMED_OUT, now):
        await _go_on(tx, ask, now, by_clock=True)


async def vacate(tx: Tx, offer_id: str, now: datetime) -> None:
    """End an offer to somebody who left, paused or was deactivated, and ask the next one.

    It ends as if its time were over: whoever is back before somebody else said yes can still help.
    """
    found = await steps.taken(tx, offer_id)
    if found and await steps.leave(tx, *found, OfferState.TIMED_OUT, now):
        await _go_on(tx, found[1], now, by_clock=False)


async def _go_on(tx: Tx, ask: Ask, now: datetime, *, by_clock: bool) -> None:
    """Ask the next one, unless the ask was put before two and one of them still has it."""
    if not await steps.stays_with_another(tx, ask, now):
        await place(tx, ask.id, now, by_clock=by_clock)


async def close(tx: Tx, offer_id: str, now: datetime) -> None:
    """End an offer whose ask was withdrawn or settled, and say so on its card."""
    found = await steps.taken(tx, offer_id)
    if found:
        await steps.leave(tx, *found, OfferState.CLOSED, now)


async def accept(tx: Tx, offer_id: str, user_id: str, now: datetime) -> None:
    """Say yes. The first yes wins; a later one is thanked (UserMessage)."""
    offer, ask = await _mine_taken(tx, offer_id, user_id)
    if offer.state == OfferState.ACCEPTED:
        return
    can = (*LIVE_OFFER, OfferState.TIMED_OUT)
    if offer.state not in (*can, OfferState.CLOSED):
        raise UserMessage(texts.ANSWERED_ALREADY)
    won = await tx.change(
        Ask,
        Ask.id == ask.id,
        Ask.state.in_(OPEN_ASK),
        state=AskState.MATCHED,
        matched_at=now,
        steward_until=None,
    )
    if not won or not await tx.change(
        Offer,
        Offer.id == offer_id,
        Offer.state.in_(can),
        state=OfferState.ACCEPTED,
        answered_at=now,
    ):
        raise UserMessage(texts.WITHDRAWN if ask.state == AskState.WITHDRAWN else texts.TOO_LATE)
    others = select(Offer).where(Offer.ask_id == ask.id, Offer.state.in_(can))
    for other in await tx.all(others):
        await steps.leave(tx, other, ask, OfferState.CLOSED, now)
    await cancel(tx, offer_id, [REMINDER])
    await steps.settled(tx, offer, ask, now)
    if ask.steward_id:
        await refresh(tx, STEWARD, to=ask.steward_id, about=ask.id, now=now)
    await asks.changed(tx, ask.id, ask.mentee_id, now)


async def decline(tx: Tx, offer_id: str, user_id: str, reason: str, now: datetime) -> Ask:
    """Say no; the next one is asked when nobody else has it. Returns the ask."""
    offer, ask = await _mine_taken(tx, offer_id, user_id)
    values: dict[str, Any] = {"decline_reason": reason or None}
    if not await steps.leave(tx, offer, ask, OfferState.DECLINED, now, **values):
        raise UserMessage(texts.ANSWERED_ALREADY)
    await steps.stays_with_another(tx, ask, now)
    return ask


async def ask_back(tx: Tx, offer_id: str, user_id: str, question: str, now: datetime) -> None:
    """Send the expert's one question to the mentee; the clock stops."""
    offer, ask = await _mine_taken(tx, offer_id, user_id)
    hours = await people.hours_of_all(tx, [offer.expert_id, ask.mentee_id])
    expert, mentee = hours[offer.expert_id], hours[ask.mentee_id]
    changed = await tx.change(
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
    await cancel(tx, offer_id, [REMINDER])
    await enqueue(tx, ASKED_BACK, to=ask.mentee_id, about=offer_id, now=now)
    await steps.card_changed(tx, offer, now)
    await asks.changed(tx, ask.id, ask.mentee_id, now)


async def answer(tx: Tx, offer_id: str, user_id: str, words: str, now: datetime) -> None:
    """Bring the mentee's answer back into the offer; the clock runs on, unless it does already."""
    found = await steps.taken(tx, offer_id)
    if found is None:
        raise UserMessage(texts.ANSWER_LATE)
    offer, ask = found
    await asks.owned(tx, ask.id, user_id)
    if offer.state not in LIVE_OFFER or offer.question is None or offer.answer is not None:
        raise UserMessage(texts.ANSWER_LATE)
    await tx.change(Offer, Offer.id == offer_id, answer=words)
    await _run_on(tx, offer, ask, now)
    await steps.card_changed(tx, offer, now)
    await enqueue(tx, ANSWERED, to=offer.expert_id, about=offer_id, now=now)
    await refresh(tx, ASKED_BACK, to=user_id, about=offer_id, now=now)


async def _run_on(tx: Tx, offer: Offer, ask: Ask, now: datetime) -> None:
    """Let an offer's clock run on with the working minutes that were left, when it stands still."""
    hours = await people.hours_of(tx, offer.expert_id)
    deadline = hours.add_working_minutes(now, offer.minutes_left)
    if not await tx.change(
        Offer,
        Offer.id == offer.id,
        Offer.state == OfferState.CLARIFYING,
        state=OfferState.OPEN,
        deadline_at=deadline,
    ):
        return
    until_half = offer.minutes_left - (await people.workspace(tx)).offer_wait_minutes // 2
    if until_half > 0:  # otherwise the one reminder has been said
        half = hours.add_working_minutes(now, until_half)
        await enqueue(tx, REMINDER, to=offer.expert_id, about=offer.id, now=now, due=half, version=1)
    await steps.card_changed(tx, offer, now)
    await asks.changed(tx, ask.id, ask.mentee_id, now)


async def mine(tx: Tx, offer_id: str, user_id: str) -> Offer:
    """Return an offer to this person. Raises UserMessage for anybody else's."""
    offer = await tx.get(Offer, offer_id)
    if offer is None or offer.expert_id != user_id:
        raise UserMessage(texts.NOT_YOURS)
    return offer


async def _mine_taken(tx: Tx, offer_id: str, user_id: str) -> tuple[Offer, Ask]:
    """Return an offer to this person and its ask, kept for this transaction. Raises UserMessage otherwise."""
    found = await steps.taken(tx, offer_id)
    if found is None or found[0].expert_id != user_id:
        raise UserMessage(texts.NOT_YOURS)
    return found
