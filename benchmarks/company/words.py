"""Invented words: profiles and questions that tell something of what somebody knows, but not all of it.

Each facet of a topic has its own words, each topic some that belong to all of it, and everybody uses words
that belong to nothing. A word has two forms, and people choose one: what is "churn" in a question may be
"attrition" in a profile. So the closeness of texts is informative and imperfect, as it is in public data.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

_CONSONANTS = "bdfgklmnprtvz"
_VOWELS = "aeiou"
_FACET_WORDS, _TOPIC_WORDS, _COMMON_WORDS = 12, 10, 300
_QUESTION_WORDS = 24
_OWN_WORDS, _GENERAL_WORDS = 0.45, 0.15  # of a question; the rest belongs to nothing


def _word(rng: np.random.Generator) -> str:
    letters = [rng.choice(list(pair)) for pair in (_CONSONANTS, _VOWELS) * 3]
    return "".join(letters) + str(rng.choice(list("bdgklmprtvz")))  # no ending that a stemmer would cut


@dataclass(frozen=True)
class Vocabulary:
    """Words by what they belong to; each entry holds the two forms."""

    facet: list[list[list[tuple[str, str]]]]
    topic: list[list[tuple[str, str]]]
    common: list[str]
    names: list[str]  # of the topics


def vocabulary(topics: int, facets: int, rng: np.random.Generator) -> Vocabulary:
    """Invent the words of a company."""

    def pairs(count: int) -> list[tuple[str, str]]:
        return [(_word(rng), _word(rng)) for _ in range(count)]

    return Vocabulary(
        facet=[[pairs(_FACET_WORDS) for _ in range(facets)] for _ in range(topics)],
        topic=[pairs(_TOPIC_WORDS) for _ in range(topics)],
        common=[_word(rng) for _ in range(_COMMON_WORDS)],
        names=[_word(rng) for _ in range(topics)],
    )


def _say(pairs: list[tuple[str, str]], rng: np.random.Generator) -> str:
    return pairs[int(rng.integers(len(pairs)))][int(rng.integers(2))]


def profile(
    words: Vocabulary,
    skill: NDArray[np.float64],
    offered: list[int],
    hidden: list[int],
    rng: np.random.Generator,
) -> str:
    """What somebody writes: most about what they know best, a little about what they do not offer."""
    said: list[str] = []
    talkative = rng.lognormal(0.0, 0.5)
    for topic in offered:
        count = 2 + int(talkative * 8 * skill[topic].mean())
        said += _of_topic(words, topic, skill[topic], count, rng)
    for topic in hidden:
        said += _of_topic(words, topic, skill[topic], int(rng.integers(0, 3)), rng)
    said += [words.common[int(rng.integers(len(words.common)))] for _ in range(15)]
    return " ".join(said)


def _of_topic(
    words: Vocabulary, topic: int, weights: NDArray[np.float64], count: int, rng: np.random.Generator
) -> list[str]:
    """Some words of a topic, of its facets in proportion to the weights."""
    share = (weights + 1e-6) / (weights + 1e-6).sum()
    said = []
    for _ in range(count):
        if rng.random() < 0.7:
            said.append(_say(words.facet[topic][int(rng.choice(len(share), p=share))], rng))
        else:
            said.append(_say(words.topic[topic], rng))
    return said


def question(words: Vocabulary, topic: int, needs: NDArray[np.float64], rng: np.random.Generator) -> str:
    """What somebody asks who needs these facets of a topic."""
    said = []
    for _ in range(_QUESTION_WORDS):
        chance = rng.random()
        if chance < _OWN_WORDS:
            said.append(_say(words.facet[topic][int(rng.choice(len(needs), p=needs))], rng))
        elif chance < _OWN_WORDS + _GENERAL_WORDS:
            said.append(_say(words.topic[topic], rng))
        else:
            said.append(words.common[int(rng.integers(len(words.common)))])
    return " ".join(said)
