"""Words in common: the cosine of TF-IDF vectors of a question and a text.

Salton and Buckley, "Term-weighting approaches in automatic text retrieval" (1988), with damped counts.
Dividing by the question's own length puts every question on one scale from 0 to 1.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from bot.matching.engine.columns import Column, Ints, Spans, sums

MOST = 255  # times that a term of one text counts
DAMPED = (1 + np.log(np.maximum(np.arange(MOST + 1), 1))).astype(np.float32)
"""What so many occurrences of a term count."""

Floats = NDArray[np.float32]


class _Numbers(dict[str, int]):
    """A number for each term, given when it is first asked for by subscription."""

    def __missing__(self, term: str) -> int:
        number = self[term] = len(self)
        return number


class WordIndex:
    """The terms of many short texts; one is taken out by not asking for its row."""

    def __init__(self, texts: Iterable[Mapping[str, int]] = ()) -> None:
        self._number = _Numbers()
        self._terms, self._counts, self._spans = Column(np.int32), Column(np.uint8), Spans([])
        self._having = Column(np.int32)  # in how many texts each term stands
        self._rarities: Floats | None = None  # worked out when they are needed
        self.add(list(texts))

    @property
    def rows(self) -> int:
        """How many texts there are."""
        return len(self._spans.ends) - 1

    def add(self, texts: Sequence[Mapping[str, int]]) -> None:
        """Add a row for each text."""
        number = self._number
        terms = np.fromiter((number[term] for text in texts for term in text), np.int32)
        self._terms.extend(terms)
        every = np.fromiter((count for text in texts for count in text.values()), np.int64)
        self._counts.extend(np.minimum(every, MOST))
        self._spans.add([len(text) for text in texts])
        self._having.extend([0] * (len(number) - len(self._having.all)))
        self._having.all[:] += np.bincount(terms, minlength=len(number)).astype(np.int32)
        self._rarities = None

    def closeness(self, question: Mapping[str, float], rows: Ints | None = None) -> Floats:
        """Return how close the texts of some rows, or of all, are to a question (terms, counts): 0 to 1."""
        rarities, wanted = self._rarity_of_all(), np.zeros(len(self._number), np.float32)
        for term, count in question.items():
            if term in self._number:  # a word that nobody here uses says nothing of who is nearer
                wanted[self._number[term]] = 1 + math.log(max(count, 1))
        wanted *= rarities
        at, lengths = self._spans.of(np.arange(self.rows) if rows is None else rows)
        terms = self._terms.all[at]
        worth = DAMPED[self._counts.all[at]] * rarities[terms]
        full = np.sqrt(sums(worth * worth, lengths)) * np.linalg.norm(wanted)
        found = sums(worth * wanted[terms], lengths) / np.maximum(full, 1e-9)
        return np.asarray(np.minimum(found, 1), np.float32)

    def people(self, term: str) -> int:
        """Return in how many texts a term stands."""
        return int(self._having.all[self._number[term]]) if term in self._number else 0

    def having(self, rows: Sequence[int], terms: Sequence[str]) -> list[list[str]]:
        """Return, for some rows, which of these terms stand in their texts."""
        at, lengths = self._spans.of(np.array(rows, np.int64))
        there = [set(one.tolist()) for one in np.split(self._terms.all[at], lengths.cumsum()[:-1])]
        return [[term for term in terms if self._number.get(term, -1) in one] for one in there[: len(rows)]]

    def _rarity_of_all(self) -> Floats:
        """The inverse document frequency of each term, smoothed: a term of every text counts 1."""
        if self._rarities is None:
            self._rarities = (np.log((1 + self.rows) / (1 + self._having.all)) + 1).astype(np.float32)
        return self._rarities
