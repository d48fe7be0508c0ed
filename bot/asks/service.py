"""Decisions about asks: made, changed, widened, withdrawn, opened again, concluded."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from bot.asks import texts
from bot.asks.forms import AskForm
from bot.delivery.service import enqueue, refresh, refresh_home
from bot.kit.db import WorkspaceSession
from bot.kit.errors import FormErrors, UserMessage
from bot.matching import queries as matching
from bot.models import LIVE_OFFER, OPEN_ASK, Ask, AskState, Inbox, Offer, OfferSource, OfferState, Topic
from bot.people import queries as people_queries
from bot.people import service as people

TRACKER = "ask_tracker"
WAITING_NEWS = "ask_waiting"
DATE_NEWS = "ask_date_passed"
# Others who see a question: whoever it is offered to, and whoever looks for somebody. Said by bot.offers.
OFFER_CARD = "offer_card"
STEWARD_CARD = "offer_steward"
LONGEST_WAIT_DAYS = 365


async def make(db: WorkspaceSession, mentee_id: str, form: AskForm, key: str, now: datetime) -> Ask | None:
    """Take a question; the worker finds the first expert. None when this submission was taken before."""
    if not await db.insert_or_ignore(Inbox, key=key, received_at=now):
        return None
    await _check_topic(db, form.topic)
    await people.meet(db, [mentee_id])
    ask = await db.insert(Ask, mentee_id=mentee_id, created_at=now, **_values(form))
    await changed(db, ask.id, mentee_id, now)
    return ask


def check_day(day: date | None, today: date) -> None:
    """Refuse a day that is over or far away. Raises FormErrors; ``today`` is the mentee's."""
    if day is not None and not 0 <= (day - today).days <= LONGEST_WAIT_DAYS:
        raise FormErrors({"needed_by": texts.SENTENCES["needed_by"]})


async def edit(db: WorkspaceSession, ask_id: str, user_id: str, form: AskForm, now: datetime) -> None:
    """Change an open ask; whoever has it sees the new words, and a waiting one is compared anew."""
    await owned(db, ask_id, user_id)
    await _check_topic(db, form.topic)
    await _change_open(db, ask_id, **_values(form))
    await _look_again(db, ask_id)
    await _changed_for_all(db, ask_id, now)


async def widen(db: WorkspaceSession, ask_id: str, user_id: str, what: list[str], now: datetime) -> None:
    """Loosen what an open ask wants: "topic", "date", "short"."""
    await owned(db, ask_id, user_id)
    values: dict[str, Any] = {}
    if "topic" in what:
        values["widened"] = True
    if "date" in what:
        values["needed_by"] = None
    if "short" in what:
        values["minutes"] = 30
    await _change_open(db, ask_id, **values)
    await _look_again(db, ask_id)
    await _changed_for_all(db, ask_id, now)


async def keep_looking(db: WorkspaceSession, ask_id: str, user_id: str, now: datetime) -> None:
    """Drop a day that has passed and look again. A day that has been named meanwhile stays."""
    ask = await owned(db, ask_id, user_id)
    end = matching.end_of_day(ask.needed_by, await people_queries.hours_of(db, user_id))
    passed = end is not None and end <= now
    await _change_open(db, ask_id, needed_by=None if passed else ask.needed_by)
    await _look_again(db, ask_id)
    await _changed_for_all(db, ask_id, now)


async def withdraw(db: WorkspaceSession, ask_id: str, user_id: str, now: datetime) -> None:
    """Take an open ask back. Whoever has it is told by the offers' job."""
    await owned(db, ask_id, user_id)
    await _change_open(db, ask_id, state=AskState.WITHDRAWN, closed_at=now)
    await _changed_for_all(db, ask_id, now)


async def conclude(db: WorkspaceSession, ask_id: str, now: datetime) -> None:
    """Close an ask whose session is over, or is no longer needed."""
    ask = await db.get(Ask, ask_id)
    if ask and await db.update_where(
        Ask, Ask.id == ask_id, Ask.closed_at.is_(None), state=AskState.CONCLUDED, closed_at=now
    ):
        await changed(db, ask_id, ask.mentee_id, now)


async def reopen(db: WorkspaceSession, ask_id: str, now: datetime) -> None:
    """Look for somebody else: the expert who had said yes can't after all. They are not asked again."""
    ask = await db.get(Ask, ask_id)
    again = {"state": AskState.LOOKING, "matched_at": None, "closed_at": None}
    if ask and await db.update_where(Ask, Ask.id == ask_id, Ask.state == AskState.MATCHED, **again):
        accepted = (Offer.ask_id == ask_id, Offer.state == OfferState.ACCEPTED)
        await db.update_where(Offer, *accepted, state=OfferState.DECLINED, answered_at=now)
        await changed(db, ask_id, ask.mentee_id, now)


