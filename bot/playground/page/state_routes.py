"""What every page needs, whoever it shows."""

from __future__ import annotations

from aiohttp import web

from bot.playground.page.instants import instant
from bot.playground.page.journey import Journey
from bot.playground.page.json_routes import answering
from bot.playground.page.service_runner import ServiceRunner
from bot.playground.page.snapshot import overview
from bot.playground.page.time_machine import TimeMachine
from bot.playground.slack.objects import Json
from bot.playground.slack.server import StandIn


class StateRoutes:
    """The state of the whole playground at /ui/state."""

    def __init__(
        self, slack: StandIn, time: TimeMachine, journey: Journey, runner: ServiceRunner | None
    ) -> None:
        self._slack = slack
        self._time = time
        self._journey = journey
        self._runner = runner

    def add_to(self, router: web.UrlDispatcher) -> None:
        """Add it to the server."""
        router.add_get("/ui/state", answering(self._state))

    async def _state(self, request: web.Request) -> Json:
        scene: Json = {"name": "", "title": "", "busy": False}
        if self._runner is not None:
            current = self._runner.scene
            scene = {"name": current.name, "title": current.title, "busy": self._runner.busy}
        scene |= {"began": instant(self._journey.began), "untouched": not self._journey.steps}
        whole = {"clock": self._time.json(), "has_app": self._runner is not None, "scene": scene}
        return overview(self._slack) | whole
