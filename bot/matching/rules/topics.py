"""Topics: who knows the one that was chosen, and who knows one close to it.

Closeness of two topics is never said by anybody; it is read from which topics experts and questions hold
together (positive pointwise mutual information, Church and Hanks 1990), from the topics' names, and from the
admins' hierarchy where there is one.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import reduce
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from bot.matching.rules import meaning
from bot.matching.rules.columns import Column
from bot.matching.rules.language import stems
from bot.matching.rules.shapes import TopicFacts

SHARED, TOGETHER, ALIKE = 0.3, 0.52, 0.18
"""What counts how much: the topic itself, topics that go together with it, those of a like name or kin."""

FAMILY = {1: 0.7, 2: 0.4}  # a wider or narrower topic, and a sister
NAMED = 0.15  # a topic that the question names without having chosen it
CLOSE = 0.4  # from here on a topic is told as being close to another

Floats = NDArray[np.float32]


class Topics:
    """The topics of a workspace and how close they are to each other."""

    def __init__(
        self,
        topics: Sequence[TopicFacts],
        held_together: Iterable[Iterable[str]],
        languages: tuple[str, ...] = ("en",),
    ) -> None:
        self.facts = sorted(topics, key=lambda topic: topic.id)
        self.number = {topic.id: i for i, topic in enumerate(self.facts)}
        self._languages = languages
        self._stems = [
            [
                wanted
                for name in (topic.name, *topic.synonyms)
                for code in languages
                if (wanted := frozenset(stems(name, (code,))))
            ]
            for topic in self.facts
        ]
        together, having, groups = self._counted(held_together)
        self.rarity: Floats = np.log1p(groups / np.maximum(having, 0.5)).astype(np.float32)
        self._together = meaning.unit(_information(together))
        self._alike = self._of_names_and_families()
        self._close = np.maximum(self._alike, self._together @ self._together.T)
        np.fill_diagonal(self._close, 1)

    def numbers(self, ids: Iterable[str]) -> list[int]:
        """Return the numbers of topics, those unknown left out."""
        return sorted(self.number[topic] for topic in ids if topic in self.number)

    def wanted(self, topic_ids: Iterable[str], words: Iterable[str]) -> dict[int, float]:
        """Return what a question wants: its topics and, far less, those that its stemmed words name."""
        own = {number: float(self.rarity[number]) for number in self.numbers(topic_ids)}
        said = frozenset(words)
        for number, names in enumerate(self._stems):
            if number not in own and any(name <= said for name in names):
                own[number] = NAMED * float(self.rarity[number])
        return own

    def words(self, numbers: Iterable[int]) -> list[str]:
        """Return the stemmed words of some topics' names, each once."""
        return sorted({stem for number in numbers for stem in self._read(number)})

    def profile(self, topic_ids: Iterable[str]) -> str:
        """Return the names of topics, those unknown left out, as part of what somebody says of themselves."""
        names = [self.facts[number] for number in self.numbers(topic_ids)]
        return "\n".join(word for topic in names for word in (topic.name, *topic.synonyms))

    def values(self, wanted: Mapping[int, float], held: Held) -> Floats:
        """Return, for every row of experts, how well their topics fit: 0 to 1."""
        return np.asarray(held.rows(self.of_sets(wanted, held)), np.float32)

    def of_sets(self, wanted: Mapping[int, float], held: Held) -> Floats:
        """Return the same for every set of topics that is held."""
        total = sum(wanted.values())
        if not total:
            return np.zeros(held.sets, np.float32)
        direct = np.zeros(len(self.facts) + 1, np.float32)
        alike: Any = np.float32(0)
        for number, weight in wanted.items():
            direct[number] = weight
            alike = alike + np.float32(weight) * held.most(self._alike[number])
        bag = np.asarray(sum(weight * self._together[number] for number, weight in wanted.items()))
        goes = self._together @ bag * self.rarity
        lengths = held.lengths(self) * (np.linalg.norm(bag) or 1.0)
        together = held.total(np.append(goes, 0).astype(np.float32)) / np.maximum(lengths, 1e-9)
        shared = held.total(direct) / np.float32(total)
        whole = SHARED * shared + TOGETHER * together + ALIKE * alike / np.float32(total)
        return np.asarray(np.clip(whole, 0, 1), np.float32)

    def akin(self, wanted: Iterable[int], held: Held) -> NDArray[np.bool_]:
        """Return, for every row of experts, whether they hold a wanted topic or one told as close to it."""
        near = np.zeros(len(self.facts), np.float32)
        for number in wanted:
            near = np.maximum(near, self._alike[number])
        return held.rows(held.most(near) >= CLOSE - 1e-6)

    def closest(self, wanted: Mapping[int, float], numbers: Iterable[int]) -> tuple[int, int, float]:
        """Return the pair (wanted topic, held topic) that explains a value best, and how close they are."""
        pairs = [
            (weight * self.closeness(want, has), want, has)
            for want, weight in wanted.items()
            for has in numbers
        ]
        _, want, has = max(pairs, key=lambda pair: (pair[0], -pair[1], -pair[2]), default=(0.0, -1, -1))
        return want, has, self.closeness(want, has) if want >= 0 else 0.0

    def closeness(self, one: int, other: int) -> float:
        """Return how close two topics are: 1 for the same, 0 to 1."""
        return float(self._close[one, other])

    def bag_lengths(self, table: NDArray[np.intp]) -> Floats:
        """Return the length of the sum of what goes together with the topics of each row of a table."""
        none = np.zeros((1, len(self.facts)), np.float32)
        each = np.concatenate((self._together * self.rarity[:, None], none))
        step = max(1, 2_000_000 // (table.shape[1] * max(1, len(self.facts))))
        chunks = [table[at : at + step] for at in range(0, len(table), step)]
        found = [np.linalg.norm(each[chunk].sum(axis=1), axis=1) for chunk in chunks]
        return np.concatenate(found).astype(np.float32)

    def _counted(self, groups: Iterable[Iterable[str]]) -> tuple[Floats, Floats, int]:
        """How often topics are held together, how many groups hold each, and how many groups there are."""
        held, held_by = array("i"), array("i")
        for group in groups:
            known = {self.number[topic] for topic in group if topic in self.number}
            held.extend(known)
            held_by.append(len(known))
        numbers, sizes = np.array(held, np.int32), np.array(held_by, np.int32)
        ends = np.concatenate(([0], np.cumsum(sizes)))
        holds = csr_array((np.ones(len(numbers)), numbers, ends), shape=(len(sizes), len(self.facts)))
        shares = csr_array((np.repeat(1 / np.maximum(sizes, 1), sizes), numbers, ends), shape=holds.shape)
        together = (holds.T @ shares).toarray().astype(np.float32)
        np.fill_diagonal(together, np.maximum(together.diagonal(), 1e-3))
        having = np.bincount(numbers, minlength=len(self.facts)).astype(np.float32)
        return together, having, len(sizes)

    def _of_names_and_families(self) -> Floats:
        rows, vectors = meaning.start()
        names = np.zeros((len(self.facts), meaning.GENERAL), np.float32)
        for i in range(len(self.facts)):
            known = [vectors[rows[stem]].astype(np.float32) for stem in self._read(i) if stem in rows]
            if known:
                names[i] = meaning.unit(np.array(known)).sum(axis=0)
        names = meaning.unit(names)
        alike = np.maximum(names @ names.T, 0) ** 2
        np.fill_diagonal(alike, 1)
        for i, j, steps in self._kin():
            alike[i, j] = alike[j, i] = max(alike[i, j], FAMILY[steps])
        return np.asarray(alike, dtype=np.float32)

    def _read(self, number: int) -> Iterable[str]:
        return stems(self.facts[number].name, self._languages)

    def _kin(self) -> Iterator[tuple[int, int, int]]:
        """Pairs of topics of one family, and how far apart: 1 parent and child, 2 sisters."""
        sisters: dict[str, list[int]] = {}
        for i, topic in enumerate(self.facts):
            if topic.parent_id is not None and topic.parent_id != topic.id:
                yield from ((i, other, 2) for other in sisters.setdefault(topic.parent_id, []))
                sisters[topic.parent_id].append(i)
                if topic.parent_id in self.number:
                    yield i, self.number[topic.parent_id], 1


class Held:
    """Which topics each expert holds. Many hold the same ones, so each set of topics is kept once."""

    def __init__(self, none: int) -> None:
        self._none = none
        self._number: dict[tuple[int, ...], int] = {}
        self._sets: list[tuple[int, ...]] = []
        self._table = np.full((4, 16), none, np.intp)  # a set in each column, filled up with "none"
        self._lengths: Floats = np.zeros(0, np.float32)
        self._set = Column(np.intp)

    @property
    def sets(self) -> int:
        """How many different sets of topics there are."""
        return len(self._sets)

    def add(self, rows: Iterable[Sequence[int]]) -> None:
        """Add rows of topics, each in rising order."""
        self._set.extend([self._set_of(tuple(numbers)) for numbers in rows])

    def of(self, row: int) -> tuple[int, ...]:
        """Return the topics of a row."""
        return self._sets[int(self._set.all[row])]

    def rows(self, values: NDArray[Any]) -> NDArray[Any]:
        """Return, by row, what there is for each set of topics."""
        return np.asarray(values[self._set.all])

    def some(self, rows: NDArray[np.int64], values: NDArray[Any]) -> NDArray[Any]:
        """Return the same for some rows."""
        return np.asarray(values[self._set.all[rows]])

    def total(self, values: Floats) -> Floats:
        """Return the sum over each set's topics of values by number, that of "none" last."""
        return np.asarray(reduce(np.add, [values[column] for column in self._columns]), np.float32)

    def most(self, values: Floats) -> Floats:
        """Return the largest over each set's topics; 0 for a set without any."""
        padded = np.append(values, 0).astype(np.float32)
        return np.asarray(reduce(np.maximum, [padded[column] for column in self._columns]), np.float32)

    def lengths(self, topics: Topics) -> Floats:
        """Return the length of each set's bag; counted once for each set."""
        known = len(self._lengths)
        if known < len(self._sets):
            fresh = topics.bag_lengths(self._columns[:, known:].T)
            self._lengths = np.concatenate((self._lengths, fresh))
        return self._lengths

    @property
    def _columns(self) -> NDArray[np.intp]:
        return self._table[:, : len(self._sets)]

    def _set_of(self, numbers: tuple[int, ...]) -> int:
        if (known := self._number.get(numbers)) is not None:
            return known
        most, room = self._table.shape
        found = len(self._sets)
        if found == room or len(numbers) > most:
            wider = np.full((max(len(numbers), most), 2 * room), self._none, np.intp)
            wider[:most, :room] = self._table
            self._table = wider
        self._table[: len(numbers), found] = numbers
        self._sets.append(numbers)
        self._number[numbers] = found
        return found


def _information(together: Floats) -> Floats:
    """Positive pointwise mutual information of counts of pairs."""
    total = together.sum()
    if not total:
        return together
    shares = together.sum(axis=1) / total
    with np.errstate(divide="ignore", invalid="ignore"):
        found = np.log((together / total) / np.outer(shares, shares))
    return np.maximum(np.where(np.isfinite(found), found, 0), 0).astype(np.float32)
