"""A first look over many thousands: the leading principal components of what profiles mean.

Up to some thousands of people everybody is compared by their whole vectors. Beyond, a matrix a tenth as wide
finds the few hundred worth comparing, which changes who comes first in fewer than one of a hundred.
"""

from __future__ import annotations

import numpy as np

from bot.matching.engine.columns import Column
from bot.matching.engine.vectors import Floats, VectorStore

EXACT_UP_TO = 3000  # people; so many are compared by their whole vectors
WIDTH = 64
SAMPLE = 2000


class CoarseVectors:
    """The whole-profile vectors of an index on their principal components; nothing for a small index."""

    def __init__(self, profiles: VectorStore, people: int) -> None:
        self._basis: Floats | None = None
        if people <= EXACT_UP_TO or not profiles.dimensions:
            return
        rows = np.arange(people)
        sample = profiles.first(rows[:: max(1, people // SAMPLE)])
        _, vectors = np.linalg.eigh(sample.T @ sample)
        self._basis = np.ascontiguousarray(vectors[:, -WIDTH:], np.float32)
        self._coarse = Column(np.float32, WIDTH, people)

    @property
    def is_there(self) -> bool:
        """Whether the index is so large that there is a first look."""
        return self._basis is not None

    def add(self, wholes: Floats) -> None:
        """Add rows of whole profiles."""
        if self._basis is not None:
            self._coarse.extend(wholes @ self._basis)

    def nearness(self, question: Floats) -> Floats:
        """Return, by row, about how near a profile is."""
        assert self._basis is not None, "a small index has no first look"  # noqa: S101
        return np.asarray(self._coarse.all @ (question @ self._basis), np.float32)
