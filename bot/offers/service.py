"""Decisions about offers: who is asked next, and what an answer changes."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from sqlalchemy import select

from bot.asks import service as asks
from bot.delivery.service import cancel, enqueue, refresh
from bot.kit.db import Tx
from bot.kit.errors import UserMessage
from bot.matching import queries as matching
from bot.matching.rules import RULES_VERSION, Ranking
from bot.models import (
    LIVE_OFFER,
    OPEN_ASK,
    Ask,
    AskState,
    Offer,
    OfferSource,
    OfferState,
    Topic,
)
from bot.offers import queries, texts
from bot.people import queries as people

CARD = asks.OFFER_CARD
REMINDER = "offer_reminder"
ASKED_BACK = "offer_asked_back"
ANSWERED = "offer_answered"
STEWARD = asks.STEWARD_CARD
CARETAKER = "offer_caretaker"

ANSWER_MINUTES = 960  # two working days of the mentee; then the expert decides without an answer


async def place(tx: Tx, ask_id: str, now: datetime, *, by_clock: bool = False) -> None:
    """Put an ask that is with nobody before the next expert, or say that there is none.

    ``by_clock``: no person caused it, so that the expert hears of it in their working hours.
    """
    ask = await _held(tx, ask_id)
    if ask is None or ask.state != AskState.LOOKING or await _live(tx, ask_id):
        return
    if await _date_passed(tx, ask, now):
        await _wait(tx, ask, now)
        return
    if await _offer_suggested(tx, ask, now, by_clock):
        return
    ranking = await matching.rank_for(tx, ask, now)
    if ranking.ranked:
        await _offer_best(tx, ask, ranking, now, by_clock)
    else:
        await _nobody(tx, ask, now)


async def _held(tx: Tx, ask_id: str) -> Ask | None:
    """Return an ask as it is now, and let nobody else change it until this transaction ends.

    Whatever changes an ask and its offers takes the ask first: of two such changes at once one waits, and
    neither waits for the other's rows.
    """
    return await tx.first(select(Ask).where(Ask.id == ask_id).with_for_update())


async def _taken(tx: Tx, offer_id: str) -> tuple[Offer, Ask] | None:
    """Return an offer and its ask, kept for this transaction; None where there is none of this id."""
    ask_id = await tx.first(select(Offer.ask_id).where(Offer.id == offer_id))
    ask = await _held(tx, ask_id) if ask_id else None
    offer = await tx.get(Offer, offer_id)
    return (offer, ask) if offer and ask else None


async def _date_passed(tx: Tx, ask: Ask, now: datetime) -> bool:
    end = matching.end_of_day(ask.needed_by, await people.hours_of(tx, ask.mentee_id))
    return end is not None and end <= now


async def _offer_suggested(tx: Tx, ask: Ask, now: datetime, by_clock: bool) -> bool:
    """Open the oldest suggestion that still holds; return whether there was one."""
    waiting = select(Offer).where(Offer.ask_id == ask.id, Offer.state == OfferState.SUGGESTED)
    for offer in await tx.all(waiting.order_by(Offer.offered_at, Offer.id)):
        if await queries.may_be_asked(tx, ask, offer.expert_id, now):
            await _open(tx, ask, offer, now, by_clock)
            return True
        await tx.remove(Offer, Offer.id == offer.id)
    return False


async def _offer_best(tx: Tx, ask: Ask, ranking: Ranking, now: datetime, by_clock: bool) -> None:
    best = ranking.ranked[0]
    left_out = ranking.best_left_out
    offer = await tx.add(
        Offer,
        ask_id=ask.id,
        expert_id=best.user_id,
        source=OfferSource.MATCH,
        state=OfferState.SUGGESTED,
        score=best.score,
        reasons=json.dumps([reason.to_json() for reason in best.reasons]),
        left_out=json.dumps({"user_id": left_out[0], "rule": left_out[1].value}) if left_out else None,
        rules_version=RULES_VERSION,
        offered_at=now,
        deadline_at=now,
    )
    await _open(tx, ask, offer, now, by_clock)


async def _open(tx: Tx, ask: Ask, offer: Offer, now: datetime, by_clock: bool) -> None:
    """Start an offer's clock. The first goes out at once, since a person caused it; one that the clock caused
    waits for the expert's working hours, and so do those after it.
    """
    minutes = (await people.workspace(tx)).offer_wait_minutes
    hours = await people.hours_of(tx, offer.expert_id)
    earlier = await tx.first(
        select(Offer.id).where(Offer.ask_id == ask.id, Offer.state == OfferState.TIMED_OUT)
    )
    due = hours.next_working(now) if earlier or by_clock else now
    deadline = hours.add_working_minutes(due, minutes)
    await tx.change(Offer, Offer.id == offer.id, state=OfferState.OPEN, offered_at=due, deadline_at=deadline)
    await enqueue(tx, CARD, to=offer.expert_id, about=offer.id, now=now, due=due)
    half = hours.add_working_minutes(due, minutes // 2)
    await enqueue(tx, REMINDER, to=offer.expert_id, about=offer.id, now=now, due=half)
    await asks.changed(tx, ask.id, ask.mentee_id, now)


async def _nobody(tx: Tx, ask: Ask, now: datetime) -> None:
    """Turn to the topic's steward, once; after them to the program's team, and wait."""
    topic = await tx.get(Topic, ask.topic_id)
    steward = topic.steward_id if topic else None
    person = await people.person(tx, steward) if steward else None
    usable = person is not None and not person.deactivated and steward != ask.mentee_id
    if not usable or ask.steward_id is not None:
        await _wait(tx, ask, now)
        return
    assert steward is not None  # noqa: S101 - it has a person
    hours = await people.hours_of(tx, steward)
    until = hours.add_working_minutes(
        hours.next_working(now), (await people.workspace(tx)).offer_wait_minutes
    )
    await tx.change(
        Ask,
        Ask.id == ask.id,
        Ask.state == AskState.LOOKING,
        state=AskState.STEWARD,
        steward_id=steward,
        steward_until=until,
    )
    await enqueue(tx, STEWARD, to=steward, about=ask.id, now=now)
    await asks.changed(tx, ask.id, ask.mentee_id, now)


async def _wait(tx: Tx, ask: Ask, now: datetime) -> None:
    """Keep an ask open until somebody suitable joins or gets free, and say so."""
    open_now = Ask.state.in_((AskState.LOOKING, AskState.STEWARD))
    if not await tx.change(Ask, Ask.id == ask.id, open_now, state=AskState.WAITING, steward_until=None):
        return
    await asks.changed(tx, ask.id, ask.mentee_id, now)
    if await _date_passed(tx, ask, now):
        await asks.say_date_passed(tx, ask, now)
        return
    await asks.say_waiting(tx, ask, now)
    for user_id in await people.caretakers(tx):
        if user_id not in (ask.mentee_id, ask.steward_id):
            await enqueue(tx, CARETAKER, to=user_id, about=ask.id, now=now)
    if ask.steward_id:
        await refresh(tx, STEWARD, to=ask.steward_id, about=ask.id, now=now)


async def reconsider(tx: Tx, ask_id: str, now: datetime) -> None:
    """Look again for an ask that found nobody; it moves only when somebody suitable is there now."""
    ask = await _held(tx, ask_id)
    if ask is None or ask.state not in (AskState.STEWARD, AskState.WAITING):
        return
    if await _date_passed(tx, ask, now):
        await _wait(tx, ask, now)
        if await asks.say_date_passed(tx, ask, now):
            await asks.changed(tx, ask.id, ask.mentee_id, now)
        return
    if (await matching.rank_for(tx, ask, now)).ranked:
        await _resume(tx, ask, now)
        await place(tx, ask_id, now, by_clock=True)


async def _resume(tx: Tx, ask: Ask, now: datetime) -> None:
    idle = Ask.state.in_((AskState.STEWARD, AskState.WAITING))
    if await tx.change(Ask, Ask.id == ask.id, idle, state=AskState.LOOKING, steward_until=None):
        await asks.changed(tx, ask.id, ask.mentee_id, now)
        if ask.steward_id:
            await refresh(tx, STEWARD, to=ask.steward_id, about=ask.id, now=now)


async def move_on(tx: Tx, offer_id: str, now: datetime) -> None:
    """End an offer whose time is over, or start its clock again when the mentee owed an answer too long."""
    found = await _taken(tx, offer_id)
    if found is None or found[0].deadline_at > now:
        return
    offer, ask = found
    if offer.state == OfferState.CLARIFYING:
        await _run_on(tx, offer, ask, now)
    elif await _leave(tx, offer, ask, OfferState.TIMED_OUT, now):
        await place(tx, ask.id, now, by_clock=True)


async def vacate(tx: Tx, offer_id: str, now: datetime) -> None:
    """End an offer to somebody who left, paused or was deactivated, and ask the next one.

    It ends as if its time were over: whoever is back before somebody else said yes can still help.
    """
    found = await _taken(tx, offer_id)
    if found and await _leave(tx, *found, OfferState.TIMED_OUT, now):
        await place(tx, found[1].id, now)


async def close(tx: Tx, offer_id: str, now: datetime) -> None:
    """End an offer whose ask was withdrawn or settled, and say so on its card."""
    found = await _taken(tx, offer_id)
    if found:
        await _leave(tx, *found, OfferState.CLOSED, now)


async def pass_steward(tx: Tx, ask_id: str, now: datetime) -> None:
    """Go on without the steward, whose time is over or to whom nobody comes to mind."""
    ask = await _held(tx, ask_id)
    if ask is not None and ask.state == AskState.STEWARD:
        await _wait(tx, ask, now)


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
        await _leave(tx, other, ask, OfferState.CLOSED, now)
    await cancel(tx, offer_id, [REMINDER])
    await _settled(tx, offer, ask, now)
    if ask.steward_id:
        await refresh(tx, STEWARD, to=ask.steward_id, about=ask.id, now=now)
    await asks.changed(tx, ask.id, ask.mentee_id, now)


async def decline(tx: Tx, offer_id: str, user_id: str, reason: str, now: datetime) -> Ask:
    """Say no, and have the next one asked. Returns the ask."""
    offer, ask = await _mine_taken(tx, offer_id, user_id)
    values: dict[str, Any] = {"decline_reason": reason or None}
    if not await _leave(tx, offer, ask, OfferState.DECLINED, now, **values):
        raise UserMessage(texts.ANSWERED_ALREADY)
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
    await _card_changed(tx, offer, now)
    await asks.changed(tx, ask.id, ask.mentee_id, now)


async def answer(tx: Tx, offer_id: str, user_id: str, words: str, now: datetime) -> None:
    """Bring the mentee's answer back into the offer; the clock runs on, unless it does already."""
    found = await _taken(tx, offer_id)
    if found is None:
        raise UserMessage(texts.ANSWER_LATE)
    offer, ask = found
    await asks.owned(tx, ask.id, user_id)
    if offer.state not in LIVE_OFFER or offer.question is None or offer.answer is not None:
        raise UserMessage(texts.ANSWER_LATE)
    await tx.change(Offer, Offer.id == offer_id, answer=words)
    await _run_on(tx, offer, ask, now)
    await _card_changed(tx, offer, now)
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
    await _card_changed(tx, offer, now)
    await asks.changed(tx, ask.id, ask.mentee_id, now)


