"""Waiting for a state of the stand-in, or until nothing is under way: for tests and replays."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import Any

from bot.playground.slack.traffic import Traffic
from bot.playground.slack.workspace import Workspace


class Waiter:
    """Hears of every change of a workspace and of every call and delivery."""

    def __init__(self, workspace: Workspace, traffic: Traffic) -> None:
        self.traffic = traffic
        self._changed = asyncio.Event()
        workspace.watchers.append(self._wake)
        traffic.watchers.append(lambda _: self._wake(set()))

    def _wake(self, _: set[str]) -> None:
        self._changed.set()

    async def wait_until(self, predicate: Callable[[], Any], within: float = 60.0) -> Any:
        """Wait until something holds and return its value; TimeoutError after ``within`` real seconds."""
        deadline = time.monotonic() + within
        while not (value := predicate()):
            left = deadline - time.monotonic()
            if left <= 0:
                raise TimeoutError("it did not come to pass")
            self._changed.clear()
            try:
                await asyncio.wait_for(self._changed.wait(), min(left, 0.05))
            except TimeoutError:
                continue
        return value

    async def settle(self, quiet: float = 0.1, within: float = 5.0) -> None:
        """Wait until no call or delivery has been under way for ``quiet`` real seconds."""
        async with asyncio.timeout(within):
            while (left := self._until_quiet(quiet)) > 0:  # noqa: ASYNC110 - nobody tells what does not come
                await asyncio.sleep(left)

    def _until_quiet(self, quiet: float) -> float:
        if self.traffic.in_flight:
            return max(quiet, 0.005)
        return self.traffic.last + quiet - time.monotonic()
