"""A worker to be killed: a real process that empties the outbox until it dies."""

from __future__ import annotations

import asyncio
from ctypes import c_double, c_long
from dataclasses import dataclass
from datetime import datetime, timedelta

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy import update

from bot.delivery.breakers import Breakers
from bot.delivery.loop import OutboxLoop
from bot.delivery.store import OutboxStore
from bot.delivery.transitions import Transitions
from bot.kit.crypto import Keyring
from bot.kit.db import Across, Database
from bot.kit.slack import NotSent, SlackClients, Unknown
from bot.models import Outbox, OutboxState
from tests.support.clock import MONDAY
from tests.support.outbox import hours_of, kind_of, note, reader_of

PATIENCE = 300  # seconds, for whatever is bound to come: far more than it takes


@dataclass(frozen=True)
class SharedClock:
    """The same in every process; it stands still until the test moves it on."""

    seconds: c_double  # in shared memory, without a lock: a killed process would keep it

    def now(self) -> datetime:
        return MONDAY + timedelta(seconds=self.seconds.value)

    def system_now(self) -> datetime:
        return self.now()


@dataclass(frozen=True)
class Orders:
    """What a worker is told: the database and Slack, the clock of all, and where it counts.

    ``blind`` repeats what may have been sent: the control. ``restarts``: the database may go away and come
    back, which ends a round and not the worker, as with the app's own.
    """

    url: str
    keys: str
    api_url: str
    token: str
    clock: SharedClock
    idle: c_long  # how often nothing was due
    blind: bool = False
    restarts: bool = False


def work(orders: Orders) -> None:
    """Send what is due until killed."""
    if orders.blind:
        _repeat_blindly()
    asyncio.run(_work(orders))


async def _work(orders: Orders) -> None:
    async def client_for(workspace_id: str) -> AsyncWebClient:
        return clients.with_token(orders.token, timeout=PATIENCE)

    async def refused(workspace_id: str, code: str) -> None:
        raise AssertionError(code)

    async with aiohttp.ClientSession() as http:
        clients = SlackClients(orders.api_url, http)
        loop = OutboxLoop(
            database=Database(orders.url, Keyring.parse(orders.keys)),
            clock=orders.clock,
            client_for=client_for,
            kinds={"note": kind_of("note", note)},
            on_workspace_refused=refused,
            on_workspace_closed=refused,
            hours_of=hours_of,
            reader_of=reader_of,
        )
        # Else a pause of some real seconds would be hours of a clock that goes as fast as it can.
        loop._slack.breakers = Breakers(lambda: orders.clock.seconds.value)
        while True:
            try:
                taken = await loop.run_once()
            except Exception:
                if not orders.restarts:
                    raise
                await asyncio.sleep(0.1)
                continue
            if taken == 0:
                orders.idle.value += 1
                await asyncio.sleep(0.01)


def _repeat_blindly() -> None:
    """Do as most outboxes do: whatever was not confirmed is sent again."""
    settle, recover = Transitions.unsuccessful, OutboxStore.recover

    async def unsuccessful(self, row, failure, call):  # type: ignore[no-untyped-def]
        hopeful = NotSent(failure.code) if isinstance(failure, Unknown) else failure
        await settle(self, row, hopeful, call)

    async def take_back(self, now, mine):  # type: ignore[no-untyped-def]
        await recover(self, now, mine)
        async with self._database.all_workspaces(Across.OUTBOX) as db:
            lost = update(Outbox).where(Outbox.state == OutboxState.UNKNOWN)
            await db.execute(lost.values(state=OutboxState.PENDING))

    Transitions.unsuccessful, OutboxStore.recover = unsuccessful, take_back  # type: ignore[method-assign]
