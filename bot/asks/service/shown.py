"""What a mentee sees and hears of an ask that changes."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select

from bot.asks import messages
from bot.delivery.messages import Recipient
from bot.delivery.outbox import enqueue, refresh, refresh_home
from bot.kit.db import WorkspaceSession
from bot.models import (
    Ask,
    Offer,
)

TRACKER_KIND = messages.TRACKER.id  # for what brings the card up to date


async def changed(db: WorkspaceSession, ask_id: str, mentee_id: str, now: datetime) -> None:
    """Show the mentee the present state of an ask, on its tracker card and in App Home."""
    await db.update_where(Ask, Ask.id == ask_id, version=Ask.version + 1)
    await refresh(db, messages.TRACKER, to=Recipient.person(mentee_id), about=ask_id, now=now)
    await refresh_home(db, [mentee_id], now)


async def say_waiting(db: WorkspaceSession, ask: Ask, now: datetime) -> None:
    """Tell the mentee that nobody is free and that the question stays open: again only after somebody else
    was asked.
    """
    made = select(func.count(Offer.id)).where(Offer.ask_id == ask.id)
    asked = await db.scalar(made) or 0
    to = Recipient.person(ask.mentee_id)
    await enqueue(db, messages.WAITING, to=to, about=ask.id, now=now, version=asked)


async def say_moved(db: WorkspaceSession, ask: Ask, now: datetime) -> None:
    """Tell the mentee that somebody suitable is asked, after they heard that nobody was free."""
    to = Recipient.person(ask.mentee_id)
    await enqueue(db, messages.MOVED, to=to, about=ask.id, now=now, version=ask.version)


async def say_not_them(db: WorkspaceSession, ask: Ask, now: datetime) -> None:
    """Ask the mentee, once, how to go on where the one expert they agreed to can't."""
    await enqueue(db, messages.NOT_THEM, to=Recipient.person(ask.mentee_id), about=ask.id, now=now)


async def say_date_passed(db: WorkspaceSession, ask: Ask, now: datetime) -> bool:
    """Ask the mentee, once per day named, whether to keep looking; return whether this is the first time."""
    key = f"{ask.id}:{messages.DATE_PASSED.id}:{ask.needed_by}"
    to = Recipient.person(ask.mentee_id)
    return await enqueue(db, messages.DATE_PASSED, to=to, about=ask.id, now=now, key=key)
