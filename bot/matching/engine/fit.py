"""How well some people fit a question, by what they know alone: no load, no hours, no rank."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np

from bot.matching.engine.index import CandidateIndex
from bot.matching.engine.question import Question
from bot.matching.engine.scores import evidence, fit_of


def fits(question: Question, index: CandidateIndex, user_ids: Collection[str]) -> dict[str, float]:
    """Return the chance that each of these people is right for a question, 0 to 1; strangers are left out."""
    there = sorted(user_id for user_id in user_ids if user_id in index.row)
    rows = np.array([index.row[user_id] for user_id in there], np.int64)
    if not len(rows):
        return {}
    topic = index.topics.values(question.wanted, index.held)
    known = evidence(question, index, rows, topic, index.words.closeness(question.terms))
    chance = fit_of(known.total(), question)
    return {user_id: round(float(one), 4) for user_id, one in zip(there, chance, strict=True)}
