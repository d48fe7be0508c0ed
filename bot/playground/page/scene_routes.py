"""The scenes there are, and setting one."""

from __future__ import annotations

import logging

from aiohttp import web

from bot.playground.page.instants import working_moment
from bot.playground.page.json_routes import RefusedError, answering, body_of
from bot.playground.page.replay import Replay
from bot.playground.page.service_runner import ServiceRunner
from bot.playground.slack.objects import Json

log = logging.getLogger(__name__)


class SceneRoutes:
    """Companies to play with."""

    def __init__(self, runner: ServiceRunner | None, replay: Replay) -> None:
        self._runner = runner
        self._replay = replay

    def add_to(self, router: web.UrlDispatcher) -> None:
        """Add them to the server."""
        router.add_get("/ui/scenes", answering(self._scenes))
        router.add_post("/ui/scene", answering(self._set_scene))

    async def _scenes(self, request: web.Request) -> Json:
        runner = self._runner
        if runner is None:
            return {"current": "", "busy": False, "scenes": []}
        shown = [
            {"name": s.name, "title": s.title, "description": s.description, "people": s.people}
            for s in runner.scenes()
        ]
        return {"current": runner.scene.name, "busy": runner.busy, "scenes": shown}

    async def _set_scene(self, request: web.Request) -> Json:
        name = str((await body_of(request)).get("name") or "")
        if self._runner is None:
            raise RefusedError("no_app", "This stand-in has no scenes.")
        self._replay.stop()
        try:
            await self._runner.set_scene(name, working_moment(self._runner.clock.system_now()))
        except LookupError:
            raise RefusedError("unknown_scene", "There is no such scene.", 404) from None
        except Exception as error:
            log.exception("scene %s cannot be set", name)
            raise RefusedError("scene_failed", f"The scene could not be set: {error}", 500) from None
        return {"ok": True, "name": name}
