"""Who is in which half, and what the difference between two halves tells. Counts only, and never a few."""

from __future__ import annotations

import math
import random
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

APART = timedelta(days=14)  # between the halves; so long a half has to ask
QUARTER = timedelta(days=91)  # between two invitations, and since a question of one's own
LOOKS_EACH = timedelta(hours=1)  # for whoever comes to the moment by which they are invited
WAITS_FOR_NAMES = timedelta(days=1)  # for Slack to tell who everybody on a list is
LASTS = timedelta(days=365)  # where people are found anew each hour
FEWEST = 5  # people in each half: a difference between fewer is not told
WEEK_THREE = (timedelta(days=14), timedelta(days=20))  # after somebody's first day
LEADS_LATELY = timedelta(days=28)
MONTHS = (3, 6, 12)  # that somebody who started lately is here at most
DAYS_OF_A_MONTH = 30
MOST_LISTED = 200  # lines of a pasted list
WORDS_CHARS, QUESTION_CHARS, QUESTION_LEAST = 1000, 1000, 10
Z95 = 1.959964  # of the normal distribution: 95 % lie within so many standard deviations
FIRST, SECOND = 1, 2


def halves(seed: int, strata: Mapping[str, str], before: tuple[int, int] = (0, 0)) -> dict[str, int]:
    """Assign people to two halves at random; ``strata`` gives each person's stratum.

    In each stratum, and in all, the halves differ by one person at most; ``before`` counts those who were
    assigned earlier, and the smaller half of them gets the odd one. The same seed gives the same halves.
    """
    draw = random.Random(f"{seed}:{sum(before)}")  # noqa: S311 - has to be repeatable, guards nothing
    row: list[str] = []
    groups = sorted(set(strata.values()))
    draw.shuffle(groups)
    for group in groups:
        some = sorted(person for person, own in strata.items() if own == group)
        draw.shuffle(some)
        row += some
    fewer = draw.choice((FIRST, SECOND)) if before[0] == before[1] else FIRST + (before[0] > before[1])
    other = FIRST + SECOND - fewer
    return {person: other if place % 2 else fewer for place, person in enumerate(row)}


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody who was assigned to a half, at ``begins_at``, and when they asked since then."""

    half: int
    begins_at: datetime
    asked_at: Sequence[datetime] = ()

    @property
    def asked(self) -> bool:
        """Whether they asked before the second half was invited."""
        return any(self.begins_at <= at < self.begins_at + APART for at in self.asked_at)


@dataclass(frozen=True, slots=True)
class Half:
    """How many people had whole two weeks, and how many of them asked in these."""

    people: int = 0
    asked: int = 0

    @property
    def share(self) -> float:
        """The share that asked."""
        return self.asked / self.people if self.people else 0.0

    @property
    def percent(self) -> int:
        """The share in whole percent."""
        return round(100 * self.share)


def counted(members: Iterable[Member], until: datetime) -> tuple[Half, Half]:
    """Return both halves, of those whose two weeks were over at ``until``.

    Everybody counts as they were assigned, whether the invitation reached them or not: else those who could
    be reached would be compared with all the others.
    """
    over = [one for one in members if one.begins_at + APART <= until]
    people = Counter(one.half for one in over)
    asked = Counter(one.half for one in over if one.asked)
    return Half(people[FIRST], asked[FIRST]), Half(people[SECOND], asked[SECOND])


@dataclass(frozen=True, slots=True)
class Difference:
    """The share of one half less that of the other, with the ends of its interval of 95 %, from -1 to 1."""

    value: float
    low: float
    high: float

    @property
    def points(self) -> tuple[int, int, int]:
        """The difference and the ends of its interval in whole percentage points."""
        return round(100 * self.value), round(100 * self.low), round(100 * self.high)

    @property
    def by_chance(self) -> bool:
        """Whether chance alone may explain it: the interval holds 0."""
        return self.low <= 0 <= self.high


def wilson(half: Half) -> tuple[float, float]:
    """Return the interval of a share, as E. B. Wilson has it.

    Journal of the American Statistical Association 22 (1927), 209-212. It needs at least one person.
    """
    n, p, z2 = half.people, half.share, Z95 * Z95
    middle = p + z2 / (2 * n)
    spread = Z95 * math.sqrt(p * (1 - p) / n + z2 / (4 * n * n))
    return (middle - spread) / (1 + z2 / n), (middle + spread) / (1 + z2 / n)


def difference(first: Half, second: Half) -> Difference:
    """Return the difference between two shares with its interval: Newcombe's hybrid of two Wilson intervals.

    R. G. Newcombe, Interval estimation for the difference between independent proportions, Statistics in
    Medicine 17 (1998), 873-890, method 10. It keeps its 95 % also for small groups and shares near 0.
    """
    value = first.share - second.share
    (low_1, high_1), (low_2, high_2) = wilson(first), wilson(second)
    below = math.hypot(first.share - low_1, high_2 - second.share)
    above = math.hypot(high_1 - first.share, second.share - low_2)
    return Difference(value, value - below, value + above)


def margin(people: int) -> int:
    """Return how many points a difference may be off; ``people`` are both halves together.

    One in ten of one half asks and three in ten of the other, which is about the effect to look for.
    """
    half = people / 2
    return min(100, round(100 * Z95 * math.sqrt((0.1 * 0.9 + 0.3 * 0.7) / half))) if half else 100


class Told(StrEnum):
    """Whether a difference can be told, or why not."""

    YES = "yes"
    LATER = "later"  # two weeks are not over
    FEW = "few"  # fewer than five in one half, and no more to come
    FEW_YET = "few_yet"  # the same, and people are still found
    STOPPED = "stopped"  # before two weeks were over


@dataclass(frozen=True, slots=True)
class Result:
    """What the halves tell. ``at``: when a difference can be told, for `Told.LATER`."""

    told: Told
    first: Half = Half()
    second: Half = Half()
    at: datetime | None = None

    @property
    def difference(self) -> Difference:
        """The difference, where it can be told."""
        return difference(self.first, self.second)


def result(
    first: Half, second: Half, *, assigned: tuple[int, int], ends: datetime | None, rolling: bool, ended: bool
) -> Result:
    """Judge two halves. ``assigned`` counts the people in each; ``ends``: when all two weeks are over."""
    if min(first.people, second.people) >= FEWEST:
        return Result(Told.YES, first, second)
    if ended and min(assigned) >= FEWEST:
        return Result(Told.STOPPED)
    if rolling and not ended:
        return Result(Told.FEW_YET)
    if min(assigned) < FEWEST and (ended or ends is not None):
        return Result(Told.FEW)
    return Result(Told.LATER, at=ends)


def in_week_three(today: date) -> tuple[date, date]:
    """Return the first days of those who are in their third week today: the earliest and the latest."""
    return today - WEEK_THREE[1], today - WEEK_THREE[0]


def shown_count(listed: int, eligible: int) -> int | None:
    """Return how many of those meant can be invited; None where that would tell about a few of them."""
    left = listed - eligible
    return eligible if listed >= FEWEST and (not left or left >= FEWEST) else None


def lines(text: str) -> list[str]:
    """Return who stands in a pasted list, each once: a line or what commas separate."""
    cells = (
        cell.strip().strip("<@>") for line in text.splitlines() for cell in line.replace(";", ",").split(",")
    )
    return list(dict.fromkeys(cell for cell in cells if cell))
