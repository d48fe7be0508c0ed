"""The outbox as features see it: plan, cancel, keep current. All of it in the caller's transaction."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import case, select

from bot.kit.db import WorkspaceSession
from bot.kit.ids import new_id
from bot.models import Card, Conversation, Outbox, OutboxState, RateLimit

HOME = "home"  # the kind of row that publishes a person's App Home
WHOLE_WORKSPACE = "*"  # the method of a rate limit that stands for all of them


def pair(*user_ids: str) -> str:
    """Return the recipient that stands for the group DM of these people."""
    return "+".join(sorted(set(user_ids)))


async def enqueue(
    db: WorkspaceSession,
    kind: str,
    *,
    to: str,
    about: str,
    now: datetime,
    due: datetime | None = None,
    key: str | None = None,
    version: int = 0,
) -> bool:
    """Plan to say something once, at ``due`` (at once when that is None or over).

    ``to`` is a user id or ``pair(...)``; ``about`` is the id of the ask, offer or session. ``key`` names what
    may be said only once: by default subject, kind, recipient and version, so that a new version may be told
    anew. Returns False when it stands already, in whatever state.
    """
    to = pair(*to.split("+"))
    return await db.insert_or_ignore(
        Outbox,
        dedupe_key=key or f"{about}:{kind}:{to}:{version}",
        kind=kind,
        recipient=to,
        subject_id=about,
        version=version,
        due_at=max(due or now, now),
        created_at=now,
    )


async def cancel(db: WorkspaceSession, about: str, kinds: Collection[str] | None = None) -> int:
    """Take back what is planned about a subject (of the given kinds only) and return how much that was.

    What is being sent in this moment can no longer be taken back.
    """
    where = [Outbox.subject_id == about, Outbox.state.in_((OutboxState.PENDING, OutboxState.LEASED))]
    if kinds is not None:
        where.append(Outbox.kind.in_(kinds))
    # Old rows are tidied away by when they were done; for what is never said, its own time will do.
    return await db.update_where(Outbox, *where, state=OutboxState.CANCELLED, done_at=Outbox.due_at)


async def refresh(db: WorkspaceSession, kind: str, *, to: str, about: str, now: datetime) -> None:
    """Have a card or a Home made anew, soon. Many requests before it happens are one.

    A row that a worker has taken does not count, since it may have read an older state. The UPDATE (rather
    than a SELECT) makes a worker that wants the waiting row wait for, or skip, our transaction: it cannot
    render before we commit.
    """
    to = pair(*to.split("+"))
    waiting = await db.update_where(
        Outbox,
        Outbox.subject_id == about,
        Outbox.kind == kind,
        Outbox.recipient == to,
        Outbox.state == OutboxState.PENDING,
        due_at=case((Outbox.due_at > now, now), else_=Outbox.due_at),
    )
    if not waiting:
        await enqueue(db, kind, to=to, about=about, now=now, key=f"{about}:{kind}:{to}:now:{new_id()}")


async def refresh_home(db: WorkspaceSession, user_ids: Iterable[str], now: datetime) -> None:
    """Have the App Homes of these people made anew, soon; the feature ``home`` says what they show."""
    for user_id in user_ids:
        await refresh(db, HOME, to=user_id, about=user_id, now=now)


async def channel_of(db: WorkspaceSession, to: str) -> str | None:
    """Return the id of the conversation with a recipient, when one has been opened."""
    conversation = await db.get(Conversation, pair(*to.split("+")))
    return conversation.channel_id if conversation else None


async def card_of(db: WorkspaceSession, card: str, to: str) -> Card | None:
    """Return where a recipient's card stands, when it has been posted."""
    return await db.get(Card, card_key(card, to))


def card_key(card: str, to: str) -> str:
    """Return the key of a recipient's card."""
    return f"{card}@{pair(*to.split('+'))}"


async def forget_refusals(db: WorkspaceSession) -> None:
    """Try again what the workspace refused: an installation brings a new token and perhaps more scopes."""
    await db.delete_where(Conversation, Conversation.channel_id.is_(None))
    await db.delete_where(RateLimit, RateLimit.method == WHOLE_WORKSPACE)


async def dead_letters(db: WorkspaceSession) -> list[Outbox]:
    """Return what could not be said, oldest first: dead, expired, or of a fate that stayed unknown."""
    return list(await db.scalars(select(Outbox).where(*_dead()).order_by(Outbox.done_at, Outbox.id)))


async def retry_dead_letter(db: WorkspaceSession, row_id: str, now: datetime) -> bool:
    """Plan a dead letter for now, with a fresh count of attempts; False when there is none of this id."""
    changed = await db.update_where(
        Outbox,
        *_dead(row_id),
        state=OutboxState.PENDING,
        again=case((Outbox.state == OutboxState.UNKNOWN, True), else_=Outbox.again),
        due_at=now,
        expires_at=None,
        attempts=0,
        done_at=None,
        error=None,
    )
    return changed == 1


async def drop_dead_letter(db: WorkspaceSession, row_id: str) -> bool:
    """Forget a dead letter: it stays on record as cancelled; False when there is none of this id."""
    return await db.update_where(Outbox, *_dead(row_id), state=OutboxState.CANCELLED) == 1


def _dead(row_id: str | None = None) -> list[Any]:
    final = Outbox.state.in_((OutboxState.DEAD, OutboxState.EXPIRED, OutboxState.UNKNOWN))
    return [final, Outbox.done_at.is_not(None), *([] if row_id is None else [Outbox.id == row_id])]
