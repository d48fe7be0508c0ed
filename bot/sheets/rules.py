"""On which day of a month a sheet goes out, and what may stand on it.

A rule is written "1.0" (the first Monday) to "5.4" (the last Friday), or "d1" to "d31": a day of the month,
its last one where the month is shorter.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable
from datetime import date, datetime, timedelta

from bot.kit.hours import instant_of, zone_of

POSTS_AT = 9 * 60  # minutes since midnight, of the clock of whoever planned it
ASKS_BEFORE = 7  # days
SHORTEST_NOTICE = timedelta(days=2)  # between planning a sheet and its first post
LONGEST_AHEAD = timedelta(days=35)  # of a time, after the post
MOVES_UP_BEFORE = timedelta(hours=2)  # whoever waits is not given a time that begins sooner
NIGHT_ENDS, NIGHT_BEGINS = 7, 22  # hours of a person's clock
LAST = 5
START_SHEET = "sheet_plan_open"  # buttons that start a monthly sheet
FEW_USED = 3  # a sheet of which less than one place in three was taken was too large
MOST_PLACES = 20
LENGTHS = (30, 45, 60)  # minutes of a place
NTH_RULES = tuple(f"{nth}.{weekday}" for nth in range(1, LAST + 1) for weekday in range(5))
DAY_RULES = tuple(f"d{number}" for number in range(1, 32))
RULES = (*NTH_RULES, *DAY_RULES)

DOTTED = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})")  # day, month, year
MOST_DAYS_OFF = 40  # days beside public holidays on which no sheet goes out

IsOff = Callable[[date], bool]  # whether no sheet goes out on a day, such as a public holiday


def nth_of(rule: str) -> tuple[int, int] | None:
    """Return which weekday of the month a rule names, and which (5 is the last); None for a day's number."""
    if rule.startswith("d"):
        return None
    nth, _, weekday = rule.partition(".")
    return int(nth), int(weekday)


def day_of(rule: str, year: int, month: int, is_off: IsOff) -> date:
    """Return a rule's day in a month: the next working day where it is a weekend or a day off."""
    day = _plain_day(rule, year, month)
    while day.weekday() > calendar.FRIDAY or is_off(day):
        day += timedelta(days=1)
    return day


def _plain_day(rule: str, year: int, month: int) -> date:
    first, length = date(year, month, 1), calendar.monthrange(year, month)[1]
    found = nth_of(rule)
    if found is None:
        return first.replace(day=min(int(rule[1:]), length))
    nth, weekday = found
    day = first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (min(nth, 4) - 1))
    return day + timedelta(days=7) if nth == LAST and day.day + 7 <= length else day


def next_post(rule: str, zone: str, after: datetime, is_off: IsOff) -> datetime:
    """Return the first instant after another at which a sheet of this rule goes out."""
    tz = zone_of(zone)
    month = after.astimezone(tz).date().replace(day=1) - timedelta(days=1)
    while True:
        at = instant_of(tz, day_of(rule, month.year, month.month, is_off), POSTS_AT)
        if at > after:
            return at
        month = month.replace(day=1) + timedelta(days=32)


def days_of(lines: str) -> frozenset[date]:
    """Return the days that are written one a line, "2026-12-24" or "24.12.2026"; ValueError for others."""
    return frozenset(_day_of(line) for line in lines.split())


def _day_of(written: str) -> date:
    if dotted := DOTTED.fullmatch(written):
        day, month, year = map(int, dotted.groups())
        return date(year, month, day)
    return date.fromisoformat(written)


def month_after(at: datetime, zone: str) -> datetime:
    """Return when the month after an instant begins in a zone."""
    tz = zone_of(zone)
    next_month = at.astimezone(tz).date().replace(day=1) + timedelta(days=32)
    return instant_of(tz, next_month.replace(day=1), 0)


def asks_at(post_at: datetime, zone: str) -> datetime:
    """Return when experts are asked for times: a week before, at the same time of the day."""
    tz = zone_of(zone)
    day = post_at.astimezone(tz).date() - timedelta(days=ASKS_BEFORE)
    return instant_of(tz, day, POSTS_AT)


def first_rule(today: date, is_off: IsOff) -> str:
    """Return the rule whose first sheet goes out in about a week: experts are asked at once."""
    day = today + timedelta(days=ASKS_BEFORE)
    while day.weekday() > calendar.FRIDAY or is_off(day):
        day += timedelta(days=1)
    return f"{min((day.day - 1) // 7 + 1, LAST)}.{day.weekday()}"


def is_night(at: datetime, zone: str) -> bool:
    """Return whether it is night in a zone at an instant."""
    return not NIGHT_ENDS <= at.astimezone(zone_of(zone)).hour < NIGHT_BEGINS


def smaller(places: int, taken: int) -> int | None:
    """Return how many places would have been enough for a sheet that hardly anybody used; None else."""
    fewer = max(2, 2 * taken, places // 2)
    return fewer if taken * FEW_USED < places and fewer < places else None
