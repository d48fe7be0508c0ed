"""Which times a session may have: slots that suit both, cells that a booking takes, doubts about a proposal.

Everything is computed from instants in UTC.
"""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from bot.kit.hours import DAY_MINUTES, WorkingHours, intersect, zone_of

Interval = tuple[datetime, datetime]

SLOTS = 5
HORIZON = timedelta(days=14)
LEAD = timedelta(hours=24)
PICK_BEFORE = timedelta(days=7)  # of the earliest time: nobody is reminded sooner to pick one
URGENT_LEAD = timedelta(hours=2)
URGENT_WITHIN = timedelta(hours=48)
GRID = timedelta(minutes=30)
CELL = timedelta(minutes=5)
OFFICE_HOURS = (8, 18)
NIGHT_BEGINS, NIGHT_ENDS = 22, 6  # hours of the wall clock
SATURDAY = 5
LONGEST_AHEAD = timedelta(days=90)  # of a time that people propose themselves


def propose_slots(
    *,
    now: datetime,
    minutes: int,
    mentee: WorkingHours,
    expert: WorkingHours,
    busy: Sequence[Interval],
    needed_by: datetime | None,
    limit: int = SLOTS,
) -> list[datetime]:
    """Up to `limit` starts at which both could meet, chronological, spread over the expert's days and hours.

    Each begins on a whole or half hour of the expert's clock, lies inside both weeks, ends within 14 days and
    by `needed_by`, touches nothing in `busy`, and is at least 24 hours ahead, or two where it is needed
    within 48 hours or nothing else is possible.
    """
    weeks = [mentee, expert]
    return shared_slots(now=now, minutes=minutes, weeks=weeks, busy=busy, needed_by=needed_by, limit=limit)


def shared_slots(
    *,
    now: datetime,
    minutes: int,
    weeks: Sequence[WorkingHours],
    busy: Sequence[Interval],
    needed_by: datetime | None,
    limit: int = SLOTS,
) -> list[datetime]:
    """The same for several people; the last of them is the expert."""
    expert = weeks[-1]
    end = now + HORIZON if needed_by is None else min(needed_by, now + HORIZON)
    length = timedelta(minutes=minutes)

    def starts(lead: timedelta) -> list[datetime]:
        free = [list(week.intervals(now + lead, end)) for week in weeks]
        return _starts(_in_common(free), length, expert.tz, busy)

    urgent = needed_by is not None and needed_by - now <= URGENT_WITHIN
    found = starts(LEAD) if not urgent else []
    found = found or starts(URGENT_LEAD)
    return sorted(_spread(found, expert.tz, limit))


def _in_common(free: Sequence[list[Interval]]) -> list[Interval]:
    """What several chronological lists of intervals have in common."""
    found = free[0]
    for one in free[1:]:
        found = intersect(found, one)
    return found


def _starts(
    shared: Sequence[Interval], length: timedelta, zone: ZoneInfo, busy: Sequence[Interval]
) -> list[datetime]:
    """Every start on the grid of the zone's clock at which the whole length fits into shared, free time."""
    found = []
    for opens, closes in shared:
        at = _on_grid(opens, zone)
        while at + length <= closes:
            if not any(begins < at + length and at < ends for begins, ends in busy):
                found.append(at)
            at = _on_grid(at + CELL, zone)
    return found


def _on_grid(at: datetime, zone: ZoneInfo) -> datetime:
    """The first instant not before `at` that is a whole or half hour on the zone's clock."""
    local = at.astimezone(zone)
    past = timedelta(minutes=local.minute, seconds=local.second, microseconds=local.microsecond) % GRID
    return at + (GRID - past) % GRID


def best_first(starts: Sequence[datetime], minutes: int, zones: Sequence[str]) -> list[datetime]:
    """The start that asks least of anybody, then the others in their order."""
    ordered = sorted(starts)
    if not ordered:
        return []
    best = min(ordered, key=lambda at: (sum(_strain(at, minutes, zone) for zone in zones), at))
    return [best, *(at for at in ordered if at != best)]


