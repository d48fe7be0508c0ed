"""An outbox for every test: on a fresh database and a stand-in with Ada and Eli in it."""

from __future__ import annotations

from collections.abc import AsyncIterator

import aiohttp
import pytest

from bot.kit.db import Database
from bot.kit.slack import SlackClients
from bot.playground.slack.server import StandIn
from tests.support.clock import SettableClock
from tests.support.factories import ADA, ELI
from tests.support.outbox import TEAM, OutboxHarness


@pytest.fixture
def clock() -> SettableClock:
    return SettableClock()


@pytest.fixture
async def slack(clock: SettableClock) -> AsyncIterator[StandIn]:
    async with StandIn(clock) as stand_in:
        stand_in.add_person("ada", "Ada Lovelace", id=ADA, tz="Europe/Berlin")
        stand_in.add_person("eli", "Eli Novak", id=ELI, tz="Europe/Berlin")
        yield stand_in


@pytest.fixture
async def outbox(database: Database, clock: SettableClock, slack: StandIn) -> AsyncIterator[OutboxHarness]:
    async with aiohttp.ClientSession() as http:
        outbox = OutboxHarness(database, clock, slack, SlackClients(slack.api_url, http))
        await outbox.open(TEAM)
        yield outbox
