"""Agreed actions: who sees to one, and when its owner is asked about it."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.kit.hours import WorkingHours

CHECK_AFTER = timedelta(days=7)


def check_due(ended_at: datetime, hours: WorkingHours) -> datetime:
    """When somebody is asked what became of their actions: a week after the session, at a working moment."""
    return hours.next_working(ended_at + CHECK_AFTER)
