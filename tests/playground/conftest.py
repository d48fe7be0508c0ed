"""A stand-in with Ada, Eli and Noor in it, and a clock that moves only when told."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import aiohttp
import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.playground.slack.objects import Json
from bot.playground.slack.server import StandIn
from bot.playground.slack.transport import Ack, Envelope
from tests.support.clock import SettableClock
from tests.support.person import Person


@pytest.fixture
def clock() -> SettableClock:
    return SettableClock()


def add_people(slack: StandIn) -> None:
    slack.add_person("ada", "Ada Lovelace", id="UADA", tz="Europe/Berlin", title="Data analyst")
    slack.add_person("eli", "Eli Novak", id="UELI", tz="America/Los_Angeles")
    slack.add_person("noor", "Noor Said", id="UNOOR", is_admin=True)


@pytest.fixture
async def slack(clock: SettableClock) -> AsyncIterator[StandIn]:
    async with StandIn(clock) as stand_in:
        add_people(stand_in)
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


class FakeApp:
    """Stands where the app would: keeps what it is sent and answers what it was told to."""

    def __init__(self) -> None:
        self.received: list[Json] = []
        self.answer: Any = ""
        self.on_payload: Callable[[Json], Awaitable[Any]] | None = None

    async def deliver(self, envelope: Envelope, payload: Json, retry: int, reason: str) -> Ack:
        self.received.append(payload)
        if self.on_payload is not None:
            await self.on_payload(payload)
        return self.answer if isinstance(self.answer, Ack) else Ack(200, self.answer)

    @property
    def last(self) -> Json:
        return self.received[-1]


@pytest.fixture
def fake_app(slack: StandIn) -> FakeApp:
    slack.dispatcher.transport = fake = FakeApp()
    for command in ("/ask-expert", "/mentoring"):
        slack.declare_command(command)
    slack.declare_shortcut("global", "Ask an expert", "ask")
    slack.declare_shortcut("message", "Ask about this", "ask_about")
    return fake
