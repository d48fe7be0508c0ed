"""Every registered listener answers in time over HTTP when Slack hangs, the database hangs, or is locked."""

from __future__ import annotations

import asyncio
import socket
import sqlite3
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

import aiohttp
import pytest

from bot.kit import budget as budgets
from bot.kit import router
from bot.kit.clock import SystemClock
from bot.kit.crypto import Keyring
from bot.kit.db import Database
from bot.kit.outage import is_outage
from bot.kit.settings import Settings
from bot.kit.texts import TOO_SLOW
from bot.playground.slack.server import StandIn
from bot.process import start_service
from bot.web import EVENTS
from tests.support.clock import PATIENCE
from tests.support.gateway import Gateway
from tests.support.signed import Place, every_payload, send

BUDGET = 2.5
LIMIT = 2.8  # of the three seconds that Slack waits
AS_CONTROL = 3.3


@dataclass
class Rig:
    """The service over HTTP, and how to break what it stands on."""

    url: str
    slack: StandIn
    http: aiohttp.ClientSession
    place: Place
    lag: list[float] = field(default_factory=lambda: [0.0])

    async def answer(self, payload: dict[str, Any]) -> tuple[float, int, str]:
        """Send a payload; return how long its answer took, its status and its words."""
        began = time.monotonic()
        status, words = await send(self.http, self.url, self.slack.signing_secret, payload)
        return time.monotonic() - began, status, words

    async def slowest(self) -> tuple[float, str]:
        """Send every payload at once; return the longest time to an answer, without what the test's own
        machine adds: the time for which the event loop, which both sides share, was not served."""
        every = list(every_payload(self.place))
        ticking = asyncio.create_task(self._tick())
        answers = await asyncio.gather(*(self.answer(payload) for _, payload in every))
        ticking.cancel()
        took = [(seconds, name) for (seconds, _, _), (name, _) in zip(answers, every, strict=True)]
        bad = [name for (_, status, _), (name, _) in zip(answers, every, strict=True) if status >= 500]
        assert all(name.startswith("event ") for name in bad), bad  # Slack sends those again
        slowest, name = max(took)
        return slowest - self.lag[0], name

    async def _tick(self) -> None:
        self.lag[0] = 0.0
        while True:
            before = time.monotonic()
            await asyncio.sleep(0.01)
            self.lag[0] += max(time.monotonic() - before - 0.02, 0.0)

    def command(self) -> dict[str, Any]:
        return next(payload for name, payload in every_payload(self.place) if name == "/ask-expert")


@asynccontextmanager
async def rig(url: str, keys: str) -> AsyncIterator[Rig]:
    # Without a limit: by aiohttp's own, what goes beyond a hundred waits in the test, not in the service.
    every_at_once = aiohttp.TCPConnector(limit=0)
    async with StandIn(SystemClock()) as slack, aiohttp.ClientSession(connector=every_at_once) as http:
        settings = Settings(
            slack_bot_token=slack.bot_token,
            slack_signing_secret=slack.signing_secret,
            slack_api_url=slack.api_url,
            database_url=url,
            encryption_keys=keys,
            host="127.0.0.1",
            port=0,
        )
        service = await start_service(settings, worker=False)
        ada = slack.add_person("ada", "Ada Brandt").id
        parts = urlsplit(slack.api_url)
        place = Place(
            slack.workspace.team_id,
            ada,
            slack.workspace.app_dm(ada).id,
            f"{parts.scheme}://{parts.netloc}/response/T/secret",
        )
        built = Rig(service.url + EVENTS, slack, http, place)
        _, status, _ = await built.answer(built.command())
        assert status == 200
        try:
            yield built
        finally:
            await service.stop()


