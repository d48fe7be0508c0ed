"""When the two are asked whether they would like to go on, and the ways in which they can."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.kit.hours import WorkingHours

ASKED_FOR = timedelta(days=21)  # so long App Home shows the question, and then the choice
LATELY = timedelta(days=7)  # sessions that were wrapped up earlier are not asked about
MONTH_DAYS = 28  # the same day of the week
MOST_TALKS = 6


@dataclass(frozen=True, slots=True)
class Way:
    """So many sessions at most, so many days apart; empty: as the workspace's series are."""

    count: int
    gap_days: int | None = None


WAYS = {"two": Way(2), "three": Way(3), "monthly": Way(MOST_TALKS, MONTH_DAYS)}


def asked_at(closed_at: datetime, hours: WorkingHours) -> datetime:
    """Return when somebody is asked: the next working morning, as the mentee is for a thank-you."""
    return hours.next_morning(closed_at)
