"""The hours that two people share before an ask's date. Seconds since 1970 are faster than datetimes."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.kit.hours import WorkingHours, instant_of, intersect
from bot.matching.engine.facts import AskFacts, Interval, Reason, ScoreComponent

HORIZON = timedelta(days=14)
ENOUGH_DAYS = 5
MOST_SHARED = 20_000  # pairs of timetables
_SHOWN = 5

Stretch = tuple[float, float]


class Weeks:
    """The timetables of a pool and of who asks: their working time ahead, worked out once a day."""

    def __init__(self) -> None:
        self._timetables: list[WorkingHours] = []
        self._number: dict[WorkingHours, int] = {}
        self._day: datetime | None = None
        self._known: dict[int, list[Stretch]] = {}
        self._shared: dict[tuple[int, int], list[Stretch]] = {}
        self._midnights: dict[str, list[float]] = {}

    def number(self, hours: WorkingHours) -> int:
        """Return the number of a timetable, a new one if it is new."""
        number = self._number.setdefault(hours, len(self._timetables))
        if number == len(self._timetables):
            self._timetables.append(hours)
        return number

    def turn_to(self, now: datetime) -> None:
        """Forget what was worked out on another day of UTC."""
        day = now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
        if day != self._day:
            self._day, self._known, self._shared, self._midnights = day, {}, {}, {}

    def of(self, timetable: int) -> list[Stretch]:
        """Return the working time from the start of this day of UTC until past the horizon."""
        if timetable not in self._known:
            assert self._day is not None, "the day is not known"  # noqa: S101
            until = self._day + HORIZON + timedelta(days=2)
            self._known[timetable] = _stretches(self._timetables[timetable].intervals(self._day, until))
        return self._known[timetable]

    def shared(self, one: int, other: int) -> list[Stretch]:
        """Return the working time that two timetables share."""
        if (one, other) not in self._shared:
            if len(self._shared) >= MOST_SHARED:
                self._shared.clear()
            self._shared[one, other] = intersect(self.of(one), self.of(other))
        return self._shared[one, other]

    def midnights(self, zone: ZoneInfo) -> list[float]:
        """Return the starts of a zone's days, from before this day of UTC to past the horizon."""
        if zone.key not in self._midnights:
            assert self._day is not None, "the day is not known"  # noqa: S101
            days = (self._day.date() + timedelta(days=day) for day in range(-1, HORIZON.days + 4))
            self._midnights[zone.key] = [instant_of(zone, day, 0).timestamp() for day in days]
        return self._midnights[zone.key]


class Calendar:
    """The hours in which a mentee could meet, and what each person shares of them."""

    def __init__(self, ask: AskFacts, now: datetime, weeks: Weeks) -> None:
        weeks.turn_to(now)
        self._weeks = weeks
        self._start = now.timestamp()
        self._end = min(ask.needed_by or now + HORIZON, now + HORIZON).timestamp()
        self._length = ask.minutes * 60
        self._mentee = weeks.number(ask.hours)
        self._midnights = weeks.midnights(ask.hours.tz)
        self._idle: dict[int, list[float]] = {}  # many people share one timetable

    def days(self, timetable: int, busy: Sequence[Interval]) -> list[float]:
        """Return the first common free slot of the asked length of each day of the mentee's that has one."""
        if busy:
            return self._look(timetable, busy)
        if timetable not in self._idle:
            self._idle[timetable] = self._look(timetable, ())
        return self._idle[timetable]

    def _look(self, timetable: int, busy: Sequence[Interval]) -> list[float]:
        days: dict[int, float] = {}
        for opens, closes in _free(self._weeks.shared(self._mentee, timetable), _stretches(busy)):
            begins = max(opens, self._start)
            if min(closes, self._end) - begins >= self._length:
                days.setdefault(bisect_right(self._midnights, begins), begins)
        return list(days.values())


def worth(days: int) -> float:
    """Return what so many days with a common hour are worth: 0 to 1."""
    return min(1.0, days / ENOUGH_DAYS)


def told(days: Sequence[float]) -> Reason:
    """Return a reason that tells of days with a common hour, by their first ones."""
    shown = tuple(datetime.fromtimestamp(opens, UTC).isoformat() for opens in days[:_SHOWN])
    return Reason(ScoreComponent.HOURS, worth(len(days)), shown, len(days))


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
