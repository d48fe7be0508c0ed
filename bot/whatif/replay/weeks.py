"""Working time that was worked out once, because a replay asks for it again and again."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from datetime import datetime

from bot.kit.hours import Window, WorkingHours


class KnownWeek(WorkingHours):
    """A week whose working time between two instants is known; outside of them there is none."""

    _known: list[tuple[datetime, datetime]]
    _ends: list[datetime]

    def __init__(self, week: WorkingHours, start: datetime, end: datetime) -> None:
        super().__init__(week.zone, week.windows, week.is_off)
        known = list(week.intervals(start, end))
        object.__setattr__(self, "_known", known)
        object.__setattr__(self, "_ends", [closes for _, closes in known])

    def __hash__(self) -> int:
        return id(self)

    def __eq__(self, other: object) -> bool:
        return self is other

    def intervals(self, start: datetime, end: datetime) -> Iterator[tuple[datetime, datetime]]:
        """The working time inside [start, end), as `WorkingHours` has it."""
        for place in range(bisect_right(self._ends, start), len(self._known)):
            opens, closes = self._known[place]
            if opens >= end:
                return
            yield max(opens, start), min(closes, end)


class Weeks:
    """The weeks of everybody in a replay, each worked out once however many share it."""

    def __init__(self, start: datetime, end: datetime) -> None:
        self._start, self._end = start, end
        self._known: dict[tuple[str, tuple[Window, ...], bool], KnownWeek] = {}

    def of(self, week: WorkingHours) -> KnownWeek:
        """Return a week whose working time is known. Public holidays hang on the zone alone."""
        key = (week.zone, week.windows, week.is_off is not None)
        if key not in self._known:
            self._known[key] = KnownWeek(week, self._start, self._end)
        return self._known[key]
