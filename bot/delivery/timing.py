"""When to say something: lateness, working hours, and how long to wait after a failure. Pure rules."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.kit.hours import WorkingHours

LONGEST_BACKOFF = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Timing:
    """What the clock says about a row that is due: go, wait until ``moved_to``, or give up as ``too_late``.

    ``expires_at`` is when it stops being useful, as far as its kind says.
    """

    expires_at: datetime | None
    moved_to: datetime | None = None
    too_late: bool = False


def timing(
    due_at: datetime,
    expires_at: datetime | None,
    now: datetime,
    useful_for: timedelta | None,
    hours: WorkingHours | None,
) -> Timing:
    """Judge a due row. ``hours`` are those of a recipient who is not to be disturbed outside of them.

    Lateness counts from the moment at which it could first have been said: its time, or the opening of the
    recipient's next working hours. ``expires_at`` is what an earlier judgement found, before a retry moved
    the row's time.
    """
    first = hours.next_working(due_at) if hours else due_at
    last = expires_at or (first + useful_for if useful_for is not None else None)
    if last is not None and now > last:
        return Timing(last, too_late=True)
    opening = hours.next_working(now) if hours else now
    if opening > now:
        return Timing(None, moved_to=opening)  # its usefulness counts from the new time
    return Timing(last)


def backoff(attempts: int) -> timedelta:
    """Return how long to wait after so many failures: doubling from a second, a quarter of it by chance."""
    seconds = min(2.0 ** min(attempts, 20), LONGEST_BACKOFF.total_seconds())
    return timedelta(seconds=seconds * random.uniform(0.75, 1))  # noqa: S311 - spreads load, guards nothing
