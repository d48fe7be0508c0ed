"""Messages whose fate is unknown: look them up in Slack where that is allowed, else do as their kind says."""

from __future__ import annotations

import logging

from bot.delivery import calls
from bot.delivery.calls import Lookup, Receipt
from bot.delivery.handling import Handler
from bot.delivery.ledger import record_receipt
from bot.kit.slack import Failure, RateLimited, Refused
from bot.models import Card, Outbox, OutboxState, RateLimit

log = logging.getLogger(__name__)


async def reconcile(handler: Handler, row: Outbox) -> None:
    """Settle the fate of a row, or leave it until its lease ends."""
    outcomes = handler.outcomes
    async with outcomes.database.read(row.workspace_id) as db:
        limit = await db.get(RateLimit, (calls.HISTORY, ""))
    if limit is not None and limit.not_before > outcomes.clock.now():
        return
    client = await handler.slack.client(row.workspace_id)
    if client is None:
        return
    answer = await handler.slack.attempt(calls.find(client, row))
    match answer:
        case Receipt():
            await _was_sent(handler, row, answer)
        case Lookup.NOT_THERE:
            log.info("outbox %s (%s) had not reached Slack", row.id, row.kind)
            await outcomes.failed(row, "not_arrived")
        case Lookup.CANNOT_TELL | Refused(_, "scope" | "recipient" | "request"):
            await _follow_policy(handler, row)
        case _:
            await _look_later(handler, row, answer)


async def _was_sent(handler: Handler, row: Outbox, receipt: Receipt) -> None:
    outcomes = handler.outcomes
    async with outcomes.database.begin(row.workspace_id) as db:
        now = outcomes.clock.now()
        kept = await record_receipt(db, row, now, receipt.channel_id, receipt.message_ts)
        if kept and row.card_key is not None:
            # What exactly it shows is not known: an empty digest has the next refresh bring it up to date.
            where = {"channel_id": receipt.channel_id, "message_ts": receipt.message_ts}
            await db.upsert(Card, {"key": row.card_key}, **where, digest="")


async def _follow_policy(handler: Handler, row: Outbox) -> None:
    outcomes, kind = handler.outcomes, handler.kinds.get(row.kind)
    now = outcomes.clock.now()
    if kind is not None and kind.on_unknown_outcome == "repeat" and not row.again:
        await outcomes.ledger.move(
            row, OutboxState.UNKNOWN, state=OutboxState.PENDING, again=True, due_at=now
        )
        return
    log.warning("outbox %s (%s): its fate stays unknown", row.id, row.kind)
    await outcomes.ledger.move(row, OutboxState.UNKNOWN, state=OutboxState.UNKNOWN, done_at=now)


async def _look_later(handler: Handler, row: Outbox, failure: Failure) -> None:
    if isinstance(failure, RateLimited):
        await handler.outcomes.limited(row.workspace_id, calls.HISTORY, "", failure.seconds)
    elif isinstance(failure, Refused):
        await handler.outcomes.turned_away(row.workspace_id, failure.code)
