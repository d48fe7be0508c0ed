"""Journeys: what people did, as a file, and a file played again."""

from __future__ import annotations

import asyncio
import json

from aiohttp import web

from bot.playground.page.journey import Journey
from bot.playground.page.json_routes import RefusedError, answering, body_of
from bot.playground.page.replay import Replay
from bot.playground.page.require import running
from bot.playground.page.service_runner import ServiceRunner
from bot.playground.slack.guard import HEADERS
from bot.playground.slack.objects import Json


class JourneyRoutes:
    """Export and replay at /ui/journey."""

    def __init__(self, journey: Journey, replay: Replay, runner: ServiceRunner | None) -> None:
        self._journey = journey
        self._replay = replay
        self._runner = runner

    def add_to(self, router: web.UrlDispatcher) -> None:
        """Add them to the server."""
        router.add_get("/ui/journey", self._export)
        router.add_post("/ui/journey", answering(self._play))
        router.add_delete("/ui/journey", answering(self._stop))

    async def _export(self, request: web.Request) -> web.StreamResponse:
        scene = self._runner.scene.name if self._runner else ""
        text = json.dumps(self._journey.export(scene), indent=1, ensure_ascii=False)
        named = {"Content-Disposition": 'attachment; filename="journey.json"'}
        return web.Response(text=text, content_type="application/json", headers=HEADERS | named)

    async def _play(self, request: web.Request) -> Json:
        runner = running(self._runner)
        file = await body_of(request)
        try:
            task = self._replay.start(runner, file)
        except ValueError as problem:
            raise RefusedError("bad_journey", str(problem)) from None
        except LookupError:
            raise RefusedError("unknown_scene", "This journey belongs to a scene that is not here.") from None
        if request.query.get("wait") == "1":
            await asyncio.gather(task, return_exceptions=True)
        return {"ok": True, "steps": len(file["steps"])}

    async def _stop(self, request: web.Request) -> Json:
        self._replay.stop()
        return {"ok": True}
