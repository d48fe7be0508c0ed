"""Linear bounds of a rota, by HiGHS: no rota, however made, is better.

Everybody may meet everybody here and there are more mentees than experts, so each round has a talk for every
expert, and equal sharing gives each mentee one of two numbers of talks, ``few`` or ``few + 1``.
"""

from __future__ import annotations

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import coo_array, csr_array, hstack, vstack

from bot.flash.rota.exchange import Choice, Flags, Floats, Prices
from bot.flash.rota.levels import equal_shares, worth_while
from bot.flash.rota.programme import Programme, Shares
from bot.flash.rota.relaxation import relaxed

TURNS = 20  # in which pairs are added


def bounds(fits: Floats, rounds: int, reached: float) -> tuple[float, float, float]:
    """Return bounds of the worst-off, of the total with nobody below ``reached``, and of the total alone."""
    few = rounds * fits.shape[1] // fits.shape[0]
    return (
        _worst(fits, rounds, few, reached),
        _total(fits, rounds, few, reached),
        _total(fits, rounds, few, None),
    )


def by_prices(fits: Floats, rounds: int, reached: float) -> tuple[float, float]:
    """Return bounds of the worst-off, and of the total with nobody below ``reached``, over all pairs.

    They hold whatever the prices of experts are (Lagrange). Here the prices come from a relaxation over few
    pairs, to which is added what is worth most at them, so that they can be had for any size. Everybody has
    one talk or two, each expert one in each round.
    """
    choice = Choice(fits, np.zeros(fits.shape, np.bool_), rounds, Prices.of(fits.shape[1], rounds))
    shares, keep = equal_shares(fits, rounds), worth_while(choice)
    worst = float(np.sort(fits, axis=1)[:, -2:].sum(axis=1).min())
    for above in (1e-5, 1e-4, 1e-3, 1e-2):
        level = reached * (1 + above)
        if level < worst and _priced(fits, np.zeros_like(fits), keep, shares, level) < -1e-6:
            worst = level
    return worst, _priced(fits, fits, keep, shares, reached * (1 - 1e-9))


def _priced(fits: Floats, worth: Floats, keep: Flags, shares: Shares, level: float) -> float:
    """Return the most that talks are worth where each mentee reaches a level; below 0, they can't."""
    found = float("inf")
    for _ in range(TURNS):
        answer = relaxed(Programme.of(fits, keep, shares), level)
        assert answer is not None
        prices = np.zeros(len(shares.least))
        prices[np.nonzero(keep)[1]] = answer.costs
        total, before = answer.granted, keep.sum()
        one, other = np.triu_indices(fits.shape[1], 1)
        for mentee, (fit, value) in enumerate(zip(fits, worth - prices, strict=True)):
            single = np.where(fit >= level, value, -np.inf)
            double = np.where(
                fit[one] + fit[other] >= level, value[one] + value[other] - answer.more, -np.inf
            )
            total += float(max(single.max(), double.max()))
            keep[mentee, [single.argmax(), one[double.argmax()], other[double.argmax()]]] = True
        found = min(found, total)
        if keep.sum() == before:
            break
    return found


def proven_total(fits: Floats, rounds: int, reached: float) -> float | None:
    """Return the best total with nobody below ``reached``, by an integer programme over all pairs.

    Proven to one part in ten thousand; None where that takes too long.
    """
    shares = equal_shares(fits, rounds)
    programme = Programme.of(fits, np.ones(fits.shape, np.bool_), shares)
    chosen = programme.solve(reached - 1e-7, whole=True, nodes=10**6, seconds=300.0)
    return None if chosen is None else float((chosen * programme.fit).sum())


def _worst(fits: Floats, rounds: int, few: int, reached: float) -> float:
    """Return the highest level that everybody can have, in the relaxation, to four digits."""
    low, high = reached, float(np.sort(fits, axis=1)[:, -(few + 1) :].sum(axis=1).min())
    high = max(high, low)
    if not _feasible(fits, rounds, few, min(high, low * 1.0005 + 1e-6)):
        return low if low * 1.0005 < high else max(low, high)
    while high - low > 1e-4 * high:
        middle = (low + high) / 2
        low, high = (middle, high) if _feasible(fits, rounds, few, middle) else (low, middle)
    return high


def _feasible(fits: Floats, rounds: int, few: int, level: float) -> bool:
    return _solve(fits, rounds, few, level, np.zeros_like(fits)) is not None


def _total(fits: Floats, rounds: int, few: int, level: float | None) -> float:
    found = _solve(fits, rounds, few, level, fits)
    assert found is not None
    return found


def _solve(fits: Floats, rounds: int, few: int, level: float | None, worth: Floats) -> float | None:
    """Solve the relaxation in which each mentee is a mixture of one with few talks and one with one more.

    With talks x (of the one) and y (of the other) and the share z of the other: x <= 1 - z, y <= z, the
    numbers of talks are few * (1 - z) and (few + 1) * z, and each part has at least its share of the level.
    """
    n, m = fits.shape
    cells = n * m
    row = np.repeat(np.arange(n), m)
    every = np.arange(cells)
    ones = np.ones(cells)
    by_mentee = csr_array((ones, (row, every)), shape=(n, cells))
    by_expert = csr_array((ones, (every % m, every)), shape=(m, cells))
    weighed = csr_array((fits.ravel(), (row, every)), shape=(n, cells))
    z = csr_array(np.eye(n))
    own = csr_array((ones, (every, row)), shape=(cells, n))
    identity = coo_array((ones, (every, every)), shape=(cells, cells))
    none, none_n = csr_array((cells, cells)), csr_array((n, cells))
    equal = vstack([hstack([by_mentee, none_n, few * z]), hstack([none_n, by_mentee, -(few + 1) * z])])
    right = np.concatenate([np.full(n, float(few)), np.zeros(n)])
    full = hstack([by_expert, by_expert, csr_array((m, n))])
    equal, right = vstack([equal, full]), np.concatenate([right, np.full(m, float(rounds))])
    below, most = [hstack([identity, none, own]), hstack([none, identity, -own])], [ones, np.zeros(cells)]
    upper = np.full(2 * cells + n, 1.0)
    if level is not None:
        below += [hstack([-weighed, none_n, -level * z]), hstack([none_n, -weighed, level * z])]
        most += [np.full(n, -level), np.zeros(n)]
        if few == 1:
            upper[:cells][fits.ravel() < level - 1e-9] = 0.0  # a single talk has to reach it by itself
    answer = linprog(
        np.concatenate([-worth.ravel(), -worth.ravel(), np.zeros(n)]),
        A_ub=vstack(below).tocsr(),
        b_ub=np.concatenate(most),
        A_eq=equal.tocsr(),
        b_eq=right,
        bounds=np.stack([np.zeros_like(upper), upper], axis=1),
        method="highs-ipm" if cells > 50_000 else "highs",
    )
    return -float(answer.fun) if answer.status == 0 else None
