"""What a failed call means: judged from real answers of a real HTTP server."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator

import aiohttp
import pytest
from aiohttp import web
from hypothesis import given
from hypothesis import strategies as st

from bot.kit.slack import (
    DEFAULT_WAIT_SECONDS,
    LONGEST_WAIT_SECONDS,
    NotSent,
    RateLimited,
    Refused,
    SlackClients,
    Unknown,
    _seconds_to_wait,
    classify,
    upload,
)
from tests.support.clock import PATIENCE


class Server:
    """Answers every call as told, and remembers how often it was called."""

    def __init__(self) -> None:
        self.calls = 0
        self.answer: web.Response | None = web.json_response({"ok": True})
        self.hang = 0.0

    async def handle(self, request: web.Request) -> web.Response:
        self.calls += 1
        await request.read()
        await asyncio.sleep(self.hang)
        if self.answer is None:
            assert request.transport is not None
            request.transport.abort()
            return web.Response()
        return self.answer


@pytest.fixture
def server() -> Server:
    return Server()


@pytest.fixture
async def base_url(server: Server) -> AsyncIterator[str]:
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", server.handle)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}/api"
    await runner.cleanup()


@pytest.fixture
async def http() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


async def failure_of(http: aiohttp.ClientSession, base_url: str, seconds: int = 5) -> object:
    with pytest.raises(Exception) as raised:  # noqa: PT011 - which one is the question
        await (
            SlackClients(base_url, http)
            .with_token("xoxb-1", seconds)
            .chat_postMessage(channel="D1", text="x")
        )
    return classify(raised.value)


async def test_a_good_answer_is_an_answer(server: Server, base_url: str, http: aiohttp.ClientSession) -> None:
    answer = await SlackClients(base_url, http).with_token("xoxb-1").auth_test()
    assert answer["ok"] is True


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("token_revoked", "workspace"),
        ("account_inactive", "workspace"),
        ("user_disabled", "recipient"),
        ("channel_not_found", "recipient"),
        ("is_archived", "recipient"),
        ("missing_scope", "scope"),
        ("invalid_blocks", "request"),
        ("a_code_nobody_has_heard_of", "request"),
    ],
)
async def test_refusals_by_code(
    server: Server, base_url: str, http: aiohttp.ClientSession, code: str, kind: str
) -> None:
    server.answer = web.json_response({"ok": False, "error": code})
    failure = await failure_of(http, base_url)
    assert isinstance(failure, Refused)
    assert (failure.code, failure.kind) == (code, kind)


@pytest.mark.parametrize("code", ["fatal_error", "internal_error", "request_timeout"])
async def test_slacks_own_trouble_leaves_the_fate_open(
    server: Server, base_url: str, http: aiohttp.ClientSession, code: str
) -> None:
    server.answer = web.json_response({"ok": False, "error": code})
    assert await failure_of(http, base_url) == Unknown(code)


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (web.Response(status=500, text="oops"), Unknown("http_500")),
        (web.Response(status=503, text="{", content_type="application/json"), Unknown("http_503")),
        (web.json_response({"ok": False, "error": "invalid_blocks"}, status=500), Unknown("http_500")),
        (web.Response(status=200, text="<html>", content_type="text/html"), Unknown("http_200")),
        (web.Response(status=403, text="proxy says no"), NotSent("http_403")),
        (web.json_response([1]), Unknown("no_answer")),
        (web.Response(status=429, headers={"Retry-After": "7"}), RateLimited(7)),
        (web.json_response({"ok": False, "error": "ratelimited"}, status=429), RateLimited(30)),
        (web.json_response({"ok": False, "error": "ratelimited"}), RateLimited(30)),
    ],
)
async def test_answers_that_are_not_slacks_usual_ones(
    server: Server, base_url: str, http: aiohttp.ClientSession, answer: web.Response, expected: object
) -> None:
    server.answer = answer
    assert await failure_of(http, base_url) == expected


async def test_a_dropped_connection_is_unknown_and_never_repeated(
    server: Server, base_url: str, http: aiohttp.ClientSession
) -> None:
    server.answer = None
    assert isinstance(await failure_of(http, base_url), Unknown)
    assert server.calls == 1


async def test_the_time_limit_holds_on_the_shared_session(
    server: Server, base_url: str, http: aiohttp.ClientSession
) -> None:
    server.hang = PATIENCE
    started = time.monotonic()
    assert await failure_of(http, base_url, seconds=1) == Unknown("timeout")
    assert time.monotonic() - started < PATIENCE / 2


async def test_nobody_listening_means_not_sent(http: aiohttp.ClientSession, unused_tcp_port: int) -> None:
    assert isinstance(await failure_of(http, f"http://127.0.0.1:{unused_tcp_port}/api"), NotSent)


async def test_a_name_that_does_not_resolve_means_not_sent(http: aiohttp.ClientSession) -> None:
    assert isinstance(await failure_of(http, "http://slack.invalid/api"), NotSent)


async def test_a_failed_upload_is_judged_too(
    server: Server, base_url: str, http: aiohttp.ClientSession
) -> None:
    client = SlackClients(base_url, http).with_token("xoxb-1")
    server.answer = web.Response(status=502)
    with pytest.raises(aiohttp.ClientResponseError) as raised:
        await upload(client, f"{base_url}/up", b"BEGIN:VCALENDAR")
    assert classify(raised.value) == Unknown("http_502")


@given(st.one_of(st.text(), st.floats().map(str), st.integers().map(str)))
def test_any_retry_after_gives_a_sane_wait(text: str) -> None:
    assert 1 <= _seconds_to_wait({"Retry-After": text}) <= LONGEST_WAIT_SECONDS
    assert _seconds_to_wait(None) == DEFAULT_WAIT_SECONDS
