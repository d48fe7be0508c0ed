"""Plays a journey again on a fresh scene: the same people, the same commands, the same time."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from typing import Any

from bot.playground.page import weather_steps
from bot.playground.page.journey import Journey, read
from bot.playground.page.live import Live
from bot.playground.page.locators import find_person
from bot.playground.page.service_runner import ServiceRunner
from bot.playground.page.step_bodies import body_of_step
from bot.playground.page.time_machine import TimeMachine
from bot.playground.page.ui_commands import perform
from bot.playground.slack.objects import Json
from bot.playground.slack.outcome import ImpossibleError
from bot.playground.slack.server import StandIn

PATIENCE_SECONDS = 5.0  # for something to appear that a step touches
LONGEST_SPAN = timedelta(minutes=30)  # of time that passes: what is due on the way is said on the way
MOST_SPANS = 200


class Replay:
    """At most one replay at a time, in the background; the pages are told of every step."""

    def __init__(self, slack: StandIn, time: TimeMachine, journey: Journey, live: Live) -> None:
        self.slack = slack
        self.time = time
        self.journey = journey
        self.live = live
        self._task: asyncio.Task[None] | None = None

    def start(self, runner: ServiceRunner, file: Any) -> asyncio.Task[None]:
        """Begin. Raises ValueError for a file that is no journey, LookupError for an unknown scene."""
        scene, began, steps = read(file)
        if scene not in {one.name for one in runner.scenes()}:
            raise LookupError(scene)
        self.stop()
        play = self._play(runner, scene, began, steps)
        self._task = asyncio.get_running_loop().create_task(play)
        return self._task

    def stop(self) -> None:
        """End a replay that is under way."""
        if self._task is not None and not self._task.done():
            self._task.cancel()

    async def close(self) -> None:
        """End it and wait until it has ended."""
        self.stop()
        if self._task is not None:
            await asyncio.gather(self._task, return_exceptions=True)

    def _push_state(self, state: str, done: int, of: int, says: str = "", problem: str = "") -> None:
        told = {"state": state, "done": done, "of": of, "says": says, "problem": problem}
        self.live.push({"type": "replay", **told})

    async def _play(self, runner: ServiceRunner, scene: str, began: datetime, steps: list[Json]) -> None:
        done, says = 0, ""
        try:
            # A scene that is half set helps nobody: it is finished even when the replay is stopped.
            await asyncio.shield(runner.set_scene(scene, began))
            for step in steps:
                says = str(step.get("says", ""))
                self._push_state("playing", done, len(steps), says)
                await self._wait_for(runner, began + timedelta(seconds=float(step["at"])))
                await self._do(runner, step)
                await runner.settle()
                done += 1
            self._push_state("done", done, len(steps))
        except asyncio.CancelledError:
            self._push_state("stopped", done, len(steps))
            raise
        except (ImpossibleError, ValueError, KeyError, TypeError, AttributeError) as error:
            self._push_state("failed", done, len(steps), says, f"This step did not work: {error}.")

    async def _wait_for(self, runner: ServiceRunner, moment: datetime) -> None:
        """Let the app's time pass until a moment, in steps, so that nothing on the way is skipped."""
        gap = moment - self.slack.clock.now()
        span = max(LONGEST_SPAN, gap / MOST_SPANS)
        while (gap := moment - self.slack.clock.now()) > timedelta(0):
            await self.time.advance(min(gap, span))
            if gap > timedelta(minutes=1):
                await runner.settle()

    async def _do(self, runner: ServiceRunner, step: Json) -> None:
        if step["does"] == "clock":
            span = timedelta(seconds=max(0.0, float(step["seconds"])))
            await self.time.advance(span)
            self.journey.clock_moved(span)
            return
        if step["does"] == "weather":
            self.journey.weather_changed(await weather_steps.play(self.slack, runner, step))
            return
        uid = find_person(self.slack.workspace, str(step.get("who")))
        body = await self._body(uid, step)
        recorded = self.journey.describe(uid, step["does"], body)
        outcome = await perform(self.slack.actor, uid, step["does"], body)
        if not outcome.ok:
            raise ImpossibleError(outcome.notice or outcome.error)
        if sorted(outcome.errors) != step.get("errors", []):
            raise ImpossibleError("; ".join(outcome.errors.values()) or "the form was taken this time")
        if recorded is not None:
            self.journey.add(recorded | ({"errors": sorted(outcome.errors)} if outcome.errors else {}))

    async def _body(self, uid: str, step: Json) -> Json:
        """Wait until what the step touches is there, and return the body of the command."""
        loop = asyncio.get_running_loop()
        until = loop.time() + PATIENCE_SECONDS
        while True:
            try:
                return body_of_step(self.slack.workspace, uid, step)
            except ImpossibleError:
                if loop.time() >= until:
                    raise
            await asyncio.sleep(0.05)
