"""The addresses at which an app answers an interaction, as hooks.slack.com takes it."""

from __future__ import annotations

from aiohttp import web

from bot.playground.slack.errors import SlackError
from bot.playground.slack.messages import answer
from bot.playground.slack.traffic import ApiCall, Traffic
from bot.playground.slack.weather import Weather
from bot.playground.slack.web_api import apply_fault, drop, read_args
from bot.playground.slack.workspace import Workspace


class ResponseUrls:
    """Answers at /response/{id}/{secret} and logs it as a call of the method ``response_url``."""

    def __init__(self, workspace: Workspace, traffic: Traffic, weather: Weather) -> None:
        self.workspace = workspace
        self.traffic = traffic
        self.weather = weather

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """Answer "ok", or a status and an error word."""
        fault = self.weather.take("response_url")
        began, number = self.traffic.begin(), self.traffic.next_number()
        body = await read_args(request)
        call = ApiCall(number, self.workspace.clock.now(), "response_url", body, None, 200, 0.0)
        try:
            if fault is not None:
                call.fault = fault.kind
                early = await apply_fault(request, call, fault, {})
                if early is not None:
                    return early
            self._run(request, call)
            if fault is not None and fault.kind == "lost":
                return drop(request)
            if call.status == 200:
                return web.Response(text="ok")
            return web.json_response(call.answer, status=call.status)
        finally:
            call.seconds = self.traffic.end(began)
            self.traffic.add(call)

    def _run(self, request: web.Request, call: ApiCall) -> None:
        before = len(self.workspace.violations)
        call.answer = {"ok": True}
        try:
            answer(self.workspace, f"{request.match_info['id']}/{request.match_info['secret']}", call.args)
        except SlackError as refusal:
            call.status = 404 if refusal.code.endswith("_url") else 400
            call.answer = {"ok": False, "error": refusal.code}
        call.limits = self.workspace.violations[before:]
