"""Pure rules about experts: months, pauses, and a week in words."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

from bot.kit.hours import Window, instant_of, zone_of

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


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


def week_in_words(windows: Sequence[Window]) -> str:
    """Return a week in words: "Mon–Fri 9:00–17:00", or "Mon, Wed 8:30–12:00; Sat 10:00–11:00"."""
    by_hours: dict[tuple[tuple[int, int], ...], list[int]] = {}
    for day in range(7):
        hours = tuple(sorted((w.start, w.end) for w in windows if w.weekday == day))
        if hours:
            by_hours.setdefault(hours, []).append(day)
    return "; ".join(f"{_days(days)} {_hours(hours)}" for hours, days in by_hours.items())


def _days(days: list[int]) -> str:
    """Name days, three or more in a row as a range."""
    runs: list[list[int]] = []
    for day in days:
        if runs and runs[-1][-1] == day - 1:
            runs[-1].append(day)
        else:
            runs.append([day])
    named = []
    for run in runs:
        if len(run) > 2:
            named.append(f"{DAYS[run[0]]}–{DAYS[run[-1]]}")
        else:
            named += [DAYS[day] for day in run]
    return ", ".join(named)


def _hours(hours: tuple[tuple[int, int], ...]) -> str:
    return " and ".join(f"{_clock(start)}–{_clock(end)}" for start, end in hours)


def _clock(minute: int) -> str:
    return f"{minute // 60}:{minute % 60:02d}"
