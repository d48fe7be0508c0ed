"""Topics: who holds the one that was chosen, or one close to it.

Close is what an admin put into one family, and what people hold together far more often than chance would
have it, once enough of them do (shrunken cosine, beyond chance): one person who holds both says
nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from itertools import combinations
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.matching.engine.columns import Column
from bot.matching.engine.facts import TopicFacts
from bot.matching.engine.text import counts

PARENT, SISTER = 0.7, 0.4  # how close a wider or narrower topic is, and one of the same wider topic
ENOUGH_PEOPLE = 5  # who hold two topics, before that says anything
SHRUNK_BY = 10.0  # people who are taken to hold one of two topics and not the other
USUAL_RARITY = 2.5  # of a topic that one of twelve people holds: such a one, when wanted, counts as 1
LEARNED_MOST = 0.6  # how close topics are at most that only people's choices make so

Floats = NDArray[np.float32]


class Topics:
    """The topics of a workspace and how close each is to each other one."""

    def __init__(self, topics: Sequence[TopicFacts], held: Iterable[Iterable[str]]) -> None:
        self.facts = sorted(topics, key=lambda topic: topic.id)
        self.number = {topic.id: i for i, topic in enumerate(self.facts)}
        self.close = self._families()
        sets = [self.numbers(ids) for ids in held]
        self.holders = np.bincount([n for one in sets for n in one], minlength=len(self.facts))
        np.maximum(self.close, self._learned(sets), out=self.close)
        self.rarity = np.log1p((1 + len(sets)) / np.maximum(self.holders, 0.5)).astype(np.float32)
        self._terms = [frozenset(counts(topic.names)) for topic in self.facts]
        every = [(topic.name, *topic.synonyms) for topic in self.facts]
        self._names = [[frozenset(counts(name)) for name in names] for names in every]

    def numbers(self, ids: Iterable[str]) -> list[int]:
        """Return the numbers of topics, those unknown left out."""
        return sorted(self.number[topic] for topic in ids if topic in self.number)

    def near(self, topic_id: str) -> list[str]:
        """Return the ids of the topics close to one, the closest first."""
        if topic_id not in self.number:
            return []
        close = self.close[self.number[topic_id]]
        order = np.argsort(-close, kind="stable")
        return [self.facts[n].id for n in order if close[n] > 0 and self.facts[n].id != topic_id]

    def is_named(self, number: int, terms: AbstractSet[str]) -> bool:
        """Return whether all the terms of one of a topic's names are among these."""
        return any(name and name <= terms for name in self._names[number])

    def terms(self, numbers: Iterable[int]) -> frozenset[str]:
        """Return the terms of topics' names: they stand in every question of the topic and tell nothing."""
        return frozenset().union(*(self._terms[number] for number in numbers))

    def profile(self, ids: Iterable[str]) -> str:
        """Return the names of topics as the first line of a profile's text."""
        return ", ".join(self.facts[number].names for number in self.numbers(ids))

    def values(self, wanted: Sequence[int], held: HeldTopics) -> Floats:
        """Return, for every row, how close the topics somebody holds are to the wanted ones: about 0 to 1.

        A topic that few hold tells more than one that many do, and several wanted ones add up.
        """
        if not wanted:
            return np.zeros(held.rows, np.float32)
        found = sum(self.worth(number) * held.either(self.close[number]) for number in wanted)
        return np.asarray(held.spread(np.asarray(found)), np.float32)

    def worth(self, number: int) -> float:
        """Return what a wanted topic tells: the more, the fewer hold it; about 1."""
        return float(self.rarity[number]) / USUAL_RARITY

    def _families(self) -> Floats:
        close = np.eye(len(self.facts), dtype=np.float32)
        families: dict[str, list[int]] = {}
        for i, topic in enumerate(self.facts):
            if topic.parent_id is not None:
                families.setdefault(topic.parent_id, []).append(i)
                if (parent := self.number.get(topic.parent_id)) is not None:
                    close[i, parent] = close[parent, i] = PARENT
        for one, other in (pair for sisters in families.values() for pair in combinations(sisters, 2)):
            close[one, other] = close[other, one] = max(SISTER, float(close[one, other]))
        return close

    def _learned(self, sets: Sequence[Sequence[int]]) -> Floats:
        both = np.zeros((len(self.facts), len(self.facts)), np.float32)
        for numbers in sets:
            for one, other in combinations(numbers, 2):
                both[one, other] += 1
                both[other, one] += 1
        by_chance = self.holders[:, None] * self.holders[None, :] / max(1, len(sets))
        usual = np.sqrt(self.holders[:, None] * self.holders[None, :]) + SHRUNK_BY
        found = np.where(both >= ENOUGH_PEOPLE, np.maximum(both - by_chance, 0) / usual, 0)
        return np.minimum(found, LEARNED_MOST).astype(np.float32)


class HeldTopics:
    """Which topics each row of an index holds. Many hold the same ones, so each set is kept once."""

    def __init__(self) -> None:
        self._number: dict[tuple[int, ...], int] = {}
        self._sets: list[tuple[int, ...]] = []
        self._set = Column(np.intp)
        self._table: NDArray[np.intp] = np.zeros((0, 0), np.intp)

    @property
    def rows(self) -> int:
        """How many rows there are."""
        return len(self._set.all)

    def add(self, numbers: Sequence[int]) -> None:
        """Add a row."""
        topics = tuple(numbers)
        if topics not in self._number:
            self._number[topics] = len(self._sets)
            self._sets.append(topics)
        self._set.extend([self._number[topics]])

    def of(self, row: int) -> tuple[int, ...]:
        """Return the topics of a row."""
        return self._sets[int(self._set.all[row])]

    def either(self, values: Floats) -> Floats:
        """Return, by set, the chance that one of its topics is it (noisy or); 0 for a set without any."""
        if not self._sets:
            return np.zeros(0, np.float32)
        if len(self._table) != len(self._sets):
            width = max(map(len, self._sets), default=0)
            self._table = np.full((len(self._sets), width + 1), -1, np.intp)
            for row, topics in zip(self._table, self._sets, strict=True):
                row[: len(topics)] = topics
        missed = np.append(1 - values, 1).astype(np.float32)
        return np.asarray(1 - missed[self._table].prod(axis=1), np.float32)

    def holds(self, number: int, rows: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Return which of some rows hold a topic."""
        of_each = [self._sets[at] for at in self._set.all[rows]]
        return np.array([number in topics for topics in of_each], np.bool_)

    def spread(self, by_set: NDArray[Any]) -> NDArray[Any]:
        """Return, by row, what there is for each set."""
        return np.asarray(by_set[self._set.all])
