"""An ask as the pool is compared with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from bot.matching.rules.columns import Ints
from bot.matching.rules.helps import MODELLED_WORDS_SHARE, WORDS_SHARE, Past, worth
from bot.matching.rules.language import terms
from bot.matching.rules.meaning import DIMENSIONS
from bot.matching.rules.pool import Pool
from bot.matching.rules.shapes import AskFacts, ScoreComponent
from bot.matching.rules.weights import fitted

QUESTION_TWICE = 2.0  # the one sentence of the question tells more than its background

Floats = NDArray[np.float32]
Exact = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Question:
    """The terms of an ask with their weights and the words they stand for, its topics, and its place."""

    terms: Mapping[str, float]
    said: Mapping[str, str]
    wanted: Mapping[int, float]
    place: Floats

    @classmethod
    def of(
        cls,
        ask: AskFacts,
        pool: Pool,
        topic_ids: tuple[str, ...] | None = None,
        vector: bytes | None = None,
    ) -> Self:
        """Read an ask. ``topic_ids``: in place of the ask's one topic."""
        weighed: dict[str, float] = {}
        said: dict[str, str] = {}
        text = f"{ask.question}\n{ask.background}\n{ask.outcome}"
        for repeated in (terms(text, pool.languages), terms(ask.question, pool.languages)):
            for term, word in repeated:  # the one sentence of the question counts twice
                weighed[term] = weighed.get(term, 0.0) + 1.0
                said.setdefault(term, word)
        chosen = topic_ids if topic_ids is not None else (ask.topic_id,) if ask.topic_id else ()
        wanted = pool.topics.wanted(chosen, said)
        named = pool.topics.words(pool.topics.numbers(chosen))
        with_topics = dict(weighed)
        for term in named:
            with_topics[term] = with_topics.get(term, 0.0) + QUESTION_TWICE
        return cls(with_topics, said, wanted, pool.place(with_topics, vector))

    @property
    def modelled(self) -> bool:
        """Whether it has a vector of the semantic extra's model."""
        return bool(self.place[DIMENSIONS:].any())


@dataclass(frozen=True, slots=True)
class Fit:
    """How well everybody fits a question, by row: ``rough`` is what one look over all of them can tell, and
    ``said`` the part of it that does not come from past help.

    ``past`` tells how close the words of each past question are, and ``past_topics`` how well each set of
    topics that such questions have fits, where the question has topics.
    """

    topic: Floats
    words: Floats
    near: Floats
    past: Floats
    past_topics: Floats | None
    said: Floats
    rough: Floats

    @classmethod
    def of(cls, question: Question, pool: Pool) -> Self:
        """Compare a question with the whole pool."""
        topic = pool.topics.values(question.wanted, pool.held)
        words = pool.words.closeness(question.terms)
        near = np.clip(pool.nearness(question.place), 0, 1)
        past = pool.helps.words.closeness(question.terms)
        wanted, share = question.wanted, MODELLED_WORDS_SHARE if question.modelled else WORDS_SHARE
        weights = fitted(question.modelled)
        said = (
            weights[ScoreComponent.TOPIC] * topic
            + weights[ScoreComponent.WORDS] * words
            + weights[ScoreComponent.MEANING] * near
        )
        helps = pool.helps.roughly(near, past, topic if wanted else None, share)
        past_topics = pool.topics.of_sets(wanted, pool.helps.held) if wanted else None
        rough = np.asarray(said + weights[ScoreComponent.HELPED] * helps, np.float32)
        return cls(topic, words, near, past, past_topics, np.asarray(said, np.float32), rough)

    def nearness(self, question: Question, pool: Pool, rows: Ints) -> Past:
        """Return how near what some people helped with is to the question."""
        return pool.helps.nearness(rows, question.place, self.past, self.past_topics)


def helped(past: Past) -> Exact:
    """Return what past help is worth, 0 to 1: each further question like this one adds, none takes away."""
    return worth(past.sums(past.near**3))


def knows(question: Question, fit: Fit, pool: Pool, rows: Ints, past: Past) -> dict[ScoreComponent, Exact]:
    """Return the four parts of what some people know, exactly; each between 0 and 1.

    Rounded so that equal people tie exactly, wherever they stand in the pool.
    """
    found: dict[ScoreComponent, Any] = {
        ScoreComponent.TOPIC: fit.topic[rows],
        ScoreComponent.WORDS: fit.words[rows],
        ScoreComponent.MEANING: pool.nearness_of(rows, question.place),
        ScoreComponent.HELPED: helped(past),
    }
    return {part: np.round(np.clip(values, 0, 1, dtype=np.float64), 6) for part, values in found.items()}
