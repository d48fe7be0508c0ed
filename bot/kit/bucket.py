"""How often something may happen, whoever asks for it."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable


class Bucket:
    """Allows so many within a minute of real time, in this process."""

    def __init__(self, per_minute: int, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._per_minute = per_minute
        self._monotonic = monotonic
        self._taken: deque[float] = deque()

    def take(self) -> bool:
        """Return whether it may happen once more now."""
        now = self._monotonic()
        while self._taken and self._taken[0] <= now - 60:
            self._taken.popleft()
        if len(self._taken) >= self._per_minute:
            return False
        self._taken.append(now)
        return True
