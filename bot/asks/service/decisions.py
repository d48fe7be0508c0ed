"""Decisions about asks: made, changed, widened, withdrawn, opened again, concluded."""

from __future__ import annotations

import json
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from bot.asks import lifecycle, queries, texts
from bot.asks.forms import AskForm
from bot.asks.queries import Again
from bot.asks.rules import HOURS
from bot.asks.service.own import no_longer_open, owned
from bot.asks.service.shown import changed
from bot.asks.service.started import use_started
from bot.kit.db import WorkspaceSession
from bot.kit.errors import FormErrors, UserMessage
from bot.matching import queries as matching
from bot.matching.rules import Ranked
from bot.models import (
    LIVE_OFFER,
    OPEN_ASK,
    Ask,
    AskState,
    Inbox,
    Offer,
    OfferSource,
    Topic,
)
from bot.people import queries as people_queries
from bot.people import service as people

LONGEST_WAIT_DAYS = 365


async def make(
    db: WorkspaceSession,
    mentee_id: str,
    form: AskForm,
    key: str,
    now: datetime,
    *,
    with_opening: bool = False,
    started_id: str = "",
    session_id: str = "",
) -> Ask | None:
    """Take a question; the worker finds the first expert. None when this submission was taken before.

    ``with_opening``: the offer begins with the clinic's opening. ``started_id``: where its words were kept.
    With a past session of the mentee's, its expert is asked and nobody else, where they still help.
    """
    if not await db.insert_or_ignore(Inbox, key=key, received_at=now):
        return None
    await _check_topic(db, form.topic_id)
    await people.add_missing(db, [mentee_id])
    past = await past_session(db, session_id, mentee_id) if session_id else None
    only = past.expert_id if past and past.helps else None
    values = _values(form) | {"with_opening": with_opening, "only_expert_id": only}
    values["gap_days"] = await queries.gap_days(db) if form.sessions > 1 else None
    ask = await db.insert(Ask, mentee_id=mentee_id, created_at=now, **values)
    if only:
        clock = {"offered_at": now, "deadline_at": now}
        await db.insert(Offer, ask_id=ask.id, expert_id=only, source=OfferSource.MATCH, **clock)
    await changed(db, ask.id, mentee_id, now)
    if started_id:
        await use_started(db, started_id, mentee_id, now)
    return ask


async def past_session(db: WorkspaceSession, session_id: str, user_id: str) -> Again:
    """Return a past session from which its mentee asks again. Raises UserMessage for anybody else."""
    found = await queries.again(db, session_id, user_id)
    if found is None:
        raise UserMessage(texts.NO_SUCH_SESSION)
    return found


def check_day(day: date | None, today: date) -> None:
    """Refuse a day that is over or far away. Raises FormErrors; ``today`` is the mentee's."""
    if day is not None and not 0 <= (day - today).days <= LONGEST_WAIT_DAYS:
        raise FormErrors({"needed_by": texts.SENTENCES["needed_by"]})


async def edit(
    db: WorkspaceSession,
    ask_id: str,
    user_id: str,
    form: AskForm,
    now: datetime,
    *,
    with_opening: bool = False,
) -> None:
    """Change an open ask; whoever has it sees the new words, and a waiting one is compared anew."""
    await owned(db, ask_id, user_id)
    await _check_topic(db, form.topic_id)
    values = _values(form) | {"with_opening": with_opening}
    values["gap_days"] = await queries.gap_days(db, ask_id) if form.sessions > 1 else None
    await _look_with(db, ask_id, user_id, now, **values)


async def widen(db: WorkspaceSession, ask_id: str, user_id: str, what: list[str], now: datetime) -> bool:
    """Loosen what an open ask wants: "topic", "date", "short"; return whether nobody has it at present."""
    await owned(db, ask_id, user_id)
    values: dict[str, Any] = {}
    if "topic" in what:
        values["widened"] = True
    if "date" in what:
        values["needed_by"] = None
    if "short" in what:
        values["minutes"] = 30
    await _look_with(db, ask_id, user_id, now, **values)
    live = select(Offer.id).where(Offer.ask_id == ask_id, Offer.state.in_(LIVE_OFFER))
    return await db.scalar(live.limit(1)) is None


async def keep_looking(db: WorkspaceSession, ask_id: str, user_id: str, now: datetime) -> None:
    """Drop a day that has passed and look again. A day that has been named meanwhile stays."""
    ask = await owned(db, ask_id, user_id)
    end = matching.end_of_day(ask.needed_by, await people_queries.hours_of(db, user_id))
    passed = end is not None and end <= now
    await _look_with(db, ask_id, user_id, now, needed_by=None if passed else ask.needed_by)


async def ask_others(db: WorkspaceSession, ask_id: str, user_id: str, now: datetime) -> None:
    """Look for anybody suitable with an ask that was meant for one expert only."""
    await owned(db, ask_id, user_id)
    await _look_with(db, ask_id, user_id, now, only_expert_id=None)