async def ask_again(
    db: WorkspaceSession, ask_id: str, *, to: str, by: str, source: OfferSource, note: str, now: datetime
) -> str:
    """Make a new ask of an old one and suggest it to one expert first; return its id."""
    old = await db.get(Ask, ask_id)
    if old is None:
        raise LookupError("There is no such ask.")
    kept = ("mentee_id", "topic_id", "question", "background", "outcome", "minutes", "hide_name")
    ask = await db.insert(Ask, created_at=now, **{column: getattr(old, column) for column in kept})
    await suggest(db, ask.id, to=to, by=by, source=source, note=note, now=now)
    await changed(db, ask.id, ask.mentee_id, now)
    return ask.id


async def suggest(
    db: WorkspaceSession, ask_id: str, *, to: str, by: str, source: OfferSource, note: str, now: datetime
) -> bool:
    """Make one expert the next to be asked; False when they were asked already."""
    await people.meet(db, [to])
    return await db.insert_or_ignore(
        Offer,
        ask_id=ask_id,
        expert_id=to,
        source=source,
        suggested_by=by,
        note=note,
        state=OfferState.SUGGESTED,
        offered_at=now,
        deadline_at=now,
    )


async def changed(db: WorkspaceSession, ask_id: str, mentee_id: str, now: datetime) -> None:
    """Show the mentee the present state of an ask, on its tracker card and in App Home."""
    await db.update_where(Ask, Ask.id == ask_id, version=Ask.version + 1)
    await refresh(db, TRACKER, to=mentee_id, about=ask_id, now=now)
    await refresh_home(db, [mentee_id], now)


async def _changed_for_all(db: WorkspaceSession, ask_id: str, now: datetime) -> None:
    """Show it to the mentee, to whoever has the offer, and to the steward."""
    ask = await db.get(Ask, ask_id)
    assert ask is not None  # noqa: S101 - its caller has just changed it
    await changed(db, ask_id, ask.mentee_id, now)
    for offer in await db.scalars(select(Offer).where(Offer.ask_id == ask_id, Offer.state.in_(LIVE_OFFER))):
        await refresh(db, OFFER_CARD, to=offer.expert_id, about=offer.id, now=now)
    if ask.steward_id:
        await refresh(db, STEWARD_CARD, to=ask.steward_id, about=ask_id, now=now)


async def say_waiting(db: WorkspaceSession, ask: Ask, now: datetime) -> None:
    """Tell the mentee, once, that nobody is free and that the question stays open."""
    await enqueue(db, WAITING_NEWS, to=ask.mentee_id, about=ask.id, now=now)


async def say_date_passed(db: WorkspaceSession, ask: Ask, now: datetime) -> bool:
    """Ask the mentee, once per day named, whether to keep looking; return whether this is the first time."""
    key = f"{ask.id}:{DATE_NEWS}:{ask.needed_by}"
    return await enqueue(db, DATE_NEWS, to=ask.mentee_id, about=ask.id, now=now, key=key)


async def owned(db: WorkspaceSession, ask_id: str, user_id: str) -> Ask:
    """Return an ask of this person. Raises UserMessage for anybody else's."""
    ask = await db.get(Ask, ask_id)
    if ask is None or ask.mentee_id != user_id:
        raise UserMessage(texts.NOT_YOURS)
    return ask


async def _change_open(db: WorkspaceSession, ask_id: str, **values: Any) -> None:
    if not await db.update_where(Ask, Ask.id == ask_id, Ask.state.in_(OPEN_ASK), **values):
        ask = await db.get(Ask, ask_id)
        matched = ask is not None and ask.state == AskState.MATCHED
        raise UserMessage(texts.MATCHED_ALREADY if matched else texts.CLOSED_ALREADY)


async def _look_again(db: WorkspaceSession, ask_id: str) -> None:
    idle = Ask.state.in_((AskState.STEWARD, AskState.WAITING))
    await db.update_where(Ask, Ask.id == ask_id, idle, state=AskState.LOOKING, steward_until=None)


async def _check_topic(db: WorkspaceSession, topic_id: str) -> None:
    topic = await db.get(Topic, topic_id)
    if topic is None or topic.archived_at is not None:
        raise FormErrors({"topic": texts.TOPIC_GONE})


def _values(form: AskForm) -> dict[str, Any]:
    return {
        "topic_id": form.topic,
        "question": form.question,
        "background": form.background,
        "outcome": form.outcome,
        "minutes": form.minutes,
        "needed_by": form.needed_by,
        "format": form.format,
        "hide_name": bool(form.hide_name),
    }
