"""The choice of pairs as an integer programme, solved by HiGHS: at a level, the most that all can have.

Each mentee has either ``few`` talks or one more, and each way reaches the level by itself, so that the linear
relaxation is close (its mentees are mixtures of the two). Variables: ``x``, a talk of the one; ``y``, a talk
of the other; ``z``, that a mentee is the other.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

from bot.flash.rota.exchange import Flags, Floats, Ints

GAP = 1e-4  # of the total, at which the solver stops
NODES = 1000  # of the search for whole pairs: more than any takes that is not hopeless
SECONDS = 30.0  # a guard alone: on a machine with other things to do the outcome is to be the same
WHOLE = 1e-6


@dataclass(frozen=True, slots=True)
class Shares:
    """How many talks people may have: mentees ``few``, or one more where ``more`` says so.

    ``least`` and ``most`` are those of each expert, ``talks`` all together.
    """

    few: Ints
    more: Flags
    least: Ints
    most: Ints
    talks: int

    @property
    def extra(self) -> int:
        """How many mentees have one more."""
        return self.talks - int(self.few.sum())


@dataclass(frozen=True, slots=True)
class Programme:
    """The programme over some pairs: ``at`` are their mentees, ``to`` their experts, ``fit`` their fits."""

    shares: Shares
    at: Ints
    to: Ints
    fit: Floats

    @classmethod
    def of(cls, fits: Floats, keep: Flags, shares: Shares) -> Programme:
        """Return the programme over the pairs to keep."""
        at, to = np.nonzero(keep & ~np.isneginf(fits))
        return cls(shares, at, to, fits[at, to])

    def solve(
        self,
        level: float,
        *,
        whole: bool,
        fixed: Floats | None = None,
        nodes: int = NODES,
        seconds: float = SECONDS,
    ) -> Floats | None:
        """Return how much of each pair is chosen at a level; None where it cannot be reached.

        ``whole``: each entirely or not at all; otherwise in the relaxation. ``fixed`` is a solution of the
        relaxation: the mentees of whom it chooses whole pairs keep them.
        """
        n, m, k = len(self.shares.few), len(self.shares.least), len(self.at)
        answer = milp(
            -np.concatenate([self.fit, self.fit, np.zeros(n)]),
            constraints=self._constraints(level, n, m, k),
            integrality=np.full(2 * k + n, int(whole)),
            bounds=self._bounds(level, n, k, fixed),
            options={"time_limit": seconds, "node_limit": nodes, "mip_rel_gap": GAP},
        )
        return None if answer.x is None else np.asarray(answer.x[:k] + answer.x[k : 2 * k], np.float64)

    def worst(self, chosen: Floats) -> float:
        """Return the least that a mentee with talks has."""
        totals = np.bincount(self.at, weights=chosen * self.fit, minlength=len(self.shares.few))
        return float(totals[self.shares.few > 0].min())

    def _constraints(self, level: float, n: int, m: int, k: int) -> LinearConstraint:
        shares, at, to, fit = self.shares, self.at, self.to, self.fit
        x, y, z = np.arange(k), k + np.arange(k), 2 * k + np.arange(n)
        few, levels = shares.few.astype(np.float64), np.where(shares.few > 0, level, 0.0)
        one, mentee = np.ones(k), np.arange(n)
        rows = Rows(2 * k + n)
        rows.add(n, few, few, (at, x, one), (mentee, z, few))  # few talks, unless it is one more
        rows.add(n, 0.0, 0.0, (at, y, one), (mentee, z, -few - 1))
        rows.add(m, shares.least, shares.most, (to, x, one), (to, y, one))
        rows.add(n, 0.0, np.inf, (at, y, fit), (mentee, z, -levels))
        rows.add(k, -np.inf, 0.0, (x, y, one), (x, 2 * k + at, -one))
        if (few > 1).any():  # of a single talk its bound and the first row say the same
            rows.add(n, levels, np.inf, (at, x, fit), (mentee, z, levels))
            rows.add(k, -np.inf, 1.0, (x, x, one), (x, 2 * k + at, one))
        everything = np.arange(2 * k)
        rows.add(1, shares.talks, shares.talks, (np.zeros(2 * k, np.int64), everything, np.ones(2 * k)))
        return rows.constraint()

    def _bounds(self, level: float, n: int, k: int, fixed: Floats | None) -> Bounds:
        low, high = np.zeros(2 * k + n), np.ones(2 * k + n)
        high[2 * k :] = self.shares.more
        high[:k][(self.shares.few[self.at] == 1) & (self.fit < level)] = 0.0  # a single talk reaches it alone
        if fixed is not None:
            self._fix(fixed, low, high, k)
        return Bounds(low, high)

    def _fix(self, fixed: Floats, low: Floats, high: Floats, k: int) -> None:
        """Keep the pairs of mentees of whom every pair is whole."""
        broken = np.abs(fixed - np.round(fixed)) > WHOLE
        n = len(self.shares.few)
        settled = np.bincount(self.at[broken], minlength=n) == 0
        kept = settled[self.at] & (fixed > 0.5)
        talks = np.bincount(self.at[kept], minlength=n)
        other = talks > self.shares.few
        for part, of in ((0, ~other), (k, other)):
            high[part : part + k][settled[self.at] & ~(kept & of[self.at])] = 0.0
            low[part : part + k][kept & of[self.at]] = 1.0
        low[2 * k :][settled & other] = 1.0
        high[2 * k :][settled & ~other] = 0.0


class Rows:
    """Rows of a sparse matrix, each between two bounds."""

    def __init__(self, columns: int) -> None:
        self._columns, self._count = columns, 0
        self._low: list[Floats] = []
        self._high: list[Floats] = []
        self._parts: list[tuple[Ints, Ints, Floats]] = []

    def add(self, count: int, low: Any, high: Any, *parts: tuple[Ints, Ints, Floats]) -> None:
        """Add so many rows: ``parts`` are rows (from 0), columns and values."""
        self._parts += [(self._count + rows, columns, values) for rows, columns, values in parts]
        self._low.append(np.broadcast_to(np.asarray(low, np.float64), count))
        self._high.append(np.broadcast_to(np.asarray(high, np.float64), count))
        self._count += count

    def constraint(self) -> LinearConstraint:
        """Return the rows as scipy takes them."""
        rows, columns, values = (np.concatenate([part[one] for part in self._parts]) for one in range(3))
        matrix = csr_array((values, (rows, columns)), shape=(self._count, self._columns))
        return LinearConstraint(matrix, np.concatenate(self._low), np.concatenate(self._high))


def prices_of(fits: Floats, turns: int = 100) -> NDArray[np.float64]:
    """Return what a talk with each expert costs when all are wanted equally, roughly."""
    n, m = fits.shape
    prices = np.zeros(m)
    for turn in range(turns):
        wanted = np.bincount((fits - prices).argmax(axis=1), minlength=m)
        prices += 0.3 * (wanted * m / n - 1) / (1 + turn / 5)
    return prices
