"""Which topics a question is about, from its words: those that it names, and those of who would know."""

from __future__ import annotations

import numpy as np

from bot.matching.engine.index import CandidateIndex
from bot.matching.engine.question import Question
from bot.matching.engine.scores import evidence
from bot.matching.engine.vectors import Floats

MOST = 3
SHARPNESS = 1.0  # how much more the best of a topic's people count than the others
NAME = 5.0  # how much the nearness of a topic's name counts, on the same scale
LEAST = 0.5  # nothing is suggested where nobody's profile has at least this much to do with the question
NAMED = 0.5  # what a topic's own name in the question counts, where all that people know counts 1
CLEAR = 4.0  # times as much speaks for the first topic as for the second, where the first is clear


def suggest_topics(question: Question, index: CandidateIndex, most: int = MOST) -> list[str]:
    """Return the ids of the likeliest topics, best first; fewer or none where nothing speaks for more.

    Whoever holds many topics speaks less for each. The question is one without a topic.
    """
    worth = _worth(question, index)
    best = np.argsort(-worth, kind="stable")[:most]
    return [index.topics.facts[number].id for number in best if worth[number] > 0]


def clear_topic(question: Question, index: CandidateIndex) -> str | None:
    """Return the id of the one topic that a question is surely about; None where that is not clear."""
    worth = _worth(question, index)
    first, second = [*np.sort(worth)[::-1][:2], 0.0, 0.0][:2]
    if first <= 0 or first < CLEAR * second:
        return None
    return index.topics.facts[int(worth.argmax())].id


def _worth(question: Question, index: CandidateIndex) -> Floats:
    """What speaks for each topic: up to 1 in all for what people know, and the topics that are named."""
    found = _known(question, index)
    if question.vector is not None and index.names:
        found *= np.exp(NAME * (np.array(index.names) @ question.vector))
    total = found.sum()
    named = [NAMED * index.topics.is_named(i, question.terms.keys()) for i in range(len(found))]
    return np.asarray((found / total if total else found) + np.array(named), np.float32)


def _known(question: Question, index: CandidateIndex) -> Floats:
    found = np.zeros(len(index.topics.facts), np.float32)
    rows = np.flatnonzero(index.columns.alive.all)
    if not len(rows) or not len(found):
        return found
    known = evidence(question, index, rows).total()
    if known.max() < LEAST:
        return found
    worth = np.exp(SHARPNESS * (known - known.max())).astype(np.float32)
    for row, value in zip(rows[worth > 1e-6], worth[worth > 1e-6], strict=True):
        held = list(index.held.of(int(row)))
        found[held] += value / max(1, len(held))
    return found
