"""Working time as arrays: the same answers as `bot.kit.hours`, a thousand times as fast.

Instants are minutes since `START`, a Monday at midnight UTC.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import lru_cache

import numpy as np

from bot.kit.hours import WorkingHours
from bot.whatif.replay.weeks import KnownWeek

START = datetime(2027, 1, 4, tzinfo=UTC)
WEEKS = 13
DAY = 1440
WEEK = 7 * DAY
ASKING_ENDS = WEEKS * WEEK
END = ASKING_ENDS + 5 * WEEK  # whoever asked last has until then
_GRID_ENDS = END + 12 * WEEK  # answers that would come after everything


def instant(minute: int) -> datetime:
    """The UTC instant of a minute."""
    return START + timedelta(minutes=int(minute))


def minute_of(at: datetime) -> int:
    """The minute of an instant."""
    return int((at - START) / timedelta(minutes=1))


@lru_cache(maxsize=2048)
def month(day: int) -> int:
    """The calendar month in which a day, counted from the start, lies."""
    at = instant(day * DAY)
    return at.year * 12 + at.month


class Timetable:
    """One week of working hours, for all who share it."""

    def __init__(self, hours: WorkingHours) -> None:
        self.hours = KnownWeek(hours, START, instant(_GRID_ENDS))
        self.mask = np.zeros(_GRID_ENDS, dtype=bool)
        for opens, closes in self.hours.intervals(START, instant(_GRID_ENDS)):
            self.mask[minute_of(opens) : minute_of(closes)] = True
        self._before = np.concatenate([[0], np.cumsum(self.mask, dtype=np.int32)])
        self._working = np.flatnonzero(self.mask)

    def next(self, at: int) -> int:
        """The minute itself while working, else the next start of work."""
        return int(self._working[min(self._before[at], len(self._working) - 1)])

    def after(self, at: int, minutes: int) -> int:
        """The first instant by which so many working minutes have passed, or the grid's end."""
        if minutes <= 0:
            return at
        place = int(self._before[at]) + minutes - 1
        return int(self._working[place]) + 1 if place < len(self._working) else _GRID_ENDS

    def between(self, a: int, b: int) -> int:
        """Working minutes from a to b."""
        return int(self._before[b] - self._before[a]) if b > a else 0


Absence = tuple[int, int]


def after_with_absences(table: Timetable, absences: tuple[Absence, ...], at: int, minutes: int) -> int:
    """When so many minutes of work have passed for somebody who is away at times."""
    for away, back in absences:
        if back <= at:
            continue
        before = table.between(at, away)
        if before >= minutes:
            break
        minutes, at = minutes - before, max(at, back)
    return table.after(at, max(1, minutes))
