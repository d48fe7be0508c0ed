"""How much to ask of Slack at once in a workspace, and a pause when it is in trouble."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable

WINDOW_SECONDS = 60
PAUSE_SECONDS = 15
FEWEST_CALLS = 10
MANY = 3  # workspaces in trouble at once: then it is Slack that is
MOST_BREAKERS = 10_000
# Calls under way at once in one workspace, per process: one more for each that goes well.
FEWEST_AT_ONCE = 4
MOST_AT_ONCE = 64


class Breaker:
    """Pauses sending for 15 s when at least half of 10 or more calls within 60 s went wrong.

    ``at_once`` is how many calls may be under way: few until it is seen that they go well. Seconds are real
    ones: trouble at Slack does not pass because a playground moved its clock.
    """

    def __init__(self, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._monotonic = monotonic
        self._calls: deque[tuple[float, bool]] = deque()
        self._paused_until = 0.0
        self.at_once = FEWEST_AT_ONCE

    @property
    def paused(self) -> bool:
        """Whether to leave Slack alone at present."""
        return self._monotonic() < self._paused_until

    def record(self, *, bad: bool, too_many: bool = False) -> None:
        """Take note of how a call went; bad is one with no answer, or one that leaves its fate open.

        ``too_many``: Slack asks for fewer calls.
        """
        self.at_once = FEWEST_AT_ONCE if bad or too_many else min(MOST_AT_ONCE, self.at_once + 1)
        now = self._monotonic()
        self._calls.append((now, bad))
        while self._calls[0][0] < now - WINDOW_SECONDS:
            self._calls.popleft()
        failed = sum(bad for _, bad in self._calls)
        if len(self._calls) >= FEWEST_CALLS and failed * 2 >= len(self._calls):
            self._paused_until = now + PAUSE_SECONDS
            self._calls.clear()


class Breakers:
    """One breaker for each workspace; sending pauses altogether only while many of them do."""

    def __init__(self, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._monotonic = monotonic
        self._of: dict[str, Breaker] = {}

    def record(self, workspace_id: str, *, bad: bool, too_many: bool = False) -> None:
        """Take note of how a call of a workspace went."""
        if len(self._of) > MOST_BREAKERS:
            self._of = {one: breaker for one, breaker in self._of.items() if breaker.paused}
        if workspace_id not in self._of:
            self._of[workspace_id] = Breaker(self._monotonic)
        self._of[workspace_id].record(bad=bad, too_many=too_many)

    def at_once(self, workspace_id: str) -> int:
        """Return how many calls of a workspace may be under way at once."""
        breaker = self._of.get(workspace_id)
        return breaker.at_once if breaker else FEWEST_AT_ONCE

    @property
    def paused(self) -> set[str]:
        """The workspaces to leave alone at present."""
        return {one for one, breaker in self._of.items() if breaker.paused}

    @property
    def all_paused(self) -> bool:
        """Whether Slack itself seems to be in trouble: half of the workspaces, and three at least."""
        paused = len(self.paused)
        return paused >= MANY and paused * 2 >= len(self._of)
