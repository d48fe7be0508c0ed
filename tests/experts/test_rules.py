"""Months, pauses, and which days of a week are alike."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from bot.experts import rules
from bot.kit.hours import Span, Window

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


def test_days_with_the_same_hours_stand_together() -> None:
    morning, afternoon = Window(4, 540, 720), Window(4, 780, 1020)
    assert rules.days_by_hours([afternoon, *(Window(day, 510, 720) for day in (0, 2)), morning]) == [
        ([range(0, 1), range(2, 3)], [Span(0, 510, 720)]),
        ([range(4, 5)], [Span(4, 540, 720), Span(4, 780, 1020)]),
    ]


@given(st.sets(st.integers(0, 6)))
def test_runs_hold_every_day_once(days: set[int]) -> None:
    runs = rules.runs_of(sorted(days))
    assert [day for run in runs for day in run] == sorted(days)
    assert all(len(run) != 2 for run in runs)
