"""What becomes of a row after a decision or a call. Every change is guarded by the row's lease."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select

from bot.delivery.cards import Posted, forget_card, keep_cards
from bot.delivery.decide import (
    MISSING_KEY,
    REPEATABLE,
    Call,
    End,
    Method,
    Receipt,
    Wait,
    backoff,
    pause_after_own_fault,
)
from bot.delivery.messages import Canvas, File, MessageKind, PostMessage, Recipient
from bot.delivery.outbox import WHOLE_WORKSPACE, refresh_shown
from bot.kit.clock import Clock
from bot.kit.db import Database, WorkspaceSession
from bot.kit.metrics import Metrics
from bot.kit.slack import CANVAS_GONE, MESSAGE_GONE, Failure, NotSent, RateLimited, Refused, Unknown
from bot.models import Conversation, Outbox, OutboxState, RateLimit
from bot.models.transitions import move

MOST_ATTEMPTS = 20  # about three hours of Slack not being reached
MOST_OWN_FAULTS = 5  # about an hour and a half
MANY_CHANNELS = 3  # that are to wait at once: then it is the workspace's limit, which Slack does not say
PARKED = timedelta(minutes=15)  # before a workspace that turned us away is tried again

# States in which a row that its worker holds may be; another worker may have called its fate unknown.
HELD = (OutboxState.LEASED, OutboxState.SENDING, OutboxState.UNKNOWN)

WorkspaceRefused = Callable[[str, str], Awaitable[None]]

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Transitions:
    """Moves the rows that the worker ``owner`` holds from state to state, and keeps what Slack told."""

    database: Database
    clock: Clock
    owner: str
    on_workspace_refused: WorkspaceRefused
    on_workspace_closed: WorkspaceRefused
    metrics: Metrics = field(default_factory=Metrics)

    async def begin_sending(self, row: Outbox, call: Call, file_id: str | None) -> bool:
        """Commit that a call is about to be made; False when the row is no longer ours."""
        return await self._move(
            row,
            since=(OutboxState.LEASED,),
            to=OutboxState.SENDING,
            dispatched_at=self.clock.now(),
            channel_id=call.looked_up_in,
            card_key=call.card_key,
            file_id=file_id,
        )

    async def sent(self, row: Outbox, call: Call, receipt: Receipt) -> None:
        """Keep the receipt, and where the card stands if it was one."""
        async with self.database.begin(row.workspace_id) as db:
            kept = await self._keep_receipt(db, row, receipt)
            if call.method is Method.DELETE:
                await forget_card(db, call.card_key, receipt)
            elif call.card_key is not None:
                await keep_cards(db, [Posted(row, call.card_key, receipt, call.digest)], self.clock.now())
            if call.method is Method.POST and isinstance(call.effect, PostMessage):
                await refresh_shown(db, call.effect.shown_in, self.clock.now())
        if not kept:
            log.warning("outbox %s (%s) was sent when it was no longer wanted", row.id, row.kind)

    async def found(self, row: Outbox, receipt: Receipt, card_key: str | None) -> None:
        """Keep where a message stands whose fate was unknown."""
        async with self.database.begin(row.workspace_id) as db:
            if await self._keep_receipt(db, row, receipt) and card_key is not None:
                # What exactly it shows is not known: with no digest the next refresh brings it up to date.
                await keep_cards(db, [Posted(row, card_key, receipt, digest="")], self.clock.now())

    async def look_again(self, row: Outbox, at: datetime) -> None:
        """Leave a row of unknown fate until then."""
        async with self.database.begin(row.workspace_id) as db:
            mine = (Outbox.id == row.id, Outbox.lease_owner == self.owner, Outbox.fence == row.fence)
            await db.update_where(Outbox, *mine, lease_owner=None, lease_until=at)

    async def cannot_tell(self, row: Outbox, kind: MessageKind | None) -> None:
        """Do as its kind says with a row whose fate stays unknown: say it once more, or end it so."""
        now = self.clock.now()
        if kind is not None and kind.policy.on_unknown_outcome == "repeat" and not row.again:
            unknown = (OutboxState.UNKNOWN,)
            await self._move(row, since=unknown, to=OutboxState.PENDING, again=True, due_at=now)
            return
        log.warning("outbox %s (%s): its fate stays unknown", row.id, row.kind)
        await self._move(row, since=(OutboxState.UNKNOWN,), to=OutboxState.UNKNOWN, done_at=now)

    async def end(self, row: Outbox, step: End) -> None:
        """End a row for good."""
        where: dict[str, Any] = {}
        if step.shown.channel_id is not None:
            where = {"channel_id": step.shown.channel_id, "message_ts": step.shown.message_ts}
        await self._move(row, to=step.state, error=step.error, done_at=self.clock.now(), **where)

    async def wait(self, row: Outbox, step: Wait) -> None:
        """Plan a row of which nothing was sent for later; that is no attempt."""
        why = {"error": step.error} if step.error or row.error == MISSING_KEY else {}
        times = {"due_at": step.due_at, "expires_at": step.expires_at}
        await self._move(row, to=OutboxState.PENDING, **times, **why)

    async def own_fault(self, row: Outbox, error: Exception) -> None:
        """Count a fault of ours in making a message: the pauses grow, and after the fifth it is given up."""
        pause = pause_after_own_fault(row.attempts + 1)
        await self.failed(row, f"own_fault:{type(error).__name__}", MOST_OWN_FAULTS, pause=pause)

    async def failed(
        self,
        row: Outbox,
        code: str,
        most: int = MOST_ATTEMPTS,
        expires_at: datetime | None = None,
        pause: timedelta | None = None,
    ) -> None:
        """Count a failure after which nothing was sent: try again later, or give up after ``most``."""
        attempts, now = row.attempts + 1, self.clock.now()
        values: dict[str, Any] = {"attempts": attempts, "error": code}
        if attempts >= most:
            log.error("outbox %s (%s) is given up after %d attempts: %s", row.id, row.kind, attempts, code)
            await self._move(row, to=OutboxState.DEAD, done_at=now, **values)
            return
        due_at = now + (pause or backoff(attempts))
        values |= {"due_at": due_at, "expires_at": expires_at or row.expires_at}
        await self._move(row, to=OutboxState.PENDING, **values)

    async def unsuccessful(self, row: Outbox, failure: Failure, call: Call) -> None:
        """Write down a call that did not succeed, by what its failure means."""
        match failure:
            case RateLimited(seconds):
                self.metrics.limited(row.workspace_id)
                until = self.clock.now() + timedelta(seconds=seconds)
                await self._limit(row.workspace_id, call.method, call.limited_in, until)
                await self.wait(row, Wait(until, call.expires_at))
            case NotSent(code):
                await self.failed(row, code, expires_at=call.expires_at)
            case Unknown(code) if call.method in REPEATABLE:
                await self.failed(row, code, expires_at=call.expires_at)
            case Unknown(code):
                log.warning("outbox %s (%s): fate unknown, %s", row.id, row.kind, code)
                await self._move(row, to=OutboxState.UNKNOWN, expires_at=call.expires_at, error=code)
            case Refused(code, "workspace" | "admin" as kind):
                await self.park(row, PARKED)
                await self._turned_away(row.workspace_id, code, kind)
            case Refused(code):
                await self._refused(row, code, call)

    async def search_failed(self, row: Outbox, failure: Failure) -> None:
        """Note why a row could not be looked up; it is tried again when its lease ends."""
        now = self.clock.now()
        if isinstance(failure, RateLimited):
            until = now + timedelta(seconds=failure.seconds)
            await self._limit(row.workspace_id, Method.HISTORY, "", until)
        elif isinstance(failure, Refused):
            await self._limit(row.workspace_id, WHOLE_WORKSPACE, "", now + PARKED)
            await self._turned_away(row.workspace_id, failure.code, failure.kind)

    async def _turned_away(self, workspace_id: str, code: str, kind: str) -> None:
        """Say who has to act. Only a workspace that the app is gone from loses its token."""
        if kind == "workspace":
            await self.on_workspace_refused(workspace_id, code)
            return
        await self.on_workspace_closed(workspace_id, code)
        log.warning(
            "workspace %s does not let the app in (%s): its admin, or whoever runs the app, has to act; "
            "what is due there waits and is tried again every %d minutes",
            workspace_id,
            code,
            PARKED.total_seconds() // 60,
        )

    async def park(self, row: Outbox, wait: timedelta) -> None:
        """Leave the row's workspace alone for a while; what is due there stays due."""
        await self._limit(row.workspace_id, WHOLE_WORKSPACE, "", self.clock.now() + wait)
        await self.wait(row, Wait(row.due_at, row.expires_at))

    async def opened(self, row: Outbox, channel_id: str | None) -> None:
        """Keep the row's conversation; None remembers that group DMs are not granted here."""
        async with self.database.begin(row.workspace_id) as db:
            await db.upsert(Conversation, {"members": row.recipient}, channel_id=channel_id)

    async def split(self, row: Outbox) -> None:
        """Tell each person of a group alone."""
        now = self.clock.now()
        async with self.database.begin(row.workspace_id) as db:
            if await self._move_in(db, row, to=OutboxState.CANCELLED, error="split", done_at=now):
                for user_id in Recipient.parse(row.recipient).user_ids:
                    await db.insert_or_ignore(Outbox, **_copy_for(row, user_id, now))

    async def _refused(self, row: Outbox, code: str, call: Call) -> None:
        """Deal with a call that would be refused again as it is: change it where we can, else give up."""
        gone = call.channel_id and code in MESSAGE_GONE
        if isinstance(call.effect, Canvas):
            await self._canvas_refused(row, code, call)
        elif gone and (call.card is not None or row.attempts == 0):
            await self._forget(row, call)
        elif (isinstance(call.effect, File) and code == "missing_scope") or code == "not_enabled":
            await self.end(row, End(OutboxState.CANCELLED, code))
        else:
            log.error("outbox %s (%s) was refused: %s", row.id, row.kind, code)
            await self.end(row, End(OutboxState.DEAD, code))

    async def _canvas_refused(self, row: Outbox, code: str, call: Call) -> None:
        """End the row. A canvas that somebody took away is forgotten, and made again only when asked for."""
        if call.card is not None and code in CANVAS_GONE:
            async with self.database.begin(row.workspace_id) as db:
                await forget_card(db, call.card_key, call.card)
        log.warning("outbox %s (%s) was refused: %s", row.id, row.kind, code)
        await self.end(row, End(OutboxState.DEAD, code))

    async def _forget(self, row: Outbox, call: Call) -> None:
        """Forget a message or a conversation that is gone, and try anew: it is posted or opened again."""
        values: dict[str, Any] = {"due_at": self.clock.now(), "expires_at": call.expires_at}
        async with self.database.begin(row.workspace_id) as db:
            if call.card is not None:
                await forget_card(db, call.card_key, call.card)
            else:
                await db.delete_where(Conversation, Conversation.channel_id == call.channel_id)
                values["attempts"] = row.attempts + 1
            await self._move_in(db, row, to=OutboxState.PENDING, **values)

    async def _limit(self, workspace_id: str, method: str, channel_id: str, until: datetime) -> None:
        async with self.database.begin(workspace_id) as db:
            await db.upsert(RateLimit, {"method": method, "channel_id": channel_id}, not_before=until)
            if channel_id and await _refused_in(db, method, self.clock.now()) >= MANY_CHANNELS:
                await db.upsert(RateLimit, {"method": method, "channel_id": ""}, not_before=until)

    async def _keep_receipt(self, db: WorkspaceSession, row: Outbox, receipt: Receipt) -> bool:
        """Mark a row as sent, unless somebody has claimed it since.

        A lease that has lapsed meanwhile does not matter: the receipt is proof.
        """
        moved = await move(
            db,
            Outbox,
            Outbox.id == row.id,
            Outbox.fence == row.fence,
            to=OutboxState.SENT,
            done_at=self.clock.now(),
            error=None,
            channel_id=receipt.channel_id,
            message_ts=receipt.message_ts,
            lease_owner=None,
            lease_until=None,
        )
        return moved == 1

    async def _move(self, row: Outbox, **how: Any) -> bool:
        """Move a row that this worker holds; False when it no longer does."""
        async with self.database.begin(row.workspace_id) as db:
            return await self._move_in(db, row, **how)

    async def _move_in(
        self,
        db: WorkspaceSession,
        row: Outbox,
        *,
        to: OutboxState,
        since: tuple[OutboxState, ...] = HELD,
        **values: Any,
    ) -> bool:
        if to is not OutboxState.SENDING:
            values |= {"lease_owner": None, "lease_until": None}
        held = (Outbox.id == row.id, Outbox.lease_owner == self.owner, Outbox.fence == row.fence)
        return await move(db, Outbox, *held, since=since, to=to, **values) == 1


async def _refused_in(db: WorkspaceSession, method: str, now: datetime) -> int:
    """Return in how many channels Slack asks us to wait with a method."""
    limits = (RateLimit.method == method, RateLimit.channel_id != "", RateLimit.not_before > now)
    return await db.scalar(select(func.count()).select_from(RateLimit).where(*limits)) or 0


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