def _strain(at: datetime, minutes: int, zone: str) -> int:
    """What a start asks of somebody: 0 within office hours, more outside them, most at night."""
    if at_night(at, zone):
        return 4
    local, ends = (one.astimezone(zone_of(zone)) for one in (at, at + timedelta(minutes=minutes)))
    opens, closes = (local.replace(hour=hour, minute=0, second=0, microsecond=0) for hour in OFFICE_HOURS)
    return 0 if opens <= local and ends <= closes and local.weekday() < SATURDAY else 1


def at_night(at: datetime, zone: str) -> bool:
    """Whether somebody there would have to get up, or stay up: from ten in the evening to six."""
    return not NIGHT_ENDS <= at.astimezone(zone_of(zone)).hour < NIGHT_BEGINS


class Doubt(StrEnum):
    """Why somebody might rather propose another time."""

    NIGHT = "night"
    WEEKEND = "weekend"
    HOLIDAY = "holiday"
    LATE = "late"


def doubts(
    start: datetime, end: datetime, *, theirs: WorkingHours, holiday: bool, needed_by: datetime | None
) -> list[Doubt]:
    """What speaks against proposing [start, end) to somebody with these hours; `holiday`: it is one there.

    Night and weekend are none for somebody who named those hours.
    """
    found = []
    if not theirs.covers(start, end):
        if at_night(start, theirs.zone):
            found.append(Doubt.NIGHT)
        if start.astimezone(theirs.tz).weekday() >= SATURDAY:
            found.append(Doubt.WEEKEND)
    if holiday:
        found.append(Doubt.HOLIDAY)
    if needed_by is not None and end > needed_by:
        found.append(Doubt.LATE)
    return found


def _spread(starts: Sequence[datetime], zone: ZoneInfo, limit: int) -> list[datetime]:
    """One start of each day, then, round by round, another: each at an hour far from those chosen so far.

    On its own day first: two starts of one day lie as far apart as they can.
    """
    days: dict[date, list[datetime]] = {}
    for start in starts:
        days.setdefault(start.astimezone(zone).date(), []).append(start)
    chosen: dict[date, list[datetime]] = {day: [] for day in days}
    count = 0
    while count < limit and any(days.values()):
        for day, left in days.items():
            if count == limit or not left:
                continue
            best = _farthest(left, chosen[day], [at for taken in chosen.values() for at in taken], zone)
            left.remove(best)
            chosen[day].append(best)
            count += 1
    return [start for taken in chosen.values() for start in taken]


def _farthest(
    left: Sequence[datetime], same_day: Sequence[datetime], others: Sequence[datetime], zone: ZoneInfo
) -> datetime:
    """The earliest of those whose time of day is farthest from what is chosen, on the same day above all."""

    def apart(at: datetime, taken: Sequence[datetime]) -> int:
        return min((abs(_minute(at, zone) - _minute(one, zone)) for one in taken), default=DAY_MINUTES)

    return max(left, key=lambda at: (apart(at, same_day), apart(at, others)))


def _minute(at: datetime, zone: ZoneInfo) -> int:
    local = at.astimezone(zone)
    return local.hour * 60 + local.minute


def cells(start: datetime, end: datetime) -> list[datetime]:
    """The starts of the five-minute cells, counted in UTC, that a booking of [start, end) occupies.

    As rows with a unique key they make two bookings of one person at one time impossible.
    """
    first = _floor(start)
    count = -((first - end) // CELL)  # rounds up: a cell begun is a cell taken
    return [first + i * CELL for i in range(max(0, count))]


def _floor(at: datetime) -> datetime:
    epoch = datetime(1970, 1, 1, tzinfo=UTC)
    return epoch + (at - epoch) // CELL * CELL


def merged(intervals: Sequence[Interval]) -> list[Interval]:
    """The same time as few, chronological intervals."""
    found: list[Interval] = []
    for begins, ends in sorted(intervals):
        if found and begins <= found[-1][1]:
            found[-1] = (found[-1][0], max(ends, found[-1][1]))
        else:
            found.append((begins, ends))
    return found
