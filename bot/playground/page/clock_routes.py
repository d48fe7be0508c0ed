"""The clock as the page moves it: by a span, to a moment, to the next nudge or session, or at speed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from aiohttp import web

from bot.playground.page.journey import Journey
from bot.playground.page.json_routes import RefusedError, answering, body_of, whole
from bot.playground.page.outbox_view import names_of, next_nudge, next_session
from bot.playground.page.require import running
from bot.playground.page.service_runner import ServiceRunner
from bot.playground.page.time_machine import MOST_SPEED, TimeMachine
from bot.playground.slack.objects import Json

MOST_AHEAD = timedelta(days=3_700)
LAST_MOMENT = datetime(2200, 1, 1, tzinfo=UTC)


class ClockRoutes:
    """The time machine at /ui/clock."""

    def __init__(self, time: TimeMachine, journey: Journey, runner: ServiceRunner | None) -> None:
        self._time = time
        self._clock = time.clock
        self._journey = journey
        self._runner = runner

    def add_to(self, router: web.UrlDispatcher) -> None:
        """Add it to the server."""
        router.add_post("/ui/clock", answering(self._change))

    async def _change(self, request: web.Request) -> Json:
        body = await body_of(request)
        if not self._time.movable:
            raise RefusedError("never_backwards", "This clock cannot be moved.")
        before = self._clock.now()
        reached = None
        if "speed" in body:
            await self._time.play(whole(body["speed"], 1, MOST_SPEED, "speed"))
        elif body.get("to") == "next_nudge":
            reached = await self._to_next_nudge()
        elif body.get("to") == "next_session":
            reached = await self._to_next_session()
        else:
            await self._move(self._step(body))
        moved = round((self._clock.now() - before).total_seconds())
        return {"ok": True, **self._time.json(), "moved_seconds": moved, "reached": reached}

    def _step(self, body: Json) -> timedelta:
        try:
            if body.get("to"):
                return datetime.fromisoformat(str(body["to"]).replace("Z", "+00:00")) - self._clock.now()
            return timedelta(seconds=float(body.get("advance_seconds", 0)))
        except (TypeError, ValueError, OverflowError):
            raise RefusedError("bad_time", "This time is not understood.") from None

    async def _move(self, by: timedelta) -> None:
        if by < timedelta(0):
            raise RefusedError("never_backwards", "Time only moves forward.")
        if by > MOST_AHEAD or self._clock.now() > LAST_MOMENT - by:
            raise RefusedError("bad_time", "That is too far away.")
        await self._time.advance(by)
        self._journey.clock_moved(by)

    async def _move_to(self, moment: datetime) -> None:
        await self._move(max(timedelta(0), moment - self._clock.now()))

    async def _to_next_nudge(self) -> str:
        runner = running(self._runner)
        ahead = await next_nudge(runner)
        if ahead is None:
            raise RefusedError("nothing_ahead", "Nothing is planned.")
        await self._move_to(ahead.due)
        names = names_of(runner.slack.workspace, ahead)
        return f"{ahead.title}, for {' and '.join(names)}" if names else ahead.title

    async def _to_next_session(self) -> str:
        moment = await next_session(running(self._runner))
        if moment is None:
            raise RefusedError("nothing_ahead", "No session is booked.")
        await self._move_to(moment)
        return "The start of the next session"
