"""What nobody here knows: whether a question is nearer to a field of work or life outside this workspace.

A hard question about somebody's work is as far from their profile as one about something else altogether.
What tells them apart is how near others would be who are not here (cohort normalisation, as in speaker
verification: Auckenthaler et al. 2000). Some 250 short texts stand in for them, trades, hobbies, everyday
matters and a few strings that are no words (benchmarks/matching/elsewhere.txt); those that somebody here is
near to are left out. Their vectors come with the encoder.
"""

from __future__ import annotations

import numpy as np

from bot.matching.engine.vectors import Floats

NEAREST = 3  # fields outside, whose mean tells
KNOWN_HERE = 0.3  # how near a whole profile is to a field that is not outside
USUAL = 0.23  # how near the nearest are to a usual question, where nothing is known of any field


class Elsewhere:
    """The fields that nobody of an index knows."""

    def __init__(self, fields: Floats | None) -> None:
        self._fields = np.zeros((0, 0), np.float32) if fields is None else fields
        self._known = np.full(len(self._fields), -1, np.float32)

    def add(self, wholes: Floats) -> None:
        """Note what some whole profiles are near to."""
        if len(self._fields) and len(wholes):
            np.maximum(self._known, (wholes @ self._fields.T).max(axis=0), out=self._known)

    def nearness(self, question: Floats) -> float:
        """Return how near a question is to the nearest fields that nobody here knows."""
        outside = self._known < KNOWN_HERE
        if outside.sum() < NEAREST:
            return USUAL
        near = np.where(outside, self._fields @ question, -1)
        return round(float(np.partition(near, -NEAREST)[-NEAREST:].mean()), 6)
