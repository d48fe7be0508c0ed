"""When the messages of a session are due, and its agenda.

"A day before" means 24 elapsed hours, so that a clock change in between moves no message away from its start.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from bot.kit.hours import WorkingHours


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
    return Plan(
        items=ahead.get(Nudge.ITEMS),
        brief=ahead.get(Nudge.BRIEF),
        start=starts_at,
        sum_up=sum_up_at(starts_at, minutes),
        overdue=overdue,
    )


def sum_up_at(starts_at: datetime, minutes: int) -> datetime:
    """When it is time to sum up: as long before the end as the agenda gives it."""
    return starts_at + timedelta(minutes=minutes - sum_up_minutes(minutes))


def late(now: datetime, starts_at: datetime, late_window_minutes: int) -> bool:
    """Whether moving or cancelling asks for a short reason: less than the window is left until the start."""
    return starts_at - now < timedelta(minutes=late_window_minutes)


class AgendaItem(StrEnum):
    """The four parts of a session, in their order."""

    GOAL = "goal"
    STORY = "story"
    ADVICE = "advice"
    ACTIONS = "actions"


def sum_up_minutes(minutes: int) -> int:
    """How many minutes before the end it is time to sum up: the last part of the agenda, and its reminder."""
    return 10 if minutes > 30 else min(5, minutes // 4)


def agenda(minutes: int) -> list[tuple[int, AgendaItem]]:
    """A time-boxed agenda as (minutes, part), in steps of five minutes from half an hour up.

    A tenth for goal and time box, a quarter for the story, the end for summing up, and the rest, always the
    largest part, is advice: our default, so that 45 minutes give 5, 10, 20 and 10. Parts without a full
    minute are left out. ValueError below 1 minute.
    """
    if minutes < 1:
        raise ValueError("an agenda needs a minute")
    goal, story = _share(minutes, 10), _share(minutes, 4)
    actions = sum_up_minutes(minutes)
    parts = [
        (goal, AgendaItem.GOAL),
        (story, AgendaItem.STORY),
        (minutes - goal - story - actions, AgendaItem.ADVICE),
        (actions, AgendaItem.ACTIONS),
    ]
    return [(length, part) for length, part in parts if length]


def _share(minutes: int, parts: int) -> int:
    """One of so many equal parts in whole steps, rounded down; a step at least, where there are steps."""
    step = 5 if minutes >= 30 else 1
    return max(minutes // parts // step * step, step if step > 1 else 0)


WORKDAY_MINUTES = 8 * 60
ASK_AFTER_DAYS = 3  # working days after the reminder to pick a time: the mentee is asked whether it is needed
GIVE_UP_AFTER_DAYS = 5  # working days after that question: it is closed kindly
ONE_SIDED_AFTER_DAYS = 3  # working days after which one answer about a session counts for both
CLOSE_AFTER = timedelta(days=7)  # without any answer
CLOSE_AT_LEAST = timedelta(days=1)  # after the worker noticed the end late
BEFORE_THE_WEEKEND = timedelta(days=3)
PREPARE_AT_LEAST = timedelta(hours=1)


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
