"""How well people fit a question, by what they know: four components, their sum, the chance of being right.

The sum is the utility of a conditional logit model (McFadden 1974) whose choice is the right person; its
weights are learned from asks with a known answer. The chance is that sum on a logistic scale (Platt 1999).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.matching.engine import weights
from bot.matching.engine.columns import Ints, sums
from bot.matching.engine.facts import ScoreComponent
from bot.matching.engine.index import CandidateIndex
from bot.matching.engine.question import Question
from bot.matching.engine.vectors import Floats

Exact = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Evidence:
    """What speaks for some people, each between 0 and 1 or nearly.

    ``focus``: how much more than is usual they helped with the topic, -1 to 1. ``whole``, ``nearest``: how
    near their profile is, and the nearest parts of it. ``helped``: how much what they helped with is this
    question in other words; ``alike``: with how many such they helped.
    """

    topic: Floats
    focus: Floats
    whole: Floats
    nearest: Floats
    words: Floats
    helped: Floats
    alike: Ints
    has_meaning: bool

    def components(self) -> dict[ScoreComponent, Exact]:
        """What each component adds to the sum, rounded so that equal people tie exactly."""
        if not self.has_meaning:
            found: dict[ScoreComponent, Any] = {
                ScoreComponent.TOPIC: weights.TOPIC_ALONE * self.topic,
                ScoreComponent.WORDS: weights.WORDS_ALONE * self.words,
            }
        else:
            found = {
                ScoreComponent.TOPIC: np.maximum(weights.TOPIC * self.topic + weights.FOCUS * self.focus, 0),
                ScoreComponent.MEANING: weights.WHOLE * self.whole + weights.NEAREST * self.nearest,
                ScoreComponent.WORDS: weights.WORDS * self.words,
                ScoreComponent.HELPED: weights.HELPED * self.helped,
            }
        return {part: np.asarray(np.round(values, 5), np.float64) for part, values in found.items()}

    def total(self) -> Exact:
        """The sum of the components."""
        return np.asarray(sum(self.components().values()), np.float64)


@dataclass(frozen=True, slots=True)
class Scored:
    """What a closer look at some people found, by their order in ``rows``."""

    rows: Ints
    evidence: Evidence
    fit: Exact
    score: Exact
    components: Mapping[ScoreComponent, Exact]
    days: Sequence[Sequence[float]]


def evidence(question: Question, index: CandidateIndex, rows: Ints, exact: bool = False) -> Evidence:
    """Compare a question with some rows."""
    topic, words = question.topic[rows], index.words.closeness(question.terms, rows)
    if question.vector is None or not len(rows):
        nothing, none = np.zeros(len(rows), np.float32), np.zeros(len(rows), np.int64)
        return Evidence(topic, nothing, nothing, nothing, words, nothing, none, False)
    near, usual, lengths = index.past_of(rows, question.vector, exact)
    whole, nearest = _meaning(index.distinct(question.vector), index, rows, exact)
    whole = _with_past(whole, near, usual, lengths, index.usual_of_all(question.vector))
    helped, alike = _helped(near, usual, lengths)
    focus = index.focus(rows, question.wanted)
    if len(about := np.flatnonzero(helped)):
        asked = index.asked_words.closeness(question.terms, rows[about]) - weights.ASKED_WORDS_MARGIN
        words[about] += weights.ASKED_WORDS * np.maximum(asked, 0)
    return Evidence(topic, focus, whole, nearest, words, helped, alike, True)


def log_odds(total: Any, question: Question) -> Any:
    """Return the logarithm of the odds of being right; lower where others, elsewhere, come near."""
    if question.vector is None:
        slope, offset = weights.SCALE_ALONE
    else:
        slope, offset = weights.SCALE
        offset += weights.ELSEWHERE * question.elsewhere
    return slope * total + offset


def fit_of(total: Any, question: Question) -> Any:
    """Return the chance of being right that a sum stands for."""
    return 1 / (1 + np.exp(-log_odds(total, question)))


def fits(question: Question, index: CandidateIndex, user_ids: Collection[str]) -> dict[str, float]:
    """Return the chance that each of these people is right for a question, 0 to 1; strangers are left out."""
    there = sorted(user_id for user_id in user_ids if user_id in index.row)
    rows = np.array([index.row[user_id] for user_id in there], np.int64)
    chance = fit_of(evidence(question, index, rows).total(), question)
    return {user_id: round(float(one), 4) for user_id, one in zip(there, chance, strict=True)}


def _meaning(vector: Floats, index: CandidateIndex, rows: Ints, exact: bool) -> tuple[Floats, Floats]:
    """How near whole profiles are, and their parts, the nearest counting most (a mean on a sharper scale).

    Whoever has no vectors yet is taken to be as near as people who hold the same topic are on the average.
    """
    near, lengths = index.profiles.of(rows, vector, exact)
    whole, nearest = (np.full(len(rows), weights.UNKNOWN, np.float32) for _ in range(2))
    there = lengths > 0
    starts = (lengths.cumsum() - lengths)[there]
    whole[there] = near[starts]
    sharp = np.exp(weights.SHARPNESS * near)
    sharp[starts] *= lengths[there] == 1  # the whole is no part, but where it is all there is
    sums = np.add.reduceat(sharp, starts) if len(starts) else sharp
    nearest[there] = np.log(sums / np.maximum(lengths[there] - 1, 1)) / weights.SHARPNESS
    return whole, nearest


def _with_past(
    whole: Floats, near: Floats, usual: Floats, lengths: Ints, of_all: tuple[float, float]
) -> Floats:
    """How near profiles are once the questions that people helped with are taken for parts of them.

    Each counts by how much nearer it is than a usual question, as the profile does by how much nearer it is
    than a usual profile: so past help draws towards what it was about. Upwards it draws only where a
    question is nearer than other people's business of the topic is: nobody rises for having helped at all,
    nor because sessions on something else hide that their profile is far away.
    """
    profile, asked = of_all
    least = np.maximum(usual, asked) + weights.PAST_MARGIN
    drawn = np.where(near < asked, near - asked, np.maximum(near - least, 0))
    past = weights.PAST_GAIN * sums(drawn, lengths)
    own = weights.PROFILE_SESSIONS
    diluted = np.minimum(whole, profile + own * (whole - profile) / (own + lengths))
    return np.asarray(diluted + past / (own + lengths), np.float32)


def _helped(near: Floats, usual: Floats, lengths: Ints) -> tuple[Floats, Ints]:
    """How much past help counts: only how much nearer a past question is than a usual one of its topic.

    So an unrelated session adds nothing, each one that is like this question adds, and none takes away.
    """
    least = usual + weights.MARGIN
    above = np.clip((near - least) / np.maximum(weights.ALIKE - least, 0.1), 0, 1)
    missed = np.ones(len(lengths))
    alike = np.zeros(len(lengths), np.int64)
    there = lengths > 0
    if there.any():
        starts = (lengths.cumsum() - lengths)[there]
        missed[there] = np.multiply.reduceat(1 - above.astype(np.float64), starts)
        alike[there] = np.add.reduceat((above >= 0.5).astype(np.int64), starts)
    return np.asarray(1 - missed, np.float32), alike
