"""What each format brought: who took part, and what counts in it. Nothing about a few people."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

FEWEST_PEOPLE = 5  # figures about fewer people are not shown


class Format(StrEnum):
    """A format beside the single session, and what comes with all of them."""

    SHARED = "shared"
    SERIES = "series"
    FLASH = "flash"
    SHEETS = "sheets"
    GROWING = "growing"
    FEED = "feed"
    STORIES = "stories"  # in which a question was answered before it was asked


@dataclass(frozen=True, slots=True)
class Part:
    """One thing that counts in a format: whose it is, in which topics, and what it adds to each figure.

    The name of a topic is empty where none was chosen; a format that knows no topics has none at all.
    """

    people: frozenset[str]
    topics: tuple[str, ...] = ()
    counts: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class FormatFigures:
    """How many people took part in a format, its counts by name, and the same of its topics."""

    people: int
    counts: Mapping[str, int] = field(default_factory=dict)
    topics: Sequence[tuple[str, FormatFigures]] = ()  # only those with enough people

    @property
    def enough(self) -> bool:
        """Whether enough people took part for its counts to say nothing about any one of them."""
        return self.people >= FEWEST_PEOPLE

    @property
    def named(self) -> dict[str, int]:
        """All its counts by name, the people among them."""
        return {"people": self.people, **self.counts}


def format_figures(parts: Iterable[Part]) -> FormatFigures:
    """Return what a format brought, over all and by topic."""
    found = list(parts)
    return replace(_summed(found), topics=_by_topic(found))


def _summed(parts: Iterable[Part]) -> FormatFigures:
    people: set[str] = set()
    counts: Counter[str] = Counter()
    for one in parts:
        people |= one.people
        counts.update(one.counts)
    return FormatFigures(len(people), dict(counts))


def _by_topic(parts: Sequence[Part]) -> list[tuple[str, FormatFigures]]:
    """Return the figures of the topics with enough people, the most first.

    What is left out is nothing, or is about as many: else the whole less the others would tell of a few.
    """
    names = sorted({name for one in parts for name in one.topics})
    found = [(name, _summed(one for one in parts if name in one.topics)) for name in names]
    shown = sorted((one for one in found if one[1].enough), key=lambda one: -one[1].people)
    while shown and 0 < _left_out(parts, {name for name, _ in shown}) < FEWEST_PEOPLE:
        shown.pop()
    return shown


def _left_out(parts: Iterable[Part], shown: set[str]) -> int:
    """Return how many people took part in what none of the topics shown tells."""
    return len({person for one in parts if not shown & {*one.topics} for person in one.people})
