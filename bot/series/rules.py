"""When the next session of a series may be."""

from __future__ import annotations

from datetime import datetime, timedelta

EARLY = timedelta(days=2)  # so much before the gap is over times are proposed


def earliest(ended_at: datetime, gap_days: int) -> datetime:
    """Return before when no time is proposed for the session after one that ended then."""
    return ended_at + timedelta(days=gap_days) - EARLY
