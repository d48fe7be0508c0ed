"""The page itself and its files."""

from __future__ import annotations

from pathlib import Path

from aiohttp import web

from bot.playground.slack.guard import HEADERS

STATIC = Path(__file__).parent / "static"


def add_to(router: web.UrlDispatcher) -> None:
    """Add them to the server."""
    router.add_get("/", _index)
    router.add_get("/static/{path:.+}", _static)


async def _index(request: web.Request) -> web.StreamResponse:
    page = STATIC / "index.html"
    if not page.is_file():
        return web.Response(status=404, text="The page is not installed.", headers=HEADERS)
    return web.Response(text=page.read_text("utf-8"), content_type="text/html", headers=HEADERS)


async def _static(request: web.Request) -> web.StreamResponse:
    path = (STATIC / request.match_info["path"]).resolve()
    if not path.is_relative_to(STATIC.resolve()) or not path.is_file():
        return web.Response(status=404)
    return web.FileResponse(path, headers=HEADERS)
