"""Public holidays of the country somebody is in, where the optional package ``holidays`` is installed."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import lru_cache

from babel.core import get_global

from bot.kit.hours import instant_of, zone_of


@lru_cache(maxsize=1024)
def country_of(zone: str) -> str:
    """Return the country of an IANA zone ("DE"); empty where it has none, such as UTC.

    A zone says where somebody is; their language does not: Slack speaks English to most.
    """
    name = str(get_global("zone_aliases").get(zone, zone))
    country = str(get_global("zone_territories").get(name, ""))
    return country if country.isalpha() and country != "ZZ" else ""


def is_holiday(day: date, zone: str) -> bool:
    """Return whether a day is a public holiday in the whole country of a zone, as far as that is known."""
    country = country_of(zone)
    return bool(country) and day in _days_of(country, day.year)


def days_off(zone: str, start: datetime, end: datetime) -> list[tuple[datetime, datetime]]:
    """Return the public holidays of a zone's country inside [start, end], each a whole day there."""
    tz = zone_of(zone)
    first, last = (at.astimezone(tz).date() for at in (start, end))
    days = (first + timedelta(days=number) for number in range((last - first).days + 1))
    return [(instant_of(tz, day, 0), instant_of(tz, day, 24 * 60)) for day in days if is_holiday(day, zone)]


@lru_cache(maxsize=512)
def _days_of(country: str, year: int) -> frozenset[date]:
    try:
        from holidays import country_holidays
    except ImportError:
        return frozenset()
    try:
        return frozenset(country_holidays(country, years=year))
    except NotImplementedError:  # a country that the package does not know
        return frozenset()
