"""Live updates: open pages hear over a WebSocket whose screens changed, and whatever else is new."""

from __future__ import annotations

import asyncio

from aiohttp import web

from bot.playground.slack.objects import Json
from bot.playground.slack.workspace import Workspace

PAGE_SECONDS = 5  # for a page to take a message; one that does not is let go, and connects again


class Live:
    """The open pages: told which people's screens changed, and whatever else is pushed."""

    def __init__(self, workspace: Workspace) -> None:
        self.pages: set[web.WebSocketResponse] = set()
        self._changed: set[str] = set()
        self._queued: list[Json] = []
        self._task: asyncio.Task[None] | None = None
        workspace.watchers.append(self._note)

    def _note(self, people: set[str]) -> None:
        if self.pages and people:
            self._changed |= people
            self._start()

    def push(self, message: Json) -> None:
        """Send a message to every open page, soon and in order."""
        if self.pages:
            self._queued.append(message)
            self._start()

    def _start(self) -> None:
        if self._task is None or self._task.done():
            self._task = asyncio.get_running_loop().create_task(self._send_all())

    async def _send_all(self) -> None:
        while self._changed or self._queued:
            await asyncio.sleep(0)  # what happens together is told together
            people, self._changed = sorted(self._changed), set()
            messages, self._queued = self._queued, []
            if people:
                messages = [{"type": "changed", "people": people}, *messages]
            await asyncio.gather(*(self._send(page, messages) for page in list(self.pages)))
            await asyncio.sleep(0.01)  # and so is what happens within a moment of it

    async def _send(self, page: web.WebSocketResponse, messages: list[Json]) -> None:
        try:
            async with asyncio.timeout(PAGE_SECONDS):
                for message in messages:
                    if not page.closed:
                        await page.send_json(message)
        except (TimeoutError, ConnectionError):
            self.pages.discard(page)

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """Keep a page's connection until it closes."""
        page = web.WebSocketResponse(heartbeat=30.0)
        await page.prepare(request)
        self.pages.add(page)
        try:
            async for _ in page:
                pass
        finally:
            self.pages.discard(page)
        return page

    async def close(self) -> None:
        """Let every page go."""
        if self._task is not None:
            self._task.cancel()
        for page in list(self.pages):
            await page.close()
