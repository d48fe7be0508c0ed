"""What experts helped with: questions, each with its words, place and topics, under the row of who helped."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.matching.rules import meaning
from bot.matching.rules.columns import Column, Ints, Spans, sums
from bot.matching.rules.topics import Held
from bot.matching.rules.words import WordIndex

HELPS_KEPT = 100  # of one person, the newest
TOPICS_SHARE = 0.25  # of how near a past question is, where the other one has topics; the rest is its text
WORDS_SHARE = 0.8  # of how near a text is; the rest is meaning
MODELLED_WORDS_SHARE = 0.2  # the same where both have a vector of the semantic extra's model
FAR = 0.1  # nearness that is hardly worth anything

_MOST_WORTH = math.log1p(HELPS_KEPT / FAR**3)
_ROOTS = np.cbrt(np.arange(HELPS_KEPT + 1)).astype(np.float32)

Floats = NDArray[np.float32]
Exact = NDArray[np.float64]
Terms = Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Past:
    """How near the past questions of some people are to another one: 0 to 1, and how many are whose.

    ``texts``: by their texts alone; ``near``: by their topics as well.
    """

    texts: Exact
    near: Exact
    lengths: Ints

    def sums(self, values: NDArray[Any]) -> Exact:
        """Return each person's sum of what there is for each of the questions."""
        return sums(values.astype(np.float64), self.lengths)


class Helps:
    """Past questions. The ones of one expert stand together: each row of experts has a span of questions."""

    def __init__(self, words: WordIndex, spans: Sequence[int], width: int, held: Held) -> None:
        """``spans``: how many of the texts are whose; ``width``: of the places, which `place` adds.

        ``held``: the topics of each question.
        """
        self.words = words
        self.held = held
        self._spans = Spans(spans)
        self._places = Column(np.float16, width, expected=words.rows)
        self._topics = Column(np.int32)
        self._topic_spans = Spans([])

    def place(self, places: Floats) -> None:
        """Add the places of the next questions."""
        self._places.extend(meaning.balanced(places.astype(np.float16)))

    def add(self, texts: Sequence[Terms], places: Floats, topics: Iterable[Sequence[int]]) -> None:
        """Add what the expert of the next row helped with."""
        for text in texts:
            self.words.add(text)
        self.held.add(topics)
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

    def nearness(self, rows: Ints, place: Floats, closeness: Floats, topics: Floats | None) -> Past:
        """Return how near the questions of some rows are to another one.

        ``place``: of that other one, balanced; ``closeness``: what ``words.closeness`` says of it;
        ``topics``: how well each set of ``held`` fits its topics, where it has any. Exact to the last digit,
        wherever a row stands.
        """
        at, lengths = self._spans.of(rows)
        places = self._places.all[at].astype(np.float64)
        modelled = np.asarray(places[:, meaning.DIMENSIONS :].any(axis=1), np.bool_)
        meant = np.maximum(meaning.near_exactly(places, place, modelled), 0)
        both = modelled & place[meaning.DIMENSIONS :].any()
        shares = np.where(both, MODELLED_WORDS_SHARE, WORDS_SHARE)
        texts = shares * closeness[at] + (1 - shares) * meant
        if topics is None:
            return Past(texts, texts, lengths)
        near = (1 - TOPICS_SHARE) * texts + TOPICS_SHARE * self.held.some(at, topics)
        return Past(texts, near, lengths)

    def roughly(self, near: Floats, closeness: Floats, topic: Floats | None, share: float) -> Floats:
        """Return, by row of experts, about what `worth` says of their past questions.

        Their meanings and topics are taken to be as near as all that the expert knows is (``near``) and as
        the expert's own (``topic``). ``share``: of words.
        """
        ends = self._spans.ends
        cubes = np.concatenate(([0], np.cumsum(closeness * closeness * closeness, dtype=np.float64)))[ends]
        root = _ROOTS[np.diff(ends)]
        words = np.cbrt(np.maximum(np.diff(cubes), 0).astype(np.float32))
        found = share * words + (1 - share) * near * root
        if topic is not None:
            found = (1 - TOPICS_SHARE) * found + TOPICS_SHARE * topic * root
        cubed = np.asarray(found * found * found / FAR**3, np.float32)
        return np.asarray(np.log(1 + cubed) / _MOST_WORTH, np.float32)


def worth(cubes: Exact) -> Exact:
    """Return what past help is worth, 0 to 1, by the sum of cubes of how near each question is.

    Cubes count a close question far more than several distant ones, and the logarithm the tenth like it less
    than the first; so each further question adds and none takes away (benchmarks/matching/README.md).
    """
    return np.asarray(np.log1p(cubes / FAR**3) / _MOST_WORTH)
