"""When the rounds of an event are, and what may be planned."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.kit.hours import zone_of

CLOSES_BEFORE = timedelta(minutes=10)  # then the rota is made; later joiners come in from the next round
REMINDS_BEFORE = timedelta(hours=1)
SHORTEST_NOTICE = timedelta(minutes=30)  # between announcing an event and its start
LONGEST_NOTICE = timedelta(days=180)
LATE = timedelta(seconds=60)  # a bell that comes later says so
MOST_ROUNDS = 12
NIGHT_ENDS, NIGHT_BEGINS = 7, 22  # hours of a person's clock


@dataclass(frozen=True, slots=True)
class Preset:
    """A usual shape of an event: rounds, and minutes of a talk and of the change after it."""

    id: str
    rounds: int
    minutes: int
    change: int
    places: int


PRESETS = (
    Preset("onboarding", 5, 10, 2, 40),
    Preset("planning", 4, 15, 3, 30),
    Preset("conference", 6, 8, 2, 80),
)


@dataclass(frozen=True, slots=True)
class Timetable:
    """The rounds of an event; the first is number 1."""

    starts_at: datetime
    rounds: int
    minutes: int
    change: int

    @property
    def closes_at(self) -> datetime:
        """When the rota is made."""
        return self.starts_at - CLOSES_BEFORE

    @property
    def ends_at(self) -> datetime:
        """When the last talk is over."""
        return self.end_of(self.rounds)

    def start_of(self, number: int) -> datetime:
        """When a round begins."""
        return self.starts_at + timedelta(minutes=(number - 1) * (self.minutes + self.change))

    def end_of(self, number: int) -> datetime:
        """When a round's talks are over."""
        return self.start_of(number) + timedelta(minutes=self.minutes)


def is_night(at: datetime, zone: str) -> bool:
    """Return whether it is night in a zone at an instant."""
    return not NIGHT_ENDS <= at.astimezone(zone_of(zone)).hour < NIGHT_BEGINS


def minutes_until(then: datetime, now: datetime) -> int:
    """Return how many minutes are left, at least one."""
    return max(1, round((then - now).total_seconds() / 60))
