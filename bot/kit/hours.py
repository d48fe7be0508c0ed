"""Working-hours arithmetic that stays right through daylight-saving changes.

People state their week in local wall time; everything else in the product is an instant in UTC. So each local
day is built as wall times first, turned into instants, and only then compared or added up: subtracting two
local times of one zone would be wall arithmetic and wrong by an hour twice a year.

A wall time that the clock jumps over means the first moment after the jump; one that comes twice means its
first occurrence. Both keep the order of wall times, so intervals never turn inside out.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import TypeVar
from zoneinfo import ZoneInfo

At = TypeVar("At", datetime, float)  # an instant, or its seconds since 1970

DAY_MINUTES = 1440
OVER_MIDNIGHT = DAY_MINUTES // 2  # the longest stretch that crosses midnight; a longer one is a slip
_SEARCH = timedelta(weeks=60)  # a window that a clock change swallows comes again the week after
_MORNING = 9 * 60


@dataclass(frozen=True, slots=True, order=True)
class Window:
    """One stretch of a weekly timetable, in minutes since local midnight; Monday is 0.

    Raises ValueError for anything else, an empty stretch included.
    """

    weekday: int
    start: int
    end: int

    def __post_init__(self) -> None:
        if not (0 <= self.weekday <= 6 and 0 <= self.start < self.end <= DAY_MINUTES):
            raise ValueError(f"not a window of a week: {self.weekday=} {self.start=} {self.end=}")


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """One stretch of a weekly timetable as people say it: past 1440 minutes it ends on the next day."""

    weekday: int
    start: int
    end: int

    def windows(self) -> list[Window]:
        """Return it as windows, of which none crosses midnight."""
        if self.end <= DAY_MINUTES:
            return [Window(self.weekday, self.start, self.end)]
        tomorrow = (self.weekday + 1) % 7
        return [
            Window(self.weekday, self.start, DAY_MINUTES),
            Window(tomorrow, 0, self.end - DAY_MINUTES),
        ]


def spans_of(windows: Iterable[Window]) -> list[Span]:
    """Return a week as people say it: what ends at midnight goes on with the night that begins there."""
    left = sorted(windows)
    nights = {window.weekday: window for window in left if window.start == 0}
    spans = [Span(one.weekday, one.start, _goes_on_until(one, nights)) for one in left]
    joined = {(span.weekday + 1) % 7 for span in spans if span.end > DAY_MINUTES}
    return [span for span in spans if span.start or span.weekday not in joined]


def _goes_on_until(window: Window, nights: Mapping[int, Window]) -> int:
    """Return the end of a window, past 1440 where it goes on over midnight for at most half a day in all."""
    night = nights.get((window.weekday + 1) % 7)
    if window.end < DAY_MINUTES or night is None:
        return window.end
    whole = DAY_MINUTES + night.end
    return whole if whole - window.start <= OVER_MIDNIGHT else window.end


DEFAULT_WEEK: tuple[Window, ...] = tuple(Window(day, 9 * 60, 17 * 60) for day in range(5))
"""Monday to Friday, nine to five: what we assume of somebody who has not told us."""


def zone_of(name: str | None) -> ZoneInfo:
    """The zone of an IANA name; UTC when the name is missing or unknown to this machine."""
    try:
        return ZoneInfo(name or "UTC")
    except (KeyError, ValueError, OSError):  # unknown, malformed, or the name of a folder such as "America"
        return ZoneInfo("UTC")


def instant_of(zone: ZoneInfo, day: date, minute: int) -> datetime:
    """The UTC instant of a wall time: a local day and minutes since its midnight (1440 is the next one)."""
    wall = datetime.combine(day, time()) + timedelta(minutes=minute)
    first, second = (wall.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1))
    return _end_of_gap(zone, second, first) if second < first else first


def _end_of_gap(zone: ZoneInfo, before: datetime, after: datetime) -> datetime:
    """The instant in (before, after] at which the zone's offset changes, to the second."""
    old = before.astimezone(zone).utcoffset()
    low, high = 0, int((after - before).total_seconds())
    while high - low > 1:
        middle = (low + high) // 2
        if (before + timedelta(seconds=middle)).astimezone(zone).utcoffset() == old:
            low = middle
        else:
            high = middle
    return before + timedelta(seconds=high)


def _utc(at: datetime) -> datetime:
    if at.tzinfo is None:
        raise ValueError("an instant needs its zone")
    return at.astimezone(UTC)


