"""The hours that two people share before an ask's date. Seconds since 1970 are faster than datetimes."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta

from bot.kit.hours import WorkingHours, instant_of, intersect
from bot.matching.rules.shapes import AskFacts, Interval, Part, Reason

HORIZON = timedelta(days=14)
SOON = timedelta(hours=4)
ENOUGH_DAYS = 5
_SHOWN = 5

Stretch = tuple[float, float]


class Weeks:
    """The timetables of a pool, and their working time in the next weeks, worked out once a day."""

    def __init__(self) -> None:
        self._timetables: list[WorkingHours] = []
        self._number: dict[WorkingHours, int] = {}
        self._day: datetime | None = None
        self._known: dict[int, list[Stretch]] = {}

    def number(self, hours: WorkingHours) -> int:
        """Return the number of a timetable, a new one if it is new."""
        number = self._number.setdefault(hours, len(self._timetables))
        if number == len(self._timetables):
            self._timetables.append(hours)
        return number

    def of(self, timetable: int, now: datetime) -> list[Stretch]:
        """Return the working time from the start of this day of UTC until past the horizon."""
        day = now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
        if day != self._day:
            self._day, self._known = day, {}
        if timetable not in self._known:
            until = day + HORIZON + timedelta(days=2)
            self._known[timetable] = _stretches(self._timetables[timetable].intervals(day, until))
        return self._known[timetable]


class Calendar:
    """The hours in which a mentee could meet, and what each person shares of them."""

    def __init__(self, ask: AskFacts, now: datetime, weeks: Weeks) -> None:
        self._weeks = weeks
        self._now = now
        end = min(ask.needed_by or now + HORIZON, now + HORIZON)
        self._length = ask.minutes * 60
        self._mentee = _stretches(ask.hours.intervals(now, end))
        self._midnights = _midnights(ask.hours, now)
        self._idle: dict[int, list[float]] = {}  # many people share one timetable
        self._present: dict[int, float] = {}
        self._shared: dict[int, list[Stretch]] = {}

    def days(self, timetable: int, busy: Sequence[Interval]) -> list[float]:
        """Return the first common free slot of the asked length of each day of the mentee's that has one."""
        if not busy and timetable in self._idle:
            return self._idle[timetable]
        found = self._look(timetable, busy)
        if not busy:
            self._idle[timetable] = found
        return found

    def hours(self, timetable: int, busy: Sequence[Interval]) -> Reason:
        """How many days have a common free slot; five are as good as any number."""
        return told(self.days(timetable, busy))

    def _look(self, timetable: int, busy: Sequence[Interval]) -> list[float]:
        if timetable not in self._shared:
            theirs = self._weeks.of(timetable, self._now)
            self._shared[timetable] = intersect(self._mentee, theirs)
        days: dict[int, float] = {}
        for opens, closes in _free(self._shared[timetable], _stretches(busy)):
            if closes - opens >= self._length:
                days.setdefault(bisect_right(self._midnights, opens), opens)
        return list(days.values())

    def present(self, timetable: int) -> float:
        """How much of the next four hours somebody is at work: 0 to 1. Who is there now can answer now."""
        if timetable not in self._present:
            now = _stretches([(self._now, self._now + SOON)])
            soon = intersect(now, self._weeks.of(timetable, self._now))
            self._present[timetable] = sum(closes - opens for opens, closes in soon) / SOON.total_seconds()
        return self._present[timetable]


def worth(days: int) -> float:
    """Return what so many days with a common hour are worth: 0 to 1."""
    return min(1.0, days / ENOUGH_DAYS)


def told(days: Sequence[float]) -> Reason:
    """Return a reason that tells of days with a common hour, by their first ones."""
    shown = tuple(datetime.fromtimestamp(opens, UTC).isoformat() for opens in days[:_SHOWN])
    return Reason(Part.HOURS, worth(len(days)), shown, len(days))


def _midnights(hours: WorkingHours, now: datetime) -> list[float]:
    """The starts of a person's own days, from tomorrow's to past the horizon."""
    zone = hours.tz
    today = now.astimezone(zone).date()
    days = range(1, HORIZON.days + 2)
    return [instant_of(zone, today + timedelta(days=day), 0).timestamp() for day in days]


def _stretches(intervals: Iterable[Interval]) -> list[Stretch]:
    return [(opens.timestamp(), closes.timestamp()) for opens, closes in intervals]


def _free(shared: Sequence[Stretch], busy: Sequence[Stretch]) -> list[Stretch]:
    """What is left of chronological stretches when the busy ones are cut out."""
    left = list(shared)
    for begins, ends in busy:
        pieces = [
            piece for start, end in left for piece in ((start, min(end, begins)), (max(start, ends), end))
        ]
        left = [(opens, closes) for opens, closes in pieces if opens < closes]
    return left
