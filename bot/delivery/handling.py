"""One claimed row, from plan to call.

A call that may not be repeated is made only after ``sending`` is committed, so that a worker that dies in it
leaves a trace; whatever a call's failure does not prove to be unsent becomes ``unknown``.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import TypeVar

from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from bot.delivery import calls
from bot.delivery.breaker import Breaker
from bot.delivery.calls import Receipt
from bot.delivery.kinds import File, Home, MessageKind, PostMessage
from bot.delivery.outcomes import Outcomes
from bot.delivery.plan import Call, HoursOf, Later, OpenFirst, Over, Plan, Split, plan
from bot.delivery.service import card_key
from bot.kit.errors import NotInstalled
from bot.kit.slack import Failure, NotSent, Refused, Unknown, classify
from bot.models import Conversation, Outbox, OutboxState

MOST_OWN_FAULTS = 5
NO_TOKEN = timedelta(minutes=1)  # before a workspace without a token is tried again
DATABASE_AWAY = (OperationalError, InterfaceError, PoolTimeout)

ClientFor = Callable[[str], Awaitable[AsyncWebClient]]
T = TypeVar("T")

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Slack:
    """Slack as a dispatcher reaches it: each call once, its failure named, the breaker told."""

    client_for: ClientFor
    breaker: Breaker

    async def client(self, workspace_id: str) -> AsyncWebClient | None:
        """Return a workspace's client, or None when no token is to be had at present."""
        try:
            return await self.client_for(workspace_id)
        except DATABASE_AWAY:
            raise
        except NotInstalled:
            log.info("workspace %s has no installation: what is due there waits", workspace_id)
        except Exception as error:
            log.warning("workspace %s: no token to be had", workspace_id, exc_info=error)
        return None

    async def attempt(self, call: Awaitable[T]) -> T | Failure:
        """Make a call and return its answer, or what its failure means."""
        try:
            answer = await call
        except Exception as error:
            failure = classify(error)
            self.breaker.record(bad=isinstance(failure, Unknown | NotSent))
            return failure
        self.breaker.record(bad=False)
        return answer


@dataclass(frozen=True, slots=True, kw_only=True)
class Handler:
    """Brings leased rows to their end."""

    outcomes: Outcomes
    slack: Slack
    kinds: Mapping[str, MessageKind]
    hours_of: HoursOf
    monotonic: Callable[[], float] = time.monotonic

    async def handle(self, row: Outbox, deadline: float) -> None:
        """Bring a row to its end, or put it back. No call begins after ``deadline`` (monotonic seconds)."""
        step = await self._plan(row)
        if isinstance(step, OpenFirst) and await self._open(row, step):
            step = await self._plan(row)
        match step:
            case Call():
                await self._make(row, step, deadline)
            case Later():
                await self.outcomes.put_back(row, step.due_at, step.expires_at)
            case Over():
                await self.outcomes.end(row, step.state, step.error, step.card)
            case Split():
                await self.outcomes.split(row)
            case OpenFirst() | None:
                pass  # put back or ended already

    async def _client(self, row: Outbox) -> AsyncWebClient | None:
        """Return the workspace's client; without one the workspace waits, and the row with it."""
        client = await self.slack.client(row.workspace_id)
        if client is None:
            await self.outcomes.park(row, NO_TOKEN)
        return client

    async def _plan(self, row: Outbox) -> Plan | None:
        """Decide what to do; a fault of our own puts the row back, or ends it after the fifth time."""
        try:
            now = self.outcomes.clock.now()
            async with self.outcomes.database.read(row.workspace_id) as db:
                return await plan(db, row, self.kinds[row.kind], now, self.hours_of)
        except DATABASE_AWAY:
            raise  # the row keeps its lease, and is due again when that ends
        except Exception as error:
            log.error("outbox %s (%s) cannot be made", row.id, row.kind, exc_info=error)
            await self.outcomes.failed(row, f"own_fault:{type(error).__name__}", MOST_OWN_FAULTS)
            return None

    async def _open(self, row: Outbox, step: OpenFirst) -> bool:
        """Open the row's conversation; False when the row has been put back or ended instead."""
        client = await self._client(row)
        if client is None:
            return False
        answer = await self.slack.attempt(calls.open_conversation(client, row.recipient))
        group = "+" in row.recipient
        if isinstance(answer, str) or (group and isinstance(answer, Refused) and answer.kind == "scope"):
            # Without the scope for group DMs we remember that there is none; the next plan splits the row.
            channel_id = answer if isinstance(answer, str) else None
            async with self.outcomes.database.begin(row.workspace_id) as db:
                await db.upsert(Conversation, {"members": row.recipient}, channel_id=channel_id)
            return True
        if group and isinstance(answer, Refused) and answer.kind == "recipient":
            await self.outcomes.split(row)  # one of them is out of reach: the others are not
            return False
        opening = Call(calls.OPEN, Home({}), step.expires_at)
        await self.outcomes.unsuccessful(row, answer, opening, repeatable=True)
        return False

    async def _make(self, row: Outbox, call: Call, deadline: float) -> None:
        """Make the call of a plan and write down what came of it."""
        client = await self._client(row)
        if client is None:
            return
        file_id: str | None = None
        if isinstance(call.effect, File):
            file_id = await self._bring(row, client, call, call.effect)
            if file_id is None:
                return
        if not call.repeatable and not await self._mark_sending(row, call, file_id):
            return  # taken back, or taken over, meanwhile
        if self.monotonic() > deadline:
            # Too little of the lease is left: another worker might take the row while we call.
            await self.outcomes.put_back(row, row.due_at, call.expires_at)
            return
        answer = await self.slack.attempt(_perform(client, row, call, file_id))
        if isinstance(answer, Receipt):
            await self.outcomes.sent(row, call, answer)
        else:
            await self.outcomes.unsuccessful(row, answer, call, repeatable=call.repeatable)

    async def _bring(self, row: Outbox, client: AsyncWebClient, call: Call, file: File) -> str | None:
        """Upload a file's bytes, which nobody sees yet; None when that did not work."""
        answer = await self.slack.attempt(calls.bring(client, file))
        if isinstance(answer, str):
            return answer
        beginning = Call(calls.BEGIN_UPLOAD, file, call.expires_at)
        await self.outcomes.unsuccessful(row, answer, beginning, repeatable=True)
        return None

    async def _mark_sending(self, row: Outbox, call: Call, file_id: str | None) -> bool:
        """Commit that the call is about to be made; False when the row is no longer ours."""
        card = call.effect.card if isinstance(call.effect, PostMessage) else None
        return await self.outcomes.ledger.move(
            row,
            OutboxState.LEASED,
            state=OutboxState.SENDING,
            dispatched_at=self.outcomes.clock.now(),
            channel_id=call.channel_id,
            card_key=card_key(card, row.recipient) if card else None,
            file_id=file_id,
        )


async def _perform(client: AsyncWebClient, row: Outbox, call: Call, file_id: str | None) -> Receipt:
    """Make the call itself."""
    effect = call.effect
    if isinstance(effect, Home):
        return await calls.publish(client, row.recipient, effect.view)
    if isinstance(effect, File):
        return await calls.share(client, call.channel_id, effect, file_id or "")
    if call.card is not None:
        return await calls.change(client, call.card, effect)
    return await calls.post(client, call.channel_id, effect, row)
