"""What every decision about an offer shares: the ask is locked first, and whoever saw it sees the change."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select

from bot.asks import lifecycle
from bot.asks import service as asks
from bot.delivery.messages import MessageKind, Recipient
from bot.delivery.outbox import cancel, enqueue, refresh, refresh_home, refresh_home_at
from bot.kit.db import WorkspaceSession
from bot.kit.ids import new_id
from bot.matching import queries as matching
from bot.models import LIVE_OFFER, OPEN_ASK, Ask, Offer, OfferSource, OfferState
from bot.offers import messages, queries, rules
from bot.people import queries as people

# What jobs look for in the outbox.
CARD_KIND, LIST_KIND, ASKED_BACK_KIND = messages.CARD.id, messages.LIST.id, messages.ASKED_BACK.id
STEWARD_KIND = messages.STEWARD.id
ALONE, LISTED = (messages.CARD, messages.REMINDER), (messages.LIST, messages.LIST_REMINDER)
MOST_LISTED = 4  # offers in one list: what is told of them fits into one message
NO_TOPIC = ""  # of an offer whose ask had no topic when its clock started


async def lock_asks(db: WorkspaceSession, ask_ids: Iterable[str]) -> list[Ask]:
    """Return asks as they are now, and let nobody else change them until this transaction ends.

    Whatever changes an ask and its offers takes the ask first, several of them by their ids: of two such
    changes at once one waits, and neither waits for the other's rows.
    """
    wanted = select(Ask).where(Ask.id.in_(sorted(ask_ids))).order_by(Ask.id)
    return list(await db.scalars(wanted.with_for_update()))


async def lock_ask(db: WorkspaceSession, ask_id: str) -> Ask | None:
    """Return one ask, locked; None where there is none of this id."""
    return next(iter(await lock_asks(db, [ask_id])), None)


def by_mentee(found: Iterable[Ask]) -> list[Ask]:
    """Return asks in the order in which their mentees are told.

    Telling takes a row of the mentee's App Home. Two transactions that tell the same two people take those in
    the same order, so that neither waits for the other.
    """
    return sorted(found, key=lambda ask: (ask.mentee_id, ask.id))


async def lock_offer(db: WorkspaceSession, offer_id: str) -> tuple[Offer, Ask] | None:
    """Return an offer and its ask, kept for this transaction; None where there is none of this id."""
    ask_id = await db.scalar(select(Offer.ask_id).where(Offer.id == offer_id).limit(1))
    ask = await lock_ask(db, ask_id) if ask_id else None
    offer = await db.get(Offer, offer_id)
    return (offer, ask) if offer and ask else None


async def live_offers(db: WorkspaceSession, ask_id: str) -> list[Offer]:
    """Return the offers of an ask that are with somebody now."""
    with_somebody = select(Offer).where(Offer.ask_id == ask_id, Offer.state.in_(LIVE_OFFER))
    return list(await db.scalars(with_somebody.order_by(Offer.id)))


async def needed_by(db: WorkspaceSession, ask: Ask) -> datetime | None:
    """Return the instant at which the day by which the mentee needs it is over."""
    return matching.end_of_day(ask.needed_by, await people.hours_of(db, ask.mentee_id))


async def date_passed(db: WorkspaceSession, ask: Ask, now: datetime) -> bool:
    """Return whether the day by which the mentee needs it is over."""
    end = await needed_by(db, ask)
    return end is not None and end <= now


async def is_urgent(db: WorkspaceSession, ask: Ask, now: datetime) -> bool:
    """Return whether the mentee needs it within a few of their working days."""
    week = await people.work_week_of(db, ask.mentee_id)
    return rules.is_urgent(await needed_by(db, ask), week, now)


async def suggest(
    db: WorkspaceSession, ask: Ask, *, to: str, by: str, source: OfferSource, note: str, now: datetime
) -> None:
    """Have somebody who was named asked next. A confidential block is passed over in silence."""
    if await queries.may_be_named(db, ask, to, now):
        await asks.suggest(db, ask.id, to=to, by=by, source=source, note=note, now=now)


async def clock_for(
    db: WorkspaceSession, ask: Ask, user_id: str, now: datetime, *, daily: bool = False
) -> rules.Clock:
    """Return the clock by which somebody has to answer about an ask that is put before them now.

    ``daily``: what is not urgent waits for the beginning of their day.
    """
    settings = await people.settings(db)
    return rules.clock_of(
        await people.work_week_of(db, user_id),
        now,
        settings.offer_wait_minutes,
        needed_by=await needed_by(db, ask),
        remind_percent=settings.reminder_percent,
        urgent=await is_urgent(db, ask, now),
        daily=daily,
    )


async def open_offer(db: WorkspaceSession, ask: Ask, offer: Offer, now: datetime) -> None:
    """Start an offer's clock: it reaches the expert inside their day, with what comes at the same time."""
    daily = await people.wants_daily(db, offer.expert_id)
    clock = await clock_for(db, ask, offer.expert_id, now, daily=daily)
    opened = await lifecycle.open_offer(
        db,
        offer.id,
        topic_id=ask.topic_id or NO_TOPIC,
        offered_at=clock.due,
        deadline_at=clock.deadline,
        wait_minutes=clock.minutes,
    )
    if not opened:
        return
    to, list_id = Recipient.person(offer.expert_id), await _join_list(db, offer, clock.due, now)
    about, kinds = (list_id, LISTED) if list_id else (offer.id, ALONE)
    for kind, due in zip(kinds, (clock.due, clock.reminder), strict=True):
        await enqueue(db, kind, to=to, about=about, now=now, due=due)
    await refresh_home_at(db, offer.expert_id, offer.id, clock.due, now)


