"""Public holidays: known by the country of a zone, and of nobody where the package is missing."""

import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest

from bot.kit import holidays
from bot.kit.holidays import country_of, days_off, is_holiday


@pytest.fixture(autouse=True)
def forget() -> Iterator[None]:
    holidays._days_of.cache_clear()
    yield
    holidays._days_of.cache_clear()


@pytest.mark.parametrize(
    ("zone", "country"),
    [
        ("Europe/Berlin", "DE"),
        ("America/New_York", "US"),
        ("Asia/Calcutta", "IN"),
        ("UTC", ""),
        ("Etc/GMT+3", ""),
        ("Nowhere/Land", ""),
        ("", ""),
    ],
)
def test_a_zone_says_in_which_country_somebody_is(zone: str, country: str) -> None:
    assert country_of(zone) == country


def test_a_holiday_is_one_where_somebody_is() -> None:
    german_unity = date(2026, 10, 3)
    assert is_holiday(german_unity, "Europe/Berlin")
    assert not is_holiday(german_unity, "Europe/Paris")
    assert not is_holiday(german_unity, "UTC")


def test_it_lasts_from_midnight_to_midnight_there() -> None:
    start = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
    off = days_off("America/New_York", start, start + timedelta(days=7))
    thanksgiving = datetime(2026, 11, 26, 5, 0, tzinfo=UTC)
    assert off == [(thanksgiving, thanksgiving + timedelta(days=1))]


def test_without_the_package_every_day_counts_alike(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "holidays", None)
    assert not is_holiday(date(2026, 12, 25), "Europe/Berlin")


def test_a_country_that_the_package_does_not_know_has_none() -> None:
    assert holidays._days_of("XX", 2026) == frozenset()
