"""An office for every test: on a fresh database and a stand-in with Ada and Eli in it."""

from __future__ import annotations

from collections.abc import AsyncIterator

import aiohttp
import pytest

from bot.kit.db import Database
from bot.kit.slack import SlackClients
from bot.playground.server import StandIn
from tests.delivery.office import ADA, ELI, TEAM, Office, StillClock


@pytest.fixture
def clock() -> StillClock:
    return StillClock()


@pytest.fixture
async def slack(clock: StillClock) -> AsyncIterator[StandIn]:
    async with StandIn(clock) as stand_in:
        stand_in.add_person("ada", "Ada Lovelace", id=ADA, tz="Europe/Berlin")
        stand_in.add_person("eli", "Eli Novak", id=ELI, tz="Europe/Berlin")
        yield stand_in


@pytest.fixture
async def office(database: Database, clock: StillClock, slack: StandIn) -> AsyncIterator[Office]:
    async with aiohttp.ClientSession() as http:
        office = Office(database, clock, slack, SlackClients(slack.api_url, http))
        await office.open(TEAM)
        yield office
