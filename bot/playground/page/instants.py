"""Instants as the page reads them, and the one at which it begins."""

from __future__ import annotations

from datetime import datetime

from bot.kit.hours import WorkingHours


def instant(moment: datetime) -> str:
    """Write an instant as ISO 8601 in UTC with a Z."""
    return moment.isoformat(timespec="seconds").replace("+00:00", "Z")


def working_moment(now: datetime) -> datetime:
    """Return the present, or the next working morning: questions reach nobody at night or at the weekend."""
    return WorkingHours("Europe/Berlin").next_working(now)
