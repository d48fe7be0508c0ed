"""Months, pauses, and a week in words."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.experts import rules
from bot.kit.hours import DEFAULT_WEEK, Window

ZONES = ["Europe/Berlin", "Pacific/Auckland", "America/Los_Angeles", "Asia/Kathmandu", "UTC", "Nowhere/Else"]


@given(st.dates(date(2026, 1, 1), date(2030, 1, 1)), st.sampled_from(ZONES))
def test_a_pause_covers_its_last_day_and_not_a_moment_more(through: date, zone: str) -> None:
    ends = rules.end_of_pause(through, zone)
    moment = timedelta(seconds=1)
    assert rules.paused_through(ends, zone, ends - moment) == through
    assert rules.paused_through(ends, zone, ends) is None
    if zone != "Nowhere/Else":
        assert (ends - moment).astimezone(ZoneInfo(zone)).date() == through
        assert ends.astimezone(ZoneInfo(zone)).date() == through + timedelta(days=1)


def test_a_pause_in_berlin_ends_at_midnight_there() -> None:
    assert rules.end_of_pause(date(2026, 12, 4), "Europe/Berlin") == datetime(2026, 12, 4, 23, tzinfo=UTC)


def test_without_a_pause_there_is_no_last_day() -> None:
    assert rules.paused_through(None, "UTC", datetime(2026, 11, 23, tzinfo=UTC)) is None


def test_a_month_begins_in_utc() -> None:
    late = datetime(2026, 12, 1, 0, 30, tzinfo=ZoneInfo("Europe/Berlin"))
    assert rules.month_of(late) == (datetime(2026, 11, 1, tzinfo=UTC), datetime(2026, 12, 1, tzinfo=UTC))


@pytest.mark.parametrize(
    ("windows", "words"),
    [
        (DEFAULT_WEEK, "Mon–Fri 9:00–17:00"),
        ([Window(0, 540, 1020)], "Mon 9:00–17:00"),
        ([Window(day, 510, 720) for day in (0, 2)], "Mon, Wed 8:30–12:00"),
        ([Window(day, 510, 720) for day in (0, 1)], "Mon, Tue 8:30–12:00"),
        ([Window(day, 0, 1440) for day in (0, 1, 2, 5, 6)], "Mon–Wed, Sat, Sun 0:00–24:00"),
        ([Window(0, 540, 720), Window(5, 600, 660)], "Mon 9:00–12:00; Sat 10:00–11:00"),
        ([Window(4, 780, 1020), Window(4, 540, 720)], "Fri 9:00–12:00 and 13:00–17:00"),
        ([], ""),
    ],
)
def test_a_week_in_words(windows: list[Window], words: str) -> None:
    assert rules.week_in_words(windows) == words


@given(st.sets(st.integers(0, 6), min_size=1))
def test_every_day_is_in_the_words(days: set[int]) -> None:
    words = rules.week_in_words([Window(day, 540, 1020) for day in days])
    named: set[int] = set()
    for part in words.rpartition(" ")[0].split(", "):
        ends = [rules.DAYS.index(name) for name in part.split("–")]
        named |= set(range(ends[0], ends[-1] + 1))
    assert named == days
