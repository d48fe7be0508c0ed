"""A stand-in with Ada, Eli and Noor in it, and a clock that moves only when told."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import aiohttp
import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.playground.server import StandIn
from tests.support.person import Person

START = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


class StillClock:
    """Stands still until shifted."""

    def __init__(self) -> None:
        self.instant = START

    def now(self) -> datetime:
        return self.instant

    def shift(self, by: timedelta) -> None:
        self.instant += by


@pytest.fixture
def clock() -> StillClock:
    return StillClock()


@pytest.fixture
async def slack(clock: StillClock) -> AsyncIterator[StandIn]:
    async with StandIn(clock) as stand_in:
        stand_in.add_person("ada", "Ada Lovelace", id="UADA", tz="Europe/Berlin", title="Data analyst")
        stand_in.add_person("eli", "Eli Novak", id="UELI", tz="America/Los_Angeles")
        stand_in.add_person("noor", "Noor Said", id="UNOOR", is_admin=True)
        yield stand_in


@pytest.fixture
async def client(slack: StandIn) -> AsyncIterator[AsyncWebClient]:
    async with aiohttp.ClientSession() as session:
        yield AsyncWebClient(slack.bot_token, base_url=slack.api_url, session=session, retry_handlers=[])


@pytest.fixture
def ada(slack: StandIn) -> Person:
    return Person(slack, "UADA")


@pytest.fixture
def eli(slack: StandIn) -> Person:
    return Person(slack, "UELI")