async def _join_list(db: WorkspaceSession, offer: Offer, due: datetime, now: datetime) -> str | None:
    """Put an offer into one list with those that reach its expert at the same time; return the list's id.

    None where it comes alone: what the expert has seen already stays as it is.
    """
    others = select(Offer).where(
        *(Offer.expert_id == offer.expert_id, Offer.id != offer.id, Offer.state == OfferState.OPEN),
        *(Offer.offered_at == due, Offer.offered_at > now),
    )
    waiting = list(await db.scalars(others.order_by(Offer.id)))
    counts = Counter(one.listed_with or one.id for one in waiting)
    free = next((one for one in waiting if counts[one.listed_with or one.id] < MOST_LISTED), None)
    if free is None:
        return None
    list_id = free.listed_with or new_id()
    if free.listed_with is None:
        await cancel(db, free.id, [messages.CARD, messages.REMINDER])
    await db.update_where(Offer, Offer.id.in_([free.id, offer.id]), listed_with=list_id)
    return list_id


async def show_session(db: WorkspaceSession, offer_id: str, expert_id: str, now: datetime) -> None:
    """Show on the card of an accepted offer how its session stands."""
    offer = await db.get(Offer, offer_id)
    if offer is not None:
        await _refresh_card(db, offer, now)


async def _refresh_card(db: WorkspaceSession, offer: Offer, now: datetime) -> None:
    """Bring the message that shows an offer up to date: its own, or the list."""
    kind, about = (messages.LIST, offer.listed_with) if offer.listed_with else (messages.CARD, offer.id)
    await refresh(db, kind, to=Recipient.person(offer.expert_id), about=about, now=now)


async def leave_list(db: WorkspaceSession, offer: Offer, now: datetime) -> None:
    """Give an offer a message of its own: what is asked and answered about it has its place there."""
    if offer.listed_with:
        await db.update_where(Offer, Offer.id == offer.id, listed_with=None)
        await refresh(
            db, messages.LIST, to=Recipient.person(offer.expert_id), about=offer.listed_with, now=now
        )
        await db.get(Offer, offer.id)  # brings this one up to date


async def forget_reminder(db: WorkspaceSession, offer: Offer) -> None:
    """Take back the reminder of an offer; that of a list stays while anything in it waits."""
    if offer.listed_with is None:
        await cancel(db, offer.id, [messages.REMINDER])
    elif not await queries.waits_in_list(db, offer.listed_with):
        await cancel(db, offer.listed_with, [messages.LIST_REMINDER])


async def time_out(db: WorkspaceSession, offer: Offer, ask: Ask, now: datetime) -> bool:
    """End an offer that nobody answered in time; return whether this did it."""
    ended = await lifecycle.time_out(db, offer.id, now)
    if ended:
        await show_ended(db, offer, ask, now)
    return ended


async def close(db: WorkspaceSession, offer: Offer, ask: Ask, now: datetime) -> None:
    """End an offer whose ask is with somebody else, or over."""
    if await lifecycle.close_offer(db, offer.id, now):
        await show_ended(db, offer, ask, now)


async def stays_with_another(db: WorkspaceSession, ask: Ask, now: datetime) -> bool:
    """Return whether an ask is still with somebody when one offer ended; then they and the mentee see it."""
    others = await live_offers(db, ask.id)
    for other in others:
        await card_changed(db, other, now)
    if others:
        await asks.changed(db, ask.id, ask.mentee_id, now)
    return bool(others)


