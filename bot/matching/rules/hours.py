"""The hours that two people share before an ask's date."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from bot.kit.hours import WorkingHours, intersect
from bot.matching.rules.shapes import AskFacts, Interval, Part, Reason

HORIZON = timedelta(days=14)
SOON = timedelta(hours=4)
_ENOUGH_DAYS = 5
_SHOWN = 5


class Calendar:
    """The hours in which a mentee could meet, and what each person shares of them."""

    def __init__(self, ask: AskFacts, now: datetime) -> None:
        self._start = now
        self._end = min(ask.needed_by or now + HORIZON, now + HORIZON)
        self._zone = ask.hours.tz
        self._length = timedelta(minutes=ask.minutes)
        self._mentee = list(ask.hours.intervals(self._start, self._end))
        self._present: dict[WorkingHours, float] = {}
        self._shared: dict[WorkingHours, list[Interval]] = {}  # many people share one timetable

    def hours(self, theirs: WorkingHours, busy: Sequence[Interval]) -> Reason:
        """How many days have a common free slot of the asked length; five are as good as any number."""
        if theirs not in self._shared:
            self._shared[theirs] = intersect(self._mentee, list(theirs.intervals(self._start, self._end)))
        days: dict[date, datetime] = {}
        for opens, closes in _free(self._shared[theirs], busy):
            if closes - opens >= self._length:
                days.setdefault(opens.astimezone(self._zone).date(), opens)
        details = tuple(start.isoformat() for start in list(days.values())[:_SHOWN])
        return Reason(Part.HOURS, min(1.0, len(days) / _ENOUGH_DAYS), details, len(days))

    def present(self, theirs: WorkingHours) -> float:
        """How much of the next four hours somebody is at work: 0 to 1. Who is there now can answer now."""
        if theirs not in self._present:
            soon = theirs.intervals(self._start, self._start + SOON)
            self._present[theirs] = sum((closes - opens for opens, closes in soon), timedelta()) / SOON
        return self._present[theirs]


def _free(shared: Sequence[Interval], busy: Sequence[Interval]) -> list[Interval]:
    """What is left of chronological intervals when the busy ones are cut out."""
    left = list(shared)
    for begins, ends in busy:
        pieces = [
            piece for start, end in left for piece in ((start, min(end, begins)), (max(start, ends), end))
        ]
        left = [(opens, closes) for opens, closes in pieces if opens < closes]
    return left
