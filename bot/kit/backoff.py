"""What failed a moment ago and is left alone for a while, in this process."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass
from datetime import datetime, timedelta

FIRST_PAUSE = timedelta(seconds=1)  # doubled with each further failure
LONGEST_PAUSE = timedelta(hours=1)
FORGOTTEN_AFTER = 2 * LONGEST_PAUSE  # without another failure
MOST = 10_000  # failures that are remembered; beyond them the oldest is tried again too early


def pause(times: int) -> timedelta:
    """Return how long something rests after it has failed so many times in a row."""
    doublings = min(times - 1, 20)
    return min(FIRST_PAUSE * float(2**doublings), LONGEST_PAUSE)


@dataclass(frozen=True, slots=True)
class _Failure:
    at: datetime
    times: int

    def rests_at(self, now: datetime) -> bool:
        """A clock that was set back behind the failure ends the pause."""
        return timedelta(0) <= now - self.at < pause(self.times)


class Backoff:
    """Remembers what failed, with a pause that grows with each failure in a row."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._failures: OrderedDict[Hashable, _Failure] = OrderedDict()

    def failed(self, key: Hashable, now: datetime) -> None:
        """Begin a pause, twice as long as the one before."""
        before = self._failures.pop(key, None)
        self._failures[key] = _Failure(now, before.times + 1 if before else 1)
        if len(self._failures) > self._most:
            self._failures.popitem(last=False)

    def succeeded(self, key: Hashable) -> None:
        """Forget that it ever failed."""
        self._failures.pop(key, None)

    def resting(self, now: datetime) -> set[Hashable]:
        """Return what failed so recently that it is not yet tried again."""
        for key, failure in list(self._failures.items()):
            if abs(now - failure.at) > FORGOTTEN_AFTER:
                del self._failures[key]
        return {key for key, failure in self._failures.items() if failure.rests_at(now)}