async def suggest(
    tx: Tx, ask: Ask, *, to: str, by: str, source: OfferSource, note: str, now: datetime
) -> None:
    """Have somebody who was named asked next. A confidential block is passed over in silence."""
    if await queries.may_be_asked(tx, ask, to, now):
        await asks.suggest(tx, ask.id, to=to, by=by, source=source, note=note, now=now)


async def steward_suggests(tx: Tx, ask_id: str, user_id: str, to: str, now: datetime) -> None:
    """Ask whom the steward named."""
    ask = await stewarded(tx, ask_id, user_id)
    await suggest(tx, ask, to=to, by=user_id, source=OfferSource.STEWARD, note="", now=now)
    await _resume(tx, ask, now)


async def stewarded(tx: Tx, ask_id: str, user_id: str) -> Ask:
    """Return an open ask that this person was asked to find somebody for. Raises UserMessage otherwise."""
    ask = await tx.get(Ask, ask_id)
    if ask is None or ask.steward_id != user_id or ask.state not in (AskState.STEWARD, AskState.WAITING):
        raise UserMessage(texts.STEWARD_DONE)
    return ask


async def mine(tx: Tx, offer_id: str, user_id: str) -> Offer:
    """Return an offer to this person. Raises UserMessage for anybody else's."""
    offer = await tx.get(Offer, offer_id)
    if offer is None or offer.expert_id != user_id:
        raise UserMessage(texts.NOT_YOURS)
    return offer


