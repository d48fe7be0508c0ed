"""What each part of the score is worth, in one place.

The four parts that speak of what somebody knows were fitted on public data (benchmarks/matching/README.md),
all presets alike among themselves; what they share with time, load and variety is reasoned, and is what
admins choose among. Each row adds up to 1; NEWCOMER comes on top, for the few asks that go to somebody new
first.
"""

from __future__ import annotations

from collections.abc import Mapping

from bot.matching.rules.shapes import Part

RULES_VERSION = "3"

FITTED: Mapping[Part, float] = {
    Part.TOPIC: 0.32,
    Part.WORDS: 0.04,
    Part.MEANING: 0.12,
    Part.HELPED: 0.52,
}

_SHARES: Mapping[str, Mapping[Part, float]] = {
    "closest": {
        **{Part.HOURS: 0.05, Part.PRESENT: 0.03, Part.VARIETY: 0.02},
        **{Part.LOAD: 0.02, Part.SPARED: 0.03, Part.ANSWERS: 0.05},
    },
    "balanced": {
        **{Part.HOURS: 0.05, Part.PRESENT: 0.08, Part.VARIETY: 0.03},
        **{Part.LOAD: 0.05, Part.SPARED: 0.19, Part.ANSWERS: 0.18},
    },
    "spread": {
        **{Part.HOURS: 0.05, Part.PRESENT: 0.05, Part.VARIETY: 0.05},
        **{Part.LOAD: 0.10, Part.SPARED: 0.35, Part.ANSWERS: 0.08},
    },
}

LATELY_USUAL = 4.0
"""Offers in three months (a session counts as three) that are usual in a calm workspace; in a busy one it is
the average. SPARED is whole up to that and nothing from twice as much: the busiest are to be spared, while
raising those who were asked least costs fit and spares nobody (docs/decisions/0010)."""

NEWCOMER = 0.5
NEWCOMER_FIT = 0.7  # of the best fit: nobody is asked only because they are new


def _row(shares: Mapping[Part, float]) -> Mapping[Part, float]:
    left = 1 - sum(shares.values())
    return {**{part: left * weight for part, weight in FITTED.items()}, **shares, Part.NEWCOMER: NEWCOMER}


PRESETS: Mapping[str, Mapping[Part, float]] = {name: _row(shares) for name, shares in _SHARES.items()}


def weights(preset: str) -> Mapping[Part, float]:
    """Return the weights of a preset; those of "balanced" for a name that is none."""
    return PRESETS.get(preset, PRESETS["balanced"])
