"""Slack's limits on posting, for whoever wants to meet them: off unless they are switched on."""

from __future__ import annotations

import math
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

POST = "chat.postMessage"


@dataclass
class PostLimits:
    """One message a second in a channel, after a short ``burst``, and ``per_minute`` in the workspace.

    Counts real time. None: no limit over the workspace.
    """

    burst: int = 3
    per_minute: int | None = None
    monotonic: Callable[[], float] = time.monotonic
    _channels: dict[str, tuple[float, float]] = field(default_factory=dict)  # when, and what was left then
    _posted: deque[float] = field(default_factory=deque)

    def wait(self, channel_id: str) -> int:
        """Return for how many seconds a message has to wait; 0 where it may be posted, which counts it."""
        now = self.monotonic()
        while self._posted and self._posted[0] <= now - 60:
            self._posted.popleft()
        if self.per_minute is not None and len(self._posted) >= self.per_minute:
            return math.ceil(self._posted[0] + 60 - now)
        at, left = self._channels.get(channel_id, (now, float(self.burst)))
        left = min(self.burst, left + now - at)
        if left < 1:
            return 1
        self._channels[channel_id] = now, left - 1
        self._posted.append(now)
        return 0
