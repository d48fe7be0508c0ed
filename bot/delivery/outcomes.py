"""What becomes of a row after a decision or a call: every change is guarded by the row's lease."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from bot.delivery import calls
from bot.delivery.calls import Receipt
from bot.delivery.kinds import File, PostMessage
from bot.delivery.ledger import Ledger, record_receipt
from bot.delivery.plan import Call
from bot.delivery.service import WHOLE_WORKSPACE, card_key
from bot.delivery.timing import backoff
from bot.kit.clock import Clock
from bot.kit.db import Database
from bot.kit.slack import MESSAGE_GONE, Failure, NotSent, RateLimited, Refused, Unknown
from bot.models import Card, Conversation, Outbox, OutboxState, RateLimit

MOST_ATTEMPTS = 20  # about three hours of Slack not being reached
PARKED = timedelta(minutes=15)  # before a workspace that turned us away is tried again

# States in which a row that its worker holds may be; another worker may have called its fate unknown.
HELD = (OutboxState.LEASED, OutboxState.SENDING, OutboxState.UNKNOWN)

WorkspaceRefused = Callable[[str, str], Awaitable[None]]

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcomes:
    """Writes down what came of a row."""

    database: Database
    clock: Clock
    ledger: Ledger
    on_workspace_refused: WorkspaceRefused

    async def sent(self, row: Outbox, call: Call, receipt: Receipt) -> None:
        """Keep the receipt, and where the card stands if it was one."""
        now = self.clock.now()
        async with self.database.begin(row.workspace_id) as db:
            kept = await record_receipt(db, row, now, receipt.channel_id, receipt.message_ts)
            if isinstance(call.effect, PostMessage) and call.effect.card is not None:
                await db.upsert(
                    Card,
                    {"key": card_key(call.effect.card, row.recipient)},
                    channel_id=receipt.channel_id,
                    message_ts=receipt.message_ts,
                    digest=calls.digest_of(call.effect),
                )
        if not kept:
            log.warning("outbox %s (%s) was sent when it was no longer wanted", row.id, row.kind)

    async def end(
        self, row: Outbox, state: OutboxState, error: str | None = None, card: Card | None = None
    ) -> None:
        """End a row for good. ``card`` is the message that already shows what it would have shown."""
        where: dict[str, Any] = {"channel_id": card.channel_id, "message_ts": card.message_ts} if card else {}
        now = self.clock.now()
        await self.ledger.move(row, *HELD, state=state, error=error, done_at=now, **where)

    async def put_back(self, row: Outbox, due_at: datetime, expires_at: datetime | None) -> None:
        """Plan a row of which nothing was sent for later."""
        await self.ledger.move(row, *HELD, state=OutboxState.PENDING, due_at=due_at, expires_at=expires_at)

    async def failed(
        self, row: Outbox, code: str, most: int = MOST_ATTEMPTS, expires_at: datetime | None = None
    ) -> None:
        """Count a failure after which nothing was sent: try again later, or give up after ``most``."""
        attempts, now = row.attempts + 1, self.clock.now()
        values: dict[str, Any] = {"attempts": attempts, "error": code}
        if attempts >= most:
            log.error("outbox %s (%s) is given up after %d attempts: %s", row.id, row.kind, attempts, code)
            await self.ledger.move(row, *HELD, state=OutboxState.DEAD, done_at=now, **values)
            return
        values |= {"due_at": now + backoff(attempts), "expires_at": expires_at or row.expires_at}
        await self.ledger.move(row, *HELD, state=OutboxState.PENDING, **values)

    async def unsuccessful(self, row: Outbox, failure: Failure, call: Call, *, repeatable: bool) -> None:
        """Write down a call that did not succeed, by what its failure means."""
        match failure:
            case RateLimited(seconds):
                until = await self.limited(row.workspace_id, call.method, call.limited_in, seconds)
                await self.put_back(row, until, call.expires_at)
            case NotSent(code):
                await self.failed(row, code, expires_at=call.expires_at)
            case Unknown(code) if repeatable:
                await self.failed(row, code, expires_at=call.expires_at)
            case Unknown(code):
                log.warning("outbox %s (%s): fate unknown, %s", row.id, row.kind, code)
                values = {"expires_at": call.expires_at, "error": code}
                await self.ledger.move(row, *HELD, state=OutboxState.UNKNOWN, **values)
            case Refused(code, "workspace"):
                await self.park(row, PARKED)
                await self.on_workspace_refused(row.workspace_id, code)
            case Refused(code):
                await self._refused(row, code, call)

    async def park(self, row: Outbox, wait: timedelta) -> None:
        """Leave the row's workspace alone for a while; what is due there stays due."""
        await self._limit(row.workspace_id, WHOLE_WORKSPACE, "", self.clock.now() + wait)
        await self.put_back(row, row.due_at, row.expires_at)

    async def turned_away(self, workspace_id: str, code: str) -> None:
        """Leave a workspace alone that does not let us in any more, and say so."""
        await self._limit(workspace_id, WHOLE_WORKSPACE, "", self.clock.now() + PARKED)
        await self.on_workspace_refused(workspace_id, code)

    async def limited(self, workspace_id: str, method: str, channel_id: str, seconds: float) -> datetime:
        """Note that Slack asks to wait with a method (in a channel; empty: anywhere); return until when."""
        until = self.clock.now() + timedelta(seconds=seconds)
        await self._limit(workspace_id, method, channel_id, until)
        return until

    async def split(self, row: Outbox) -> None:
        """Tell each person of a group alone."""
        now = self.clock.now()
        async with self.database.begin(row.workspace_id) as db:
            over = {"state": OutboxState.CANCELLED, "error": "split", "done_at": now}
            if not await self.ledger.move_in(db, row, *HELD, **over):
                return
            for user_id in row.recipient.split("+"):
                await db.insert_or_ignore(Outbox, **_copy_for(row, user_id, now))

    async def _refused(self, row: Outbox, code: str, call: Call) -> None:
        """Deal with a call that would be refused again as it is: change it where we can, else give up."""
        gone = call.channel_id and code in MESSAGE_GONE
        if gone and (call.card is not None or row.attempts == 0):
            await self._forget(row, call)
        elif (isinstance(call.effect, File) and code == "missing_scope") or code == "not_enabled":
            await self.end(row, OutboxState.CANCELLED, code)
        else:
            log.error("outbox %s (%s) was refused: %s", row.id, row.kind, code)
            await self.end(row, OutboxState.DEAD, code)

    async def _forget(self, row: Outbox, call: Call) -> None:
        """Forget a message or a conversation that is gone, and try anew: it is posted or opened again."""
        values: dict[str, Any] = {"due_at": self.clock.now(), "expires_at": call.expires_at}
        async with self.database.begin(row.workspace_id) as db:
            if call.card is not None:
                await db.delete_where(
                    Card, Card.key == call.card.key, Card.message_ts == call.card.message_ts
                )
            else:
                await db.delete_where(Conversation, Conversation.channel_id == call.channel_id)
                values["attempts"] = row.attempts + 1
            await self.ledger.move_in(db, row, *HELD, state=OutboxState.PENDING, **values)

    async def _limit(self, workspace_id: str, method: str, channel_id: str, until: datetime) -> None:
        async with self.database.begin(workspace_id) as db:
            await db.upsert(RateLimit, {"method": method, "channel_id": channel_id}, not_before=until)


def _copy_for(row: Outbox, user_id: str, now: datetime) -> dict[str, Any]:
    return {
        "dedupe_key": f"{row.dedupe_key}:{user_id}",
        "kind": row.kind,
        "recipient": user_id,
        "subject_id": row.subject_id,
        "version": row.version,
        "due_at": row.due_at,
        "expires_at": row.expires_at,
        "again": row.again,
        "created_at": now,
    }
