"""Socket Mode: the connection is kept open whatever happens to it, and what was begun is answered."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest

from bot.kit.clock import SystemClock
from bot.kit.settings import Settings
from bot.playground.slack.server import StandIn
from bot.process import Running, start_service
from tests.support.clock import PATIENCE
from tests.support.person import Person


@pytest.fixture
async def slack() -> AsyncIterator[StandIn]:
    async with StandIn(SystemClock()) as stand_in:
        stand_in.declare_command("/ask-expert")
        stand_in.connect_socket()
        yield stand_in


@pytest.fixture
def ada(slack: StandIn) -> Person:
    person = slack.add_person("ada", "Ada Lovelace")
    slack.add_channel("general")
    return Person(slack, person.id)


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.kit.socket_mode.WATCH_SECONDS", 0.05)
    monkeypatch.setattr("bot.kit.socket_mode.PATIENCE_SECONDS", 0.2)


@pytest.fixture
def given_settings(slack: StandIn, sqlite_url: str, encryption_keys: str) -> Settings:
    return Settings(
        slack_bot_token=slack.bot_token,
        slack_app_token=slack.app_token,
        slack_api_url=slack.api_url,
        database_url=sqlite_url,
        encryption_keys=encryption_keys,
        host="127.0.0.1",
        port=0,
    )


@pytest.fixture
async def running(quick: None, given_settings: Settings, slack: StandIn) -> AsyncIterator[Running]:
    service = await start_service(given_settings)
    await slack.wait_until(lambda: slack.socket_mode.connections)
    yield service
    await service.stop()


async def test_a_connection_that_slack_closes_is_opened_again(
    running: Running, slack: StandIn, ada: Person
) -> None:
    (old,) = slack.socket_mode.connections
    await slack.socket_mode.disconnect()
    await slack.wait_until(
        lambda: slack.socket_mode.connections and old not in slack.socket_mode.connections, within=PATIENCE
    )
    await ada.command("/ask-expert", "How do I read a trace?")
    assert ada.modal()


async def test_a_connection_that_died_unnoticed_is_replaced(
    running: Running, slack: StandIn, ada: Person, caplog: pytest.LogCaptureFixture
) -> None:
    before = len(slack.traffic.calls_of("apps.connections.open"))
    assert running.socket is not None
    client: Any = running.socket._handler.client  # type: ignore[union-attr]
    client.current_session_monitor.cancel()  # what the SDK is like when its own watch has ended
    client.stale = True
    await slack.wait_until(
        lambda: len(slack.traffic.calls_of("apps.connections.open")) > before, within=PATIENCE
    )
    await slack.wait_until(lambda: len(slack.socket_mode.connections) == 1, within=PATIENCE)
    await ada.command("/ask-expert", "How do I read a trace?")
    assert ada.modal()
    assert "opening another" in caplog.text


async def test_what_is_under_way_is_answered_before_the_end(
    quick: None, given_settings: Settings, slack: StandIn, ada: Person
) -> None:
    service = await start_service(given_settings)
    await slack.wait_until(lambda: slack.socket_mode.connections)
    slack.weather.add("views.open", "slow", seconds=0.8)
    asking = asyncio.create_task(ada.command("/ask-expert", "How do I read a trace?"))
    await slack.wait_until(lambda: not slack.weather.faults, within=PATIENCE)  # it is under way
    await service.stop()
    await asking
    assert ada.modal()


async def test_events_that_slack_holds_back_are_a_line_in_the_log(
    running: Running, slack: StandIn, caplog: pytest.LogCaptureFixture
) -> None:
    held_back = {"type": "app_rate_limited", "team_id": "T123", "minute_rate_limited": 1518467820}
    answer = await slack.socket_mode.deliver("events_api", held_back, 0, "")
    assert answer.status == 200
    (line,) = [one for one in caplog.messages if "holds back events" in one]
    assert "T123" in line


async def test_slack_away_at_the_start_is_not_the_end(
    quick: None, given_settings: Settings, slack: StandIn
) -> None:
    slack.weather.add("apps.connections.open", "server_error", times=1)
    service = await start_service(given_settings)
    try:
        await slack.wait_until(lambda: slack.socket_mode.connections, within=PATIENCE)
    finally:
        await service.stop()
