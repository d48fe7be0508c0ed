"""The way to the app and the weather on it: signatures, time limits, retries, faults, Socket Mode frames."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from slack_sdk.errors import SlackApiError
from slack_sdk.signature import SignatureVerifier
from slack_sdk.web.async_client import AsyncWebClient

from bot.playground.slack import http_transport
from bot.playground.slack.server import StandIn
from tests.playground.conftest import FakeApp
from tests.support.person import Person


class Receiver:
    """An app's request URL that answers as it is told."""

    def __init__(self) -> None:
        self.requests: list[tuple[dict[str, str], str]] = []
        self.status, self.text, self.wait = 200, "", 0.0
        self.headers: dict[str, str] = {}

    async def take(self, request: web.Request) -> web.Response:
        self.requests.append((dict(request.headers), await request.text()))
        await asyncio.sleep(self.wait)
        return web.Response(status=self.status, text=self.text, headers=self.headers)


@pytest.fixture
async def receiver(slack: StandIn) -> AsyncIterator[Receiver]:
    receiver = Receiver()
    app = web.Application()
    app.router.add_post("/slack/events", receiver.take)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    slack.connect_http(f"http://127.0.0.1:{runner.addresses[0][1]}/slack/events")
    slack.declare_command("/ask-expert")
    yield receiver
    await runner.cleanup()


async def test_requests_are_signed(slack: StandIn, receiver: Receiver, ada: Person) -> None:
    await ada.command("/ask-expert", "äöü")
    await slack.actor.open_home("UADA")
    kinds = []
    for headers, body in receiver.requests:
        assert SignatureVerifier(slack.signing_secret).is_valid_request(body, headers)
        assert not SignatureVerifier("another").is_valid_request(body, headers)
        kinds.append(headers["Content-Type"])
    assert kinds == ["application/x-www-form-urlencoded", "application/json"]


