"""Connections that say nothing, and requests that are none: Slack is served beside them, in few log lines."""

from __future__ import annotations

import asyncio
import logging
import sys
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import aiohttp
import pytest
from aiohttp import web

from bot.kit import connections
from bot.kit.connections import listen
from tests.support.clock import PATIENCE, eventually

ROOT = Path(__file__).parent.parent
DESCRIPTORS = 128


@pytest.fixture
async def port() -> AsyncIterator[int]:
    async def answer(_request: web.Request) -> web.Response:
        return web.Response(text="yes")

    app = web.Application()
    app.router.add_get("/", answer)
    async with AsyncExitStack() as ending:
        yield await listen(app, "127.0.0.1", 0, 0.2, ending)


async def ask(port: int) -> str:
    async with aiohttp.ClientSession() as http, http.get(f"http://127.0.0.1:{port}/") as answer:
        return await answer.text()


class Silent:
    """Connections on which nothing, or only so much, is ever said."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.open: list[tuple[asyncio.StreamReader, asyncio.StreamWriter]] = []

    async def connect(self, said: bytes = b"") -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        writer.write(said)
        self.open.append((reader, writer))

    async def left(self) -> int:
        """How many are still open."""
        await asyncio.sleep(0.05)
        return sum(not reader.at_eof() for reader, _ in self.open)

    def close(self) -> None:
        for _, writer in self.open:
            writer.close()


SERVER = """
import asyncio, logging, resource
from contextlib import AsyncExitStack
from aiohttp import web
from bot.kit import connections

resource.setrlimit(resource.RLIMIT_NOFILE, ({descriptors}, {descriptors}))
logging.basicConfig()
{change}

async def answer(_request):
    return web.Response(text="yes")

async def main():
    app = web.Application()
    app.router.add_get("/", answer)
    async with AsyncExitStack() as ending:
        print(await connections.listen(app, "127.0.0.1", 0, 0.2, ending), flush=True)
        await asyncio.Event().wait()

asyncio.run(main())
"""


@pytest.mark.parametrize(
    ("change", "served"),
    [("", True), ("connections._most = lambda: 100_000", False)],
    ids=["bounded", "control"],
)
async def test_whoever_opens_more_than_may_be_open_keeps_nobody_out(change: str, served: bool) -> None:
    program = SERVER.format(descriptors=DESCRIPTORS, change=change)
    server = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", program),
        cwd=ROOT,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    assert server.stdout is not None
    silent = Silent(int(await server.stdout.readline()))
    for _ in range(2 * DESCRIPTORS):
        await silent.connect()
    try:
        async with asyncio.timeout(PATIENCE if served else 3):
            assert await ask(silent.port) == "yes"
        assert served
    except TimeoutError:
        assert not served
    finally:
        silent.close()
        server.kill()
    _, said = await server.communicate()
    assert len(said.splitlines()) <= 3, said.decode()


async def test_a_head_that_never_ends_is_not_waited_for(port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "HEAD_SECONDS", 0.3)
    silent = Silent(port)
    for said in (b"", b"GET / HTTP/1.1\r\nHost: x\r\nX-Slow: "):
        await silent.connect(said)
    assert await silent.left() == 2
    readers = [reader for reader, _ in silent.open]
    async with asyncio.timeout(PATIENCE):
        await asyncio.gather(*(reader.read() for reader in readers))
    assert await silent.left() == 0
    silent.close()


async def test_the_control_a_request_that_is_whole_is_answered_and_its_connection_kept(
    port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections, "HEAD_SECONDS", 0.1)
    silent = Silent(port)
    await silent.connect(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
    assert b"200 OK" in await silent.open[0][0].readuntil(b"yes")
    await asyncio.sleep(0.3)
    assert await silent.left() == 1
    silent.close()


async def test_an_idle_connection_is_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    assert connections.IDLE_SECONDS > 60  # as long as proxies keep theirs
    monkeypatch.setattr(connections, "IDLE_SECONDS", 0.3)
    app = web.Application()
    async with AsyncExitStack() as ending:
        silent = Silent(await listen(app, "127.0.0.1", 0, 0.2, ending))
        await silent.connect(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        async with asyncio.timeout(PATIENCE):
            assert b"404" in await silent.open[0][0].read()  # until it is closed
        silent.close()


async def test_the_oldest_that_does_nothing_makes_room(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "_most", lambda: 3)
    busy, go_on = asyncio.Event(), asyncio.Event()

    async def slow(_request: web.Request) -> web.Response:
        busy.set()
        await go_on.wait()
        return web.Response(text="yes")

    app = web.Application()
    app.router.add_get("/", slow)
    async with AsyncExitStack() as ending:
        silent = Silent(await listen(app, "127.0.0.1", 0, 0.2, ending))
        await silent.connect(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")  # the oldest, but at work
        await busy.wait()
        for _ in range(3):
            await silent.connect()
        async with asyncio.timeout(PATIENCE):
            assert await silent.open[1][0].read() == b""
        assert await silent.left() == 3
        go_on.set()
        async with asyncio.timeout(PATIENCE):
            assert b"200 OK" in await silent.open[0][0].readuntil(b"yes")
        silent.close()


async def test_what_is_no_http_is_refused_in_one_line_of_the_log(
    port: int, caplog: pytest.LogCaptureFixture
) -> None:
    silent = Silent(port)
    with caplog.at_level(logging.INFO):
        for said in (b"\x16\x03\x01\x02\x00", b"HELO x\r\n\r\n", b"GET / HTTP/9.9\r\n\r\n") * 20:
            await silent.connect(said)
        await eventually(lambda: caplog.messages)
        assert await ask(port) == "yes"
    assert [one for one in caplog.messages if "no HTTP" in one] == ["requests that are no HTTP are refused"]
    assert not [one for one in caplog.records if one.exc_info]
    silent.close()


async def test_a_fault_of_ours_is_still_logged(caplog: pytest.LogCaptureFixture) -> None:
    """The control."""

    async def fails(_request: web.Request) -> web.Response:
        raise RuntimeError("ours")

    app = web.Application()
    app.router.add_get("/", fails)
    async with AsyncExitStack() as ending:
        port = await listen(app, "127.0.0.1", 0, 0.2, ending)
        assert "500" in await ask(port)
    assert [one for one in caplog.records if one.exc_info]
