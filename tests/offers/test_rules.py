"""When an ask is urgent, and when somebody may be asked again."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from bot.kit.hours import Window, WorkingHours, instant_of
from bot.offers.rules import LONGEST_WAIT_MINUTES, URGENT_DAYS, clock_of, is_rested, is_urgent

BERLIN = WorkingHours("Europe/Berlin")
MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def end_of(day: date) -> datetime:
    return instant_of(BERLIN.tz, day + timedelta(days=1), 0)


@pytest.mark.parametrize(
    ("now", "day", "urgent"),
    [
        (MONDAY, date(2026, 11, 23), True),
        (MONDAY, date(2026, 11, 25), True),  # Monday, Tuesday, Wednesday
        (MONDAY, date(2026, 11, 26), False),
        (MONDAY + timedelta(hours=9), date(2026, 11, 26), True),  # Monday is over
        (MONDAY + timedelta(days=4), date(2026, 11, 29), True),  # Friday; nobody works on Sunday
        (MONDAY + timedelta(days=4), date(2026, 12, 1), True),  # Friday, Monday, Tuesday
        (MONDAY + timedelta(days=4), date(2026, 12, 2), False),
    ],
)
def test_an_ask_is_urgent_when_three_working_days_are_left(now: datetime, day: date, urgent: bool) -> None:
    assert URGENT_DAYS == 3
    assert is_urgent(end_of(day), BERLIN, now) is urgent


def test_nobody_is_waited_for_longer_than_three_working_days() -> None:
    thursday = datetime(2026, 11, 26, 9, 0, tzinfo=UTC)
    three_days_later = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)
    for needed_by in (None, datetime(2027, 1, 4, tzinfo=UTC)):
        clock = clock_of(BERLIN, thursday, 90 * 60, needed_by=needed_by, remind_percent=25)
        assert (clock.minutes, clock.deadline) == (LONGEST_WAIT_MINUTES, three_days_later)


@pytest.mark.parametrize(
    ("percent", "urgent", "hour"), [(25, False, 11), (50, False, 13), (50, True, 11), (10, True, 9)]
)
def test_a_reminder_comes_after_its_share_of_the_time_and_at_a_quarter_when_it_is_urgent(
    percent: int, urgent: bool, hour: int
) -> None:
    nine = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
    clock = clock_of(BERLIN, nine, 480, needed_by=None, remind_percent=percent, urgent=urgent)
    assert clock.reminder.astimezone(BERLIN.tz).hour == hour


def test_only_the_mentees_own_days_count() -> None:
    """Whoever works on Mondays only has two of them left in a fortnight."""
    mondays = WorkingHours("Europe/Berlin", (Window(0, 540, 1020),))
    assert is_urgent(MONDAY + timedelta(days=13), mondays, MONDAY)
    assert not is_urgent(MONDAY + timedelta(days=30), mondays, MONDAY)


def test_without_a_day_nothing_is_urgent() -> None:
    assert not is_urgent(None, BERLIN, MONDAY)


@pytest.mark.parametrize(
    ("ago", "rested"),
    [
        (timedelta(minutes=1), False),
        (timedelta(days=3), True),  # Friday at ten: a whole day and the weekend
        (timedelta(days=2, hours=17, minutes=59), False),  # Friday at 16:01: a minute less than a day
        (timedelta(days=3, hours=-1), False),  # Friday at eleven: six hours then, one today
        (-timedelta(days=1), False),  # tomorrow morning
    ],
)
def test_a_working_day_of_the_expert_lies_between_two_offers(ago: timedelta, rested: bool) -> None:
    assert is_rested(MONDAY - ago, BERLIN, MONDAY) is rested


def test_whoever_was_never_asked_is_rested() -> None:
    assert is_rested(None, BERLIN, MONDAY)
