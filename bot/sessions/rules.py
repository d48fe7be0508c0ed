"""What a session may be and when its messages are due: slots, cells, nudges, attendance, agenda.

Everything is computed from instants in UTC; "a day before" means 24 elapsed hours, so a clock change in
between moves no nudge away from its start.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from bot.kit.hours import DAY_MINUTES, WorkingHours, common, zone_of

Interval = tuple[datetime, datetime]

SLOTS = 5
HORIZON = timedelta(days=14)
LEAD = timedelta(hours=24)
URGENT_LEAD = timedelta(hours=2)
URGENT_WITHIN = timedelta(hours=48)
GRID = timedelta(minutes=30)
CELL = timedelta(minutes=5)
NOT_HERE_AFTER = timedelta(minutes=10)
OFFICE_HOURS = (8, 18)
NIGHT_BEGINS, NIGHT_ENDS = 22, 6  # hours of the wall clock
SATURDAY = 5


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
    end = now + HORIZON if needed_by is None else min(needed_by, now + HORIZON)
    length = timedelta(minutes=minutes)

    def starts(lead: timedelta) -> list[datetime]:
        return _starts(common(mentee, expert, now + lead, end), length, expert.tz, busy)

    urgent = needed_by is not None and needed_by - now <= URGENT_WITHIN
    found = starts(LEAD) if not urgent else []
    found = found or starts(URGENT_LEAD)
    return sorted(_spread(found, expert.tz, limit))


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


class Nudge(StrEnum):
    """The messages that prepare a session; each may be overdue when a session is booked late."""

    PREPARE = "prepare"
    ITEMS = "items"
    BRIEF = "brief"


@dataclass(frozen=True)
class Plan:
    """When the messages of a session are due. What was overdue when it was booked is None and in `overdue`.

    If `overdue` is not empty, one merged message goes out at booking, holding all that is named there.
    """

    items: datetime | None
    brief: datetime | None
    start: datetime
    sum_up: datetime
    overdue: frozenset[Nudge]


BEFORE_START: dict[Nudge, timedelta] = {
    Nudge.PREPARE: timedelta(hours=24),
    Nudge.ITEMS: timedelta(hours=1),
    Nudge.BRIEF: timedelta(minutes=15),
}


def nudge_plan(*, starts_at: datetime, minutes: int, booked_at: datetime) -> Plan:
    """When each message of a session booked (or moved) at `booked_at` is due."""
    due = {nudge: starts_at - before for nudge, before in BEFORE_START.items()}
    overdue = frozenset(nudge for nudge, at in due.items() if at <= booked_at)
    ahead = {nudge: at for nudge, at in due.items() if nudge not in overdue}
    end = starts_at + timedelta(minutes=minutes)
    return Plan(
        items=ahead.get(Nudge.ITEMS),
        brief=ahead.get(Nudge.BRIEF),
        start=starts_at,
        sum_up=end - timedelta(minutes=5 if minutes <= 30 else 10),
        overdue=overdue,
    )


def late(now: datetime, starts_at: datetime, late_window_minutes: int) -> bool:
    """Whether moving or cancelling asks for a short reason: less than the window is left until the start."""
    return starts_at - now < timedelta(minutes=late_window_minutes)


class Outcome(StrEnum):
    """What the two answers to "did it take place?" say together; differing ones blame nobody."""

    OPEN = "open"
    HELD = "held"
    NOT_HELD = "not_held"
    DIFFERS = "differs"


def attendance(mentee: bool | None, expert: bool | None) -> Outcome:
    """The outcome of both answers; open as long as one of them (None) is missing."""
    if mentee is None or expert is None:
        return Outcome.OPEN
    if mentee != expert:
        return Outcome.DIFFERS
    return Outcome.HELD if mentee else Outcome.NOT_HELD


class AgendaItem(StrEnum):
    """The four parts of a session, in their order."""

    GOAL = "goal"
    STORY = "story"
    ADVICE = "advice"
    ACTIONS = "actions"


def agenda(minutes: int) -> list[tuple[int, AgendaItem]]:
    """A time-boxed agenda as (minutes, part); the parts add up to the whole and the larger half is advice.

    A tenth for goal and time box, a quarter for the story, a sixth for summing up: our default, chosen so
    that 30 minutes give 3, 7, 15 and 5. Parts without a full minute are left out. ValueError below 1 minute.
    """
    if minutes < 1:
        raise ValueError("an agenda needs a minute")
    goal, story, actions = minutes // 10, minutes // 4, minutes // 6
    parts = [
        (goal, AgendaItem.GOAL),
        (story, AgendaItem.STORY),
        (minutes - goal - story - actions, AgendaItem.ADVICE),
        (actions, AgendaItem.ACTIONS),
    ]
    return [(length, part) for length, part in parts if length]


WORKDAY_MINUTES = 8 * 60
REMIND_AFTER_DAYS = 2  # working days without a time: one reminder to both
ASK_AFTER_DAYS = 5  # then the mentee is asked whether it is still needed
GIVE_UP_AFTER_DAYS = 10  # then it is closed kindly
ONE_SIDED_AFTER_DAYS = 3  # working days after which one answer about a session counts for both
CLOSE_AFTER = timedelta(days=7)  # without any answer
CLOSE_AT_LEAST = timedelta(days=1)  # after the worker noticed the end late
BEFORE_THE_WEEKEND = timedelta(days=3)
PREPARE_AT_LEAST = timedelta(hours=1)
LONGEST_AHEAD = timedelta(days=90)  # of a time that people propose themselves


def working_days_later(at: datetime, days: int, zone: str) -> datetime:
    """The same moment so many working days (Monday to Friday, nine to five of the zone) later.

    Not by the person's own hours: somebody who helps two hours a week would else be asked after months.
    """
    return WorkingHours(zone).add_working_minutes(at, days * WORKDAY_MINUTES)


def prepare_due(starts_at: datetime, booked_at: datetime, hours: WorkingHours) -> datetime:
    """When somebody is asked to prepare: a day before, moved into their working hours.

    Before a weekend it comes an hour before its last working time rather than on the free day; where there is
    none since the booking it comes in the first one after, if an hour is left until the start.
    """
    day_before = starts_at - BEFORE_START[Nudge.PREPARE]
    if day_before <= booked_at or hours.is_working(day_before):
        return max(day_before, booked_at)
    earliest = max(booked_at, day_before - BEFORE_THE_WEEKEND)
    before = list(hours.intervals(earliest, day_before))
    if before:
        opens, closes = before[-1]
        return max(opens, closes - timedelta(hours=1))
    after = hours.next_working(day_before)
    return after if after <= starts_at - PREPARE_AT_LEAST else day_before


def merged(intervals: Sequence[Interval]) -> list[Interval]:
    """The same time as few, chronological intervals."""
    found: list[Interval] = []
    for begins, ends in sorted(intervals):
        if found and begins <= found[-1][1]:
            found[-1] = (found[-1][0], max(ends, found[-1][1]))
        else:
            found.append((begins, ends))
    return found
