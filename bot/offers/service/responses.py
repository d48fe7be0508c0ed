"""What becomes of an offer: yes, no, a question, an answer, or its time is over."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from bot.asks import lifecycle
from bot.asks import service as asks
from bot.delivery.messages import Recipient
from bot.delivery.outbox import enqueue, is_planned
from bot.kit.db import WorkspaceSession
from bot.kit.errors import UserMessage
from bot.kit.hours import WorkingHours
from bot.models import LIVE_OFFER, OPEN_ASK, Ask, AskState, Offer, OfferState, WrittenAnswer
from bot.offers import messages, queries, rules, texts
from bot.offers.service import common
from bot.offers.service.assignment import place
from bot.people import queries as people

DECIDE_MINUTES = 2400  # five working days of the mentee; then a written answer counts as enough
ANSWER_MINUTES = 960  # two working days of the mentee; then the expert decides without an answer


async def move_on(db: WorkspaceSession, offer_id: str, now: datetime) -> None:
    """End an offer whose time is over, or start its clock again when the mentee owed an answer too long."""
    found = await common.lock_offer(db, offer_id)
    if found is None or found[0].deadline_at > now:
        return
    offer, ask = found
    if offer.state == OfferState.CLARIFYING and await _waits_for_mentee(db, offer, ask, now):
        return
    if offer.state == OfferState.CLARIFYING:
        await _resume_clock(db, offer, ask, now)
    elif await common.time_out(db, offer, ask, now):
        await _ask_next(db, ask, now)


async def _waits_for_mentee(db: WorkspaceSession, offer: Offer, ask: Ask, now: datetime) -> bool:
    """Give a mentee who is away more time to answer, once; return whether this did."""
    if offer.stopped_at is not None or not await people.is_away(db, ask.mentee_id, now):
        return False
    week = await people.work_week_of(db, ask.mentee_id)
    needed_by, urgent = await common.needed_by(db, ask), await common.is_urgent(db, ask, now)
    until = rules.standing_until(week, now, needed_by=needed_by, urgent=urgent)
    if until <= now or not await lifecycle.wait_for_answer(db, offer.id, now, until):
        return False
    await _show_clock(db, offer, ask, now)
    return True


async def end_unavailable(db: WorkspaceSession, offer_id: str, now: datetime) -> None:
    """End an offer to somebody who left, paused, was deactivated or is not reached, and ask the next one.

    It ends as if its time were over: whoever is back before somebody else said yes can still help.
    """
    found = await common.lock_offer(db, offer_id)
    if found and await common.time_out(db, *found, now):
        await _ask_next(db, found[1], now)


async def _ask_next(db: WorkspaceSession, ask: Ask, now: datetime) -> None:
    """Ask the next one, unless the ask was put before two and one of them still has it."""
    if not await common.stays_with_another(db, ask, now):
        await place(db, ask.id, now)


async def close(db: WorkspaceSession, offer_id: str, now: datetime) -> None:
    """End an offer whose ask was withdrawn or concluded, and say so on its card."""
    found = await common.lock_offer(db, offer_id)
    if found:
        await common.close(db, *found, now)


async def accept(
    db: WorkspaceSession, offer_id: str, user_id: str, now: datetime, *, sessions: int = 1
) -> None:
    """Say yes, to so many ``sessions`` as the mentee wishes for too. The first yes wins; a later one is
    thanked (UserMessage).
    """
    offer, ask = await _lock_mine(db, offer_id, user_id)
    if offer.state == OfferState.ACCEPTED:
        return
    if offer.state not in lifecycle.UNANSWERED or ask.state not in OPEN_ASK:
        raise over(offer, ask)
    won = await lifecycle.match(db, ask.id, now) and await lifecycle.accept(db, offer_id, now)
    if not won:
        raise UserMessage(texts.TOO_LATE)
    await db.update_where(Offer, Offer.id == offer_id, agreed_sessions=min(sessions, ask.wished_sessions))
    await _settled(db, offer, ask, now)


async def accept_again(db: WorkspaceSession, offer_id: str, now: datetime) -> bool:
    """Have a yes count again, since whoever asked comes after all; False where somebody else has the ask."""
    offer = await db.get_one(Offer, offer_id)
    (ask,) = await common.lock_asks(db, [offer.ask_id])
    if ask.state not in OPEN_ASK or not await lifecycle.accept_again(db, offer_id, now):
        return False
    await lifecycle.match(db, ask.id, now)
    await _settled(db, offer, ask, now)
    return True


async def _settled(db: WorkspaceSession, offer: Offer, ask: Ask, now: datetime) -> None:
    """Tell whoever else has an ask that one expert has said yes, and show it."""
    others = select(Offer).where(Offer.ask_id == ask.id, Offer.state.in_(lifecycle.UNANSWERED))
    for other in await db.scalars(others):
        await common.close(db, other, ask, now)
    await common.show_ended(db, offer, ask, now)
    await common.digests_changed(db, ask, now)
    await asks.changed(db, ask.id, ask.mentee_id, now)


async def decline(db: WorkspaceSession, offer_id: str, user_id: str, reason: str, now: datetime) -> Ask:
    """Say no; the next one is asked when nobody else has it. Returns the ask."""
    offer, ask = await _lock_mine(db, offer_id, user_id)
    if not await lifecycle.decline(db, offer.id, reason, now):
        raise over(offer, ask)
    await common.show_ended(db, offer, ask, now)
    await common.stays_with_another(db, ask, now)
    return ask


async def write(db: WorkspaceSession, offer_id: str, user_id: str, words: str, now: datetime) -> None:
    """Keep an answer in writing in place of a meeting; the mentee says whether it is enough.

    Sent twice, it counts once. Raises UserMessage where it is too late.
    """
    offer, ask = await _lock_mine(db, offer_id, user_id)
    if ask.state not in OPEN_ASK or not await lifecycle.decline(db, offer.id, "", now):
        if await queries.written(db, offer):
            return
        raise over(offer, ask)
    week = await people.work_week_of(db, ask.mentee_id)
    await db.insert(
        WrittenAnswer,
        ask_id=ask.id,
        offer_id=offer.id,
        mentee_id=ask.mentee_id,
        expert_id=user_id,
        words=words,
        written_at=now,
        decide_by=week.add_working_minutes(now, DECIDE_MINUTES),
    )
    await common.show_ended(db, offer, ask, now)
    await common.stays_with_another(db, ask, now)
    await asks.changed(db, ask.id, ask.mentee_id, now)


async def ask_back(db: WorkspaceSession, offer_id: str, user_id: str, question: str, now: datetime) -> None:
    """Send the expert's one question to the mentee; the clock stops."""
    offer, ask = await _lock_mine(db, offer_id, user_id)
    weeks = await people.work_weeks_of(db, [offer.expert_id, ask.mentee_id])
    expert, mentee = weeks[offer.expert_id], weeks[ask.mentee_id]
    _, answer_by = rules.wait_of(mentee, now, ANSWER_MINUTES, await common.needed_by(db, ask))
    changed = await lifecycle.ask_back(
        db,
        offer_id,
        question,
        minutes_left=_minutes_left(offer, expert, now),
        deadline_at=answer_by,
    )
    if not changed:
        raise UserMessage(texts.ASKED_ALREADY) if offer.question else over(offer, ask)
    await common.forget_reminder(db, offer)
    await common.leave_list(db, offer, now)
    await enqueue(db, messages.ASKED_BACK, to=Recipient.person(ask.mentee_id), about=offer_id, now=now)
    await common.card_changed(db, offer, now)
    await asks.changed(db, ask.id, ask.mentee_id, now)