async def test_a_late_answer_is_a_timeout(
    slack: StandIn, receiver: Receiver, ada: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(http_transport, "ACK_SECONDS", 0.1)
    receiver.wait = 0.3
    ada.tolerant = True
    await ada.command("/ask-expert")
    assert ada.notices() == ["/ask-expert failed with the error “operation_timeout”"]
    assert slack.traffic.deliveries[-1].failure == "operation_timeout"


async def test_anything_but_200_fails(slack: StandIn, receiver: Receiver, ada: Person) -> None:
    receiver.status = 204
    ada.tolerant = True
    await ada.command("/ask-expert")
    assert ada.notices() == ["/ask-expert failed with the error “dispatch_failed”"]
    await slack.deactivate("UELI")
    assert slack.traffic.deliveries[-1].failure == "", "an event is content with any 2xx"


async def test_events_are_repeated_until_taken(slack: StandIn, receiver: Receiver) -> None:
    slack.dispatcher.retry_delays = (0.0, 0.02, 0.02)
    receiver.status = 500
    await slack.deactivate("UELI")
    await slack.wait_until(lambda: len(receiver.requests) == 2)
    receiver.status = 200
    await slack.settle()
    assert [h.get("X-Slack-Retry-Num") for h, _ in receiver.requests] == [None, "1", "2"]
    assert receiver.requests[1][0]["X-Slack-Retry-Reason"] == "http_error"
    assert len({json.loads(body)["event_id"] for _, body in receiver.requests}) == 1
    assert [d.retry for d in slack.traffic.deliveries] == [0, 1, 2]


async def test_an_app_can_decline_repetition(slack: StandIn, receiver: Receiver) -> None:
    slack.dispatcher.retry_delays = (0.0,)
    receiver.status, receiver.headers = 500, {"X-Slack-No-Retry": "1"}
    await slack.deactivate("UELI")
    await slack.settle()
    assert len(receiver.requests) == 1


async def test_duplicates_on_demand(slack: StandIn, receiver: Receiver) -> None:
    slack.weather.duplicate_events = 1
    await slack.deactivate("UELI")
    first = slack.traffic.deliveries[0]
    assert len(receiver.requests) == 2
    await slack.dispatcher.redeliver(first)
    assert len({json.loads(body)["event_id"] for _, body in receiver.requests}) == 1


async def test_uninstalling(slack: StandIn, receiver: Receiver, client: AsyncWebClient) -> None:
    await slack.uninstall()
    told = [json.loads(body)["event"]["type"] for _, body in receiver.requests]
    assert sorted(told) == ["app_uninstalled", "tokens_revoked"]
    with pytest.raises(SlackApiError, match="account_inactive"):
        await client.auth_test()


async def test_newcomers_are_announced(slack: StandIn, fake_app: FakeApp) -> None:
    slack.add_channel("general")
    eve = slack.add_person("eve", "Eve Moneypenny", tz="Pacific/Auckland")
    await slack.send_team_join(eve.id)
    assert fake_app.last["event"]["user"]["tz"] == "Pacific/Auckland"
    assert eve.id in next(c for c in slack.workspace.channels.values() if c.name == "general").members


# --- weather ---------------------------------------------------------------------------------------


async def test_rate_limits(slack: StandIn, client: AsyncWebClient) -> None:
    slack.weather.add("chat.postMessage", "rate_limited", times=2, seconds=30)
    for _ in range(2):
        with pytest.raises(SlackApiError) as caught:
            await client.chat_postMessage(channel="UADA", text="x")
        assert caught.value.response.status_code == 429
        assert caught.value.response.headers["Retry-After"] == "30"
    assert (await client.chat_postMessage(channel="UADA", text="x"))["ok"]
    assert [c.fault for c in slack.traffic.calls] == ["rate_limited", "rate_limited", ""]


async def test_done_but_the_answer_is_lost(slack: StandIn, client: AsyncWebClient, ada: Person) -> None:
    slack.weather.add("chat.postMessage", "lost")
    with pytest.raises(aiohttp.ClientError):
        await client.chat_postMessage(channel="UADA", text="Hello")
    assert [m.text for m in ada.dm()] == ["Hello"]
    assert slack.traffic.calls[-1].answer["ok"] is True  # type: ignore[index]


async def test_nothing_done(slack: StandIn, client: AsyncWebClient, ada: Person) -> None:
    slack.weather.add("*", "server_error")
    slack.weather.add("chat.postMessage", "error", code="internal_error")
    slack.weather.add("chat.postMessage", "hang", seconds=0.2)
    with pytest.raises(SlackApiError):
        await client.chat_postMessage(channel="UADA", text="x")
    with pytest.raises(SlackApiError, match="internal_error"):
        await client.chat_postMessage(channel="UADA", text="x")
    with pytest.raises((aiohttp.ClientError, TimeoutError)):
        await client.chat_postMessage(channel="UADA", text="x")
    assert ada.dm() == []


async def test_slow_and_lasting_weather(slack: StandIn, client: AsyncWebClient) -> None:
    slack.weather.add("auth.test", "slow", times=None, seconds=0.05)
    for _ in range(2):
        began = time.monotonic()
        await client.auth_test()
        assert time.monotonic() - began >= 0.05
    slack.weather.clear()
    assert slack.weather.take("auth.test") is None


# --- Socket Mode -----------------------------------------------------------------------------------


async def link(slack: StandIn, session: aiohttp.ClientSession) -> aiohttp.ClientWebSocketResponse:
    bearer = {"Authorization": f"Bearer {slack.app_token}"}
    async with session.post(f"{slack.api_url}apps.connections.open", headers=bearer) as answer:
        url = (await answer.json())["url"]
    slack.connect_socket()
    return await session.ws_connect(url)


async def test_socket_frames(slack: StandIn, ada: Person) -> None:
    slack.declare_command("/ask-expert")
    async with aiohttp.ClientSession() as session:
        socket = await link(slack, session)
        hello = await socket.receive_json()
        assert (hello["type"], hello["num_connections"]) == ("hello", 1)
        assert hello["debug_info"]["approximate_connection_time"] > 0
        typing = asyncio.create_task(ada.command("/ask-expert", "x"))
        frame = await socket.receive_json()
        assert (frame["type"], frame["accepts_response_payload"]) == ("slash_commands", True)
        assert frame["payload"]["text"] == "x"
        await socket.send_str("no json")
        await socket.send_json({"envelope_id": frame["envelope_id"], "payload": {"text": "Hello"}})
        await typing
        assert ada.dm()[-1].text == "Hello"
        leaving = asyncio.create_task(slack.deactivate("UELI"))
        event = await socket.receive_json()
        assert (event["type"], event["accepts_response_payload"]) == ("events_api", False)
        assert (event["retry_attempt"], event["retry_reason"]) == (0, "")
        await socket.send_json({"envelope_id": event["envelope_id"]})
        await leaving
        goodbye = asyncio.create_task(slack.socket_mode.disconnect())
        assert (await socket.receive_json())["reason"] == "refresh_requested"
        await socket.receive()
        await goodbye


async def test_a_socket_that_does_not_acknowledge(
    slack: StandIn, ada: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.playground.slack.socket_mode.ACK_SECONDS", 0.05)
    slack.declare_command("/ask-expert")
    ada.tolerant = True
    async with aiohttp.ClientSession() as session:
        socket = await link(slack, session)
        await ada.command("/ask-expert")
        await socket.close()
    await slack.wait_until(lambda: not slack.socket_mode.connections)
    await ada.command("/ask-expert")
    assert [n.split("“")[1] for n in ada.notices()] == ["operation_timeout”", "dispatch_failed”"]


async def test_a_ticket_is_good_for_one_connection(slack: StandIn) -> None:
    async with aiohttp.ClientSession() as session:
        socket = await link(slack, session)
        with pytest.raises(aiohttp.WSServerHandshakeError):
            await session.ws_connect(f"{slack.url}/link/?ticket=none")
        await socket.close()


def test_which_envelopes_take_an_answer() -> None:
    from bot.playground.slack.socket_mode import accepts_payload

    takes: list[tuple[Any, str]] = [
        ("interactive", "view_submission"),
        ("interactive", "block_suggestion"),
        ("slash_commands", ""),
    ]
    assert all(accepts_payload(envelope, {"type": kind}) for envelope, kind in takes)
    assert not accepts_payload("interactive", {"type": "block_actions"})
    assert not accepts_payload("events_api", {"type": "event_callback"})