@dataclass(frozen=True)
class WorkingHours:
    """A person's week: an IANA zone (UTC when unknown) and the windows in it, which may touch or overlap.

    ``is_off`` tells of a day in that zone whether nobody works on it, whatever the windows say.
    """

    zone: str
    windows: tuple[Window, ...] = DEFAULT_WEEK
    is_off: Callable[[date], bool] | None = None

    @property
    def tz(self) -> ZoneInfo:
        """The zone itself."""
        return zone_of(self.zone)

    def intervals(self, start: datetime, end: datetime) -> Iterator[tuple[datetime, datetime]]:
        """The working time inside [start, end) as merged, chronological UTC intervals."""
        start, end = _utc(start), _utc(end)
        current: tuple[datetime, datetime] | None = None
        for window in self._windows_from(start, end):
            opens, closes = max(window[0], start), min(window[1], end)
            if opens >= closes:
                continue
            if current is None:
                current = (opens, closes)
            elif opens <= current[1]:
                current = (current[0], max(current[1], closes))
            else:
                yield current
                current = (opens, closes)
        if current is not None:
            yield current

    def _windows_from(self, start: datetime, end: datetime) -> Iterator[tuple[datetime, datetime]]:
        """Every window of the local days from the one before start to the one after end, as UTC instants."""
        if not self.windows:
            return
        zone, windows = self.tz, sorted(self.windows)
        day, last = (start.astimezone(zone) - timedelta(days=1)).date(), end.astimezone(zone).date()
        while day <= last:
            for window in windows:
                if window.weekday == day.weekday() and not (self.is_off and self.is_off(day)):
                    yield instant_of(zone, day, window.start), instant_of(zone, day, window.end)
            day += timedelta(days=1)

    def is_working(self, at: datetime) -> bool:
        """Whether the instant lies in a window; a window's last minute is in it, its end is not."""
        return any(opens <= at for opens, _ in self.intervals(at, _utc(at) + timedelta(minutes=1)))

    def next_working(self, at: datetime) -> datetime:
        """The instant itself while working or without any windows, else the next start of a window."""
        at = _utc(at)
        return next((opens for opens, _ in self.intervals(at, at + _SEARCH)), at)

    def add_working_minutes(self, at: datetime, minutes: int) -> datetime:
        """The first instant by which so many working minutes have passed; plain minutes without any windows.

        It may be the very end of a window. Raises ValueError for negative minutes.
        """
        if minutes < 0:
            raise ValueError("working minutes are only added")
        at, left = _utc(at), timedelta(minutes=minutes)
        if not self.windows or not minutes:
            return at + left
        weeks = minutes // max(window.end - window.start for window in self.windows)
        for opens, closes in self.intervals(at, at + _SEARCH + timedelta(weeks=weeks)):
            if closes - opens >= left:
                return opens + left
            left -= closes - opens
        raise AssertionError("a week with a window always has working minutes")

    def working_minutes_between(self, a: datetime, b: datetime) -> int:
        """Whole working minutes from a to b, 0 when b is not after a; plain minutes without any windows."""
        if not self.windows:
            return max(0, (_utc(b) - _utc(a)) // timedelta(minutes=1))
        total = sum((closes - opens for opens, closes in self.intervals(a, b)), timedelta())
        return total // timedelta(minutes=1)

    def next_morning(self, at: datetime) -> datetime:
        """The first working instant on a local day after that of `at`; nine o'clock without any windows."""
        zone = self.tz
        tomorrow = _utc(at).astimezone(zone).date() + timedelta(days=1)
        return self.next_working(instant_of(zone, tomorrow, 0 if self.windows else _MORNING))

    def covers(self, start: datetime, end: datetime) -> bool:
        """Whether [start, end) is working time throughout; an empty stretch is not."""
        return next(self.intervals(start, end), None) == (_utc(start), _utc(end))


def narrowed(hours: WorkingHours, start: int | None, end: int | None) -> WorkingHours:
    """The same week from ``start`` to ``end``, in minutes since midnight, or as each day begins or ends.

    Days that begin later or end earlier reach so far. A week of which nothing would be left stays as it is.
    """
    days: dict[int, list[Window]] = {}
    for window in sorted(hours.windows):
        days.setdefault(window.weekday, []).append(window)
    kept = [window for day in days.values() for window in _day_within(day, start, end)]
    return WorkingHours(hours.zone, tuple(kept)) if kept else hours


def _day_within(day: list[Window], start: int | None, end: int | None) -> list[Window]:
    opens = day[0].start if start is None else start
    closes = day[-1].end if end is None else end
    stretches = [[window.start, window.end] for window in day]
    stretches[0][0] = min(stretches[0][0], opens)
    stretches[-1][1] = max(stretches[-1][1], closes)
    inside = [(max(begins, opens), min(ends, closes)) for begins, ends in stretches]
    return [Window(day[0].weekday, begins, ends) for begins, ends in inside if begins < ends]


def without(windows: Iterable[Window], start: int, end: int) -> tuple[Window, ...]:
    """Windows of a week but for a stretch of each day, in minutes since midnight; it may cross midnight."""
    outs = [(start, end)] if start <= end else [(0, end), (start, DAY_MINUTES)]
    left = sorted(windows)
    for begins, ends in outs:
        parts = [(one, (one.start, min(one.end, begins)), (max(one.start, ends), one.end)) for one in left]
        left = [Window(one.weekday, a, b) for one, *kept in parts for a, b in kept if a < b]
    return tuple(left)


def common(
    a: WorkingHours, b: WorkingHours, start: datetime, end: datetime
) -> list[tuple[datetime, datetime]]:
    """The working time that two people share inside [start, end), as chronological UTC intervals."""
    return intersect(list(a.intervals(start, end)), list(b.intervals(start, end)))


def intersect(a: list[tuple[At, At]], b: list[tuple[At, At]]) -> list[tuple[At, At]]:
    """What two chronological lists of intervals, each without overlaps, have in common."""
    shared: list[tuple[At, At]] = []
    i = j = 0
    while i < len(a) and j < len(b):
        opens, closes = max(a[i][0], b[j][0]), min(a[i][1], b[j][1])
        if opens < closes:
            shared.append((opens, closes))
        if a[i][1] <= b[j][1]:
            i += 1
        else:
            j += 1
    return shared
