"""The page's token: every route asks for it, except those with a secret of their own or nothing to hide."""

from __future__ import annotations

import hmac

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

from bot.playground.slack.guard import refusal

# A bot token, a ticket, a secret address, or the page's own public files.
OTHER_KEYS = (
    *("/static/", "/api/", "/link/", "/response/", "/upload/", "/files/"),
    *("/calendar/", "/program/", "/guide"),
)


def has_token(request: web.Request, token: str) -> bool:
    """Tell whether a request carries the page's token."""
    given = request.headers.get("X-Playground-Token") or request.query.get("token", "")
    return hmac.compare_digest(given.encode(), token.encode())


def token_middleware(token: str) -> Middleware:
    """Return what asks for the token wherever no other key is asked for."""

    @web.middleware
    async def check(request: web.Request, handler: Handler) -> web.StreamResponse:
        resource = request.match_info.route.resource
        keyed = resource is not None and resource.canonical.startswith(OTHER_KEYS)
        if not keyed and not has_token(request, token):
            return refusal(403, "bad_page_token")
        return await handler(request)

    return check
