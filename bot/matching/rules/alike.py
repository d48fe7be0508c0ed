"""Questions that are like each other, by the same nearness as past help."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from bot.matching.rules.helps import Helps
from bot.matching.rules.meaning import DIMENSIONS
from bot.matching.rules.pool import Pool
from bot.matching.rules.question import Question
from bot.matching.rules.shapes import AskFacts, Help
from bot.matching.rules.topics import Held
from bot.matching.rules.words import Vocabulary, WordIndex

ALIKE = 0.5  # nearness from which two questions are told as being much like each other


def alike(ask: AskFacts, others: Sequence[AskFacts], pool: Pool) -> list[tuple[str, float]]:
    """Return the keys of the other asks that are much like this one, nearest first, and how near."""
    question = Question.of(ask, pool)
    past = [
        Help(f"{one.question}\n{one.background}\n{one.outcome}", (one.topic_id,) if one.topic_id else ())
        for one in others
    ]
    counted = [pool.read(help_) for help_ in past]
    vocabulary = Vocabulary()
    words = WordIndex(vocabulary, vocabulary.read(counted))
    places = np.array([pool.space.place(text) for text in counted]).reshape(-1, DIMENSIONS)
    helps = Helps(words, [len(past)], DIMENSIONS, Held(0))
    helps.place(places)
    first = np.zeros(1, np.int64)
    near = helps.nearness(first, question.place[:DIMENSIONS], words.closeness(question.terms), None).texts
    both = zip(others, near.tolist(), strict=True)
    found = [(one.key, round(value, 6)) for one, value in both if value >= ALIKE]
    return sorted(found, key=lambda pair: (-pair[1], pair[0]))
