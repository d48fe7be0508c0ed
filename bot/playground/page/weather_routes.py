"""The weather: faults that the app's next calls meet, and incidents that befall the workspace."""

from __future__ import annotations

from aiohttp import web

from bot.playground.page import weather_steps
from bot.playground.page.incidents import INCIDENTS
from bot.playground.page.journey import Journey
from bot.playground.page.json_routes import RefusedError, answering, body_of
from bot.playground.page.service_runner import ServiceRunner
from bot.playground.slack.methods import METHODS
from bot.playground.slack.objects import Json
from bot.playground.slack.server import StandIn
from bot.playground.slack.weather import KINDS


class WeatherRoutes:
    """Under /ui/weather."""

    def __init__(self, slack: StandIn, journey: Journey, runner: ServiceRunner | None) -> None:
        self._slack = slack
        self._journey = journey
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
        fault = weather_steps.add_fault(self._slack, await body_of(request))
        self._journey.weather_changed(weather_steps.fault_begins(fault))
        return {"ok": True, "id": fault.number}

    async def _clear(self, request: web.Request) -> Json:
        self._slack.weather.clear()
        self._journey.weather_changed(weather_steps.all_is_over())
        return {"ok": True}

    async def _remove(self, request: web.Request) -> Json:
        number = int(request.match_info["id"])
        fault = next((one for one in self._slack.weather.faults if one.number == number), None)
        if fault is None:
            raise RefusedError("not_found", "That has passed already.", 404)
        self._slack.weather.remove(number)
        self._journey.weather_changed(weather_steps.fault_ends(fault))
        return {"ok": True}

    async def _do(self, request: web.Request) -> Json:
        body = await body_of(request)
        incident = INCIDENTS.get(str(body.get("what")))
        if incident is None:
            raise RefusedError("unknown_incident", "There is no such weather.")
        step = weather_steps.incident(self._slack, body)
        await incident(self._slack, self._runner, body)
        self._journey.weather_changed(step)
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
