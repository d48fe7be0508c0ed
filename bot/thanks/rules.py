"""When somebody is asked what came of a session."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from bot.kit.hours import WorkingHours, instant_of


def thanks_due(closed_at: datetime, hours: WorkingHours) -> datetime:
    """When the mentee is asked for a thank-you: the working morning after the session was wrapped up."""
    return hours.next_morning(closed_at)


def follow_up_due(ended_at: datetime, hours: WorkingHours, weeks: int) -> datetime:
    """When "how much did it help?" is asked: so many weeks later by the local clock, at a working moment."""
    # Wall arithmetic is meant: the clock may change in between.
    later = ended_at.astimezone(hours.tz) + timedelta(weeks=weeks)
    return hours.next_working(later.astimezone(UTC))


def year_start(now: datetime, hours: WorkingHours) -> datetime:
    """When the present year began where the person lives."""
    return instant_of(hours.tz, now.astimezone(hours.tz).date().replace(month=1, day=1), 0)
