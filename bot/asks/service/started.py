"""Words with which somebody began to ask, where no form could open at once."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select

from bot.asks import messages, texts
from bot.delivery.messages import Recipient
from bot.delivery.outbox import enqueue, refresh
from bot.kit.db import WorkspaceSession
from bot.kit.errors import UserMessage
from bot.models import StartedAsk
from bot.people import service as people

KEPT = timedelta(days=7)


async def start(
    db: WorkspaceSession, user_id: str, question: str, background: str, now: datetime
) -> StartedAsk:
    """Keep the words with which somebody begins to ask, where no form can open at once."""
    await people.add_missing(db, [user_id])
    return await db.insert(
        StartedAsk, user_id=user_id, question=question, background=background, forget_at=now + KEPT
    )


async def say_started(db: WorkspaceSession, row: StartedAsk, now: datetime) -> None:
    """Answer such words with the way to the form."""
    await enqueue(db, messages.STARTED, to=Recipient.person(row.user_id), about=row.id, now=now)


async def use_started(db: WorkspaceSession, started_id: str, user_id: str, now: datetime) -> None:
    """Forget words that have become a question or an answer, and take the buttons below them away."""
    mine = StartedAsk.id == started_id, StartedAsk.user_id == user_id, StartedAsk.used_at.is_(None)
    if await db.update_where(StartedAsk, *mine, question="", background="", used_at=now):
        await refresh(db, messages.STARTED, to=Recipient.person(user_id), about=started_id, now=now)


async def forget_started(db: WorkspaceSession, started_id: str, now: datetime) -> None:
    """Forget words that nobody came back to."""
    row = await db.get(StartedAsk, started_id)
    if row is not None:
        await use_started(db, started_id, row.user_id, now)


async def started_changed(db: WorkspaceSession, user_id: str, now: datetime) -> None:
    """Show below what somebody wrote whether it may still be an answer."""
    kept = select(StartedAsk.id).where(StartedAsk.user_id == user_id, StartedAsk.used_at.is_(None))
    for started_id in await db.scalars(kept):
        await refresh(db, messages.STARTED, to=Recipient.person(user_id), about=started_id, now=now)


async def say_help(db: WorkspaceSession, user_id: str, key: str, now: datetime) -> None:
    """Answer what is no question; ``key`` is of what it answers."""
    await enqueue(db, messages.HELP, to=Recipient.person(user_id), about=user_id, now=now, key=f"help:{key}")


async def started(db: WorkspaceSession, started_id: str, user_id: str) -> StartedAsk:
    """Return words that this person began with. Raises UserMessage where they are no longer kept."""
    row = await db.get(StartedAsk, started_id)
    if row is None or row.user_id != user_id or row.used_at is not None:
        raise UserMessage(texts.STARTED_GONE)
    return row
