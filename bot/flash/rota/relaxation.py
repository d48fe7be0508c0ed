"""The programme's relaxation, in which experts may miss their shares at a high price.

So it always has an answer. Where a level is out of reach, the prices of talks in it prove more: the highest
level that they do not rule out (a Lagrangian bound). One or two such steps come to the highest there is.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.optimize import LinearConstraint, linprog

from bot.flash.rota.exchange import Flags, Floats
from bot.flash.rota.programme import Programme, Rows

PENALTY = 1e3  # for a talk that an expert has too many or too few: far more than any is worth
MISSED = 1e-6  # talks; less is the solver's own inexactness
LOOSE = 1e-6  # of a pair; as inexact as that
LARGE = 6_000  # columns, below which presolving takes longer than it saves
HALVINGS = 40  # of a level, down to nothing
NEVER = -1e3  # the fit of a pair that is not taken into account


@dataclass(frozen=True, slots=True)
class Answer:
    """How many talks the shares are ``missed`` by, and at what prices nobody would do better.

    ``chosen`` is how much of each pair is chosen; of pairs that are ``loose`` a part of a mentee has more
    than there is of that part. ``costs`` are what a talk of each pair costs, ``more`` what it costs a mentee
    to have one more, and ``granted`` what all of it may cost together where no share is missed.
    """

    missed: float
    chosen: Floats
    loose: Flags
    costs: Floats
    more: float
    granted: float


def relaxed(programme: Programme, level: float, tight: Flags | None = None) -> Answer | None:
    """Solve the relaxation at a level; None where somebody could not reach it even alone.

    That a part of a mentee has no more of a pair than there is of the part is asked for of pairs that are
    ``tight``: of all it would make the programme twice as large, and few make a difference.
    """
    n, m, k = len(programme.shares.few), len(programme.shares.least), len(programme.at)
    columns = 2 * k + n + 3 * (m + 1)  # x, y, z; loads above the least, and beyond the shares up and down
    equal, below = _equal(programme, columns), _below(programme, level, columns, tight)
    cost = np.zeros(columns)
    cost[: 2 * k], cost[-2 * (m + 1) :] = -np.tile(programme.fit, 2), PENALTY
    answer = linprog(
        cost,
        A_ub=below.A,
        b_ub=below.ub,
        A_eq=equal.A,
        b_eq=equal.ub,
        bounds=_bounds(programme, level, columns),
        method="highs-ds",
        options={"presolve": tight is None or columns > LARGE},
    )
    return _answer(programme, answer) if answer.status == 0 else None


def _equal(programme: Programme, columns: int) -> LinearConstraint:
    """How many talks each mentee and each expert has, and how many mentees have one more."""
    shares, at, to = programme.shares, programme.at, programme.to
    n, m, k = len(shares.few), len(shares.least), len(at)
    few, one, mentee, z = shares.few.astype(np.float64), np.ones(k), np.arange(n), 2 * k + np.arange(n)
    x, expert, ones = np.arange(k), np.arange(m + 1), np.ones(m + 1)
    spare, over, under = (2 * k + n + part * (m + 1) + expert for part in range(3))
    rows = Rows(columns)
    rows.add(n, few, few, (at, x, one), (mentee, z, few))
    rows.add(n, 0.0, 0.0, (at, k + x, one), (mentee, z, -few - 1))
    shared = np.append(shares.least, shares.extra)
    loads = (to, x, one), (to, k + x, one), (np.full(n, m), z, np.ones(n))
    rows.add(
        m + 1, shared, shared, *loads, (expert, spare, -ones), (expert, over, -ones), (expert, under, ones)
    )
    return rows.constraint()


def _below(programme: Programme, level: float, columns: int, tight: Flags | None) -> LinearConstraint:
    """What each part of a mentee has: its share of the level at least, of a tight pair no more than it is."""
    shares, at, fit = programme.shares, programme.at, programme.fit
    n, k = len(shares.few), len(at)
    levels, mentee, z = np.where(shares.few > 0, level, 0.0), np.arange(n), 2 * k + np.arange(n)
    x = np.arange(k)
    rows = Rows(columns)
    rows.add(n, -np.inf, 0.0, (at, k + x, -fit), (mentee, z, levels))
    if (shares.few > 1).any():  # of a single talk its bound says the same
        rows.add(n, -np.inf, -levels, (at, x, -fit), (mentee, z, -levels))
    here = np.flatnonzero(np.zeros(k) if tight is None else tight)
    row, one = np.arange(len(here)), np.ones(len(here))
    rows.add(len(here), -np.inf, 0.0, (row, k + here, one), (row, 2 * k + at[here], -one))
    rows.add(len(here), -np.inf, 1.0, (row, here, one), (row, 2 * k + at[here], one))
    return rows.constraint()


def _bounds(programme: Programme, level: float, columns: int) -> Floats:
    shares, k = programme.shares, len(programme.at)
    n, m = len(shares.few), len(shares.least)
    high = np.full(columns, np.inf)
    high[: 2 * k] = 1.0
    high[:k][(shares.few[programme.at] == 1) & (programme.fit < level)] = 0.0
    high[2 * k : 2 * k + n] = shares.more
    high[2 * k + n : 2 * k + n + m + 1] = np.append(shares.most - shares.least, 0)
    return np.stack([np.zeros(columns), high], axis=1)


def _answer(programme: Programme, answer: Any) -> Answer:
    shares = programme.shares
    n, m, k = len(shares.few), len(shares.least), len(programme.at)
    x, y, z = np.split(np.asarray(answer.x[: 2 * k + n], np.float64), [k, 2 * k])
    part = z[programme.at]
    loose = (y > part + LOOSE) | (x > 1 - part + LOOSE)
    prices = -np.asarray(answer.eqlin.marginals[2 * n :], np.float64)
    each, more = prices[:m], float(prices[m])
    granted = np.maximum(shares.least * each, shares.most * each).sum() + shares.extra * more
    missed = float(answer.x[-2 * (m + 1) :].sum())
    return Answer(missed, x + y, loose, each[programme.to], more, float(granted))


def ruled_out_above(programme: Programme, answer: Answer, level: float) -> float:
    """Return a level, at most the one given, above which the prices of an answer prove that nobody can come.

    Where the cheapest talks that bring each mentee to a level cost more than is granted, it is out of reach.
    """
    least = _cheapest(programme, answer)
    tolerance = MISSED * (1 + abs(answer.granted))
    low, high = 0.0, level
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        if least(middle) > answer.granted + tolerance:
            high = middle
        else:
            low = middle
    return high


def _cheapest(programme: Programme, answer: Answer) -> Callable[[float], float]:
    """Return a function from a level to the least that everybody's talks cost at it.

    Of whoever has three talks or more it counts the cheapest, whatever they are worth.
    """
    shares, (fit, cost) = programme.shares, _by_mentee(programme, answer.costs)
    few, more = shares.few, shares.more
    one, other = np.triu_indices(fit.shape[1], 1)
    pair_fit, pair_cost = fit[:, one] + fit[:, other], cost[:, one] + cost[:, other]
    cheapest = np.cumsum(np.sort(cost, axis=1), axis=1)
    cheapest = np.concatenate([np.zeros((len(few), 1)), cheapest, np.full((len(few), 1), np.inf)], axis=1)
    rows, last = np.arange(len(few)), cheapest.shape[1] - 1
    by_count = (cheapest[rows, np.minimum(few, last)], cheapest[rows, np.minimum(few + 1, last)])

    def least(level: float) -> float:
        single = np.where(fit >= level, cost, np.inf).min(axis=1)
        double = np.where(pair_fit >= level, pair_cost, np.inf).min(axis=1, initial=np.inf)
        usual = np.select([few == 1, few == 2], [single, double], by_count[0])
        extra = np.where(few == 1, double, by_count[1])
        return float(np.minimum(usual, np.where(more, extra + answer.more, np.inf)).sum())

    return least


def _by_mentee(programme: Programme, costs: Floats) -> tuple[Floats, Floats]:
    """Return the fits and costs of pairs as a row for each mentee, the best first.

    Rows are as long as the longest; what is beyond a mentee's own pairs is never worth it.
    """
    n = len(programme.shares.few)
    counts = np.bincount(programme.at, minlength=n)
    place = np.arange(len(programme.at)) - np.repeat(np.cumsum(counts) - counts, counts)
    fit = np.full((n, int(counts.max(initial=1))), NEVER)
    cost = np.full(fit.shape, np.inf)
    fit[programme.at, place], cost[programme.at, place] = programme.fit, costs
    return fit, cost
