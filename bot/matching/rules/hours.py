"""The hours that two people share before an ask's date."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

from bot.kit.hours import WorkingHours, intersect
from bot.matching.rules.shapes import AskFacts, Interval, Part, Reason

HORIZON = timedelta(days=14)
SOON = timedelta(hours=4)
_ENOUGH_DAYS = 5
_SHOWN = 5


class Weeks:
    """The timetables of a pool, each once, and their working time in the next weeks, worked out once a day."""

    def __init__(self) -> None:
        self._timetables: list[WorkingHours] = []
        self._number: dict[WorkingHours, int] = {}
        self._day: datetime | None = None
        self._known: dict[int, list[Interval]] = {}

    def number(self, hours: WorkingHours) -> int:
        """Return the number of a timetable, a new one if it is new."""
        number = self._number.setdefault(hours, len(self._timetables))
        if number == len(self._timetables):
            self._timetables.append(hours)
        return number

    def of(self, timetable: int, now: datetime) -> list[Interval]:
        """Return the working time from the start of this day of UTC until past the horizon."""
        day = now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
        if day != self._day:
            self._day, self._known = day, {}
        if timetable not in self._known:
            hours = self._timetables[timetable]
            self._known[timetable] = list(hours.intervals(day, day + HORIZON + timedelta(days=2)))
        return self._known[timetable]


class Calendar:
    """The hours in which a mentee could meet, and what each person shares of them."""

    def __init__(self, ask: AskFacts, now: datetime, weeks: Weeks) -> None:
        self._weeks = weeks
        self._start = now
        self._end = min(ask.needed_by or now + HORIZON, now + HORIZON)
        self._zone = ask.hours.tz
        self._length = timedelta(minutes=ask.minutes)
        self._mentee = list(ask.hours.intervals(self._start, self._end))
        self._idle: dict[int, Reason] = {}
        self._present: dict[int, float] = {}
        self._shared: dict[int, list[Interval]] = {}  # many people share one timetable

    def hours(self, timetable: int, busy: Sequence[Interval]) -> Reason:
        """How many days have a common free slot of the asked length; five are as good as any number."""
        if not busy and timetable in self._idle:
            return self._idle[timetable]
        found = self._look(timetable, busy)
        if not busy:
            self._idle[timetable] = found
        return found

    def _look(self, timetable: int, busy: Sequence[Interval]) -> Reason:
        if timetable not in self._shared:
            theirs = self._weeks.of(timetable, self._start)
            self._shared[timetable] = intersect(self._mentee, theirs)
        days: dict[date, datetime] = {}
        for opens, closes in _free(self._shared[timetable], busy):
            if closes - opens >= self._length:
                days.setdefault(opens.astimezone(self._zone).date(), opens)
        details = tuple(start.isoformat() for start in list(days.values())[:_SHOWN])
        return Reason(Part.HOURS, min(1.0, len(days) / _ENOUGH_DAYS), details, len(days))

    def present(self, timetable: int) -> float:
        """How much of the next four hours somebody is at work: 0 to 1. Who is there now can answer now."""
        if timetable not in self._present:
            now = [(self._start, self._start + SOON)]
            soon = intersect(now, self._weeks.of(timetable, self._start))
            self._present[timetable] = sum((closes - opens for opens, closes in soon), timedelta()) / SOON
        return self._present[timetable]


def _free(shared: Sequence[Interval], busy: Sequence[Interval]) -> list[Interval]:
    """What is left of chronological intervals when the busy ones are cut out."""
    left = list(shared)
    for begins, ends in busy:
        pieces = [
            piece for start, end in left for piece in ((start, min(end, begins)), (max(start, ends), end))
        ]
        left = [(opens, closes) for opens, closes in pieces if opens < closes]
    return left
