"""The UI API: what the playground's page asks and tells, live over a WebSocket. Page token only."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING

from aiohttp import web

from bot.playground import shapes, ui_inspect, ui_stage
from bot.playground.gestures import perform
from bot.playground.guard import HEADERS
from bot.playground.snapshot import overview, snapshot
from bot.playground.uikit import RefusedError, answering, body_of
from bot.playground.world import Json

if TYPE_CHECKING:
    from bot.playground.server import StandIn

STATIC = Path(__file__).parent / "static"
PAGE_SECONDS = 5  # for a page to take a message; one that does not is let go, and connects again


class Live:
    """The open pages: told which people's screens changed, and whatever else is pushed."""

    def __init__(self, stand_in: StandIn) -> None:
        self.pages: set[web.WebSocketResponse] = set()
        self._changed: set[str] = set()
        self._waiting: list[Json] = []
        self._task: asyncio.Task[None] | None = None
        stand_in.world.watchers.append(self._note)

    def _note(self, people: set[str]) -> None:
        if self.pages and people:
            self._changed |= people
            self._begin()

    def push(self, message: Json) -> None:
        """Send a message to every open page, soon and in order."""
        if self.pages:
            self._waiting.append(message)
            self._begin()

    def _begin(self) -> None:
        if self._task is None or self._task.done():
            self._task = asyncio.get_running_loop().create_task(self._tell())

    async def _tell(self) -> None:
        while self._changed or self._waiting:
            await asyncio.sleep(0)  # what happens together is told together
            people, self._changed = sorted(self._changed), set()
            messages, self._waiting = self._waiting, []
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


def add_routes(app: web.Application, stand_in: StandIn) -> None:
    """Add the page, its files and the UI API to the server."""

    async def index(request: web.Request) -> web.StreamResponse:
        page = STATIC / "index.html"
        if not page.is_file():
            return web.Response(status=404, text="The page is not installed.", headers=HEADERS)
        return web.Response(text=page.read_text("utf-8"), content_type="text/html", headers=HEADERS)

    async def state(request: web.Request) -> Json:
        return overview(stand_in)

    async def person(request: web.Request) -> Json:
        uid = request.match_info["uid"]
        if uid not in stand_in.world.users:
            raise RefusedError("user_not_found", "This person is not here.", 404)
        return snapshot(stand_in, uid)

    async def gesture(request: web.Request) -> Json:
        name = request.match_info["gesture"]
        return await _gesture(stand_in, request.match_info["uid"], name, await body_of(request))

    async def give_file(request: web.Request) -> Json:
        return await _give_file(stand_in, request)

    app.router.add_get("/", index)
    app.router.add_get("/ui/state", answering(state))
    app.router.add_get("/ui/people/{uid}", answering(person))
    app.router.add_post("/ui/people/{uid}/file", answering(give_file))
    app.router.add_post("/ui/people/{uid}/{gesture}", answering(gesture))
    app.router.add_get("/ui/live", stand_in.live.handle)
    app.router.add_get("/static/{path:.+}", _static)
    ui_stage.add_routes(app, stand_in)
    ui_inspect.add_routes(app, stand_in)


async def _static(request: web.Request) -> web.StreamResponse:
    path = (STATIC / request.match_info["path"]).resolve()
    if not path.is_relative_to(STATIC.resolve()) or not path.is_file():
        return web.Response(status=404)
    return web.FileResponse(path, headers=HEADERS)


async def _give_file(stand_in: StandIn, request: web.Request) -> Json:
    """Take a file that a person chose in a form; its shape goes into the state of the file input."""
    world, uid = stand_in.world, request.match_info["uid"]
    if uid not in world.users:
        raise RefusedError("user_not_found", "This person is not here.", 404)
    name = request.query.get("name") or "file"
    try:
        content = await request.read()
    except web.HTTPRequestEntityTooLarge:
        raise RefusedError("file_too_large", "It is too large for the playground.", 413) from None
    if not content:
        raise RefusedError("file_empty", "It is empty.")
    return {"ok": True, "file": shapes.file(world, world.hand_over(uid, name, content))}


async def _gesture(stand_in: StandIn, uid: str, name: str, body: Json) -> Json:
    """Do what a person did in the page, and note it in the journey."""
    if stand_in.backstage is not None:
        await stand_in.backstage.ready()
        if stand_in.backstage.busy:
            raise RefusedError("busy", "The scene is being set.", 409)
    step = stand_in.journey.describe(uid, name, body)
    try:
        outcome = await perform(stand_in, uid, name, body)
    except LookupError:
        raise RefusedError("unknown_gesture", "There is no such gesture.", 404) from None
    if outcome.ok and step is not None:
        stand_in.journey.add(step | ({"errors": sorted(outcome.errors)} if outcome.errors else {}))
    return outcome.json()
