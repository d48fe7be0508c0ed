"""On which day a sheet goes out: weekdays and days of the month, holidays, the end of a month, clocks."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.kit.holidays import is_holiday
from bot.sheets.rules import RULES, asks_at, day_of, days_of, first_rule, next_post, smaller

BERLIN = "Europe/Berlin"


def none_off(_day: date) -> bool:
    return False


def off_in_germany(day: date) -> bool:
    return is_holiday(day, BERLIN)


@pytest.mark.parametrize(
    ("rule", "month", "day"),
    [
        ("1.0", 2, 1),
        ("2.1", 2, 9),
        ("5.4", 2, 26),
        ("5.0", 3, 29),
        ("5.0", 2, 22),
        ("d15", 2, 15),
        ("d31", 2, 1 + 28),  # the last day is a Sunday: the Monday after it
        ("d13", 2, 15),  # a Saturday
    ],
)
def test_a_rule_names_one_working_day_of_the_month(rule: str, month: int, day: int) -> None:
    assert day_of(rule, 2027, month, none_off) == date(2027, month, 1) + timedelta(days=day - 1)


def test_a_public_holiday_of_the_country_moves_it_to_the_next_working_day() -> None:
    assert day_of("5.4", 2027, 3, none_off) == date(2027, 3, 26)  # Good Friday
    assert day_of("5.4", 2027, 3, off_in_germany) == date(2027, 3, 30)  # Easter Monday is one, too
    assert day_of("5.4", 2027, 3, lambda day: is_holiday(day, "America/New_York")) == date(2027, 3, 26)


def test_a_day_that_is_listed_moves_it_to_the_next_working_day() -> None:
    listed = days_of("2026-12-24\n2026-12-25")
    assert day_of("d24", 2026, 12, lambda day: day in listed) == date(2026, 12, 28)
    assert days_of("24.12.2026 25.12.2026") == listed
    for other in ("24 December", "31.2.2027"):
        with pytest.raises(ValueError, match=r"isoformat|day"):
            days_of(other)


def test_it_goes_out_at_nine_before_and_after_the_clock_changes() -> None:
    before = next_post("5.4", BERLIN, datetime(2027, 2, 1, tzinfo=UTC), none_off)
    after = next_post("5.1", BERLIN, datetime(2027, 3, 28, 12, tzinfo=UTC), none_off)
    assert (before.hour, after.hour) == (8, 7)
    assert asks_at(after, BERLIN) == datetime(2027, 3, 23, 8, tzinfo=UTC), "a week before, nine by that clock"


@given(
    rule=st.sampled_from(RULES),
    hours=st.integers(0, 5 * 365 * 24),
    zone=st.sampled_from([BERLIN, "America/Los_Angeles", "Pacific/Auckland", "UTC"]),
)
def test_there_is_always_a_next_one_within_two_months_on_a_working_day(
    rule: str, hours: int, zone: str
) -> None:
    after = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(hours=hours)
    at = next_post(rule, zone, after, none_off)
    assert after < at <= after + timedelta(days=66)
    assert next_post(rule, zone, at, none_off) > at
    assert asks_at(at, zone) < at


def test_the_first_sheet_goes_out_in_about_a_week() -> None:
    for number in range(60):
        today = date(2027, 2, 1) + timedelta(days=number)
        now = datetime(today.year, today.month, today.day, 8, tzinfo=UTC)
        at = next_post(first_rule(today, none_off), "UTC", now + timedelta(days=2), none_off)
        assert timedelta(days=6) < at - now < timedelta(days=10)


@pytest.mark.parametrize(
    ("places", "taken", "fewer"), [(6, 0, 3), (6, 1, 3), (6, 2, None), (12, 3, 6), (2, 0, None), (3, 0, 2)]
)
def test_a_sheet_of_which_less_than_a_third_is_used_was_too_large(
    places: int, taken: int, fewer: int | None
) -> None:
    assert smaller(places, taken) == fewer
