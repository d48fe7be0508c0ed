"""When somebody is asked what came of a session."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from bot.kit.hours import WorkingHours
from bot.thanks.rules import follow_up_due, thanks_due, year_start

BERLIN = WorkingHours("Europe/Berlin")
NAIVE = st.datetimes(datetime(2026, 1, 1), datetime(2028, 1, 1))  # noqa: DTZ001 - hypothesis adds the zone
INSTANTS = NAIVE.map(lambda at: at.replace(tzinfo=UTC))
ZONES = st.sampled_from(["Europe/Berlin", "Pacific/Auckland", "America/Los_Angeles", "Asia/Kolkata"])


def berlin(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=ZoneInfo("Europe/Berlin"))  # type: ignore[misc,arg-type]


def test_a_friday_session_is_followed_by_a_question_on_monday_morning() -> None:
    assert thanks_due(berlin(2026, 11, 20, 15, 0), BERLIN) == berlin(2026, 11, 23, 9, 0)


def test_a_session_early_in_the_morning_waits_for_the_next_one_too() -> None:
    assert thanks_due(berlin(2026, 11, 24, 8, 0), BERLIN) == berlin(2026, 11, 25, 9, 0)


def test_two_weeks_keep_the_time_of_day_when_the_clock_changes() -> None:
    assert follow_up_due(berlin(2026, 3, 20, 15, 0), BERLIN, 2) == berlin(2026, 4, 3, 15, 0)


def test_a_question_that_falls_on_a_weekend_waits_for_monday() -> None:
    assert follow_up_due(berlin(2026, 11, 21, 12, 0), BERLIN, 2) == berlin(2026, 12, 7, 9, 0)


@given(INSTANTS, ZONES)
def test_the_question_comes_at_a_working_moment_of_another_day(closed: datetime, zone: str) -> None:
    hours = WorkingHours(zone)
    due = thanks_due(closed, hours)
    assert hours.is_working(due)
    assert closed.astimezone(hours.tz).date() < due.astimezone(hours.tz).date()
    assert due - closed < timedelta(days=5)


@given(INSTANTS, ZONES, st.sampled_from([2, 13]))
def test_a_look_back_comes_at_a_working_moment_within_a_weekend_of_its_day(
    ended: datetime, zone: str, weeks: int
) -> None:
    hours = WorkingHours(zone)
    due = follow_up_due(ended, hours, weeks)
    assert hours.is_working(due)
    assert -timedelta(hours=2) < due - (ended + timedelta(weeks=weeks)) < timedelta(days=4)


def test_the_year_begins_where_the_person_lives() -> None:
    new_year_in_auckland = datetime(2026, 12, 31, 18, 0, tzinfo=UTC)
    auckland, hours = ZoneInfo("Pacific/Auckland"), WorkingHours("Pacific/Auckland")
    assert year_start(new_year_in_auckland, hours) == datetime(2027, 1, 1, tzinfo=auckland)
    assert year_start(new_year_in_auckland, BERLIN) == berlin(2026, 1, 1)
