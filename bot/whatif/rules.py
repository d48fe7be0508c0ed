"""What can be tried, and what comes of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum
from statistics import mean

DAYS = 91  # that are replayed
LATELY = timedelta(days=90)  # sessions that count as load
FEWEST_PEOPLE = 5  # of fewer who asked, or who help, nothing is told
MOST_ASKS = 1000  # the newest of more are replayed
DRAWS = 5  # of what is not known: who answers, and when
LEAST_HELPERS, MOST_HELPERS = 5, 300
LEAST_ASKS, MOST_INVENTED = 10, 600
CAPACITY_STEPS = (-1, 0, 1, 2)  # sessions a month more than each of them offered


class Lifted(StrEnum):
    """A hard rule that can be left out, to see what it costs. Blocks always hold."""

    LINE = "line"  # nobody of one's own reporting line
    TOPIC = "topic"  # nobody outside the topic
    LENGTH = "length"  # nobody for longer or shorter than they offer


@dataclass(frozen=True, slots=True)
class Terms:
    """The settings of one run. ``two``: never, urgent or always; ``more``: sessions a month for each."""

    wait_minutes: int
    two: str
    preset: str
    more: int = 0
    lifted: frozenset[Lifted] = frozenset()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one run, or the mean of several.

    ``matched`` got a yes, ``late`` none in time, and of ``nobody`` nobody could be asked. ``wait`` is the
    median of those with a yes, in working minutes of who asked. ``busiest``: percent of the sessions that the
    busiest tenth of ``helpers`` held; ``full`` reached what they offered in some month, ``idle`` had none.
    """

    asked: int
    matched: int
    nobody: int
    wait: int | None
    helpers: int
    busiest: int
    full: int
    idle: int
    offers: int

    @property
    def late(self) -> int:
        """Questions that got no yes in time though somebody could be asked."""
        return self.asked - self.matched - self.nobody


@dataclass(frozen=True, slots=True)
class Comparison:
    """Both runs, each the mean of several draws, and by how much the matched differ in each draw.

    ``really``: how many of the questions got a yes in fact; None for invented people.
    """

    today: Outcome
    then: Outcome
    differences: Sequence[int]
    really: int | None = None

    @property
    def is_clear(self) -> bool:
        """Whether every draw says more, or every one fewer, by more than the draws differ."""
        low, high = min(self.differences, default=0), max(self.differences, default=0)
        return (low > 0 or high < 0) and abs(mean(self.differences)) > high - low


def together(runs: Sequence[Outcome]) -> Outcome:
    """Return the mean of several draws; the wait: of those that have one."""
    waits = [one.wait for one in runs if one.wait is not None]
    return replace(
        runs[0],
        matched=round(mean(one.matched for one in runs)),
        nobody=round(mean(one.nobody for one in runs)),
        wait=round(mean(waits)) if waits else None,
        busiest=round(mean(one.busiest for one in runs)),
        full=round(mean(one.full for one in runs)),
        idle=round(mean(one.idle for one in runs)),
        offers=round(mean(one.offers for one in runs)),
    )


def compared(today: Sequence[Outcome], then: Sequence[Outcome], really: int | None = None) -> Comparison:
    """Return two settings beside one another, draw by draw."""
    differences = [b.matched - a.matched for a, b in zip(today, then, strict=True)]
    return Comparison(together(today), together(then), differences, really)
