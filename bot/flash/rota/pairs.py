"""Which pairs talk at all, before they are laid into rounds.

Rounds of assignments give a good beginning; cycles of the residual network make it the best there is; then
the worst-off mentees are lifted as far as it goes, and the total is made the best that leaves them there.
Where some have a single talk an integer programme does it all.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from scipy.optimize import linear_sum_assignment

from bot.flash.rota.exchange import (
    EPSILON,
    Change,
    Choice,
    Exchange,
    Flags,
    Floats,
    Prices,
    negative_cycles,
    walk,
    ways_to,
)
from bot.flash.rota.levels import equal_shares, reach, shares_of
from bot.flash.rota.programme import Shares

MOST_CYCLES = 5000  # each makes the choice better, so it ends by itself; this only bounds the time
FINEST = 500  # parts of the span between what everybody has and what nobody could have more than
TRIES = 12  # ways in which one mentee may be lifted, the cheapest first
DEPTH = 2  # how many may be pushed down on the way, each lifted again
PENALTY = 4.0  # for pushing somebody down: more than the fits of a usual path


def choose(fits: Floats, rounds: int) -> Flags:
    """Return which pairs talk, each person at most ``rounds`` times.

    ``fits``: -inf where two must not meet.
    """
    mentees, experts = fits.shape
    choice = Choice(fits, np.zeros((mentees, experts), np.bool_), rounds, Prices.of(experts, rounds))
    if not mentees or not experts or np.isneginf(fits).all():
        return choice.chosen
    if not np.isneginf(fits).any() and _reach(choice, equal_shares(fits, rounds)):
        return choice.chosen
    _begin(choice)
    _improve(choice, -np.inf)
    if not _reach(choice, shares_of(choice)):
        _lift_everybody(choice)
    return choice.chosen


def _reach(choice: Choice, shares: Shares) -> bool:
    """Choose the best of all where some have a single talk.

    Then a level is a hard matter for exchanges, and an easy one for an integer programme; where everybody has
    more, exchanges find as good a choice, sooner.
    """
    some = ~np.isneginf(choice.fits).all(axis=1)
    if not some.any() or int(shares.few[some].min()) != 1 or not reach(choice, shares):
        return False
    _improve(choice, float(choice.totals()[some].min()))
    return True


def _begin(choice: Choice) -> None:
    """Choose by one assignment for each round, whoever had fewest talks first."""
    for _ in range(choice.rounds):
        talks, load = choice.chosen.sum(axis=1), choice.chosen.sum(axis=0)
        prices = choice.prices
        worth = choice.fits + prices.talk - prices.mentee * talks[:, None] - prices.expert * load
        worth[choice.chosen | np.isneginf(choice.fits)] = 0.0
        rows, columns = linear_sum_assignment(worth, maximize=True)
        real = worth[rows, columns] > 0
        choice.chosen[rows[real], columns[real]] = True


def _improve(choice: Choice, level: float) -> None:
    """Cancel negative cycles until there are none; nobody falls below ``level`` by it."""
    exchange = Exchange(choice, level)
    for _ in range(MOST_CYCLES):
        cycles = negative_cycles(exchange.cost)
        if not any(_cancel(exchange, cycle) for cycle in cycles):
            return


def _cancel(exchange: Exchange, cycle: Sequence[int]) -> bool:
    """Cancel a cycle, unless it is negative no longer or somebody falls by several of its steps together."""
    length = exchange.cost[list(cycle[:-1]), list(cycle[1:])].sum()
    changes = exchange.steps(cycle) if length < -EPSILON else []
    totals, worse = exchange.after(changes)
    if not changes or worse == np.inf or _fallen(exchange, totals):
        return False
    exchange.change(changes)
    return True


def _fallen(exchange: Exchange, totals: Mapping[int, float]) -> frozenset[int]:
    """Return who would come below the level, or further below it."""
    return frozenset(
        mentee
        for mentee, total in totals.items()
        if total < exchange.level and total < exchange.totals[mentee] - EPSILON
    )


def _lift_everybody(choice: Choice) -> None:
    """Find the highest level to which everybody can be lifted; who may meet nobody is left out of account.

    Where somebody has no talk at all, that cannot be helped: talks are shared out as equally as can be.
    What was lifted is kept also where not everybody could be: made the best again, it often lets others up.
    """
    some: Flags = np.asarray(~np.isneginf(choice.fits).all(axis=1))
    low, high = float(choice.totals()[some].min()), _most(choice, some)
    step = high - low
    least = max(step / FINEST, 2 * EPSILON)  # less than this counts as nothing
    while low > 0 and step > least and low < high - 2 * EPSILON:
        if _lift(choice, min(high, low + step), some):
            step *= 2
        else:
            step /= 2
        low = float(choice.totals()[some].min())
        _improve(choice, low)


def _most(choice: Choice, some: Flags) -> float:
    """Return what the worst-off cannot have more than: the sum of their best fits."""
    most = int(choice.chosen.sum(axis=1).max())
    best = np.sort(np.where(np.isneginf(choice.fits), 0.0, choice.fits), axis=1)[:, -most:]
    return float(best[some].sum(axis=1).min())


def _lift(choice: Choice, level: float, some: Flags) -> bool:
    """Lift everybody to a level; False as soon as one cannot be."""
    exchange = Exchange(choice, level)
    while True:
        below = np.flatnonzero(some & (exchange.totals < exchange.level))
        if not len(below):
            return True
        lowest = int(below[exchange.totals[below].argmin()])
        if not _lift_one(exchange, lowest):
            return False


def _lift_one(exchange: Exchange, mentee: int, depth: int = DEPTH) -> bool:
    """Give one mentee better talks, so that nobody else falls below the level.

    Where no way leads there directly, it goes in several steps, or others are pushed down on the way and
    lifted in turn.
    """
    for _ in range(exchange.choice.rounds + 1):
        if _step_up(exchange, mentee, exchange.level):
            return True
        if depth and _push_down(exchange, mentee, depth):
            return True
        if not _step_up(exchange, mentee, float(exchange.totals[mentee]) + EPSILON):
            return False
    return False


def _step_up(exchange: Exchange, mentee: int, least: float) -> bool:
    """Give one mentee at least so much, where nobody else falls by it."""
    for changes in _ways_up(exchange, exchange, mentee, least):
        totals, worse = exchange.after(changes)
        if worse <= 0 and totals[mentee] >= least and not _fallen(exchange, totals):
            exchange.change(changes)
            return True
    return False


def _push_down(exchange: Exchange, mentee: int, depth: int) -> bool:
    """Lift one mentee by pushing others down and lifting each of those in turn."""
    choice, level = exchange.choice, exchange.level
    tried: set[frozenset[int]] = set()
    for changes in _ways_up(exchange, Exchange(choice, level, PENALTY), mentee, level):
        totals, worse = exchange.after(changes)
        fallen = _fallen(exchange, totals)
        if worse > 0 or totals[mentee] < level or len(fallen) > depth or fallen in tried:
            continue
        tried.add(fallen)
        kept = choice.chosen.copy()
        exchange.change(changes)
        if all(_lift_one(exchange, one, depth - 1) for one in sorted(fallen)):
            return True
        made = choice.chosen != kept
        exchange.change([(int(i), int(j), bool(kept[i, j])) for i, j in zip(*np.nonzero(made), strict=True)])
    return False


def _ways_up(exchange: Exchange, seen: Exchange, mentee: int, least: float) -> list[list[Change]]:
    """Return what could give a mentee so much, the cheapest first, by the steps that ``seen`` allows.

    Each is a way from an expert who is gained to one who is given up, or outside: then it is a talk more.
    """
    choice, outside = exchange.choice, exchange.outside
    fits, mine, total = choice.fits[mentee], choice.chosen[mentee], exchange.totals[mentee]
    found: list[tuple[float, int, int, list[int]]] = []
    more = [outside] if mine.sum() < choice.rounds else []
    for given_up in [*np.flatnonzero(mine).tolist(), *more]:
        lost = fits[given_up] if given_up != outside else 0.0
        gained = np.flatnonzero(~mine & (total - lost + fits >= least))
        if not len(gained):
            continue
        distance, follow = ways_to(seen.cost, given_up)
        extra = exchange.adding[mentee, gained] if given_up == outside else lost - fits[gained]
        costs = extra + distance[gained]
        for at in np.argsort(costs, kind="stable")[:TRIES]:
            if costs[at] < choice.prices.expert / 2:
                path = walk(follow, int(gained[at]), given_up)
                if path is not None:
                    found.append((float(costs[at]), int(gained[at]), given_up, path))
    ways = []
    for _, start, given_up, path in sorted(found)[:TRIES]:
        ends: list[Change] = [(mentee, start, True)]
        ends += [(mentee, given_up, False)] if given_up != outside else []
        ways.append([*seen.steps(path), *ends])
    return ways