@pytest.fixture(params=[BUDGET, AS_CONTROL], ids=["in time", "control"])
def seconds(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> float:
    """The budget; as a control one that is too large, with which the very same must be too late."""
    monkeypatch.setattr(budgets, "SECONDS", request.param)
    monkeypatch.setattr(router, "CALL_SECONDS", 3 if request.param == BUDGET else PATIENCE)
    return float(request.param)


async def check(built: Rig, seconds: float) -> None:
    if seconds == BUDGET:
        slowest, name = await built.slowest()
        assert slowest < LIMIT, name
        _, status, words = await built.answer(built.command())
        assert (status, str(TOO_SLOW) in words) == (200, True), words
    else:
        took, _, _ = await built.answer(built.command())
        assert took > LIMIT  # the largest answer of the same service with a budget that is too large


async def is_well_again(built: Rig) -> None:
    async with asyncio.timeout(PATIENCE):
        words = str(TOO_SLOW)
        while str(TOO_SLOW) in words:
            _, _, words = await built.answer(built.command())


async def test_slack_hangs(sqlite_url: str, encryption_keys: str, seconds: float) -> None:
    async with rig(sqlite_url, encryption_keys) as built:
        built.slack.weather.add("*", "hang", None, seconds=PATIENCE)
        await check(built, seconds)
        built.slack.weather.clear()
        await is_well_again(built)


async def test_the_database_is_locked(
    sqlite_url: str, encryption_keys: str, seconds: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with rig(sqlite_url, encryption_keys) as built:
        # Whoever is known already needs no write: here everybody who acts is somebody else.
        built.place = Place(
            built.place.team_id, built.slack.add_person("eli", "Eli").id, built.place.channel_id
        )
        other = sqlite3.connect(sqlite_url.removeprefix("sqlite:///"), isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        if seconds == AS_CONTROL:
            monkeypatch.setattr("bot.kit.db.engine.HURRIED_SECONDS", PATIENCE)
        await check(built, seconds)
        other.execute("ROLLBACK")
        other.close()
        await is_well_again(built)


async def test_the_database_hangs(postgresql_url: str, encryption_keys: str, seconds: float) -> None:
    gateway = Gateway(parse_qs(urlsplit(postgresql_url).query)["host"][0])
    port = await gateway.start()
    try:
        async with rig(f"postgresql://pinchpoint@127.0.0.1:{port}/pinchpoint", encryption_keys) as built:
            gateway.hang()
            await check(built, seconds)
            gateway.heal()
            await is_well_again(built)
    finally:
        gateway.heal()
        await gateway.stop()


@asynccontextmanager
async def behind_gateway(postgresql_url: str, keys: str) -> AsyncIterator[tuple[Gateway, Database]]:
    gateway = Gateway(parse_qs(urlsplit(postgresql_url).query)["host"][0])
    port = await gateway.start()
    database = Database(f"postgresql://pinchpoint@127.0.0.1:{port}/pinchpoint", Keyring.parse(keys))
    try:
        yield gateway, database
    finally:
        gateway.heal()
        await database.close()
        await gateway.stop()


@pytest.mark.parametrize(("limit", "ends"), [(1, True), (PATIENCE, False)], ids=["limit", "control"])
async def test_a_database_that_hangs_ends_the_command_and_is_an_outage(
    postgresql_url: str, encryption_keys: str, monkeypatch: pytest.MonkeyPatch, limit: int, ends: bool
) -> None:
    monkeypatch.setattr("bot.kit.db.engine.COMMAND_SECONDS", limit)
    async with behind_gateway(postgresql_url, encryption_keys) as (gateway, database):
        await database.now()
        gateway.hang()
        asking = asyncio.create_task(database.now())
        await asyncio.wait({asking}, timeout=PATIENCE if ends else 3)
        assert asking.done() is ends
        gateway.heal()
        if ends:
            assert is_outage(asking.exception() or ValueError())
            assert await database.now()  # on another connection
        else:
            await asking


async def test_the_system_notices_a_database_that_has_gone_without_a_word(
    postgresql_url: str, encryption_keys: str
) -> None:
    async with (
        behind_gateway(postgresql_url, encryption_keys) as (_, database),
        database.engine.connect() as connection,
    ):
        raw = await connection.get_raw_connection()
        own = raw.driver_connection._transport.get_extra_info("socket")  # type: ignore[union-attr]
        assert own.getsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE) == 1
        if hasattr(socket, "TCP_KEEPIDLE"):
            assert own.getsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPIDLE) == 10
