"""A worker to be killed: a real process that empties the outbox until it dies."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass
from datetime import datetime, timedelta

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy import update

from bot.delivery.dispatch import Dispatcher
from bot.delivery.kinds import MessageKind
from bot.delivery.ledger import Ledger
from bot.delivery.outcomes import Outcomes
from bot.kit.crypto import Keyring
from bot.kit.db import Database
from bot.kit.slack import NotSent, SlackClients, Unknown
from bot.models import Outbox, OutboxState
from tests.delivery.office import START, hours_of, note

SPEED = 20  # a lease of 60 s lasts three, a grace of 90 s four and a half


@dataclass(frozen=True)
class FastClock:
    """Runs twenty times as fast as the world, and the same in every process."""

    began: float

    def now(self) -> datetime:
        return START + timedelta(seconds=(time.time() - self.began) * SPEED)

    def system_now(self) -> datetime:
        return self.now()


def work(url: str, keys: str, api_url: str, token: str, began: float, blind: bool) -> None:
    """Send what is due until killed. ``blind`` repeats what may have been sent: the control."""
    if blind:
        _repeat_blindly()
    asyncio.run(_work(url, keys, api_url, token, FastClock(began)))


async def _work(url: str, keys: str, api_url: str, token: str, clock: FastClock) -> None:
    async def client_for(workspace_id: str) -> AsyncWebClient:
        return clients.with_token(token, timeout=3)

    async def refused(workspace_id: str, code: str) -> None:
        raise AssertionError(code)

    async with aiohttp.ClientSession() as http:
        clients = SlackClients(api_url, http)
        dispatcher = Dispatcher(
            database=Database(url, Keyring.parse(keys)),
            clock=clock,
            client_for=client_for,
            kinds={"note": MessageKind(note)},
            on_workspace_refused=refused,
            hours_of=hours_of,
        )
        while True:
            await dispatcher.run_once()
            await asyncio.sleep(0.05)


def _repeat_blindly() -> None:
    """Do as most outboxes do: whatever was not confirmed is sent again."""
    settle, recover = Outcomes.unsuccessful, Ledger.recover

    async def unsuccessful(self, row, failure, call, *, repeatable):  # type: ignore[no-untyped-def]
        hopeful = NotSent(failure.code) if isinstance(failure, Unknown) else failure
        await settle(self, row, hopeful, call, repeatable=repeatable)

    async def take_back(self, now, mine):  # type: ignore[no-untyped-def]
        await recover(self, now, mine)
        async with self._db.all_workspaces() as db:
            lost = update(Outbox).where(Outbox.state == OutboxState.UNKNOWN)
            await db.execute(lost.values(state=OutboxState.PENDING))

    Outcomes.unsuccessful, Ledger.recover = unsuccessful, take_back  # type: ignore[method-assign]
