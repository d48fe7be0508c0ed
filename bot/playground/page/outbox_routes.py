"""What the app is going to say and do, at /ui/outbox."""

from __future__ import annotations

from aiohttp import web

from bot.playground.page.instants import instant
from bot.playground.page.json_routes import answering
from bot.playground.page.outbox_view import names_of, next_nudge, next_session, planned
from bot.playground.page.planned import Planned
from bot.playground.page.require import running
from bot.playground.page.service_runner import ServiceRunner
from bot.playground.slack.objects import Json

MOST_PLANNED = 200


class OutboxRoutes:
    """The app's plans."""

    def __init__(self, runner: ServiceRunner | None) -> None:
        self._runner = runner

    def add_to(self, router: web.UrlDispatcher) -> None:
        """Add it to the server."""
        router.add_get("/ui/outbox", answering(self._outbox))

    async def _outbox(self, request: web.Request) -> Json:
        runner = running(self._runner)
        async with runner.between_scenes():  # a scene that is set meanwhile would close what is read
            running(runner)
            waiting, ahead = await planned(runner), await next_nudge(runner)
            session = await next_session(runner)
        return {
            "now": instant(runner.clock.now()),
            "next_nudge": instant(ahead.due) if ahead else None,
            "next_session": instant(session) if session else None,
            "waiting": [_json(one, names_of(runner.slack.workspace, one)) for one in waiting[:MOST_PLANNED]],
        }


def _json(one: Planned, names: list[str]) -> Json:
    return {
        "id": one.id,
        "kind": one.kind,
        "title": one.title,
        "to": list(one.to),
        "names": names,
        "due": instant(one.due),
        "why": one.why,
        "state": one.state,
        "source": one.source,
        "attempts": one.attempts,
        "error": one.error,
    }
