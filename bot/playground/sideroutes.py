"""The addresses beside the Web API: response_urls, the upload of a file's bytes, and its download."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiohttp import web

from bot.playground.api import drop, read_args
from bot.playground.errors import SlackError
from bot.playground.guard import is_page
from bot.playground.messages import answer
from bot.playground.shapes import file_kind
from bot.playground.world import Json

if TYPE_CHECKING:
    from bot.playground.server import StandIn

# Shown in the page; anything else is only ever saved, so that no uploaded page runs beside ours.
PICTURES = {"image/png", "image/jpeg", "image/gif", "image/webp"}


def add_routes(app: web.Application, stand_in: StandIn) -> None:
    """Add them to the server."""

    async def response_url(request: web.Request) -> web.StreamResponse:
        return await _response_url(stand_in, request)

    async def upload(request: web.Request) -> web.StreamResponse:
        return await _upload(stand_in, request)

    async def download(request: web.Request) -> web.StreamResponse:
        return _download(stand_in, request)

    app.router.add_post("/response/{id}/{secret}", response_url)
    app.router.add_post("/upload/{file}", upload)
    app.router.add_get("/files/{file}/{name}", download)


async def _response_url(stand_in: StandIn, request: web.Request) -> web.StreamResponse:
    """Answer as hooks.slack.com does: "ok", or a status and an error word."""
    fault = stand_in.weather.take("response_url")
    if fault is not None and fault.kind == "rate_limited":
        return web.Response(status=429, headers={"Retry-After": str(int(fault.seconds))})
    if fault is not None and fault.kind == "server_error":
        return web.Response(status=500)
    body = await read_args(request)
    began = stand_in.traffic.begin()
    status, said = 200, "ok"
    try:
        answer(stand_in.world, f"{request.match_info['id']}/{request.match_info['secret']}", body)
    except SlackError as refusal:
        status, said = 404 if refusal.code.endswith("_url") else 400, refusal.code
    finally:
        stand_in.traffic.end(began)
    result: Json = {"ok": True} if status == 200 else {"ok": False, "error": said}
    stand_in.api.note("response_url", body, result, status)
    if fault is not None and fault.kind == "lost":
        return drop(request)
    return web.Response(text="ok") if status == 200 else web.json_response(result, status=status)


async def _upload(stand_in: StandIn, request: web.Request) -> web.StreamResponse:
    item = stand_in.world.files.get(request.match_info["file"])
    if item is None or item.done:
        return web.Response(status=404, text="file_not_found")
    if request.content_type.startswith("multipart/"):
        parts = [v for v in (await request.post()).values() if isinstance(v, web.FileField)]
        item.content = parts[0].file.read() if parts else b""
    else:
        item.content = await request.read()
    item.length = len(item.content)
    return web.Response(text=f"OK - {item.length}")


def _download(stand_in: StandIn, request: web.Request) -> web.StreamResponse:
    item = stand_in.world.files.get(request.match_info["file"])
    bearer = request.headers.get("Authorization", "").removeprefix("Bearer ")
    token = stand_in.world.tokens.get(bearer)
    allowed = is_page(request, stand_in.page_token) or (token is not None and not token.dead)
    if item is None or item.content is None or not allowed:
        return web.Response(status=404)
    kind = file_kind(item.name)
    safe = {"Content-Disposition": "attachment", "X-Content-Type-Options": "nosniff"}
    if kind in PICTURES:
        return web.Response(
            body=item.content, content_type=kind, headers={"X-Content-Type-Options": "nosniff"}
        )
    return web.Response(body=item.content, content_type="application/octet-stream", headers=safe)
