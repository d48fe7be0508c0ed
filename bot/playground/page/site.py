"""Composes the playground: the stand-in, the page with live view, clock, inspector, journeys, and the app."""

from __future__ import annotations

import secrets
from datetime import timedelta

from aiohttp import web

from bot.playground.page import static_routes
from bot.playground.page.access import has_token, token_middleware
from bot.playground.page.app_routes import AppRoutes
from bot.playground.page.clock_routes import ClockRoutes
from bot.playground.page.inspector_routes import InspectorRoutes
from bot.playground.page.journey import Journey
from bot.playground.page.journey_routes import JourneyRoutes
from bot.playground.page.live import Live
from bot.playground.page.news_routes import NewsRoutes
from bot.playground.page.outbox_routes import OutboxRoutes
from bot.playground.page.people_routes import PeopleRoutes
from bot.playground.page.replay import Replay
from bot.playground.page.scene_routes import SceneRoutes
from bot.playground.page.service_runner import ServiceRunner
from bot.playground.page.state_routes import StateRoutes
from bot.playground.page.time_machine import TimeMachine
from bot.playground.page.traffic_entries import entry_json
from bot.playground.page.weather_routes import WeatherRoutes
from bot.playground.slack.server import StandIn
from bot.playground.slack.traffic import ApiCall, Delivery


class Site:
    """A stand-in with its page. With a ``runner`` the page also knows the app's plans and sets scenes."""

    def __init__(self, slack: StandIn, runner: ServiceRunner | None = None) -> None:
        self.slack = slack
        self.runner = runner
        self.page_token = secrets.token_urlsafe(24)
        self.live = Live(slack.workspace)
        self.time = TimeMachine(slack.clock, self._clock_moved)
        self.journey = Journey(slack.workspace)
        self.replay = Replay(slack, self.time, self.journey, self.live)
        slack.files.may_download = lambda request: has_token(request, self.page_token)
        slack.traffic.watchers.append(self._logged)
        slack.weather.watchers.append(lambda: self.live.push({"type": "weather"}))
        if runner is not None:
            runner.on_scene = self._scene

    @property
    def page_url(self) -> str:
        """The address of the page, with the token that it asks for."""
        return f"{self.slack.url}/?token={self.page_token}"

    def web_app(self) -> web.Application:
        """Return Slack's routes and the page's."""
        app = self.slack.web_app(token_middleware(self.page_token))
        slack, runner, router = self.slack, self.runner, app.router
        static_routes.add_to(router)
        router.add_get("/ui/live", self.live.handle)
        StateRoutes(slack, self.time, self.journey, runner).add_to(router)
        PeopleRoutes(slack, self.journey, runner).add_to(router)
        NewsRoutes(slack, self.journey).add_to(router)
        AppRoutes(runner).add_to(router)
        ClockRoutes(self.time, self.journey, runner).add_to(router)
        OutboxRoutes(runner).add_to(router)
        SceneRoutes(runner, self.replay).add_to(router)
        JourneyRoutes(self.journey, self.replay, runner).add_to(router)
        InspectorRoutes(slack.traffic).add_to(router)
        WeatherRoutes(slack, self.journey, runner).add_to(router)
        return app

    async def start(self, port: int = 0) -> None:
        """Serve stand-in and page on this machine; port 0 takes any free one. Raises OSError."""
        await self.slack.start(port, app=self.web_app())

    async def stop(self) -> None:
        """Stop everything but the app, which the runner stops."""
        await self.replay.close()
        await self.time.close()
        await self.live.close()
        await self.slack.stop()

    async def _clock_moved(self, by: timedelta) -> None:
        """Wake the app's worker and tell the pages."""
        if self.runner is not None and not self.runner.busy:
            self.runner.wake()
        self.live.push({"type": "clock", **self.time.json()})

    async def _scene(self, state: str, name: str, problem: str) -> None:
        """Begin clock and journey anew with a scene, and tell the pages."""
        if state == "setting":
            await self.time.close()
        else:
            self.journey.begin()
        self.live.push({"type": "scene", "state": state, "name": name, "problem": problem})

    def _logged(self, entry: ApiCall | Delivery) -> None:
        if self.live.pages:
            self.live.push({"type": "traffic", "entry": entry_json(entry)})
