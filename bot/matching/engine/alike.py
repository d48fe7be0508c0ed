"""Questions that are one in other words, by the same nearness as past help."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from bot.matching.engine.facts import AskFacts
from bot.matching.engine.text import counts, question_text
from bot.matching.engine.vectors import Floats
from bot.matching.engine.words import Vocabulary, WordIndex

ALIKE_MEANING = 0.55  # halfway between other business of the same topic and the same question in other words
ALIKE_WORDS = 0.5  # the same without vectors: words in common


def alike(
    ask: AskFacts, others: Sequence[AskFacts], vectors: Sequence[Floats] | None = None
) -> list[tuple[str, float]]:
    """Return the keys of the other asks that are much like this one, nearest first, and how near: 0 to 1.

    ``vectors``: of all of them, this one's first; without, words alone tell.
    """
    if vectors is None:
        near, least = _by_words(ask, others), ALIKE_WORDS
    else:
        rows = np.array(vectors, np.float64)  # exactly as near whatever the order
        near, least = np.clip((rows[1:] * rows[0]).sum(axis=1), 0, 1).astype(np.float32), ALIKE_MEANING
    found = [(one.key, round(float(n), 6)) for one, n in zip(others, near, strict=True) if n >= least]
    return sorted(found, key=lambda pair: (-pair[1], pair[0]))


def nearness(asks: Sequence[AskFacts], vectors: Sequence[Floats] | None = None) -> Floats:
    """Return how near each of some asks is to each other one, 0 to 1, as a square that is the same both ways.

    ``vectors``: of all of them; without, words alone tell.
    """
    if not asks:
        return np.zeros((0, 0), np.float32)
    if vectors is not None:
        rows = np.array(vectors, np.float64)
        return np.clip(rows @ rows.T, 0, 1).astype(np.float32)
    texts = [counts(question_text(one.question, one.background, one.outcome)) for one in asks]
    vocabulary = Vocabulary()
    index = WordIndex(vocabulary, vocabulary.read(texts))
    found = np.array([index.closeness(text) for text in texts], np.float32)
    return np.minimum(found, found.T)


def _by_words(ask: AskFacts, others: Sequence[AskFacts]) -> Floats:
    texts = [counts(question_text(one.question, one.background, one.outcome)) for one in (ask, *others)]
    vocabulary = Vocabulary()
    index = WordIndex(vocabulary, vocabulary.read(texts[1:]))
    return index.closeness(texts[0])