async def answer(db: WorkspaceSession, offer_id: str, user_id: str, words: str, now: datetime) -> None:
    """Bring the mentee's answer back into the offer; the clock runs on, unless it does already."""
    found = await common.lock_offer(db, offer_id)
    if found is None:
        raise UserMessage(texts.ANSWER_LATE)
    offer, ask = found
    await asks.owned(db, ask.id, user_id)
    if offer.state not in LIVE_OFFER or offer.question is None or offer.answer is not None:
        raise UserMessage(texts.ANSWER_LATE)
    await db.update_where(Offer, Offer.id == offer_id, answer=words)
    await _resume_clock(db, offer, ask, now)
    for each in await common.live_offers(db, ask.id):
        await common.card_changed(db, each, now)
    await enqueue(db, messages.ANSWERED, to=Recipient.person(offer.expert_id), about=offer_id, now=now)
    await common.asked_back_changed(db, offer, ask, now)
    await asks.started_changed(db, user_id, now)


async def resume_clock(db: WorkspaceSession, offer_id: str, now: datetime) -> None:
    """Let the clock run on although the mentee has not answered, since the question never reached them."""
    found = await common.lock_offer(db, offer_id)
    if found and found[0].state == OfferState.CLARIFYING:
        await _resume_clock(db, *found, now)


async def stop_clock(db: WorkspaceSession, offer_id: str, now: datetime) -> None:
    """Let the clock of an offer stand whose expert is away; it stays with them for some days at most."""
    found = await common.lock_offer(db, offer_id)
    if found is None or not await people.is_away(db, found[0].expert_id, now):
        return
    offer, ask = found
    week = await people.work_week_of(db, offer.expert_id)
    needed_by, urgent = await common.needed_by(db, ask), await common.is_urgent(db, ask, now)
    stood = offer.stood_minutes
    until = rules.standing_until(week, now, needed_by=needed_by, urgent=urgent, stood=stood)
    left = _minutes_left(offer, week, now)
    if await lifecycle.stop_clock(db, offer_id, now, minutes_left=left, deadline_at=until):
        await common.forget_reminder(db, offer)
        await _show_clock(db, offer, ask, now)


