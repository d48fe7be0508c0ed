"""Plays a journey again on a fresh scene: the same people, the same gestures, the same time."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from bot.playground import addresses
from bot.playground.backstage import Backstage
from bot.playground.gestures import perform
from bot.playground.journey import read
from bot.playground.outcome import ImpossibleError
from bot.playground.world import Json

if TYPE_CHECKING:
    from bot.playground.server import StandIn

PATIENCE_SECONDS = 5.0  # for something to appear that a step touches
LONGEST_STRIDE = timedelta(minutes=30)  # of time that passes: what is due on the way is said on the way
MOST_STRIDES = 200


class Replay:
    """At most one replay at a time, in the background; the pages are told of every step."""

    def __init__(self, stand_in: StandIn) -> None:
        self.slack = stand_in
        self._task: asyncio.Task[None] | None = None

    def start(self, backstage: Backstage, file: Any) -> asyncio.Task[None]:
        """Begin. Raises ValueError for a file that is no journey, LookupError for an unknown scene."""
        scene, began, steps = read(file)
        if scene not in {one.name for one in backstage.scenes()}:
            raise LookupError(scene)
        self.stop()
        play = self._play(backstage, scene, began, steps)
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

    def _tell(self, state: str, done: int, of: int, says: str = "", problem: str = "") -> None:
        told = {"state": state, "done": done, "of": of, "says": says, "problem": problem}
        self.slack.live.push({"type": "replay", **told})

    async def _play(self, backstage: Backstage, scene: str, began: datetime, steps: list[Json]) -> None:
        done, says = 0, ""
        try:
            # A scene that is half set helps nobody: it is finished even when the replay is stopped.
            await asyncio.shield(backstage.set_scene(scene, began))
            for step in steps:
                says = str(step.get("says", ""))
                self._tell("playing", done, len(steps), says)
                await self._wait_for(backstage, began + timedelta(seconds=float(step["at"])))
                await self._take(backstage, step)
                await backstage.settle()
                done += 1
            self._tell("done", done, len(steps))
        except asyncio.CancelledError:
            self._tell("stopped", done, len(steps))
            raise
        except (ImpossibleError, ValueError, KeyError, TypeError, AttributeError) as error:
            self._tell("failed", done, len(steps), says, f"This step did not work: {error}.")

    async def _wait_for(self, backstage: Backstage, moment: datetime) -> None:
        """Let the app's time pass until a moment, in strides, so that nothing on the way is skipped."""
        gap = moment - self.slack.clock.now()
        stride = max(LONGEST_STRIDE, gap / MOST_STRIDES)
        while (gap := moment - self.slack.clock.now()) > timedelta(0):
            await self.slack.time.advance(min(gap, stride))
            if gap > timedelta(minutes=1):
                await backstage.settle()

    async def _take(self, backstage: Backstage, step: Json) -> None:
        if step["does"] == "clock":
            span = timedelta(seconds=max(0.0, float(step["seconds"])))
            await self.slack.time.advance(span)
            self.slack.journey.clock_moved(span)
            return
        uid = addresses.find_person(self.slack.world, str(step.get("who")))
        body = await self._found(uid, step)
        from_now = self.slack.journey.describe(uid, step["does"], body)
        outcome = await perform(self.slack, uid, step["does"], body)
        if not outcome.ok:
            raise ImpossibleError(outcome.notice or outcome.error)
        if sorted(outcome.errors) != step.get("errors", []):
            raise ImpossibleError("; ".join(outcome.errors.values()) or "the form was taken this time")
        if from_now is not None:
            self.slack.journey.add(from_now | ({"errors": sorted(outcome.errors)} if outcome.errors else {}))

    async def _found(self, uid: str, step: Json) -> Json:
        """Wait until what the step touches is there, and return the body of the gesture."""
        loop = asyncio.get_running_loop()
        until = loop.time() + PATIENCE_SECONDS
        while True:
            try:
                return self._body(uid, step)
            except ImpossibleError:
                if loop.time() >= until:
                    raise
            await asyncio.sleep(0.05)

    def _body(self, uid: str, step: Json) -> Json:
        world = self.slack.world
        match step["does"]:
            case "command" | "message":
                body: Json = {"channel": addresses.find_place(world, step["where"]).id, "text": step["text"]}
                if step.get("thread"):
                    body["thread_ts"] = addresses.find_messages(world, uid, step["thread"])[1][0].ts
                return body
            case "shortcut":
                return {"callback_id": step["callback_id"]}
            case "message_shortcut":
                channel, items = addresses.find_messages(world, uid, step["message"])
                if not items:
                    raise ImpossibleError("message_not_found")
                return {"callback_id": step["callback_id"], "channel": channel.id, "ts": items[0].ts}
            case "home":
                return {}
            case "action":
                return self._action(uid, step)
            case "submit" | "close":
                view = addresses.find_modal(world, uid, step["surface"])
                values = addresses.find_values(world, view.blocks, step.get("values", []))
                return {"view_id": view.id, "values": values}
        raise ImpossibleError(f"nobody can {step['does']}")

    def _action(self, uid: str, step: Json) -> Json:
        world = self.slack.world
        missing = ImpossibleError("there is nothing of the kind")
        for container, blocks in addresses.find_surfaces(world, uid, step["surface"]):
            try:
                block, item = addresses.find_element(blocks, step["element"])
                state = addresses.find_state(world, item, step.get("state", {}))
            except ImpossibleError as error:
                missing = error
                continue
            return {
                "container": container,
                "block_id": block["block_id"],
                "action_id": item["action_id"],
                "state": state,
                "values": addresses.find_values(world, blocks, step.get("values", [])),
            }
        raise missing
