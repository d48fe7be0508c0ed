"""What one person sees, and what they do: their screen, UI commands, files chosen in a form."""

from __future__ import annotations

from aiohttp import web

from bot.playground.page.journey import Journey
from bot.playground.page.json_routes import RefusedError, answering, body_of
from bot.playground.page.require import user
from bot.playground.page.service_runner import ServiceRunner
from bot.playground.page.snapshot import snapshot
from bot.playground.page.ui_commands import perform
from bot.playground.slack import shapes
from bot.playground.slack.objects import Json
from bot.playground.slack.server import StandIn


class PeopleRoutes:
    """Under /ui/people."""

    def __init__(self, slack: StandIn, journey: Journey, runner: ServiceRunner | None) -> None:
        self._slack = slack
        self._journey = journey
        self._runner = runner

    def add_to(self, router: web.UrlDispatcher) -> None:
        """Add them to the server."""
        router.add_get("/ui/people/{uid}", answering(self._screen))
        router.add_post("/ui/people/{uid}/file", answering(self._take_file))
        router.add_post("/ui/people/{uid}/{command}", answering(self._command))

    async def _screen(self, request: web.Request) -> Json:
        workspace = self._slack.workspace
        return snapshot(workspace, user(workspace, request.match_info["uid"]).id)

    async def _take_file(self, request: web.Request) -> Json:
        """Take a file that a person chose in a form; its shape goes into the state of the file input."""
        workspace = self._slack.workspace
        person = user(workspace, request.match_info["uid"])
        name = request.query.get("name") or "file"
        try:
            content = await request.read()
        except web.HTTPRequestEntityTooLarge:
            raise RefusedError("file_too_large", "It is too large for the playground.", 413) from None
        if not content:
            raise RefusedError("file_empty", "It is empty.")
        stored = workspace.add_uploaded_file(person.id, name, content)
        return {"ok": True, "file": shapes.file(workspace, stored)}

    async def _command(self, request: web.Request) -> Json:
        """Do what a person did in the page, and note it in the journey."""
        uid, name = request.match_info["uid"], request.match_info["command"]
        body = await body_of(request)
        await self._until_ready()
        step = self._journey.describe(uid, name, body)
        try:
            outcome = await perform(self._slack.actor, uid, name, body)
        except LookupError:
            raise RefusedError("unknown_command", "There is no such command.", 404) from None
        if outcome.ok and step is not None:
            self._journey.add(step | ({"errors": sorted(outcome.errors)} if outcome.errors else {}))
        return outcome.json()

    async def _until_ready(self) -> None:
        if self._runner is not None:
            await self._runner.ready()
            if self._runner.busy:
                raise RefusedError("busy", "The scene is being set.", 409)