async def run_on(db: WorkspaceSession, offer_id: str, now: datetime) -> None:
    """Let the clock of an offer run on with what was left of it, since its expert is back."""
    found = await common.lock_offer(db, offer_id)
    if found is None or found[0].stopped_at is None or await people.is_away(db, found[0].expert_id, now):
        return
    offer, ask = found
    week = await people.work_week_of(db, offer.expert_id)
    begins = week.next_working(now)
    left, deadline = rules.wait_of(week, begins, offer.minutes_left, await common.needed_by(db, ask))
    stood = offer.stood_minutes + week.working_minutes_between(offer.stopped_at or now, now)
    if await lifecycle.run_on(db, offer_id, deadline, stood_minutes=stood):
        await _remind_later(db, offer, ask, left, now)
        await _show_clock(db, offer, ask, now)


async def _show_clock(db: WorkspaceSession, offer: Offer, ask: Ask, now: datetime) -> None:
    await common.card_changed(db, offer, now)
    await asks.changed(db, ask.id, ask.mentee_id, now)


def _minutes_left(offer: Offer, week: WorkingHours, now: datetime) -> int:
    """Return how many minutes of their week an expert has left to answer, whether or not the clock runs."""
    if offer.stopped_at is not None:
        return offer.minutes_left
    return max(1, week.working_minutes_between(now, offer.deadline_at))


async def _resume_clock(db: WorkspaceSession, offer: Offer, ask: Ask, now: datetime) -> None:
    """Let an offer's clock run on with the working minutes that were left, when it stands still."""
    week = await people.work_week_of(db, offer.expert_id)
    left, deadline = rules.wait_of(week, now, offer.minutes_left, await common.needed_by(db, ask))
    if not await lifecycle.resume_clock(db, offer.id, deadline):
        return
    await _remind_later(db, offer, ask, left, now)
    await _show_clock(db, offer, ask, now)


async def _remind_later(db: WorkspaceSession, offer: Offer, ask: Ask, left: int, now: datetime) -> None:
    """Plan the one reminder anew, unless it has been said or would come too late."""
    gone = offer.wait_minutes - offer.minutes_left
    percent, urgent = (await people.settings(db)).reminder_percent, await common.is_urgent(db, ask, now)
    until = rules.reminder_after(offer.wait_minutes, percent, urgent) - gone
    if 0 < until < left:
        week, to = await people.work_week_of(db, offer.expert_id), Recipient.person(offer.expert_id)
        about, kind = offer.id, messages.REMINDER
        if offer.listed_with:
            about, kind = offer.listed_with, messages.LIST_REMINDER
        due = week.add_working_minutes(now, until)
        if not await is_planned(db, about, kind):  # those of a list have one together
            key = f"{about}:{kind.id}:{now.isoformat()}"
            await enqueue(db, kind, to=to, about=about, now=now, due=due, key=key)


def over(offer: Offer, ask: Ask) -> UserMessage:
    """Return what somebody hears who answers an offer that can no longer be answered so."""
    if offer.state in (OfferState.ACCEPTED, OfferState.DECLINED):
        return UserMessage(texts.ANSWERED_ALREADY)
    if ask.state not in OPEN_ASK:
        return UserMessage(texts.TOO_LATE if ask.state == AskState.MATCHED else texts.WITHDRAWN)
    if offer.state == OfferState.TIMED_OUT:
        return UserMessage(texts.MOVED_ON_ALREADY.format(help=texts.STILL_HELP))
    return UserMessage(texts.TOPIC_CHANGED)


async def to_answer(db: WorkspaceSession, offer_id: str, user_id: str) -> Offer:
    """Return an offer that this person can answer. Raises UserMessage where it is another's, or over."""
    offer = await db.get(Offer, offer_id)
    ask = await db.get(Ask, offer.ask_id) if offer else None
    if offer is None or ask is None or offer.expert_id != user_id:
        raise UserMessage(texts.NOT_YOURS)
    if offer.state not in LIVE_OFFER or ask.state not in OPEN_ASK:
        raise over(offer, ask)
    return offer


async def _lock_mine(db: WorkspaceSession, offer_id: str, user_id: str) -> tuple[Offer, Ask]:
    """Return an offer to this person and its ask, kept for this transaction. Raises UserMessage otherwise."""
    found = await common.lock_offer(db, offer_id)
    if found is None or found[0].expert_id != user_id:
        raise UserMessage(texts.NOT_YOURS)
    return found
