"""Who may call the playground's server: this machine's own pages, with the token of the page's address.

A page of another site can make a browser send requests to 127.0.0.1. It cannot choose the ``Host`` it names
(DNS rebinding gives its own name), it cannot hide its ``Origin``, and it does not know the token.
"""

from __future__ import annotations

import hmac

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

LOCAL_NAMES = ("127.0.0.1", "localhost")
# These have secrets of their own (a bot token, a ticket, a secret address) or nothing to hide.
OTHER_KEYS = ("/static/", "/api/", "/link/", "/response/", "/upload/", "/files/")
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "font-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}


def is_page(request: web.Request, token: str) -> bool:
    """Tell whether a request carries the page's token."""
    given = request.headers.get("X-Playground-Token") or request.query.get("token", "")
    return hmac.compare_digest(given.encode(), token.encode())


def middleware(token: str) -> Middleware:
    """Return what stands before every route: Host, Origin, then the token wherever no other key is asked."""

    @web.middleware
    async def check(request: web.Request, handler: Handler) -> web.StreamResponse:
        port = request.transport.get_extra_info("sockname")[1] if request.transport else 0
        hosts = {f"{name}:{port}" for name in LOCAL_NAMES}
        if request.headers.get("Host", "") not in hosts:
            return refusal(421, "wrong_host")
        origin = request.headers.get("Origin")
        if origin is not None and origin.removeprefix("http://") not in hosts:
            return refusal(403, "wrong_origin")
        resource = request.match_info.route.resource
        keyed = resource is not None and resource.canonical.startswith(OTHER_KEYS)
        if not keyed and not is_page(request, token):
            return refusal(403, "bad_page_token")
        return await handler(request)

    return check


def refusal(status: int, code: str, notice: str = "") -> web.Response:
    """Answer that something cannot be done, and why."""
    body = {"ok": False, "error": code, "notice": notice}
    return web.json_response(body, status=status, headers=HEADERS)
