"""Hearing Slack over a connection that we open, for hosts that Slack cannot reach (Socket Mode)."""

from __future__ import annotations

import asyncio
import logging
import time
from typing import Any

from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.app.async_app import AsyncApp
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.response import SocketModeResponse
from slack_sdk.web.async_client import AsyncWebClient

from bot.kit.proxies import proxy_for

log = logging.getLogger(__name__)

WATCH_SECONDS = 5.0
PATIENCE_SECONDS = 30.0  # the SDK reconnects by itself well within this, unless it has stopped silently
RATE_LIMITED = (
    "Slack holds back events of workspace %s, because there were more than 30,000 in an hour: what they "
    "would have told is read again within a day"
)
LOGGER = logging.getLogger("slack_sdk.socket_mode.pinchpoint")


class SocketMode:
    """Keeps a connection to Slack open, and replaces one that has died without the SDK's noticing."""

    def __init__(self, app: AsyncApp, app_token: str, client: AsyncWebClient) -> None:
        self._app = app
        self._app_token = app_token
        self._client = client
        self._handler: _Handler | None = None
        self._watch: asyncio.Task[None] | None = None
        self._alive_at = time.monotonic()

    async def start(self) -> None:
        """Connect in the background: an absent Slack must not keep the process from starting."""
        self._handler = self._open()
        self._watch = asyncio.create_task(self._watching())

    async def is_connected(self) -> bool:
        """Tell whether Slack can reach us at this moment."""
        return self._handler is not None and bool(await self._handler.client.is_connected())

    async def stop(self, seconds: float) -> None:
        """Take nothing new, let what is under way be answered for at most so many seconds, and hang up."""
        if self._watch is not None:
            self._watch.cancel()
            await asyncio.gather(self._watch, return_exceptions=True)
        if self._handler is not None:
            await self._handler.finish(seconds)

    def _open(self) -> _Handler:
        handler = _Handler(self._app, self._app_token, LOGGER, self._client)
        handler.connecting = asyncio.create_task(handler.connect_async())  # type: ignore[no-untyped-call]
        self._alive_at = time.monotonic()
        return handler

    async def _watching(self) -> None:
        while True:
            await asyncio.sleep(WATCH_SECONDS)
            if await self.is_connected():
                self._alive_at = time.monotonic()
            elif time.monotonic() - self._alive_at > PATIENCE_SECONDS and self._handler is not None:
                log.warning("Slack's connection was silent for %.0f s: opening another", PATIENCE_SECONDS)
                dead, self._handler = self._handler, self._open()
                await dead.finish(0)


class _Connection(SocketModeClient):
    """The SDK's client, which here reconnects once for one reason.

    Slack says that it will close a connection and then closes it. The SDK opens another one for each of the
    two, and what arrives on the first is lost.
    """

    _reconnecting: asyncio.Lock | None = None
    wss_uri: str | None = None  # read before the SDK sets it

    @property
    def proxy(self) -> str | None:
        """Through what the address that Slack gave is reached."""
        return proxy_for(self.wss_uri) if self.wss_uri else None

    @proxy.setter
    def proxy(self, value: str | None) -> None:
        """Leave aside what the SDK finds by a rule of its own."""

    async def connect_to_new_endpoint(self, force: bool = False) -> None:
        """Open another connection, unless the one that was there has been replaced meanwhile."""
        left = self.current_session
        self._reconnecting = self._reconnecting or asyncio.Lock()
        async with self._reconnecting:
            if self.current_session is left:
                await super().connect_to_new_endpoint(force)


class _Handler(AsyncSocketModeHandler):
    """Bolt's handler, which here knows what it has under way."""

    def __init__(self, app: AsyncApp, app_token: str, logger: logging.Logger, client: AsyncWebClient) -> None:
        self.app = app
        self.app_token = app_token
        self.client = _Connection(app_token=app_token, logger=logger, web_client=client, ping_interval=10)
        self.client.socket_mode_request_listeners.append(self.handle)
        self.connecting: asyncio.Task[Any] | None = None
        self._under_way: set[asyncio.Task[Any]] = set()
        self._finishing = False

    async def handle(self, client: Any, req: Any) -> None:
        """Dispatch one envelope. One that comes while we stop is left: Slack gives it to another process."""
        task = asyncio.current_task()
        if self._finishing or task is None:
            return
        if req.payload.get("type") == "app_rate_limited":
            log.warning(RATE_LIMITED, req.payload.get("team_id"))
            await client.send_socket_mode_response(SocketModeResponse(envelope_id=req.envelope_id))
            return
        self._under_way.add(task)
        try:
            await super().handle(client, req)
        finally:
            self._under_way.discard(task)

    async def finish(self, seconds: float) -> None:
        """Answer what is under way, for at most so many seconds, then hang up."""
        self._finishing = True
        if self._under_way and seconds > 0:
            await asyncio.wait(self._under_way, timeout=seconds)
        await self.close_async()  # type: ignore[no-untyped-call]
        if self.connecting is not None:
            self.connecting.cancel()
            await asyncio.gather(self.connecting, return_exceptions=True)
