"""What the parts of the UI API share: reading a body, answering, refusing."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable

from aiohttp import web

from bot.playground.slack.guard import HEADERS, refusal
from bot.playground.slack.objects import Json

Route = Callable[[web.Request], Awaitable[Json]]


class RefusedError(Exception):
    """Something the page asked for that cannot be: a code, a sentence to show, an HTTP status."""

    def __init__(self, code: str, notice: str = "", status: int = 400) -> None:
        super().__init__(code)
        self.code, self.notice, self.status = code, notice, status


def answering(route: Route) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
    """Turn a route that returns JSON, or raises RefusedError, into a handler."""

    async def handle(request: web.Request) -> web.StreamResponse:
        try:
            return web.json_response(await route(request), headers=HEADERS)
        except RefusedError as refused:
            return refusal(refused.status, refused.code, refused.notice)

    return handle


async def body_of(request: web.Request) -> Json:
    """Return the JSON object a request carries; {} for none."""
    try:
        body = await request.json() if request.can_read_body else {}
    except (json.JSONDecodeError, UnicodeDecodeError):
        raise RefusedError("bad_json", "That is not JSON.") from None
    return body if isinstance(body, dict) else {}


def whole(value: object, low: int, high: int, name: str) -> int:
    """Return a whole number within bounds. Raises RefusedError."""
    if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
        raise RefusedError(f"bad_{name}", f"{name} must be a whole number from {low} to {high}.")
    return value
