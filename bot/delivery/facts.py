"""What decides about claimed rows, read for several of them in one transaction, with their messages made."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from sqlalchemy import select

from bot.delivery import texts
from bot.delivery.decide import Facts, Receipt, Timing, timing
from bot.delivery.messages import (
    Canvas,
    Effect,
    MessageKind,
    Pin,
    PostMessage,
    Recipient,
    Remove,
    RenderContext,
)
from bot.delivery.outbox import card_key
from bot.delivery.statements import IN_FLIGHT
from bot.kit.batcher import Batcher
from bot.kit.crypto import MissingKeyError
from bot.kit.db import Database, WorkspaceSession
from bot.kit.hours import WorkingHours
from bot.kit.reader import Reader
from bot.models import Card, Conversation, Outbox, OutboxState, RateLimit
from bot.people import queries as people

READ_TOGETHER = 8  # rows: the first call begins once the messages of all of them are made

HoursOf = Callable[[WorkspaceSession, str], Awaitable[WorkingHours]]
ReaderOf = Callable[[WorkspaceSession, Sequence[str]], Awaitable[Reader]]
Thread = tuple[str, str]  # subject and recipient


@dataclass(frozen=True, slots=True)
class _Surroundings:
    """What else is known where some rows are: what is under way or of open fate, conversations, limits."""

    in_flight: Mapping[Thread, set[str]]  # the ids of rows
    fate_open: frozenset[Thread]
    conversations: Mapping[str, Conversation]
    limits: Mapping[tuple[str, str], datetime]


@dataclass(slots=True)
class _Draft:
    """A row with its facts so far; ``key`` is that of its card."""

    row: Outbox
    facts: Facts
    key: str | None = None
    more: dict[str, Any] = field(default_factory=dict)


class FactsReader:
    """Reads what decides about rows, and makes their messages.

    ``hours_of`` gives a person's working hours, ``reader_of`` for whom a message to these people is written.
    """

    def __init__(
        self, database: Database, kinds: Mapping[str, MessageKind], hours_of: HoursOf, reader_of: ReaderOf
    ) -> None:
        self._database, self._kinds = database, kinds
        self._hours_of, self._reader_of = hours_of, reader_of
        self._together = Batcher(self._read, most=READ_TOGETHER, in_turn=False)

    async def read(self, row: Outbox, now: datetime) -> Facts:
        """Return what decides about a row, with its message. Raises what its render raises.

        The message is made only when it can be said now. Rows for which this is asked at the same moment are
        read together.
        """
        return await self._together.do(row.workspace_id, (row, now))

    async def card_key(self, row: Outbox, now: datetime) -> str | None:
        """Return the key of the card that a row's message is, if it is one."""
        async with self._database.read(row.workspace_id) as db:
            recipient = Recipient.parse(row.recipient)
            reader = await self._reader_of(db, recipient.user_ids)
            effect = await self._kinds[row.kind].render(RenderContext(db, row, reader, now))
            return _card_key(effect, recipient)

    async def _read(self, workspace_id: str, some: Sequence[tuple[Outbox, datetime]]) -> list[Facts]:
        async with self._database.read(workspace_id) as db:
            # Two that claim in the same moment may not see each other; after their claims are committed at
            # least one of them does, and gives way.
            around = await _surroundings(db, [row for row, _ in some], max(now for _, now in some))
            drafts = [await self._draft(db, row, now, around) for row, now in some]
            await _add_cards(db, drafts, around)
        return [replace(one.facts, **one.more) for one in drafts]

    async def _draft(self, db: WorkspaceSession, row: Outbox, now: datetime, around: _Surroundings) -> _Draft:
        if around.in_flight.get(_thread(row), set()) - {row.id}:
            return _Draft(
                row, Facts(now=now, due_at=row.due_at, timing=Timing(row.expires_at), overtaken=True)
            )
        try:
            return await self._made(db, row, now, around)
        except MissingKeyError:
            unread = Timing(self._last(row))
            return _Draft(row, Facts(now=now, due_at=row.due_at, timing=unread, key_missing=True))

    async def _made(self, db: WorkspaceSession, row: Outbox, now: datetime, around: _Surroundings) -> _Draft:
        kind, recipient = self._kinds[row.kind], Recipient.parse(row.recipient)
        waits = kind.policy.waits_for_hours and not recipient.is_group
        hours = await self._hours_of(db, recipient.user_id) if waits else None
        when = timing(row.due_at, row.expires_at, now, kind.policy.useful_for, hours)
        if when.too_late or when.moved_to is not None:
            return _Draft(row, Facts(now=now, due_at=row.due_at, timing=when))
        if waits and (held := await people.held_until(db, recipient.user_id, now)):
            away = Timing(None, moved_to=held)  # its usefulness counts from their return
            return _Draft(row, Facts(now=now, due_at=row.due_at, timing=away))
        reader = await self._reader_of(db, recipient.user_ids)
        effect, context = None, RenderContext(db, row, reader, now)
        if await _is_wanted(db, kind, recipient):
            effect = await kind.render(context)
        nudges = recipient.user_id if waits and not recipient.channel_id else None
        conversation = around.conversations.get(row.recipient)
        facts = Facts(
            now=now,
            due_at=row.due_at,
            timing=when,
            effect=effect,
            note=reader(texts.SEEN_ALREADY) if row.again else "",
            channel_id=conversation.channel_id if conversation else recipient.channel_id,
            groups_refused=conversation is not None and conversation.channel_id is None,
            limits=around.limits,
            nudges=nudges,
            latest=await kind.latest(context) if nudges and effect and kind.latest else None,
        )
        return _Draft(row, facts, _card_key(effect, recipient))

    def _last(self, row: Outbox) -> datetime | None:
        """Return when a row that could not be looked at stops being useful."""
        useful_for = self._kinds[row.kind].policy.useful_for
        return row.expires_at or (None if useful_for is None else row.due_at + useful_for)


