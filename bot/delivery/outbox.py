"""The outbox as features see it: plan, cancel, keep current. All of it in the caller's transaction."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from sqlalchemy import case, select

from bot.delivery.decide import MISSING_KEY
from bot.delivery.messages import REMOVAL, MessageKind, Recipient, Shown
from bot.kit import request_ids
from bot.kit.db import WorkspaceSession
from bot.kit.ids import new_id
from bot.models import Conversation, Outbox, OutboxState, RateLimit
from bot.models.transitions import move

HOME = "home"  # the id of the one kind that publishes App Homes; the feature that has it says what they show
GIVEN_UP = (OutboxState.DEAD, OutboxState.EXPIRED, OutboxState.UNKNOWN)  # once done_at is set
AT_ONCE = timedelta(0)
WHOLE_WORKSPACE = "*"  # the method of a rate limit that stands for all of them


async def enqueue(
    db: WorkspaceSession,
    kind: MessageKind,
    *,
    to: Recipient,
    about: str,
    now: datetime,
    due: datetime | None = None,
    key: str | None = None,
    version: int = 0,
) -> bool:
    """Plan to say something once, at ``due`` (at once when that is None or over).

    ``about`` is the id of the ask, offer or session. ``key`` names what may be said only once: by default
    subject, kind, recipient and version, so that a new version may be told anew. Returns False when it stands
    already, in whatever state.
    """
    key = key or f"{about}:{kind.id}:{to}:{version}"
    return await _add(db, kind.id, to, about, now, key=key, version=version, due_at=max(due or now, now))


async def enqueue_all(
    db: WorkspaceSession,
    kind: MessageKind,
    planned: Iterable[tuple[Recipient, str]],
    *,
    now: datetime,
    version: int = 0,
) -> None:
    """Plan to say something of one kind to many at once: to each of ``planned``, about a subject of this id.

    Each is said once, as with ``enqueue``; what stands already stays.
    """
    same = {"kind": kind.id, "version": version, "due_at": now, "created_at": now}
    same["request_id"] = request_ids.current()
    rows = [
        {"dedupe_key": f"{about}:{kind.id}:{to}:{version}", "recipient": str(to), "subject_id": about, **same}
        for to, about in planned
    ]
    await db.insert_or_ignore_all(Outbox, rows)


async def _add(
    db: WorkspaceSession, kind_id: str, to: Recipient, about: str, now: datetime, *, key: str, **more: Any
) -> bool:
    return await db.insert_or_ignore(
        Outbox,
        dedupe_key=key,
        kind=kind_id,
        recipient=str(to),
        subject_id=about,
        created_at=now,
        request_id=request_ids.current(),
        **more,
    )


async def cancel(db: WorkspaceSession, about: str, kinds: Collection[MessageKind] | None = None) -> int:
    """Take back what is planned about a subject (of the given kinds only) and return how much that was.

    What is being sent in this moment can no longer be taken back.
    """
    where = [Outbox.subject_id == about]
    if kinds is not None:
        where.append(Outbox.kind.in_([kind.id for kind in kinds]))
    # Old rows are tidied away by when they were done; for what is never said, its own time will do.
    since, to = (OutboxState.PENDING, OutboxState.LEASED), OutboxState.CANCELLED
    return await move(db, Outbox, *where, since=since, to=to, done_at=Outbox.due_at)


async def is_planned(db: WorkspaceSession, about: str, kind: MessageKind) -> bool:
    """Return whether something of a kind about a subject is still to be said."""
    waits = Outbox.state.in_((OutboxState.PENDING, OutboxState.LEASED))
    found = select(Outbox.id).where(Outbox.subject_id == about, Outbox.kind == kind.id, waits)
    return await db.scalar(found.limit(1)) is not None


async def refresh(
    db: WorkspaceSession,
    kind: MessageKind,
    *,
    to: Recipient,
    about: str,
    now: datetime,
    within: timedelta = AT_ONCE,
) -> None:
    """Have a card made anew, soon: ``within`` that time. Many requests before it happens are one.

    A row that a worker has taken does not count, since it may have read an older state. The UPDATE (rather
    than a SELECT) makes a worker that wants the waiting row wait for, or skip, our transaction: it cannot
    render before we commit.
    """
    await _refresh(db, kind.id, to, about, now, now + within)


async def refresh_home(db: WorkspaceSession, user_ids: Iterable[str], now: datetime) -> None:
    """Have the App Homes of these people made anew, soon. The transaction writes it down at its end."""
    for user_id in user_ids:
        db.last[f"home:{user_id}"] = partial(_refresh, db, HOME, Recipient.person(user_id), user_id, now, now)


async def refresh_home_at(
    db: WorkspaceSession, user_id: str, about: str, due: datetime, now: datetime
) -> None:
    """Have somebody's App Home made anew at ``due``, when something begins that it shows.

    ``about`` is the id of what begins.
    """
    to = Recipient.person(user_id)
    await _add(db, HOME, to, about, now, key=f"{about}:{HOME}:{to}:{due.isoformat()}", due_at=due)


async def refresh_shown(db: WorkspaceSession, shown: Iterable[Shown], now: datetime) -> None:
    """Have cards and Homes made anew that show where something stands."""
    for one in shown:
        await _refresh(db, one.kind_id, one.to, one.about, now, now)


async def refresh_cards(db: WorkspaceSession, about: Collection[str], now: datetime) -> None:
    """Have every message about these subjects made anew that is kept current where it stands."""
    standing = select(Outbox.kind, Outbox.recipient, Outbox.subject_id).where(
        Outbox.subject_id.in_(sorted(about)),
        Outbox.card_key.is_not(None),
        Outbox.kind != REMOVAL.id,  # it has the key of the card that stood there, and is no card itself
    )
    in_order = standing.distinct().order_by(Outbox.subject_id, Outbox.kind, Outbox.recipient)
    for kind_id, to, subject_id in await db.execute(in_order):
        await _refresh(db, kind_id, Recipient.parse(to), subject_id, now, now)


async def remove_message(
    db: WorkspaceSession, to: Recipient, about: str, now: datetime, *, place: tuple[str, str], card_key: str
) -> None:
    """Have a message of a card taken away, soon; the card stands elsewhere."""
    key = f"{REMOVAL.id}:{place[0]}:{place[1]}"
    where = {"channel_id": place[0], "message_ts": place[1], "card_key": card_key}
    await _add(db, REMOVAL.id, to, about, now, key=key, due_at=now, **where)


async def _refresh(
    db: WorkspaceSession, kind_id: str, to: Recipient, about: str, now: datetime, due: datetime
) -> None:
    waiting = await db.update_where(
        Outbox,
        Outbox.subject_id == about,
        Outbox.kind == kind_id,
        Outbox.recipient == str(to),
        Outbox.state == OutboxState.PENDING,
        due_at=case((Outbox.due_at > due, due), else_=Outbox.due_at),
    )
    if not waiting:
        key = f"{about}:{kind_id}:{to}:now:{new_id()}"
        await _add(db, kind_id, to, about, now, key=key, due_at=due)


def card_key(card: str, to: Recipient) -> str:
    """Return the key of a recipient's card."""
    return f"{card}@{to}"


