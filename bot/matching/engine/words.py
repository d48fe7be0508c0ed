"""Words in common: the cosine of TF-IDF vectors of a question and a text.

Salton and Buckley, "Term-weighting approaches in automatic text retrieval" (1988), with damped counts.
Dividing by the question's own length puts every question on one scale from 0 to 1. BM25 was as good on
profiles and worse on past questions (benchmarks/matching/README.md).
"""

from __future__ import annotations

import math
from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from bot.matching.engine.columns import Column, sums

COUNTED_AT_ONCE = 120_000  # postings: about half a millisecond
AT_ONCE = 1024  # texts that are worked on together, so that little memory is needed beside them
MOST = 255  # times that a term of one text counts

Floats = NDArray[np.float32]
Ints = NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Texts:
    """Many texts as numbers of terms: those of text ``i`` are at ``starts[i]`` to ``starts[i + 1]``.

    ``counts``: how often each comes, 255 at most.
    """

    terms: Ints
    counts: NDArray[np.uint8]
    starts: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.starts) - 1


class _Numbers(dict[str, int]):
    """A number for each term, given when it is first asked for by subscription."""

    def __missing__(self, term: str) -> int:
        number = self[term] = len(self)
        return number


class Vocabulary:
    """Numbers for terms, in the order in which they come."""

    def __init__(self) -> None:
        self.number: dict[str, int] = _Numbers()

    def read(self, texts: Iterable[Mapping[str, int]]) -> Texts:
        """Number the terms of some texts, new ones included."""
        number = self.number
        terms, counts, starts = array("i"), array("i"), array("q", [0])
        for text in texts:
            terms.extend([number[term] for term in text])
            counts.extend(text.values())
            starts.append(len(terms))
        return Texts(
            np.frombuffer(terms, np.int32) if terms else np.empty(0, np.int32),
            np.minimum(np.array(counts, np.int32), MOST).astype(np.uint8),
            np.array(starts, np.int64),
        )


class WordIndex:
    """Postings of many short texts, under rising row numbers; a text is taken out by not asking for its row.

    Those it was built with are held as one block; later ones beside it, so that adding one is cheap.
    """

    def __init__(self, vocabulary: Vocabulary, texts: Texts) -> None:
        self.rows = len(texts)
        self._number = vocabulary.number
        starts = texts.starts.astype(np.int32)  # else scipy would hold every number in eight bytes
        by_text = csr_array((texts.counts, texts.terms, starts), shape=(self.rows, len(self._number)))
        by_term = by_text.tocsc()
        self._posted_rows: Ints = by_term.indices
        self._posted: NDArray[np.uint8] = by_term.data
        self._ends: NDArray[np.int64] = by_term.indptr.astype(np.int64)
        self._having = np.diff(self._ends)
        rarities = _rarity(self._having, self.rows).astype(np.float32)
        self._lengths = Column(np.float32, expected=self.rows)
        for first in range(0, self.rows, AT_ONCE):
            ends = texts.starts[first : first + AT_ONCE + 1]
            some = slice(ends[0], ends[-1])
            squares = (DAMPED[texts.counts[some]] * rarities[texts.terms[some]]) ** 2
            self._lengths.extend(np.sqrt(sums(squares, np.diff(ends))))
        self._later: dict[int, list[tuple[int, float]]] = {}

    def add(self, text: Mapping[str, int]) -> None:
        """Add a row for a text whose terms are numbered."""
        row = self.rows
        self.rows += 1
        squares = 0.0
        for term, count in text.items():
            worth = 1 + math.log(min(count, MOST))
            self._later.setdefault(self._number[term], []).append((row, worth))
            squares += (worth * self.rarity(term)) ** 2
        self._lengths.extend([math.sqrt(squares)])

    def closeness(self, question: Mapping[str, float]) -> Floats:
        """Return, for every row, how close its text is to a question (terms and counts): 0 to 1."""
        squares = 0.0
        posted: list[Ints] = []
        adds: list[Floats] = []
        for term, count in question.items():
            number = self._number.get(term)
            if number is None:
                continue  # a word that nobody here uses says nothing of who is nearer
            rarity = self.rarity(term)
            worth = (1 + math.log(max(count, 1))) * rarity
            squares += worth * worth
            self._post(number, worth * rarity, posted, adds)
        scores = np.zeros(self.rows)
        for first, last in _batches([len(rows) for rows in posted]):
            rows, more = np.concatenate(posted[first:last]), np.concatenate(adds[first:last])
            scores += np.bincount(rows, more, self.rows)
        full = np.maximum(self._lengths.all, 1e-9) * np.float32(max(np.sqrt(squares), 1e-9))
        return np.asarray(np.minimum(scores / full, 1), dtype=np.float32)

    def rarity(self, term: str) -> float:
        """Return a term's inverse document frequency."""
        return math.log((1 + self.rows) / (1 + self.people(term))) + 1

    def people(self, term: str) -> int:
        """Return in how many texts a term stands."""
        number = self._number.get(term, -1)
        having = int(self._having[number]) if 0 <= number < len(self._having) else 0
        return having + len(self._later.get(number, ()))

    def having(self, rows: Sequence[int], terms: Sequence[str]) -> list[list[str]]:
        """Return, for some rows, which of these terms stand in their texts."""
        found: list[list[str]] = [[] for _ in rows]
        wanted = np.array(rows, np.int32)
        for term in terms:
            number = self._number.get(term, -1)
            for at in np.flatnonzero(self._stands(number, wanted)):
                found[at].append(term)
        return found

    def _stands(self, number: int, wanted: Ints) -> NDArray[np.bool_]:
        stands = np.zeros(len(wanted), np.bool_)
        if 0 <= number < len(self._having):
            rows = self._posted_rows[self._ends[number] : self._ends[number + 1]]  # rising, as it was built
            at = np.searchsorted(rows, wanted)
            inside = at < len(rows)
            stands[inside] = rows[at[inside]] == wanted[inside]
        if number in self._later:
            stands |= np.isin(wanted, [row for row, _ in self._later[number]])
        return stands

    def _post(self, number: int, worth: float, posted: list[Ints], adds: list[Floats]) -> None:
        """Note the rows that have a term, and what it adds to each."""
        if number < len(self._having):
            span = slice(self._ends[number], self._ends[number + 1])
            posted.append(self._posted_rows[span])
            adds.append((DAMPED * np.float32(worth))[self._posted[span]])
        if number in self._later:
            rows, counts = zip(*self._later[number], strict=True)
            posted.append(np.array(rows, np.int32))
            adds.append(np.array(counts, np.float32) * np.float32(worth))


def _batches(lengths: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Cut lists of some lengths into batches counted in one go, during which no other thread runs."""
    first = total = 0
    for i, length in enumerate(lengths):
        total += length
        if total >= COUNTED_AT_ONCE or i == len(lengths) - 1:
            yield first, i + 1
            first, total = i + 1, 0


def _rarity(having: Any, texts: int) -> Any:
    """The inverse document frequency, smoothed: a term of every text counts 1."""
    return np.log((1 + texts) / (1 + having)) + 1


DAMPED = (1 + np.log(np.maximum(np.arange(MOST + 1), 1))).astype(np.float32)
"""What so many occurrences of a term count."""
