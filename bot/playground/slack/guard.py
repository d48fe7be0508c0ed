"""Who may call the server: this machine's own pages and programs, whatever asks for a secret of its own.

A page of another site can make a browser send requests to 127.0.0.1. It cannot choose the ``Host`` it names
(DNS rebinding gives its own name), and it cannot hide its ``Origin``.
"""

from __future__ import annotations

from aiohttp import web
from aiohttp.typedefs import Handler

LOCAL_NAMES = ("127.0.0.1", "localhost")
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


@web.middleware
async def local_only(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Refuse a request that names another host, or that a page of another origin sends."""
    port = request.transport.get_extra_info("sockname")[1] if request.transport else 0
    hosts = {f"{name}:{port}" for name in LOCAL_NAMES}
    if request.headers.get("Host", "") not in hosts:
        return refusal(421, "wrong_host")
    origin = request.headers.get("Origin")
    if origin is not None and origin.removeprefix("http://") not in hosts:
        return refusal(403, "wrong_origin")
    return await handler(request)


def refusal(status: int, code: str, notice: str = "") -> web.Response:
    """Answer that something cannot be done, and why."""
    body = {"ok": False, "error": code, "notice": notice}
    return web.json_response(body, status=status, headers=HEADERS)
