"""The time that a listener has: Slack waits three seconds for an answer, then it shows an error."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Coroutine, MutableMapping
from typing import Any, TypeVar

log = logging.getLogger(__name__)

SECONDS = 2.5  # from the receipt of a request to the answer; the rest is for the way there and back
SOON_SECONDS = 0.3  # after which a command or shortcut is acknowledged; its answer follows
LEAST_SECONDS = 0.05
BUDGET = "budget"  # in Bolt's context

T = TypeVar("T")


class OutOfTime(Exception):  # noqa: N818 - a state of the world, not a fault of ours
    """The budget is spent, and what it was for is not done."""


class Background:
    """Work that nobody waits for any more: words that are late, and what is being rolled back."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[Any]] = set()

    def leave(self, task: asyncio.Task[Any]) -> None:
        """Let a task come to its end; what it raises goes into the log."""
        self._tasks.add(task)
        task.add_done_callback(self._ended)

    async def finish(self, seconds: float) -> None:
        """Wait so long for what is under way, and cancel the rest."""
        if self._tasks:
            _done, late = await asyncio.wait(self._tasks, timeout=seconds)
            for task in late:
                task.cancel()

    def _ended(self, task: asyncio.Task[Any]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()):
            log.warning("what an answer did not wait for ended with %s", type(error).__name__)


class Budget:
    """How long one request may take, from its receipt on."""

    def __init__(self) -> None:
        self._began = time.monotonic()
        self._ends_at = self._began + SECONDS

    @classmethod
    def of(cls, context: MutableMapping[str, Any]) -> Budget:
        """Return the budget of the request with this context of Bolt's; it begins with the first question."""
        budget = context.get(BUDGET)
        if not isinstance(budget, Budget):
            budget = context[BUDGET] = cls()
        return budget

    @property
    def spent(self) -> float:
        """Seconds since the request came in."""
        return time.monotonic() - self._began

    @property
    def left(self) -> float:
        """Seconds until the answer must go out."""
        return max(self._ends_at - time.monotonic(), LEAST_SECONDS)

    async def bound(
        self,
        work: Coroutine[Any, Any, T],
        background: Background,
        may_cancel: Callable[[], bool] = lambda: False,
    ) -> T:
        """Return what ``work`` returns. Raises OutOfTime when the budget is spent first.

        It is cancelled then where ``may_cancel`` says so. Nobody waits for that either: undoing what is open
        takes as long as a database that hangs.
        """
        task = asyncio.create_task(work)
        try:
            await asyncio.wait({task}, timeout=self.left)
        except asyncio.CancelledError:
            task.cancel()
            raise
        if task.done():
            return task.result()
        if may_cancel():
            task.cancel()
        background.leave(task)
        raise OutOfTime
