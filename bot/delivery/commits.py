"""The two commits that every message costs, shared by the messages of a moment: about to be sent, and sent.

Each row still goes from leased to sending before its call, and to sent with its receipt: only the
transaction is shared. A row that somebody else holds locked is not waited for while others are held; it is
moved by itself, as what cannot be shared is.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, case, select, tuple_

from bot.delivery.cards import Posted, keep_cards
from bot.delivery.decide import Call, Receipt
from bot.delivery.messages import Home, PostMessage
from bot.delivery.transitions import Transitions
from bot.kit.batcher import Batcher
from bot.kit.db import WorkspaceSession
from bot.models import Outbox, OutboxState
from bot.models.transitions import Since, moving

log = logging.getLogger(__name__)

COMMITTED_TOGETHER = 24  # rows


@dataclass(frozen=True, slots=True)
class _Sent:
    row: Outbox
    call: Call
    receipt: Receipt


class Commits:
    """Shares transactions between the rows of one worker."""

    def __init__(self, transitions: Transitions) -> None:
        self._alone = transitions
        self._begin = Batcher(self._begin_all, most=COMMITTED_TOGETHER, in_turn=True)
        self._end = Batcher(self._end_all, most=COMMITTED_TOGETHER, in_turn=True)

    async def begin_sending(self, row: Outbox, call: Call, file_id: str | None) -> bool:
        """Commit that a call is about to be made; False when the row is no longer ours."""
        if file_id is None and await self._begin.do(row.workspace_id, (row, call)):
            return True
        return await self._alone.begin_sending(row, call, file_id)

    async def sent(self, row: Outbox, call: Call, receipt: Receipt) -> None:
        """Keep the receipt, and where the card stands if it was one."""
        if not _is_simple(call) or not await self._end.do(row.workspace_id, _Sent(row, call, receipt)):
            await self._alone.sent(row, call, receipt)
        self._alone.metrics.sent((self._alone.clock.now() - row.due_at).total_seconds())
        log.debug("outbox %s (%s) was sent", row.id, row.kind)

    async def _begin_all(self, workspace_id: str, some: Sequence[tuple[Outbox, Call]]) -> list[bool]:
        """Move rows together; False for those that have to be moved by themselves."""
        own: dict[str, dict[str, str | None]] = {
            "channel_id": {row.id: call.looked_up_in for row, call in some},
            "card_key": {row.id: call.card_key for row, call in some},
        }
        rows, mine = [row for row, _ in some], Outbox.lease_owner == self._alone.owner
        since, to = OutboxState.LEASED, OutboxState.SENDING
        async with self._alone.database.begin(workspace_id) as db:
            at = self._alone.clock.now()
            begun = await _move_all(db, rows, own, mine, since=since, to=to, dispatched_at=at)
        return [row.id in begun for row in rows]

    async def _end_all(self, workspace_id: str, some: Sequence[_Sent]) -> list[bool]:
        """Keep receipts together; False for those that have to be kept by themselves."""
        # Of two that post one card the second has to see where the first stands.
        first = {one.call.card_key or one.row.id: one for one in reversed(some)}
        own = {
            "channel_id": {one.row.id: one.receipt.channel_id for one in some},
            "message_ts": {one.row.id: one.receipt.message_ts for one in some},
        }
        rows, at = [one.row for one in first.values()], self._alone.clock.now()
        done: dict[str, Any] = {"done_at": at, "error": None, "lease_owner": None, "lease_until": None}
        async with self._alone.database.begin(workspace_id) as db:
            ended = await _move_all(db, rows, own, to=OutboxState.SENT, **done)
            cards = [card for one in first.values() if one.row.id in ended for card in _cards(one)]
            await keep_cards(db, cards, at)
        return [first[one.call.card_key or one.row.id] is one and one.row.id in ended for one in some]


def _cards(one: _Sent) -> list[Posted]:
    key = one.call.card_key
    return [] if key is None else [Posted(one.row, key, one.receipt, one.call.digest)]


def _is_simple(call: Call) -> bool:
    """Whether nothing follows from a message but its receipt and its card."""
    if isinstance(call.effect, PostMessage):
        return not call.effect.shown_in
    return isinstance(call.effect, Home)


async def _move_all(
    db: WorkspaceSession,
    rows: Sequence[Outbox],
    by_row: Mapping[str, Mapping[str, str | None]],
    *where: ColumnElement[bool],
    since: Since = None,
    to: OutboxState,
    **values: Any,
) -> set[str]:
    """Move those of the rows that nobody has claimed since and nobody holds locked; return their ids.

    ``by_row`` are the columns in which each has a value of its own.
    """
    claimed = tuple_(Outbox.id, Outbox.fence).in_([(row.id, row.fence) for row in rows])
    free = select(Outbox.id).where(claimed, *where).with_for_update(skip_locked=True)
    own = {column: _each(rows, of) for column, of in by_row.items()}
    moved = moving(Outbox, since=since, to=to, **values, **own).where(Outbox.id.in_(free))
    return set(await db.scalars(moved.returning(Outbox.id), execution_options={"synchronize_session": False}))


def _each(rows: Sequence[Outbox], of: Mapping[str, str | None]) -> Any:
    known = {row.id: of[row.id] for row in rows if of[row.id] is not None}
    return case(known, value=Outbox.id, else_=None) if known else None
