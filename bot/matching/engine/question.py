"""An ask as the index is compared with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Self

from bot.matching.engine.elsewhere import USUAL
from bot.matching.engine.facts import AskFacts
from bot.matching.engine.index import CandidateIndex
from bot.matching.engine.text import terms
from bot.matching.engine.vectors import Floats

QUESTION_TWICE = 2.0  # the one sentence of the question tells more than its background


@dataclass(frozen=True, slots=True)
class Question:
    """The terms of an ask with their weights and the words they stand for, its topics, and its vector.

    ``topic``: by row of the index, how close the topics held are. ``elsewhere``: how near the question is to
    what nobody here knows.
    """

    terms: Mapping[str, float]
    said: Mapping[str, str]
    wanted: Sequence[int]
    topic: Floats
    vector: Floats | None
    elsewhere: float = USUAL

    @classmethod
    def of(
        cls,
        ask: AskFacts,
        index: CandidateIndex,
        vector: Floats | None = None,
        topic_ids: Sequence[str] | None = None,
    ) -> Self:
        """Read an ask. ``topic_ids``: in place of the ask's one topic.

        The topic's own name is taken out of the words: everybody who holds it has it.
        """
        chosen = topic_ids if topic_ids is not None else (ask.topic_id,) if ask.topic_id else ()
        wanted = index.topics.numbers(chosen)
        named = index.topics.terms(wanted)
        weighed: dict[str, float] = {}
        said: dict[str, str] = {}
        for text, weight in ((ask.question, QUESTION_TWICE), (ask.background, 1.0), (ask.outcome, 1.0)):
            for term, word in terms(text):
                if term not in named:
                    weighed[term] = weighed.get(term, 0.0) + weight
                    said.setdefault(term, word)
        topic = index.topics.values(wanted, index.held)
        if vector is None or len(vector) != index.dimensions or not vector.any():
            return cls(weighed, said, wanted, topic, None)
        return cls(weighed, said, wanted, topic, vector, index.elsewhere.nearness(vector))
