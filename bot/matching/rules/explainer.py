"""Why somebody, from the same numbers that add up to their score."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.matching.rules.hours import told
from bot.matching.rules.pool import Pool
from bot.matching.rules.question import Question
from bot.matching.rules.shapes import Ranked, Reason, ScoreComponent
from bot.matching.rules.topics import CLOSE

_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Close:
    """What a closer look at a person found: the score, and the values that add up to it.

    ``days``: the first common hour of each day, in seconds since 1970. ``alike``: how many past questions are
    like this one. ``on_topic``: the wanted topic they helped with most often, and how often.
    """

    row: int
    score: float
    fit: float
    values: Mapping[ScoreComponent, float]
    days: Sequence[float]
    alike: int
    on_topic: tuple[int, int]


class Explainer:
    """Tells of people who were compared with one question. ``left``: the places left this month, by row."""

    def __init__(
        self, question: Question, pool: Pool, weights: Mapping[ScoreComponent, float], left: NDArray[np.int32]
    ) -> None:
        self._question, self._pool, self._weights, self._left = question, pool, weights, left
        self._told: dict[int, Reason] = {}
        self._plain_ones: dict[tuple[ScoreComponent, float, int], Reason] = {}

    def of(self, found: Sequence[Close]) -> list[Ranked]:
        """Return people with their reasons, in the same order."""
        words = self._pool.words
        rarest = sorted(self._question.said, key=lambda term: (-words.rarity(term), term))
        shared = words.having([one.row for one in found], rarest)
        return [self._ranked(one, terms) for one, terms in zip(found, shared, strict=True)]

    def _ranked(self, one: Close, shared: Sequence[str]) -> Ranked:
        """A person with reasons, weightiest first; ``shared``: the profile's terms, rarest first."""
        tell: Mapping[ScoreComponent, Callable[[float], Reason]] = {
            ScoreComponent.TOPIC: lambda value: self._topic(one.row, value),
            ScoreComponent.WORDS: lambda value: self._words(shared, value),
            ScoreComponent.HELPED: lambda value: self._help(one, value),
            ScoreComponent.HOURS: lambda _: self._hours(one.days),
            ScoreComponent.LOAD: lambda value: self._plain(
                ScoreComponent.LOAD, value, int(self._left[one.row])
            ),
        }
        parts = sorted(one.values.items(), key=lambda pair: -self._weights[pair[0]] * pair[1])
        reasons = [tell[p](v) if p in tell else self._plain(p, v) for p, v in parts if v > 0]
        return Ranked(self._pool.ids[one.row], one.score, tuple(reasons), one.fit)

    def _plain(self, part: ScoreComponent, value: float, number: int = 0) -> Reason:
        """A reason without details; many people have the same."""
        key = part, value, number
        if key not in self._plain_ones:
            self._plain_ones[key] = Reason(part, value, number=number)
        return self._plain_ones[key]

    def _words(self, shared: Sequence[str], value: float) -> Reason:
        words = dict.fromkeys(self._question.said[term] for term in shared)
        return Reason(ScoreComponent.WORDS, value, tuple(words)[:_SHOWN], len(words))

    def _topic(self, row: int, value: float) -> Reason:
        want, has, closeness = self._pool.topics.closest(self._question.wanted, self._pool.held.of(row))
        if want < 0 or closeness < CLOSE:
            return Reason(ScoreComponent.TOPIC, value)
        names = tuple(dict.fromkeys(self._pool.topics.facts[number].name for number in (has, want)))
        return Reason(ScoreComponent.TOPIC, value, names)

    def _hours(self, days: Sequence[float]) -> Reason:
        if id(days) not in self._told:  # the same list for all who share a timetable
            self._told[id(days)] = told(days)
        return self._told[id(days)]

    def _help(self, one: Close, value: float) -> Reason:
        """Past help: questions like this one where there were some, else how often with this topic."""
        topic, times = one.on_topic
        if one.alike or not times:
            return Reason(ScoreComponent.HELPED, value, (), one.alike)
        return Reason(ScoreComponent.HELPED, value, (self._pool.topics.facts[topic].name,), times)
