"""A worker to be killed: a real process that empties the outbox until it dies."""

from __future__ import annotations

import asyncio
from ctypes import c_double, c_long
from dataclasses import dataclass
from datetime import datetime, timedelta

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy import update

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


def work(
    url: str, keys: str, api_url: str, token: str, clock: SharedClock, idle: c_long, blind: bool
) -> None:
    """Send what is due until killed; ``idle`` counts the times that nothing was.

    ``blind`` repeats what may have been sent: the control.
    """
    if blind:
        _repeat_blindly()
    asyncio.run(_work(url, keys, api_url, token, clock, idle))


async def _work(url: str, keys: str, api_url: str, token: str, clock: SharedClock, idle: c_long) -> None:
    async def client_for(workspace_id: str) -> AsyncWebClient:
        return clients.with_token(token, timeout=PATIENCE)

    async def refused(workspace_id: str, code: str) -> None:
        raise AssertionError(code)

    async with aiohttp.ClientSession() as http:
        clients = SlackClients(api_url, http)
        loop = OutboxLoop(
            database=Database(url, Keyring.parse(keys)),
            clock=clock,
            client_for=client_for,
            kinds={"note": kind_of("note", note)},
            on_workspace_refused=refused,
            on_workspace_closed=refused,
            hours_of=hours_of,
            reader_of=reader_of,
        )
        while True:
            if await loop.run_once() == 0:
                idle.value += 1
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