async def card_changed(db: WorkspaceSession, offer: Offer, now: datetime) -> None:
    """Bring the expert's card and App Home up to date.

    A card that waits for their day is made from what holds then.
    """
    if offer.state in LIVE_OFFER and offer.offered_at > now:
        return
    await _refresh_card(db, offer, now)
    await refresh_home(db, [offer.expert_id], now)


async def show(db: WorkspaceSession, offer_id: str, now: datetime) -> None:
    """Bring an offer's card up to date: what came of it has changed."""
    offer = await db.get(Offer, offer_id)
    if offer is not None:
        await card_changed(db, offer, now)


async def asked_back_changed(db: WorkspaceSession, offer: Offer, ask: Ask, now: datetime) -> None:
    """Bring the expert's question, as the mentee has it, up to date."""
    await refresh(db, messages.ASKED_BACK, to=Recipient.person(ask.mentee_id), about=offer.id, now=now)
    await refresh_home(db, [ask.mentee_id], now)


async def tell_in_digest(db: WorkspaceSession, kind: MessageKind, user_id: str, now: datetime) -> None:
    """Tell somebody of one more ask with nobody, in the one message of the day that tells of all of them."""
    week, to = await people.work_week_of(db, user_id), Recipient.person(user_id)
    day = week.next_working(now).astimezone(week.tz).toordinal()
    if not await enqueue(db, kind, to=to, about=user_id, now=now, version=day):
        await refresh(db, kind, to=to, about=user_id, now=now)
    await refresh_home(db, [user_id], now)


async def digests_changed(db: WorkspaceSession, ask: Ask, now: datetime) -> None:
    """Bring the digests that may tell of an ask up to date, where they have been posted, and App Homes."""
    team = [(messages.PROGRAM_TEAM, user_id) for user_id in await people.program_team(db)]
    steward = [(messages.STEWARD, ask.steward_id)] if ask.steward_id else []
    names = {messages.STEWARD: messages.STEWARD_DIGEST, messages.PROGRAM_TEAM: messages.PROGRAM_TEAM_DIGEST}
    for kind, user_id in [*steward, *team]:
        if await queries.has_digest(db, names[kind], user_id):
            await refresh(db, kind, to=Recipient.person(user_id), about=user_id, now=now)
    await refresh_home(db, [user_id for _, user_id in [*steward, *team]], now)


async def show_ended(db: WorkspaceSession, offer: Offer, ask: Ask, now: datetime) -> None:
    """Take the reminder back, and show on all that was said about an offer that it is over."""
    await forget_reminder(db, offer)
    await card_changed(db, offer, now)
    if offer.question:
        await asked_back_changed(db, offer, ask, now)


async def show_edit(db: WorkspaceSession, ask_id: str, now: datetime) -> None:
    """Show what the mentee changed in an ask to whoever has it, and to whoever looks for somebody.

    Who was asked because of another topic is let go; the job that places asks goes on from there.
    """
    ask = await lock_ask(db, ask_id)
    if ask is None or not await db.update_where(
        Ask, Ask.id == ask_id, Ask.edited_at.is_not(None), edited_at=None
    ):
        return
    closed = [await _close_if_of_old_topic(db, offer, ask, now) for offer in await _unanswered(db, ask_id)]
    for offer in await live_offers(db, ask_id):
        await card_changed(db, offer, now)
    if any(closed):
        await asks.changed(db, ask.id, ask.mentee_id, now)
    await digests_changed(db, ask, now)


async def _unanswered(db: WorkspaceSession, ask_id: str) -> list[Offer]:
    unanswered = select(Offer).where(Offer.ask_id == ask_id, Offer.state.in_(lifecycle.UNANSWERED))
    return list(await db.scalars(unanswered.order_by(Offer.id)))


async def _close_if_of_old_topic(db: WorkspaceSession, offer: Offer, ask: Ask, now: datetime) -> bool:
    """End an offer that was made because of a topic which its ask no longer has; return whether this did it.

    Whoever was named, or offers the new topic as well, keeps it, without the reasons of the old one.
    """
    wanted = ask.topic_id or NO_TOPIC
    if ask.state not in OPEN_ASK or offer.topic_id in (None, wanted):
        return False
    fits = ask.topic_id is None or await queries.offers_topic(db, offer.expert_id, ask.topic_id)
    if offer.source == OfferSource.MATCH and not fits:
        await close(db, offer, ask, now)
        return True
    await db.update_where(Offer, Offer.id == offer.id, topic_id=wanted, reasons="[]")
    return False
