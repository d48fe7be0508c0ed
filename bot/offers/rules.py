"""Pure rules about offers: how long they wait, when two are asked at once, when somebody may be asked again.

A week is here always when somebody works, never when they can meet.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.kit.hours import WorkingHours, instant_of

URGENT_DAYS = 3  # working days of the mentee, today included; see benchmarks/company for what it does
URGENT_REMINDER_PERCENT = 25  # of the time to answer, at the latest, where it is urgent
REST_MINUTES = 480  # one working day of the expert between two offers, where somebody else can help
LONGEST_WAIT_MINUTES = 1440  # three working days
SHORTEST_WAIT_MINUTES = 30
TIGHT_MINUTES = 120  # with less of a person's day left before it is needed, it does not wait for their day
URGENT_STANDING_MINUTES, STANDING_MINUTES = 480, 1440  # that an offer stays with somebody who is away
LOOK_AHEAD = timedelta(weeks=4)  # a wait is over by then, wherever the needed-by day lies


@dataclass(frozen=True, slots=True)
class Clock:
    """When something reaches somebody, reminds them and moves on; ``minutes`` of their week are given."""

    due: datetime
    reminder: datetime
    deadline: datetime
    minutes: int


def clock_of(
    week: WorkingHours,
    now: datetime,
    minutes: int,
    *,
    needed_by: datetime | None,
    remind_percent: int = URGENT_REMINDER_PERCENT,
    urgent: bool = False,
    daily: bool = False,
) -> Clock:
    """Return the clock of an offer, or of a steward's search.

    It begins inside the person's day, unless hardly any of that is left before the instant ``needed_by``;
    with ``daily`` when their day begins, unless it is urgent. It reminds once, after ``remind_percent`` of
    the time to answer; at a quarter at the latest when it is urgent.
    """
    if _is_tight(week, now, needed_by):
        due = now
    else:
        due = day_begins(week, now) if daily and not urgent else week.next_working(now)
    given, deadline = wait_of(week, due, minutes, needed_by)
    after = reminder_after(given, remind_percent, urgent)
    on_the_clock = (deadline - due) * remind_percent / 100
    reminder = week.add_working_minutes(due, after) if after else due + on_the_clock
    return Clock(due, min(reminder, deadline), deadline, given)


def day_begins(week: WorkingHours, now: datetime) -> datetime:
    """Return the next beginning of somebody's working day, which may be this moment."""
    soon = week.next_working(now)
    midnight = instant_of(week.tz, soon.astimezone(week.tz).date(), 0)
    return soon if week.next_working(midnight) == soon else week.next_morning(now)


def standing_until(
    week: WorkingHours, now: datetime, *, needed_by: datetime | None, urgent: bool, stood: int = 0
) -> datetime:
    """Return until when an offer stays with an expert who is away, while its clock stands.

    One of their working days when it is urgent, three otherwise, and half of what is left until ``needed_by``
    at most: a question waits for nobody's holidays. ``stood``: the minutes of their week that it stood
    before; however often they come and go, all of it together is no longer.
    """
    most = URGENT_STANDING_MINUTES if urgent else STANDING_MINUTES
    return wait_of(week, now, max(0, most - stood), needed_by)[1]


def wait_of(
    week: WorkingHours, since: datetime, minutes: int, needed_by: datetime | None
) -> tuple[int, datetime]:
    """Return how many working minutes somebody gets to answer, and when these are over.

    Three working days at most, and half of what is left until ``needed_by``: so that there is time for the
    next one, and to meet. With hardly any working time left it is half of the time on the clock.
    """
    given = min(minutes, LONGEST_WAIT_MINUTES)
    if needed_by is None:
        return given, week.add_working_minutes(since, given)
    half = week.working_minutes_between(since, min(needed_by, since + LOOK_AHEAD)) // 2
    if half < min(given, SHORTEST_WAIT_MINUTES):
        return 0, since + max(timedelta(), needed_by - since) / 2
    given = min(given, half)
    return given, week.add_working_minutes(since, given)


def reminder_after(minutes: int, percent: int, urgent: bool) -> int:
    """Return after how many of the minutes that somebody was given they are reminded."""
    return minutes * (min(percent, URGENT_REMINDER_PERCENT) if urgent else percent) // 100


def _is_tight(week: WorkingHours, now: datetime, needed_by: datetime | None) -> bool:
    if needed_by is None:
        return False
    return week.working_minutes_between(now, min(needed_by, now + LOOK_AHEAD)) < TIGHT_MINUTES


def is_urgent(needed_by: datetime | None, week: WorkingHours, now: datetime) -> bool:
    """Return whether an ask is needed within so few of the mentee's working days that two are asked."""
    if needed_by is None:
        return False
    days = set()
    for opens, _ in week.intervals(now, needed_by):
        days.add(opens.astimezone(week.tz).date())
        if len(days) > URGENT_DAYS:
            return False
    return True


def is_rested(last_offer: datetime | None, week: WorkingHours, now: datetime) -> bool:
    """Return whether a working day has passed since somebody's last offer, which may still be ahead."""
    return last_offer is None or week.add_working_minutes(last_offer, REST_MINUTES) <= now
