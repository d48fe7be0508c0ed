"""The page's end of the UI API, for tests."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp

from bot.playground.page.site import Site
from tests.support.clock import PATIENCE


class Page:
    """Asks and tells as the page does."""

    def __init__(self, site: Site, session: aiohttp.ClientSession) -> None:
        self.site, self.slack, self.session = site, site.slack, session
        self.headers = {"X-Playground-Token": site.page_token}

    async def ask(self, method: str, path: str, body: Any = None) -> Any:
        url = self.slack.url + path
        async with self.session.request(method, url, json=body, headers=self.headers) as answer:
            return await answer.json()

    async def get(self, path: str) -> Any:
        return await self.ask("GET", path)

    async def post(self, path: str, body: Any = None) -> Any:
        return await self.ask("POST", path, body or {})

    async def delete(self, path: str) -> Any:
        return await self.ask("DELETE", path)

    async def does(self, command: str, person: str = "UADA", **body: Any) -> Any:
        return await self.post(f"/ui/people/{person}/{command}", body)

    async def sees(self, person: str = "UADA") -> Any:
        return await self.get(f"/ui/people/{person}")

    @asynccontextmanager
    async def live(self) -> AsyncIterator[Live]:
        url = f"{self.slack.url}/ui/live?token={self.site.page_token}"
        async with self.session.ws_connect(url) as socket:
            await self.slack.wait_until(lambda: self.site.live.pages)
            yield Live(socket)


class Live:
    """What is pushed to a page."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self.socket = socket
        self.heard: list[Any] = []

    async def hears(self, kind: str, within: float = PATIENCE, **parts: Any) -> Any:
        """Wait for a message of a kind, with these parts."""
        async with asyncio.timeout(within):
            while True:
                told = await self.socket.receive_json()
                self.heard.append(told)
                if told["type"] == kind and all(told.get(k) == v for k, v in parts.items()):
                    return told


@asynccontextmanager
async def open_page(site: Site) -> AsyncIterator[Page]:
    async with aiohttp.ClientSession() as session:
        yield Page(site, session)
