"""The UI API: what the playground's page asks and tells, live over a WebSocket. Page token only."""

from __future__ import annotations

import asyncio
import hmac
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from aiohttp import web

from bot.playground.outcome import ImpossibleError, Outcome
from bot.playground.snapshot import instant, overview, snapshot
from bot.playground.world import Json

if TYPE_CHECKING:
    from bot.playground.server import StandIn

STATIC = Path(__file__).parent / "static"
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "font-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}
Gesture = Callable[["StandIn", str, Json], Awaitable[Outcome | None]]


def is_page(request: web.Request, token: str) -> bool:
    """Tell whether a request carries the page's token."""
    given = request.headers.get("X-Playground-Token") or request.query.get("token", "")
    return hmac.compare_digest(given.encode(), token.encode())


class Live:
    """The open pages: told which people's screens changed, and when the clock moved."""

    def __init__(self, stand_in: StandIn) -> None:
        self.stand_in = stand_in
        self.pages: set[web.WebSocketResponse] = set()
        self._changed: set[str] = set()
        self._task: asyncio.Task[None] | None = None
        stand_in.world.watchers.append(self._note)

    def _note(self, people: set[str]) -> None:
        if not self.pages:
            return
        self._changed |= people
        if people and (self._task is None or self._task.done()):
            self._task = asyncio.get_running_loop().create_task(self._tell())

    async def _tell(self) -> None:
        while self._changed:
            await asyncio.sleep(0.01)
            people, self._changed = sorted(self._changed), set()
            await self.send({"type": "changed", "people": people})

    async def send(self, message: Json) -> None:
        """Send one message to every open page."""
        for page in list(self.pages):
            if not page.closed:
                await page.send_json(message)

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

    def guarded(handler: Callable[[web.Request], Awaitable[web.StreamResponse]]) -> Any:
        async def check(request: web.Request) -> web.StreamResponse:
            if not is_page(request, stand_in.page_token):
                return web.json_response(
                    {"ok": False, "error": "bad_page_token"}, status=403, headers=HEADERS
                )
            return await handler(request)

        return check

    async def index(request: web.Request) -> web.StreamResponse:
        page = STATIC / "index.html"
        if not page.is_file():
            return web.Response(status=404, text="The page is not installed.", headers=HEADERS)
        return web.Response(text=page.read_text("utf-8"), content_type="text/html", headers=HEADERS)

    async def state(request: web.Request) -> web.StreamResponse:
        return web.json_response(overview(stand_in), headers=HEADERS)

    async def person(request: web.Request) -> web.StreamResponse:
        uid = request.match_info["uid"]
        if uid not in stand_in.world.users:
            return web.json_response({"ok": False, "error": "user_not_found"}, status=404, headers=HEADERS)
        return web.json_response(snapshot(stand_in, uid), headers=HEADERS)

    async def gesture(request: web.Request) -> web.StreamResponse:
        return await _gesture(stand_in, request)

    async def clock(request: web.Request) -> web.StreamResponse:
        return await _clock(stand_in, request)

    app.router.add_get("/", guarded(index))
    app.router.add_get("/ui/state", guarded(state))
    app.router.add_get("/ui/people/{uid}", guarded(person))
    app.router.add_post("/ui/people/{uid}/{gesture}", guarded(gesture))
    app.router.add_post("/ui/clock", guarded(clock))
    app.router.add_get("/ui/live", guarded(stand_in.live.handle))
    app.router.add_get("/static/{path:.+}", _static)


async def _static(request: web.Request) -> web.StreamResponse:
    path = (STATIC / request.match_info["path"]).resolve()
    if not path.is_relative_to(STATIC.resolve()) or not path.is_file():
        return web.Response(status=404)
    return web.FileResponse(path, headers=HEADERS)


async def _body(request: web.Request) -> Json:
    body = await request.json() if request.can_read_body else {}
    return body if isinstance(body, dict) else {}


async def _gesture(stand_in: StandIn, request: web.Request) -> web.StreamResponse:
    action = GESTURES.get(request.match_info["gesture"])
    if action is None:
        return web.json_response({"ok": False, "error": "unknown_gesture"}, status=404, headers=HEADERS)
    try:
        outcome = await action(stand_in, request.match_info["uid"], await _body(request))
    except (ImpossibleError, KeyError, ValueError) as gone:
        missing = f"missing_{gone.args[0]}" if isinstance(gone, KeyError) else str(gone)
        outcome = Outcome(False, missing, "That is no longer there.")
    return web.json_response((outcome or Outcome()).json(), headers=HEADERS)


async def _clock(stand_in: StandIn, request: web.Request) -> web.StreamResponse:
    body = await _body(request)
    now = stand_in.clock.now()
    try:
        step = timedelta(seconds=float(body.get("advance_seconds", 0)))
        if body.get("to"):
            step = datetime.fromisoformat(body["to"].replace("Z", "+00:00")) - now
    except (TypeError, ValueError, OverflowError):
        return web.json_response({"ok": False, "error": "bad_time"}, status=400, headers=HEADERS)
    shift = getattr(stand_in.clock, "shift", None)
    if step < timedelta(0) or shift is None:
        return web.json_response({"ok": False, "error": "never_backwards"}, status=400, headers=HEADERS)
    shift(step)
    told = instant(stand_in.clock.now())
    await stand_in.live.send({"type": "clock", "now": told})
    return web.json_response({"ok": True, "now": told}, headers=HEADERS)


async def _command(s: StandIn, uid: str, b: Json) -> Outcome:
    return await s.people.command(uid, b.get("channel", ""), b["text"])


async def _write(s: StandIn, uid: str, b: Json) -> None:
    await s.people.message(uid, b["channel"], b["text"], b.get("thread_ts"))


async def _shortcut(s: StandIn, uid: str, b: Json) -> Outcome:
    return await s.people.shortcut(uid, b["callback_id"])


async def _message_shortcut(s: StandIn, uid: str, b: Json) -> Outcome:
    return await s.people.message_shortcut(uid, b["callback_id"], b["channel"], b["ts"])


async def _home(s: StandIn, uid: str, b: Json) -> Outcome:
    return await s.people.open_home(uid)


async def _read(s: StandIn, uid: str, b: Json) -> None:
    s.people.read(uid, b["channel"])


async def _action(s: StandIn, uid: str, b: Json) -> Outcome:
    return await s.people.act(
        uid,
        b["container"],
        b["block_id"],
        b["action_id"],
        state=b.get("state", {}),
        values=b.get("values", {}),
    )


async def _submit(s: StandIn, uid: str, b: Json) -> Outcome:
    return await s.people.submit(uid, b["view_id"], b.get("values", {}))


async def _close(s: StandIn, uid: str, b: Json) -> Outcome:
    return await s.people.close(uid, b["view_id"])


async def _options(s: StandIn, uid: str, b: Json) -> Outcome:
    return await s.people.options(
        uid, b["container"], b["block_id"], b["action_id"], query=b.get("query", "")
    )


async def _dismiss(s: StandIn, uid: str, b: Json) -> None:
    s.people.dismiss(uid, b["notice_id"])


GESTURES: dict[str, Gesture] = {
    "command": _command,
    "message": _write,
    "shortcut": _shortcut,
    "message_shortcut": _message_shortcut,
    "home": _home,
    "read": _read,
    "action": _action,
    "submit": _submit,
    "close": _close,
    "options": _options,
    "dismiss": _dismiss,
}
