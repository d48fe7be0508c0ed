"""The Web API at /api/{method}: reading a call, whose token it bears, what it may do, and the weather."""

from __future__ import annotations

import asyncio
import base64
import json
from typing import Any

from aiohttp import web

from bot.playground.slack.errors import SlackError
from bot.playground.slack.limits import POST, PostLimits
from bot.playground.slack.methods import METHODS
from bot.playground.slack.methods.table import Args, Method, require_scope
from bot.playground.slack.objects import Json
from bot.playground.slack.traffic import ApiCall, Traffic
from bot.playground.slack.weather import Fault, Weather
from bot.playground.slack.workspace import Workspace

SECRET_ARGS = ("token", "client_secret", "refresh_token", "code")


class WebApi:
    """Answers calls as slack.com/api does."""

    def __init__(self, workspace: Workspace, traffic: Traffic, weather: Weather) -> None:
        self.workspace = workspace
        self.traffic = traffic
        self.weather = weather
        self.limits: PostLimits | None = None

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """Answer one HTTP request and log it."""
        began = self.traffic.begin()
        method = request.match_info["method"]
        fault = self.weather.take(method)
        call = ApiCall(
            self.traffic.next_number(),
            self.workspace.clock.now(),
            method,
            {},
            None,
            200,
            0.0,
            fault.kind if fault else "",
        )
        try:
            args = await read_args(request)
            call.args = {k: "…" if k in SECRET_ARGS else v for k, v in args.items()}
            fault = fault or self._limited(method, args)
            return await self._answer(request, method, args, call, fault)
        finally:
            call.seconds = self.traffic.end(began)
            self.traffic.add(call)

    def _limited(self, method: str, args: Json) -> Fault | None:
        """Return the refusal of a message that comes too soon, where limits are switched on."""
        wait = self.limits.wait(str(args.get("channel"))) if self.limits and method == POST else 0
        return Fault(method, "rate_limited", seconds=wait) if wait else None

    async def _answer(
        self, request: web.Request, method: str, args: Json, call: ApiCall, fault: Fault | None
    ) -> web.StreamResponse:
        headers = {"x-slack-req-id": f"{call.number:032x}"}
        if fault is not None:
            early = await apply_fault(request, call, fault, headers)
            if early is not None:
                return early
        before = len(self.workspace.violations)
        answer = json.dumps(self.run(method, args))
        call.answer = json.loads(answer)
        call.weight = len(answer) + sum(len(str(value)) for value in args.values())
        call.limits = self.workspace.violations[before:]
        if fault is not None and fault.kind == "lost":
            return drop(request)
        if call.answer.get("error") not in {"not_authed", "invalid_auth"}:
            headers["x-oauth-scopes"] = ",".join(sorted(self.workspace.scopes))
        accepted = METHODS[method].scopes if method in METHODS else ()
        headers["x-accepted-oauth-scopes"] = ",".join(accepted)
        return web.json_response(call.answer, headers=headers)

    def run(self, name: str, args: Json) -> Json:
        """Do what a call asks and return the body of the answer; never raises for what Slack would refuse."""
        try:
            method = METHODS.get(name)
            if method is None:
                raise SlackError("unknown_method", req_method=name)
            self._authorize(method, str(args.get("token") or ""))
            return {"ok": True, **method.run(self.workspace, Args(args))}
        except SlackError as refusal:
            return refusal.body()

    def _authorize(self, method: Method, given: str) -> None:
        if method.bearer == "nobody":
            return
        if not given:
            raise SlackError("not_authed")
        token = self.workspace.tokens.get(given)
        if token is None or given.startswith("ticket:"):
            raise SlackError("invalid_auth")
        if token.dead:
            raise SlackError(token.dead)
        if token.expires is not None and self.workspace.clock.now() >= token.expires:
            raise SlackError("token_expired")
        if token.kind != method.bearer:
            raise SlackError("not_allowed_token_type")
        require_scope(self.workspace, *method.scopes)


async def read_args(request: web.Request) -> Json:
    """Read the arguments of a call from its address, form or JSON, the token from wherever it stands."""
    args: Json = dict(request.query)
    if request.content_type == "application/json":
        args |= _json_object(await request.text())
    elif request.method == "POST":
        args |= {k: v for k, v in (await request.post()).items() if isinstance(v, str)}
    scheme, _, credentials = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() == "bearer" and credentials:
        args["token"] = credentials.strip()
    elif scheme.lower() == "basic":
        client_id, _, client_secret = base64.b64decode(credentials).decode().partition(":")
        args |= {"client_id": client_id, "client_secret": client_secret}
    return args


def _json_object(text: str) -> Json:
    try:
        body: Any = json.loads(text or "{}")
    except json.JSONDecodeError:
        return {}
    return body if isinstance(body, dict) else {}


def drop(request: web.Request) -> web.StreamResponse:
    """Cut the connection with no answer."""
    if request.transport is not None:
        request.transport.abort()
    return web.Response(status=500)


async def apply_fault(
    request: web.Request, call: ApiCall, fault: Fault, headers: dict[str, str]
) -> web.StreamResponse | None:
    """Let the weather answer instead of Slack; None when the call shall go on."""
    if fault.kind == "rate_limited":
        call.status, call.answer = 429, {"ok": False, "error": "ratelimited"}
        headers["Retry-After"] = str(int(fault.seconds))
        return web.json_response(call.answer, status=429, headers=headers)
    if fault.kind == "server_error":
        call.status = 500
        return web.Response(status=500, text="Internal Server Error", headers=headers)
    if fault.kind == "error":
        call.answer = {"ok": False, "error": fault.code}
        return web.json_response(call.answer, headers=headers)
    if fault.kind == "hang":
        await asyncio.sleep(fault.seconds)
        return drop(request)
    if fault.kind == "slow":
        await asyncio.sleep(fault.seconds)
    return None
