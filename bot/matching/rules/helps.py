"""What experts helped with: questions, each with its words and its place, under the row of who helped."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from bot.matching.rules import meaning
from bot.matching.rules.words import WordIndex

WORDS_SHARE = 0.6  # of how near a past question is; the rest is meaning
MODELLED_WORDS_SHARE = 0.3  # the same where both have a vector of the semantic extra's model

Floats = NDArray[np.float32]
Terms = Mapping[str, int]


class Helps:
    """Past questions. The ones of one expert stand together: a row of experts has a span of questions."""

    def __init__(self, words: WordIndex, places: Floats, spans: Sequence[int]) -> None:
        """``spans``: how many of the texts are whose, in the order of the rows of experts."""
        self.words = words
        self._places = meaning.balanced(places.astype(np.float16))
        ends = np.cumsum([0, *spans])
        self._spans = {row: (int(ends[row]), int(ends[row + 1])) for row, span in enumerate(spans) if span}
        self._table: NDArray[np.int64] | None = None  # of the spans, made when it is needed
        self._on_topic: dict[int, Counter[int]] = {}

    def add(self, row: int, texts: Sequence[Terms], places: Floats) -> None:
        """Add what the expert of a new row helped with."""
        if texts:
            first = self.words.rows
            for text in texts:
                self.words.add(text)
            self._places = np.concatenate((self._places, meaning.balanced(places.astype(np.float16))))
            self._spans[row] = (first, self.words.rows)
            self._table = None

    def count_topics(self, row: int, numbers: Sequence[int]) -> None:
        """Note the topics of what somebody helped with, as often as they came."""
        if numbers:
            self._on_topic[row] = Counter(numbers)

    def on_topic(self, row: int, number: int) -> int:
        """Return how often somebody helped with a topic."""
        return self._on_topic[row][number] if row in self._on_topic else 0

    def nearness(self, row: int, place: Floats, closeness: Floats) -> list[float]:
        """Return how near each question of a row is to another one: 0 to 1.

        ``place``: of that other one, balanced; ``closeness``: what ``words.closeness`` says of it.
        """
        if row not in self._spans:
            return []
        span = slice(*self._spans[row])
        places = self._places[span].astype(np.float64)
        modelled = np.asarray(places[:, meaning.DIMENSIONS :].any(axis=1), np.bool_)
        meant = meaning.near(places, place.astype(np.float64), modelled).tolist()
        both = modelled & place[meaning.DIMENSIONS :].any()
        shares = np.where(both, MODELLED_WORDS_SHARE, WORDS_SHARE).tolist()
        words = closeness[span].tolist()
        parts = zip(shares, words, meant, strict=True)
        return [share * word + (1 - share) * max(meaning_, 0.0) for share, word, meaning_ in parts]

    def roughly(self, near: Floats, closeness: Floats) -> Floats:
        """Return, by row of experts, the root of the sum of squares of the nearness of their past questions.

        Their meanings are taken to be as near as all that the expert knows is (``near``).
        """
        totals = np.zeros(len(near), np.float32)
        if self._table is None:
            spans = [(row, *span) for row, span in self._spans.items()]
            self._table = np.array(spans, np.int64).reshape(-1, 3).T
        rows, first, last = self._table
        if len(rows):
            squares = np.concatenate(([0], np.cumsum(closeness * closeness, dtype=np.float64)))
            words = np.sqrt(np.maximum(squares[last] - squares[first], 0))
            meant = near[rows] * np.sqrt(last - first)
            totals[rows] = WORDS_SHARE * words + (1 - WORDS_SHARE) * meant
        return totals