async def _mine_taken(tx: Tx, offer_id: str, user_id: str) -> tuple[Offer, Ask]:
    """Return an offer to this person and its ask, kept for this transaction. Raises UserMessage otherwise."""
    found = await _taken(tx, offer_id)
    if found is None or found[0].expert_id != user_id:
        raise UserMessage(texts.NOT_YOURS)
    return found


async def _leave(tx: Tx, offer: Offer, ask: Ask, state: OfferState, now: datetime, **values: Any) -> bool:
    """End an offer that is not answered yet; return whether this did it."""
    unanswered = Offer.state.in_((*LIVE_OFFER, OfferState.TIMED_OUT, OfferState.SUGGESTED))
    if not await tx.change(
        Offer, Offer.id == offer.id, unanswered, Offer.state != state, state=state, answered_at=now, **values
    ):
        return False
    await cancel(tx, offer.id, [REMINDER])
    if offer.state != OfferState.SUGGESTED:
        await _settled(tx, offer, ask, now)
    return True


async def _card_changed(tx: Tx, offer: Offer, now: datetime) -> None:
    await refresh(tx, CARD, to=offer.expert_id, about=offer.id, now=now)


async def _settled(tx: Tx, offer: Offer, ask: Ask, now: datetime) -> None:
    """Show on everything that was said about an offer that it is answered: no button of it stays behind."""
    await _card_changed(tx, offer, now)
    for kind in (REMINDER, ANSWERED) if offer.question else (REMINDER,):
        await refresh(tx, kind, to=offer.expert_id, about=offer.id, now=now)
    if offer.question:
        await refresh(tx, ASKED_BACK, to=ask.mentee_id, about=offer.id, now=now)


async def _live(tx: Tx, ask_id: str) -> bool:
    live = select(Offer.id).where(Offer.ask_id == ask_id, Offer.state.in_(LIVE_OFFER))
    return await tx.first(live) is not None
