"""The weather: faults that the app's next calls meet, and incidents that befall the workspace."""

from __future__ import annotations

from typing import cast, get_args

from aiohttp import web

from bot.playground.page.incidents import INCIDENTS, MOST_TIMES
from bot.playground.page.json_routes import RefusedError, answering, body_of, whole
from bot.playground.page.service_runner import ServiceRunner
from bot.playground.slack.methods import METHODS
from bot.playground.slack.objects import Json
from bot.playground.slack.server import StandIn
from bot.playground.slack.weather import KINDS, Fault, FaultKind

MOST_SECONDS = 3_600


class WeatherRoutes:
    """Under /ui/weather."""

    def __init__(self, slack: StandIn, runner: ServiceRunner | None) -> None:
        self._slack = slack
        self._runner = runner

    def add_to(self, router: web.UrlDispatcher) -> None:
        """Add them to the server."""
        router.add_get("/ui/weather", answering(self._show))
        router.add_post("/ui/weather", answering(self._add))
        router.add_delete("/ui/weather", answering(self._clear))
        router.add_delete(r"/ui/weather/{id:\d{1,15}}", answering(self._remove))
        router.add_post("/ui/weather/do", answering(self._do))

    async def _show(self, request: web.Request) -> Json:
        return _weather(self._slack)

    async def _add(self, request: web.Request) -> Json:
        return {"ok": True, "id": _add_fault(self._slack, await body_of(request)).number}

    async def _clear(self, request: web.Request) -> Json:
        self._slack.weather.clear()
        return {"ok": True}

    async def _remove(self, request: web.Request) -> Json:
        if not self._slack.weather.remove(int(request.match_info["id"])):
            raise RefusedError("not_found", "That has passed already.", 404)
        return {"ok": True}

    async def _do(self, request: web.Request) -> Json:
        body = await body_of(request)
        incident = INCIDENTS.get(str(body.get("what")))
        if incident is None:
            raise RefusedError("unknown_incident", "There is no such weather.")
        await incident(self._slack, self._runner, body)
        self._slack.weather.changed()
        return {"ok": True}


def _weather(slack: StandIn) -> Json:
    workspace = slack.workspace
    kinds = [
        {"kind": kind, "title": title, "description": words, "seconds": seconds, "code": code}
        for kind, (title, words, seconds, code) in KINDS.items()
    ]
    return {
        "kinds": kinds,
        "methods": [*sorted(METHODS), "response_url"],
        "faults": [
            {
                "id": fault.number,
                "method": fault.method,
                "kind": fault.kind,
                "times": fault.times,
                "seconds": fault.seconds,
                "code": fault.code,
                "title": KINDS[fault.kind][0],
            }
            for fault in slack.weather.faults
        ],
        "duplicate_events": slack.weather.duplicate_events,
        "installed": slack.installed,
        "scopes": sorted(workspace.scopes),
        "removed_scopes": sorted(slack.declared_scopes - workspace.scopes),
    }


def _add_fault(slack: StandIn, body: Json) -> Fault:
    method, kind, times = body.get("method", "*"), body.get("kind"), body.get("times", 1)
    if kind not in get_args(FaultKind):
        raise RefusedError("bad_kind", "There is no such weather.")
    if method not in METHODS and method not in ("*", "response_url"):
        raise RefusedError("bad_method", "Slack has no such method here.")
    if times is not None:
        whole(times, 1, MOST_TIMES, "times")
    seconds = body.get("seconds", 1)
    if isinstance(seconds, bool) or not isinstance(seconds, int | float) or not 0 <= seconds <= MOST_SECONDS:
        raise RefusedError("bad_seconds", f"seconds must be from 0 to {MOST_SECONDS}.")
    code = str(body.get("code") or "internal_error")
    return slack.weather.add(method, cast(FaultKind, kind), times, seconds=float(seconds), code=code)