async def move_topic(db: WorkspaceSession, ask_id: str, user_id: str, topic_id: str, now: datetime) -> None:
    """Ask the people of another topic."""
    await owned(db, ask_id, user_id)
    await _check_topic(db, topic_id)
    await _look_with(db, ask_id, user_id, now, topic_id=topic_id)


async def ask_in_writing(db: WorkspaceSession, ask_id: str, user_id: str, now: datetime) -> None:
    """Have whoever fits best, and only shares no hour with the mentee, asked for an answer in writing.

    Raises UserMessage where somebody has the ask by now, or nobody is left to be asked so.
    """
    ask = await owned(db, ask_id, user_id)
    if ask.state not in (AskState.STEWARD, AskState.WAITING):
        raise UserMessage(texts.IN_WRITING_GONE)
    one = (await matching.ways_on(db, ask, now)).in_writing
    if one is None or not await _name(db, ask, one, now):
        raise UserMessage(texts.IN_WRITING_GONE)
    await lifecycle.look_again(db, ask_id)
    await _changed_for_all(db, ask_id, user_id, now)


async def _name(db: WorkspaceSession, ask: Ask, one: Ranked, now: datetime) -> bool:
    return await db.insert_or_ignore(
        Offer,
        ask_id=ask.id,
        expert_id=one.user_id,
        in_writing=True,
        score=one.score,
        reasons=json.dumps([reason.to_json() for reason in one.reasons]),
        offered_at=now,
        deadline_at=now,
    )


async def withdraw(db: WorkspaceSession, ask_id: str, user_id: str, now: datetime) -> None:
    """Take an open ask back. Whoever has it is told by the offers' job."""
    await owned(db, ask_id, user_id)
    if not await lifecycle.withdraw(db, ask_id, now):
        raise await no_longer_open(db, ask_id)
    await _changed_for_all(db, ask_id, user_id, now)


async def conclude(db: WorkspaceSession, ask_id: str, now: datetime) -> None:
    """Close an ask whose session is over, or is no longer needed."""
    ask = await db.get(Ask, ask_id)
    if ask and await lifecycle.conclude(db, ask_id, now):
        await changed(db, ask_id, ask.mentee_id, now)


async def reopen(db: WorkspaceSession, ask_id: str, now: datetime, *, anybody: bool = False) -> None:
    """Look for somebody else: the expert who had said yes can't after all. They are not asked again.

    An ask for one expert only waits for what its mentee says, unless they have said that ``anybody`` will do.
    """
    ask = await db.get(Ask, ask_id)
    if ask and await lifecycle.reopen(db, ask_id, now):
        if anybody:
            await db.update_where(Ask, Ask.id == ask_id, only_expert_id=None)
        await changed(db, ask_id, ask.mentee_id, now)


async def resume(db: WorkspaceSession, ask_id: str, now: datetime) -> None:
    """Give an ask back to its session, which did not take place after all."""
    ask = await db.get(Ask, ask_id)
    if ask and await lifecycle.resume(db, ask_id):
        await changed(db, ask_id, ask.mentee_id, now)


async def _changed_for_all(db: WorkspaceSession, ask_id: str, mentee_id: str, now: datetime) -> None:
    """Show it to the mentee, and leave it for the offers' job to show to whoever else has it."""
    await db.update_where(Ask, Ask.id == ask_id, edited_at=now)
    await changed(db, ask_id, mentee_id, now)


async def _look_with(db: WorkspaceSession, ask_id: str, user_id: str, now: datetime, **values: Any) -> None:
    """Change an open ask, and look for somebody with it as it is then."""
    await _change_open(db, ask_id, **values)
    await lifecycle.look_again(db, ask_id)
    await _changed_for_all(db, ask_id, user_id, now)


async def _change_open(db: WorkspaceSession, ask_id: str, **values: Any) -> None:
    if not await db.update_where(Ask, Ask.id == ask_id, Ask.state.in_(OPEN_ASK), **values):
        raise await no_longer_open(db, ask_id)


async def _check_topic(db: WorkspaceSession, topic_id: str | None) -> None:
    if topic_id is None:
        return
    # Whoever merges topics waits for us, or we see that it is done.
    here = select(Topic).where(Topic.id == topic_id).with_for_update(read=True, key_share=True)
    topic = await db.scalar(here)
    if topic is None or topic.archived_at is not None:
        raise FormErrors({"topic": texts.TOPIC_GONE})


def _values(form: AskForm) -> dict[str, Any]:
    hours_from, hours_to = HOURS[form.hours]
    return {
        "topic_id": form.topic_id,
        "question": form.question,
        "background": form.background,
        "outcome": form.outcome,
        "minutes": form.minutes,
        "wished_sessions": form.sessions,
        "needed_by": form.needed_by,
        "hours_from": hours_from,
        "hours_to": hours_to,
        "hide_name": bool(form.hide_name),
    }
