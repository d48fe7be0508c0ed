"""Pure rules about offers: when two people are asked at once, and when somebody may be asked again."""

from __future__ import annotations

from datetime import datetime

from bot.kit.hours import WorkingHours

URGENT_DAYS = 3  # working days of the mentee, today included; see benchmarks/company for what it does
REST_MINUTES = 480  # one working day of the expert between two offers, where somebody else can help


def is_urgent(needed_by: datetime | None, hours: WorkingHours, now: datetime) -> bool:
    """Return whether an ask is needed within so few of the mentee's working days that two are asked."""
    if needed_by is None:
        return False
    days = set()
    for opens, _ in hours.intervals(now, needed_by):
        days.add(opens.astimezone(hours.tz).date())
        if len(days) > URGENT_DAYS:
            return False
    return True


def is_rested(last_offer: datetime | None, hours: WorkingHours, now: datetime) -> bool:
    """Return whether a working day has passed since somebody's last offer, which may still be ahead."""
    return last_offer is None or hours.add_working_minutes(last_offer, REST_MINUTES) <= now
