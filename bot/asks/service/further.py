"""Asks that follow from others: for one expert, or the next of a series."""

from __future__ import annotations

from datetime import datetime

from bot.asks import lifecycle
from bot.asks.service.shown import changed
from bot.kit.db import WorkspaceSession
from bot.models import (
    Ask,
    Offer,
    OfferSource,
)
from bot.people import service as people


async def ask_again(
    db: WorkspaceSession, ask_id: str, *, to: str, by: str, source: OfferSource, note: str, now: datetime
) -> str:
    """Make a new ask of an old one for the one expert whom the mentee agreed to; return its id."""
    old = await db.get(Ask, ask_id)
    if old is None:
        raise LookupError("There is no such ask.")
    said = ("mentee_id", "topic_id", "question", "background", "outcome")
    wanted = ("minutes", "hours_from", "hours_to", "hide_name")
    values = {column: getattr(old, column) for column in (*said, *wanted)}
    ask = await db.insert(Ask, created_at=now, origin_id=old.id, only_expert_id=to, **values)
    await suggest(db, ask.id, to=to, by=by, source=source, note=note, now=now)
    await changed(db, ask.id, ask.mentee_id, now)
    return ask.id


async def go_on(
    db: WorkspaceSession,
    ask_id: str,
    *,
    to: str,
    part: int,
    sessions: int,
    now: datetime,
    question: str = "",
) -> str:
    """Make the ask of the next of a series' ``sessions``, to which its expert has said yes before.

    It is about the same, or about another ``question``. Returns the offer's id. Should the expert be
    unable to come after all, the mentee is asked how to go on.
    """
    old = await db.get_one(Ask, ask_id)
    said = ("mentee_id", "topic_id", "question", "background", "outcome")
    wanted = ("minutes", "hours_from", "hours_to")
    values = {column: getattr(old, column) for column in (*said, *wanted)}
    if question and question != old.question:
        values |= {"question": question, "background": "", "outcome": ""}
    ask = await db.insert(Ask, created_at=now, origin_id=old.id, only_expert_id=to, part=part, **values)
    clock = {"offered_at": now, "deadline_at": now}
    offer = await db.insert(Offer, ask_id=ask.id, expert_id=to, agreed_sessions=sessions, **clock)
    await lifecycle.open_offer(db, offer.id, topic_id=ask.topic_id, wait_minutes=0, **clock)
    await lifecycle.match(db, ask.id, now)
    await lifecycle.accept(db, offer.id, now)
    return offer.id


async def ask_one(
    db: WorkspaceSession,
    mentee_id: str,
    *,
    topic_id: str,
    question: str,
    to: str,
    source: OfferSource,
    now: datetime,
) -> str:
    """Make an ask for one expert and nobody else, who has met the mentee already; return its id."""
    ask = await db.insert(
        Ask, mentee_id=mentee_id, topic_id=topic_id, question=question, only_expert_id=to, created_at=now
    )
    await suggest(db, ask.id, to=to, by=mentee_id, source=source, note="", now=now)
    await changed(db, ask.id, mentee_id, now)
    return ask.id


async def suggest(
    db: WorkspaceSession, ask_id: str, *, to: str, by: str, source: OfferSource, note: str, now: datetime
) -> bool:
    """Make one expert the next to be asked; False when they were asked already."""
    await people.add_missing(db, [to])
    return await db.insert_or_ignore(
        Offer,
        ask_id=ask_id,
        expert_id=to,
        source=source,
        suggested_by=by,
        note=note,
        offered_at=now,
        deadline_at=now,
    )
