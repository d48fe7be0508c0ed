"""One rule for everything that leaves: HTTPS_PROXY and NO_PROXY hold for calls, uploads and answers alike."""

from __future__ import annotations

from collections.abc import AsyncIterator

import aiohttp
import pytest
from aiohttp import web

from bot.kit.proxies import proxy_for
from bot.kit.slack import SlackClients, upload
from bot.kit.socket_mode import _Connection

PROXY = "http://proxy.example:3128"


@pytest.mark.parametrize(
    ("url", "proxy"),
    [
        ("https://slack.com/api/", PROXY),
        ("https://files.slack.com/upload/v1/x", PROXY),
        ("wss://wss-primary.slack.com/link", PROXY),
        ("https://hooks.slack.com/actions/x", None),  # in NO_PROXY
        ("https://inner.example:8443/api/", None),
        ("http://slack.example/api/", None),  # nothing is set for http
        ("https://127.0.0.1:9/api/", None),
        ("https://localhost/api/", None),
        ("https://[::1]:9/api/", None),
    ],
)
def test_what_is_reached_through_the_proxy(
    monkeypatch: pytest.MonkeyPatch, url: str, proxy: str | None
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", PROXY)
    monkeypatch.setenv("NO_PROXY", "hooks.slack.com,.inner.example,inner.example:8443")
    assert proxy_for(url) == proxy


@pytest.fixture
async def proxied(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[list[str]]:
    """A proxy that answers in place of whatever is asked for; returns what that was."""
    asked: list[str] = []

    async def answer(request: web.Request) -> web.Response:
        asked.append(f"{request.headers['Host']}{request.path}")
        return web.json_response({"ok": True})

    server = web.Application()
    server.router.add_route("*", "/{path:.*}", answer)
    runner = web.AppRunner(server)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    monkeypatch.setenv("HTTP_PROXY", f"http://127.0.0.1:{runner.addresses[0][1]}")
    yield asked
    await runner.cleanup()


async def everything(clients: SlackClients) -> list[bool]:
    """Make one request of each kind; return which of them came to an answer."""
    client = clients.with_token("xoxb-1", timeout=5)
    calls = [
        client.auth_test(),
        upload(client, "http://files.slack.test/upload/v1/x", b"BEGIN:VCALENDAR"),
        clients.respond("http://slack.test/response/x", {"text": "hello"}),
    ]
    return [await _succeeds(call) for call in calls]


async def _succeeds(call: object) -> bool:
    try:
        await call  # type: ignore[misc]
    except Exception:
        return False
    return True


async def test_calls_uploads_and_answers_take_the_same_way(proxied: list[str]) -> None:
    async with aiohttp.ClientSession() as http:
        assert await everything(SlackClients("http://slack.test/api/", http)) == [True, True, True]
    assert proxied == [
        "slack.test/api/auth.test",
        "files.slack.test/upload/v1/x",
        "slack.test/response/x",
    ]


async def test_the_control_hosts_in_no_proxy_are_not_asked_of_it(
    proxied: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_PROXY", ".slack.test,slack.test")
    async with aiohttp.ClientSession() as http:
        assert await everything(SlackClients("http://slack.test/api/", http)) == [False, False, False]
    assert proxied == []


async def test_socket_mode_takes_it_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", PROXY)
    async with aiohttp.ClientSession() as http:
        client = SlackClients("https://slack.com/api/", http).with_token(None)
        connection = _Connection(app_token="xapp-1", web_client=client)
        assert connection.proxy is None  # it is not known yet where to
        connection.wss_uri = "wss://wss-primary.slack.com/link"
        assert connection.proxy == PROXY
        monkeypatch.setenv("NO_PROXY", "*")
        assert connection.proxy is None
        await connection.close()
