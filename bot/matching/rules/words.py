"""Words in common: the cosine of TF-IDF vectors of a question and a text.

Salton and Buckley, "Term-weighting approaches in automatic text retrieval" (1988), with damped counts. Dividing by
the question's own length puts every question on one scale from 0 to 1. BM25 was as good on profiles and worse on
past questions (benchmarks/matching/README.md).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Ints = NDArray[np.int32]

_DAMPED = (1 + np.log(np.maximum(np.arange(256), 1))).astype(np.float32)
"""What so many occurrences of a term count."""


class Vocabulary:
    """Numbers for terms, and in how many texts each stands."""

    def __init__(self) -> None:
        self.number: dict[str, int] = {}
        self.texts_with: list[int] = []

    def numbers(self, counts: Mapping[str, int]) -> list[int]:
        """Return the numbers of a text's terms, new ones included, and count the text."""
        found = []
        for term in counts:
            number = self.number.setdefault(term, len(self.texts_with))
            if number == len(self.texts_with):
                self.texts_with.append(1)
            else:
                self.texts_with[number] += 1
            found.append(number)
        return found


class WordIndex:
    """Postings of many short texts. Texts are added under rising row numbers; one is taken out by not asking.

    Those it was built with are held as one block; later ones beside it, so that adding one is cheap.
    """

    def __init__(self, texts: Sequence[Mapping[str, int]]) -> None:
        self.vocabulary = Vocabulary()
        self.rows = len(texts)
        terms, counts, lengths = self._flat(texts)
        order = np.argsort(terms, kind="stable")
        rows = np.repeat(np.arange(len(texts), dtype=np.int32), lengths)
        self._posted_rows: Ints = rows[order]
        self._posted_counts = counts[order]
        ends = np.cumsum(np.bincount(terms, minlength=len(self.vocabulary.texts_with)))
        self._ends: NDArray[np.int64] = np.concatenate(([0], ends))
        self._later: dict[int, list[tuple[int, int]]] = {}
        rarities = _rarity(np.array(self.vocabulary.texts_with, dtype=np.float32), len(texts))
        squares = (_DAMPED[counts] * rarities[terms]) ** 2 if len(terms) else np.empty(0, np.float32)
        lengths_squared = np.bincount(rows, weights=squares, minlength=len(texts))
        self._lengths: list[Floats] = [np.sqrt(lengths_squared).astype(np.float32)]

    def _flat(self, texts: Sequence[Mapping[str, int]]) -> tuple[Ints, NDArray[np.uint8], Ints]:
        terms: list[Ints] = []
        counts: list[NDArray[np.uint8]] = []
        lengths = np.zeros(len(texts), dtype=np.int32)
        for row, text in enumerate(texts):
            terms.append(np.array(self.vocabulary.numbers(text), dtype=np.int32))
            counts.append(
                np.minimum(np.fromiter(text.values(), dtype=np.int64, count=len(text)), 255).astype(np.uint8)
            )
            lengths[row] = len(text)
        if not terms:
            return np.empty(0, np.int32), np.empty(0, np.uint8), lengths
        return np.concatenate(terms), np.concatenate(counts), lengths

    def add(self, text: Mapping[str, int]) -> int:
        """Add a text; return its row."""
        row = self.rows
        self.rows += 1
        for number, count in zip(self.vocabulary.numbers(text), text.values(), strict=True):
            self._later.setdefault(number, []).append((row, min(count, 255)))
        squares = sum((_damped(count) * self.rarity(term)) ** 2 for term, count in text.items())
        self._lengths.append(np.array([np.sqrt(squares)], dtype=np.float32))
        return row

    def closeness(self, question: Mapping[str, float]) -> Floats:
        """Return, for every row, how close its text is to a question (terms and counts): 0 to 1."""
        scores = np.zeros(self.rows, dtype=np.float32)
        if len(self._lengths) > 1:
            self._lengths = [np.concatenate(self._lengths)]
        squares = 0.0
        for term, count in question.items():
            number = self.vocabulary.number.get(term)
            if number is None:
                continue  # a word that nobody here uses says nothing of who is nearer
            rarity = self.rarity(term)
            worth = _damped(count) * rarity
            squares += worth * worth
            for rows, damped in self._postings(number):
                scores[rows] += np.float32(worth * rarity) * damped
        full = np.maximum(self._lengths[0], 1e-9) * np.float32(max(np.sqrt(squares), 1e-9))
        return np.minimum(scores / full, 1.0)

    def rarity(self, term: str) -> float:
        """Return a term's inverse document frequency."""
        number = self.vocabulary.number.get(term)
        having = 0 if number is None else self.vocabulary.texts_with[number]
        return float(_rarity(having, self.rows))

    def having(self, row: int, terms: Sequence[str]) -> list[str]:
        """Return which of these terms stand in a row's text."""
        found = []
        for term in terms:
            number = self.vocabulary.number.get(term)
            if number is not None and self._stands(number, row):
                found.append(term)
        return found

    def _stands(self, number: int, row: int) -> bool:
        if any(one == row for one, _ in self._later.get(number, ())):
            return True
        if number + 1 >= len(self._ends):
            return False
        rows = self._posted_rows[self._ends[number] : self._ends[number + 1]]  # rising, as it was built
        at = int(np.searchsorted(rows, row))
        return at < len(rows) and int(rows[at]) == row

    def _postings(self, number: int) -> list[tuple[Ints, Floats]]:
        found = []
        if number + 1 < len(self._ends):
            span = slice(self._ends[number], self._ends[number + 1])
            found.append((self._posted_rows[span], _DAMPED[self._posted_counts[span]]))
        if number in self._later:
            rows, counts = zip(*self._later[number], strict=True)
            found.append((np.array(rows, dtype=np.int32), _DAMPED[np.array(counts)]))
        return found


def _rarity(having: Any, texts: int) -> Any:
    """The inverse document frequency, smoothed: a term of every text counts 1."""
    return np.log((1 + texts) / (1 + having)) + 1


def _damped(count: float) -> float:
    return 1 + float(np.log(max(count, 1)))
