"""Months, pauses, and weeks."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

from bot.kit.hours import DEFAULT_WEEK, Span, Window, instant_of, spans_of, zone_of

OPEN = "experts_open"  # the id of buttons that open the profile; one that names a topic begins with it


def month_of(now: datetime) -> tuple[datetime, datetime]:
    """Return when the present month began and ends: capacity is counted by calendar months of UTC."""
    begun = now.astimezone(UTC).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    return begun, (begun + timedelta(days=32)).replace(day=1)


def end_of_pause(through: date, zone: str) -> datetime:
    """Return when a pause through a day ends: at the start of the next day in the person's zone."""
    return instant_of(zone_of(zone), through + timedelta(days=1), 0)


def paused_through(until: datetime | None, zone: str, now: datetime) -> date | None:
    """Return the last day of a pause, in the person's zone; None when there is none or it is over."""
    if until is None or until <= now:
        return None
    return (until - timedelta(microseconds=1)).astimezone(zone_of(zone)).date()


def _workdays(start: int, end: int) -> tuple[Window, ...]:
    return tuple(Window(day, start * 60, end * 60) for day in range(5))


DAYS_BEGIN = tuple(hour * 60 for hour in range(5, 14))  # when a working day may begin, in minutes
OWN = "own"  # stands for the week that somebody has named already
WEEKS: dict[str, tuple[Window, ...]] = {
    "workdays": DEFAULT_WEEK,
    "mornings": _workdays(9, 12),
    "afternoons": _workdays(13, 17),
    "early": _workdays(7, 15),
    "late": _workdays(11, 19),
}
"""The weeks that are chosen with one press; any other is named in days and times."""


def week_named(windows: Sequence[Window]) -> str:
    """Return the name of a week."""
    return next((name for name, week in WEEKS.items() if sorted(windows) == sorted(week)), OWN)


def days_by_hours(windows: Sequence[Window]) -> list[tuple[list[range], list[Span]]]:
    """Return the days of a week with the same hours together: runs of days, and the hours of each of them."""
    by_hours: dict[tuple[tuple[int, int], ...], list[int]] = {}
    spans = spans_of(windows)
    for day in range(7):
        hours = tuple(sorted((span.start, span.end) for span in spans if span.weekday == day))
        if hours:
            by_hours.setdefault(hours, []).append(day)
    return [
        (runs_of(days), [Span(days[0], start, end) for start, end in hours])
        for hours, days in by_hours.items()
    ]


def runs_of(days: Sequence[int]) -> list[range]:
    """Return days in order as runs of three or more in a row, and single days."""
    runs: list[range] = []
    for day in days:
        if runs and runs[-1].stop == day:
            runs[-1] = range(runs[-1].start, day + 1)
        else:
            runs.append(range(day, day + 1))
    return [part for run in runs for part in ([run] if len(run) > 2 else _singles(run))]


def _singles(run: range) -> list[range]:
    return [range(day, day + 1) for day in run]
