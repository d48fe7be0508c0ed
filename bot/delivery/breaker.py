"""A pause for Slack when it is in trouble: what is due stays due, and is sent afterwards."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable

WINDOW_SECONDS = 60
PAUSE_SECONDS = 15
FEWEST_CALLS = 10


class Breaker:
    """Pauses sending for 15 s when at least half of 10 or more calls within 60 s went wrong.

    Counts real seconds: trouble at Slack does not pass because a playground moved its clock.
    """

    def __init__(self, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._monotonic = monotonic
        self._calls: deque[tuple[float, bool]] = deque()
        self._paused_until = 0.0

    @property
    def paused(self) -> bool:
        """Whether to leave Slack alone at present."""
        return self._monotonic() < self._paused_until

    def record(self, *, bad: bool) -> None:
        """Take note of how a call went; bad is one with no answer, or one that leaves its fate open."""
        now = self._monotonic()
        self._calls.append((now, bad))
        while self._calls[0][0] < now - WINDOW_SECONDS:
            self._calls.popleft()
        failed = sum(bad for _, bad in self._calls)
        if len(self._calls) >= FEWEST_CALLS and failed * 2 >= len(self._calls):
            self._paused_until = now + PAUSE_SECONDS
            self._calls.clear()
