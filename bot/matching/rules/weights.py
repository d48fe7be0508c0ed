"""What each part of the score is worth, in one place.

The four parts that speak of what somebody knows were fitted on public data (benchmarks/matching/README.md),
all presets alike among themselves; what they share with time, load and variety is reasoned, and is what
admins choose among. Each row adds up to 1; NEWCOMER comes on top, for the few asks that go to somebody new
first.
"""

from __future__ import annotations

from collections.abc import Mapping

from bot.matching.rules.shapes import ScoreComponent

RULES_VERSION = "3"

FITTED: Mapping[ScoreComponent, float] = {
    ScoreComponent.TOPIC: 0.24,
    ScoreComponent.WORDS: 0.03,
    ScoreComponent.MEANING: 0.09,
    ScoreComponent.HELPED: 0.64,
}

FITTED_WITH_MODEL: Mapping[ScoreComponent, float] = {
    ScoreComponent.TOPIC: 0.155,
    ScoreComponent.WORDS: 0.031,
    ScoreComponent.MEANING: 0.116,
    ScoreComponent.HELPED: 0.698,
}
"""The same for a question that has a vector of the semantic extra's model: meaning tells more then."""

_SHARES: Mapping[str, Mapping[ScoreComponent, float]] = {
    "closest": {
        **{ScoreComponent.HOURS: 0.05, ScoreComponent.PRESENT: 0.03, ScoreComponent.VARIETY: 0.02},
        **{ScoreComponent.LOAD: 0.02, ScoreComponent.SPARED: 0.03, ScoreComponent.ANSWERS: 0.05},
    },
    "balanced": {
        **{ScoreComponent.HOURS: 0.03, ScoreComponent.PRESENT: 0.05, ScoreComponent.VARIETY: 0.03},
        **{ScoreComponent.LOAD: 0.03, ScoreComponent.SPARED: 0.19, ScoreComponent.ANSWERS: 0.15},
    },
    "spread": {
        **{ScoreComponent.HOURS: 0.05, ScoreComponent.PRESENT: 0.05, ScoreComponent.VARIETY: 0.05},
        **{ScoreComponent.LOAD: 0.10, ScoreComponent.SPARED: 0.35, ScoreComponent.ANSWERS: 0.08},
    },
}

LATELY_USUAL = 4.0
"""Offers in three months (a session counts as three) that are usual in a calm workspace; in a busy one it is
the average. SPARED is whole up to that and nothing from twice as much: the busiest are to be spared, while
raising those who were asked least costs fit and spares nobody (docs/decisions/0010)."""

NEWCOMER = 0.5
NEWCOMER_FIT = 0.7  # of the best fit, past help aside: nobody is asked only because they are new


def _presets(known: Mapping[ScoreComponent, float]) -> Mapping[str, Mapping[ScoreComponent, float]]:
    left = {name: 1 - sum(shares.values()) for name, shares in _SHARES.items()}
    return {
        name: {
            **{part: left[name] * known[part] for part in known},
            **shares,
            ScoreComponent.NEWCOMER: NEWCOMER,
        }
        for name, shares in _SHARES.items()
    }


PRESETS: Mapping[str, Mapping[ScoreComponent, float]] = _presets(FITTED)
PRESETS_WITH_MODEL: Mapping[str, Mapping[ScoreComponent, float]] = _presets(FITTED_WITH_MODEL)


def fitted(modelled: bool) -> Mapping[ScoreComponent, float]:
    """Return the weights of what somebody knows. ``modelled``: whether the question has a model's vector."""
    return FITTED_WITH_MODEL if modelled else FITTED


def weights(preset: str, modelled: bool = False) -> Mapping[ScoreComponent, float]:
    """Return the weights of a preset; those of "balanced" for a name that is none."""
    presets = PRESETS_WITH_MODEL if modelled else PRESETS
    return presets.get(preset, presets["balanced"])