async def forget_refusals(db: WorkspaceSession) -> None:
    """Try again what the workspace refused: an installation brings a new token and perhaps more scopes."""
    await db.delete_where(Conversation, Conversation.channel_id.is_(None))
    await db.delete_where(RateLimit, RateLimit.method == WHOLE_WORKSPACE)


async def dead_letters(db: WorkspaceSession) -> list[Outbox]:
    """Return what could not be said, oldest first: dead, expired, or of a fate that stayed unknown."""
    return list(await db.scalars(select(Outbox).where(*_dead()).order_by(Outbox.done_at, Outbox.id)))


async def stuck_messages(db: WorkspaceSession, kinds: Collection[str]) -> list[Outbox]:
    """Return what waits for whoever runs the app, oldest first. ``kinds`` are those this version knows."""
    return list(await db.scalars(select(Outbox).where(*stuck(kinds)).order_by(Outbox.due_at, Outbox.id)))


def stuck(kinds: Collection[str]) -> list[Any]:
    """Return what is true of rows that no time brings on: they need a key, or another version of the app."""
    needs_something = Outbox.kind.not_in(sorted(kinds)) | (Outbox.error == MISSING_KEY)
    return [Outbox.state == OutboxState.PENDING, needs_something]


async def message(db: WorkspaceSession, row_id: str) -> Outbox | None:
    """Return a message's row, whatever its state."""
    return await db.get(Outbox, row_id)


async def retry_dead_letters(db: WorkspaceSession, now: datetime, row_id: str | None = None) -> int:
    """Plan dead letters (or the one of this id) for now, with a fresh count; return how many they were."""
    return await move(
        db,
        Outbox,
        *_dead(row_id),
        since=GIVEN_UP,
        to=OutboxState.PENDING,
        again=case((Outbox.state == OutboxState.UNKNOWN, True), else_=Outbox.again),
        due_at=now,
        expires_at=None,
        attempts=0,
        done_at=None,
        error=None,
    )


async def drop_dead_letter(db: WorkspaceSession, row_id: str) -> bool:
    """Forget a dead letter: it stays on record as cancelled; False when there is none of this id."""
    return await move(db, Outbox, *_dead(row_id), since=GIVEN_UP, to=OutboxState.CANCELLED) == 1


def _dead(row_id: str | None = None) -> list[Any]:
    return [
        Outbox.state.in_(GIVEN_UP),
        Outbox.done_at.is_not(None),
        *([] if row_id is None else [Outbox.id == row_id]),
    ]
