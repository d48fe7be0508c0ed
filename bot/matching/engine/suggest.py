"""Which topics a question is about, from its words alone: those of the people who would know."""

from __future__ import annotations

import numpy as np

from bot.matching.engine.index import CandidateIndex
from bot.matching.engine.question import Question
from bot.matching.engine.scores import evidence

MOST = 3
SHARPNESS = (
    0.8  # how much more the best of a topic's people count than the others; learned as the weights are
)
LEAST = 2.0  # nothing is suggested where nobody's profile has at least this much to do with the question


def suggest_topics(question: Question, index: CandidateIndex, most: int = MOST) -> list[str]:
    """Return the ids of the likeliest topics, best first; fewer or none where nothing speaks for more.

    Whoever holds many topics speaks less for each. The question's own topic is left out of account.
    """
    rows = np.flatnonzero(index.columns.alive.all)
    if not len(rows) or not index.topics.facts:
        return []
    none = np.zeros(index.rows, np.float32)
    known = evidence(question, index, rows, none, index.words.closeness(question.terms)).total()
    if known.max() < LEAST:
        return []
    worth = np.exp(SHARPNESS * (known - known.max()))
    found = np.zeros(len(index.topics.facts))
    for row, value in zip(rows[worth > 1e-6], worth[worth > 1e-6], strict=True):
        held = list(index.held.of(int(row)))
        found[held] += value / max(1, len(held))
    best = np.argsort(-found, kind="stable")[:most]
    return [index.topics.facts[number].id for number in best if found[number] > 0]
