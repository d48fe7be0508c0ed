"""HTTP connections within bounds: however many come and say nothing, Slack's own are served.

aiohttp alone waits an hour for the head of a request, and logs each malformed one with its traceback.
"""

from __future__ import annotations

import asyncio
import logging
import resource
from contextlib import AsyncExitStack
from typing import Any

from aiohttp import web
from aiohttp.http_exceptions import HttpProcessingError
from aiohttp.web_protocol import RequestHandler

from bot.kit.logs import Seldom

log = logging.getLogger(__name__)

HEAD_SECONDS = 10.0  # from the connection to the end of its first request's head
IDLE_SECONDS = 75.0  # between requests; longer than the proxies before us keep theirs
MOST = 1000
BACKLOG = MOST  # that come at once: what finds no place is sent again after one of Slack's three seconds

_ACCEPT_FAILED = "socket.accept() out of system resource"


class Connections:
    """The open connections of one listening socket, oldest first."""

    def __init__(self, most: int | None = None) -> None:
        self.most = most or _most()
        self.seldom = Seldom(log, seconds=60)
        self._open: dict[Connection, None] = {}

    def opened(self, connection: Connection) -> None:
        """Take one in; beyond the limit the oldest that has nothing under way is closed for it."""
        self._open[connection] = None
        if len(self._open) > self.most:
            victim = next((one for one in self._open if not one.is_busy), connection)
            self.seldom.warning("more than %d connections: idle ones are closed", self.most)
            victim.force_close()
            self._open.pop(victim, None)

    def closed(self, connection: Connection) -> None:
        """Forget one."""
        self._open.pop(connection, None)


class Connection(RequestHandler):
    """One connection, which may not stay silent for long."""

    def __init__(self, connections: Connections, manager: web.Server, **options: Any) -> None:
        super().__init__(manager, **options)
        self._connections = connections
        self._head: asyncio.TimerHandle | None = None

    @property
    def is_busy(self) -> bool:
        """Whether a request is being answered."""
        return self._request_in_progress

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin to wait for a request."""
        super().connection_made(transport)
        self._head = asyncio.get_running_loop().call_later(HEAD_SECONDS, self._close_if_silent)
        self._connections.opened(self)

    def connection_lost(self, exc: BaseException | None) -> None:
        """Tidy up."""
        if self._head is not None:
            self._head.cancel()
        self._connections.closed(self)
        super().connection_lost(exc)

    def _close_if_silent(self) -> None:
        if self._request_count == 0:
            self.force_close()

    def log_exception(self, *args: Any, **how: Any) -> None:
        """Log a fault of ours; of what is no HTTP, that it came."""
        if isinstance(how.get("exc_info"), HttpProcessingError):
            self._connections.seldom.warning("requests that are no HTTP are refused")
        else:
            super().log_exception(*args, **how)


async def listen(
    app: web.Application, host: str, port: int, finish_seconds: float, ending: AsyncExitStack
) -> int:
    """Serve an application until ``ending`` closes; return its port. Raises OSError where that is taken.

    Nothing is unpacked: a signature is over the bytes as they came.
    """
    runner = web.AppRunner(app, shutdown_timeout=finish_seconds)
    await runner.setup()
    ending.push_async_callback(runner.cleanup)
    loop = asyncio.get_running_loop()
    connections = Connections()
    manager = runner.server
    assert manager is not None  # noqa: S101 - setup makes it
    options: dict[str, Any] = {
        "loop": loop,
        "access_log": None,
        "auto_decompress": False,
        "keepalive_timeout": IDLE_SECONDS,
    }
    server = await loop.create_server(
        lambda: Connection(connections, manager, **options), host or None, port, backlog=BACKLOG
    )
    ending.callback(server.close)
    loop.set_exception_handler(_quietly(connections.seldom))
    bound: int = server.sockets[0].getsockname()[1]
    return bound


def _quietly(seldom: Seldom) -> Any:
    """Say once a minute that no connection can be taken: asyncio says it some hundred times a second."""

    def handle(loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        if context.get("message") == _ACCEPT_FAILED:
            seldom.warning("no connection can be taken: the limit of open files is reached (ulimit -n)")
        else:
            loop.default_exception_handler(context)

    return handle


def _most() -> int:
    """Return how many connections there may be: at most half of the files that may be open."""
    allowed, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return MOST if allowed == resource.RLIM_INFINITY else max(min(MOST, allowed // 2), 1)