async def _is_wanted(db: WorkspaceSession, kind: MessageKind, recipient: Recipient) -> bool:
    """Whether somebody is told: those who want no reminders are not, where they would be told alone."""
    if not kind.policy.reminder or recipient.is_group or recipient.channel_id:
        return True
    return await people.wants_reminders(db, recipient.user_id)


async def _surroundings(db: WorkspaceSession, rows: Sequence[Outbox], now: datetime) -> _Surroundings:
    in_flight: dict[Thread, set[str]] = {}
    fate_open: set[Thread] = set()
    for row_id, thread, state in await _of_threads(db, rows):
        if state in IN_FLIGHT:
            in_flight.setdefault(thread, set()).add(row_id)
        else:
            fate_open.add(thread)
    members = Conversation.members.in_(sorted({row.recipient for row in rows}))
    conversations = {one.members: one for one in await db.scalars(select(Conversation).where(members))}
    return _Surroundings(in_flight, frozenset(fate_open), conversations, await _limits(db, now))


async def _of_threads(db: WorkspaceSession, rows: Iterable[Outbox]) -> list[tuple[str, Thread, OutboxState]]:
    """Return what is under way, and whose fate is open, about what these rows are about."""
    threads = {_thread(row) for row in rows}
    wanted = select(Outbox.id, Outbox.subject_id, Outbox.recipient, Outbox.state).where(
        Outbox.subject_id.in_(sorted({subject for subject, _ in threads})),
        Outbox.state.in_(IN_FLIGHT) | ((Outbox.state == OutboxState.UNKNOWN) & Outbox.done_at.is_(None)),
    )
    found = [(row_id, (subject, to), state) for row_id, subject, to, state in await db.execute(wanted)]
    return [one for one in found if one[1] in threads]


async def _limits(db: WorkspaceSession, now: datetime) -> dict[tuple[str, str], datetime]:
    columns = (RateLimit.method, RateLimit.channel_id, RateLimit.not_before)
    found = await db.execute(select(*columns).where(RateLimit.not_before > now))
    return {(method, channel_id): until for method, channel_id, until in found}


async def _add_cards(db: WorkspaceSession, drafts: Sequence[_Draft], around: _Surroundings) -> None:
    """Add what is known of the cards that messages show."""
    keys = sorted({one.key for one in drafts if one.key is not None})
    if not keys:
        return
    cards = {card.key: card for card in await db.scalars(select(Card).where(Card.key.in_(keys)))}
    for one in drafts:
        if one.key is None:
            continue
        one.more["card_key"], card = one.key, cards.get(one.key)
        if card is not None:
            one.more |= {"card": Receipt(card.channel_id, card.message_ts), "card_digest": card.digest}
        one.more["fate_open"] = _thread(one.row) in around.fate_open


def _card_key(effect: Effect | None, recipient: Recipient) -> str | None:
    named = effect.card if isinstance(effect, PostMessage | Remove | Pin | Canvas) else None
    return None if named is None else card_key(named, recipient)


def _thread(row: Outbox) -> Thread:
    return row.subject_id, row.recipient
