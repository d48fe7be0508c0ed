"""What experts helped with: questions, each with its words and its place, under the row of who helped."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.matching.rules import meaning
from bot.matching.rules.columns import Column, Ints, Spans, sums
from bot.matching.rules.words import WordIndex

WORDS_SHARE = 0.6  # of how near a past question is; the rest is meaning
MODELLED_WORDS_SHARE = 0.3  # the same where both have a vector of the semantic extra's model

Floats = NDArray[np.float32]
Exact = NDArray[np.float64]
Terms = Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Past:
    """How near the past questions of some people are to another one: 0 to 1, and how many are whose."""

    near: Exact
    lengths: Ints

    def sums(self, values: NDArray[Any]) -> Exact:
        """Return each person's sum of what there is for each of the questions."""
        return sums(values.astype(np.float64), self.lengths)


class Helps:
    """Past questions. The ones of one expert stand together: each row of experts has a span of questions."""

    def __init__(self, words: WordIndex, spans: Sequence[int], width: int) -> None:
        """``spans``: how many of the texts are whose; ``width``: of the places, which `place` adds."""
        self.words = words
        self._spans = Spans(spans)
        self._places = Column(np.float16, width, expected=words.rows)
        self._topics = Column(np.int32)
        self._topic_spans = Spans([])

    def place(self, places: Floats) -> None:
        """Add the places of the next questions."""
        self._places.extend(meaning.balanced(places.astype(np.float16)))

    def add(self, texts: Sequence[Terms], places: Floats) -> None:
        """Add what the expert of the next row helped with."""
        for text in texts:
            self.words.add(text)
        self._spans.add(len(texts))
        self.place(places)

    def note_topics(self, numbers: Sequence[int]) -> None:
        """Note the topics of what the expert of the next row helped with, as often as they came."""
        self._topics.extend(numbers)
        self._topic_spans.add(len(numbers))

    def on_topic(self, rows: Ints, numbers: Iterable[int]) -> dict[int, Ints]:
        """Return, by number of a topic, how often the expert of each row helped with it."""
        at, lengths = self._topic_spans.of(rows)
        topics = self._topics.all[at]
        return {n: sums((topics == n).astype(np.float64), lengths).astype(np.int64) for n in numbers}

    def nearness(self, rows: Ints, place: Floats, closeness: Floats) -> Past:
        """Return how near the questions of some rows are to another one.

        ``place``: of that other one, balanced; ``closeness``: what ``words.closeness`` says of it. Exact to
        the last digit, wherever a row stands.
        """
        at, lengths = self._spans.of(rows)
        places = self._places.all[at].astype(np.float64)
        modelled = np.asarray(places[:, meaning.DIMENSIONS :].any(axis=1), np.bool_)
        meant = np.maximum(meaning.near_exactly(places, place, modelled), 0)
        both = modelled & place[meaning.DIMENSIONS :].any()
        shares = np.where(both, MODELLED_WORDS_SHARE, WORDS_SHARE)
        return Past(shares * closeness[at] + (1 - shares) * meant, lengths)

    def roughly(self, near: Floats, closeness: Floats) -> Floats:
        """Return, by row of experts, the root of the sum of squares of the nearness of their past questions.

        Their meanings are taken to be as near as all that the expert knows is (``near``).
        """
        ends = self._spans.ends
        squares = np.concatenate(([0], np.cumsum(closeness * closeness, dtype=np.float64)))[ends]
        words = np.sqrt(np.maximum(np.diff(squares), 0)).astype(np.float32)
        meant = near * np.sqrt(np.diff(ends)).astype(np.float32)
        return np.asarray(WORDS_SHARE * words + (1 - WORDS_SHARE) * meant, np.float32)
