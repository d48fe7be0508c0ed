"""The addresses beside the Web API: response_urls, the upload of a file's bytes, and its download."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiohttp import web

from bot.playground.api import drop, read_args, suffer
from bot.playground.errors import SlackError
from bot.playground.guard import is_page
from bot.playground.messages import answer
from bot.playground.shapes import file_kind
from bot.playground.traffic import ApiCall

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
    traffic, fault = stand_in.traffic, stand_in.weather.take("response_url")
    began, number = traffic.begin(), traffic.next_number()
    body = await read_args(request)
    call = ApiCall(number, stand_in.clock.now(), "response_url", body, None, 200, 0.0)
    try:
        if fault is not None:
            call.fault = fault.kind
            early = await suffer(request, call, fault, {})
            if early is not None:
                return early
        _say(stand_in, request, call)
        if fault is not None and fault.kind == "lost":
            return drop(request)
        return (
            web.Response(text="ok")
            if call.status == 200
            else web.json_response(call.answer, status=call.status)
        )
    finally:
        call.seconds = traffic.end(began)
        traffic.add(call)


def _say(stand_in: StandIn, request: web.Request, call: ApiCall) -> None:
    before = len(stand_in.violations)
    call.answer = {"ok": True}
    try:
        answer(stand_in.world, f"{request.match_info['id']}/{request.match_info['secret']}", call.args)
    except SlackError as refusal:
        call.status = 404 if refusal.code.endswith("_url") else 400
        call.answer = {"ok": False, "error": refusal.code}
    call.limits = stand_in.violations[before:]


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
