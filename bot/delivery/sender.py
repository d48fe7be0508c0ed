"""One claimed row, from what is known about it to the call that says it.

A call that may not be repeated is made only after ``sending`` is committed, so that a worker that dies in it
leaves a trace; whatever a call's failure does not prove to be unsent becomes ``unknown``, and is looked up
in Slack before anything is said again.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta

from slack_sdk.web.async_client import AsyncWebClient

from bot.delivery import slack_api
from bot.delivery.commits import Commits
from bot.delivery.decide import REPEATABLE, Call, End, Facts, Method, Open, Receipt, Split, Step, Wait, decide
from bot.delivery.dnd import DoNotDisturb, held_until
from bot.delivery.facts import FactsReader
from bot.delivery.messages import File, Home, MessageKind, PostMessage, Recipient
from bot.delivery.restored import RESTORED
from bot.delivery.slack_api import Lookup, SlackApi
from bot.delivery.store import GRACE, OutboxStore
from bot.delivery.transitions import Transitions
from bot.kit.clock import Clock
from bot.kit.outage import is_outage
from bot.kit.slack import Refused
from bot.models import Outbox

NO_TOKEN = timedelta(minutes=1)  # before a workspace without a token is tried again

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sender:
    """Brings leased rows to their end."""

    clock: Clock
    store: OutboxStore
    facts: FactsReader
    dnd: DoNotDisturb
    slack: SlackApi
    transitions: Transitions
    commits: Commits
    kinds: Mapping[str, MessageKind]
    monotonic: Callable[[], float] = time.monotonic

    async def send(self, row: Outbox, deadline: Callable[[], float]) -> None:
        """Bring a row to its end, or put it back. No call begins after ``deadline()`` (monotonic seconds)."""
        step = await self._decide(row)
        if isinstance(step, Open) and await self._open(row, step):
            step = await self._decide(row)
        match step:
            case Call():
                await self._call(row, step, deadline)
            case Wait():
                await self.transitions.wait(row, step)
            case End():
                await self.transitions.end(row, step)
            case Split():
                await self.transitions.split(row)
            case Open() | None:
                pass  # put back or ended already

    async def look_up(self, row: Outbox) -> None:
        """Settle the fate of a row, or leave it until its lease ends."""
        client = await self.slack.client(row.workspace_id)
        if client is None:
            return
        ours = await self.store.bot_user_id(row.workspace_id)
        answer = await self.slack.attempt(row.workspace_id, slack_api.find(client, row, ours))
        settled_at = row.dispatched_at + GRACE if row.dispatched_at else self.clock.now()
        match answer:
            case Receipt():
                await self.transitions.found(row, answer, await self._card_key(row))
            case Lookup() | Refused(_, "scope" | "recipient" | "request") if self.clock.now() < settled_at:
                await self.transitions.look_again(row, settled_at)  # Slack may still be at it
            case Lookup.NOT_THERE:
                log.info("outbox %s (%s) had not reached Slack", row.id, row.kind)
                await self.transitions.failed(row, "not_arrived")
            case Lookup.CANNOT_TELL | Refused(_, "scope" | "recipient" | "request"):
                await self.transitions.cannot_tell(row, self.kinds.get(row.kind))
            case _:
                await self.transitions.search_failed(row, answer)

    async def _card_key(self, row: Outbox) -> str | None:
        """Return the key of the card that a row's message is. One of a restored backup was not made yet."""
        return await self.facts.card_key(row, self.clock.now()) if row.error == RESTORED else row.card_key

    async def _decide(self, row: Outbox) -> Step | None:
        """Decide what to do; a fault of our own puts the row back, or ends it after the fifth time."""
        try:
            return await self._decided(row, await self.facts.read(row, self.clock.now()))
        except Exception as error:
            if is_outage(error):
                raise  # the row keeps its lease, and is due again when that ends
            log.error("outbox %s (%s) cannot be made", row.id, row.kind, exc_info=error)
            await self.transitions.own_fault(row, error)
            return None

    async def _decided(self, row: Outbox, facts: Facts) -> Step:
        """Return what to do, once whoever would be disturbed by a message that can wait does not mind."""
        step = decide(facts)
        if facts.nudges is None or not isinstance(step, Call) or step.method is not Method.POST:
            return step
        end = await self.dnd.end(row.workspace_id, facts.nudges, facts.now)
        until = held_until(end, facts.now, facts.last)
        return step if until is None else Wait(until, step.expires_at)

    async def _client(self, row: Outbox) -> AsyncWebClient | None:
        """Return the workspace's client; without one the workspace waits, and the row with it."""
        client = await self.slack.client(row.workspace_id)
        if client is None:
            await self.transitions.park(row, NO_TOKEN)
        return client

    async def _open(self, row: Outbox, step: Open) -> bool:
        """Open the row's conversation; False when the row has been put back or ended instead."""
        client = await self._client(row)
        if client is None:
            return False
        recipient = Recipient.parse(row.recipient)
        answer = await self.slack.attempt(row.workspace_id, slack_api.open_conversation(client, recipient))
        if isinstance(answer, str):
            await self.transitions.opened(row, answer)
            return True
        if recipient.is_group and isinstance(answer, Refused) and answer.kind == "scope":
            # Not granted here: that is remembered, and the next decision splits the row.
            await self.transitions.opened(row, None)
            return True
        if recipient.is_group and isinstance(answer, Refused) and answer.kind == "recipient":
            await self.transitions.split(row)  # one of them is out of reach: the others are not
            return False
        await self.transitions.unsuccessful(row, answer, Call(Method.OPEN, Home({}), step.expires_at))
        return False

    async def _call(self, row: Outbox, call: Call, deadline: Callable[[], float]) -> None:
        """Make the call of a decision and write down what came of it."""
        client = await self._client(row)
        if client is None:
            return
        file_id: str | None = None
        if isinstance(call.effect, File):
            uploaded = await self._upload(row, client, call, call.effect)
            if uploaded is None:
                return
            call, file_id = uploaded
        repeatable = call.method in REPEATABLE
        if not repeatable and not await self.commits.begin_sending(row, call, file_id):
            return  # taken back, or taken over, meanwhile
        if self.monotonic() > deadline():
            # Too little of the lease is left: another worker might take the row while we call.
            await self.transitions.wait(row, Wait(row.due_at, call.expires_at))
            return
        answer = await self.slack.perform(client, row, call, file_id)
        if isinstance(answer, Receipt):
            await self.commits.sent(row, call, answer)
        else:
            await self.transitions.unsuccessful(row, answer, call)

    async def _upload(
        self, row: Outbox, client: AsyncWebClient, call: Call, file: File
    ) -> tuple[Call, str | None] | None:
        """Upload a file's bytes, which nobody sees yet; return what to call with it.

        Where files may not be shared at all, its words go alone. None when neither is possible now.
        """
        answer = await self.slack.attempt(row.workspace_id, slack_api.upload_file(client, file))
        if isinstance(answer, str):
            return call, answer
        if file.without and isinstance(answer, Refused) and answer.kind == "scope":
            words = PostMessage(file.without, slack_api.words_as_blocks(file.without))
            return replace(call, method=Method.POST, effect=words), None
        beginning = Call(Method.BEGIN_UPLOAD, file, call.expires_at)
        await self.transitions.unsuccessful(row, answer, beginning)
        return None
