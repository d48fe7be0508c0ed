"""How near some texts are to a question, wherever they come from."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import numpy as np

from bot.kit.db import WorkspaceSession
from bot.matching.engine.text import counts
from bot.matching.engine.words import Vocabulary, WordIndex
from bot.matching.queries.indexes import encoded, indexes_of


async def closeness(db: WorkspaceSession, question: str, texts: Sequence[str]) -> list[float]:
    """Return for each text how near it is to a question: by what it means, or else by its words."""
    if not texts:
        return []
    vectors = [one for one in await encoded(indexes_of(db), [question, *texts]) if one is not None]
    if len(vectors) == len(texts) + 1:
        rows = np.array(vectors, np.float64)
        return [float(near) for near in rows[1:] @ rows[0]]
    return await asyncio.to_thread(_by_words, question, texts)


def _by_words(question: str, texts: Sequence[str]) -> list[float]:
    vocabulary = Vocabulary()
    index = WordIndex(vocabulary, vocabulary.read([counts(text) for text in texts]))
    return [float(near) for near in index.closeness(counts(question))]
