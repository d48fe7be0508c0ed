"""How near some texts are to a question, and which questions are one in other words."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import numpy as np

from bot.kit.db import WorkspaceSession
from bot.matching.engine.text import counts, question_text
from bot.matching.engine.vectors import Floats
from bot.matching.engine.words import WordIndex
from bot.matching.queries.indexes import encoded, indexes_of
from bot.matching.rules import AskFacts

ALIKE_MEANING = 0.55  # halfway between other business of the same topic and the same question in other words
ALIKE_WORDS = 0.5  # the same without vectors: words in common


async def closeness(db: WorkspaceSession, question: str, texts: Sequence[str]) -> list[float]:
    """Return for each text how near it is to a question: by what it means, or else by its words."""
    if not texts:
        return []
    vectors = [one for one in await encoded(indexes_of(db), [question, *texts]) if one is not None]
    if len(vectors) == len(texts) + 1:
        rows = np.array(vectors, np.float64)
        return [float(near) for near in rows[1:] @ rows[0]]
    return [float(near) for near in await asyncio.to_thread(_by_words, question, texts)]


def asked_alike(
    ask: AskFacts, others: Sequence[AskFacts], vectors: Sequence[Floats] | None = None
) -> list[tuple[str, float]]:
    """Return the keys of the other asks that are much like this one, nearest first, and how near: 0 to 1.

    ``vectors``: of all of them, this one's first; without, words alone tell.
    """
    if vectors is None:
        near, least = _by_words(_text(ask), [_text(one) for one in others]), ALIKE_WORDS
    else:
        rows = np.array(vectors, np.float64)  # exactly as near whatever the order
        near, least = np.clip((rows[1:] * rows[0]).sum(axis=1), 0, 1).astype(np.float32), ALIKE_MEANING
    found = [(one.key, round(float(n), 6)) for one, n in zip(others, near, strict=True) if n >= least]
    return sorted(found, key=lambda pair: (-pair[1], pair[0]))


def mutual_nearness(asks: Sequence[AskFacts], vectors: Sequence[Floats] | None = None) -> Floats:
    """Return how near each of some asks is to each other one, 0 to 1, as a square that is the same both ways.

    ``vectors``: of all of them; without, words alone tell.
    """
    if not asks:
        return np.zeros((0, 0), np.float32)
    if vectors is not None:
        rows = np.array(vectors, np.float64)
        return np.clip(rows @ rows.T, 0, 1).astype(np.float32)
    texts = [counts(_text(one)) for one in asks]
    index = WordIndex(texts)
    found = np.array([index.closeness(text) for text in texts], np.float32)
    return np.minimum(found, found.T)


def _text(ask: AskFacts) -> str:
    return question_text(ask.question, ask.background, ask.outcome)


def _by_words(question: str, texts: Sequence[str]) -> Floats:
    return WordIndex(counts(text) for text in texts).closeness(counts(question))
