"""The residual network of a choice of pairs: which mentee could go from one expert to another, at what loss.

A b-matching has the least cost exactly when its residual network has no negative cycle (Klein 1967). Mentees
are folded away: nodes are the experts, and one node "outside" through which a talk is added or dropped and an
expert's load is shifted. The way from expert j to expert k stands for the mentee who loses least by it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Ints = NDArray[np.int64]

EPSILON = 1e-9


@dataclass(frozen=True, slots=True)
class Prices:
    """What a talk is worth beside its fit: each kind so high that no sum of the next makes up for it.

    A mentee's talk number d (from 0) is worth ``talk - mentee * d``, and costs its expert ``expert * load``:
    so as many talks as possible, then equally many for the mentees, then for the experts, then fit.
    """

    talk: float
    mentee: float
    expert: float

    @classmethod
    def of(cls, experts: int, rounds: int) -> Prices:
        """Return the prices for so many experts and rounds, with fits between 0 and 1."""
        expert = 4.0 * (experts + 2)
        mentee = 4.0 * expert * (rounds + 2)
        return cls(4.0 * mentee * (rounds + 2), mentee, expert)


@dataclass(slots=True)
class Choice:
    """Pairs under choice. ``fits`` holds -inf where two must not meet; ``chosen`` is changed in place."""

    fits: Floats
    chosen: Flags
    rounds: int
    prices: Prices

    def totals(self) -> Floats:
        """The sum of the fits of each mentee's talks."""
        return np.asarray(np.where(self.chosen, self.fits, 0.0).sum(axis=1), np.float64)


Change = tuple[int, int, bool]  # a pair of a mentee and an expert, and whether it is chosen now


class Exchange:
    """The residual network of a choice, kept current through every change.

    ``level``: a step by which a mentee falls below it costs ``penalty`` more.
    """

    def __init__(self, choice: Choice, level: float = -np.inf, penalty: float = np.inf) -> None:
        self.choice, self.level, self.penalty = choice, level - EPSILON, penalty
        self.outside = m = choice.fits.shape[1]
        self.talks, self.load = choice.chosen.sum(axis=1), choice.chosen.sum(axis=0)
        self.totals = choice.totals()
        self._columns = np.arange(m)
        self.cost = np.full((m + 1, m + 1), np.inf)
        self.mover = np.full((m + 1, m + 1), -1)  # whose step it is; -1: an expert's load is shifted
        self.adding = self._adding(np.arange(len(self.talks)))
        self._leave(np.arange(m))
        self._enter()

    def change(self, changes: Sequence[Change]) -> None:
        """Choose or give up pairs, and bring the network up to date."""
        chosen = self.choice.chosen
        mentees = np.array(sorted({mentee for mentee, _, _ in changes}), np.int64)
        touched = chosen[mentees].any(axis=0)
        for mentee, expert, now in changes:
            chosen[mentee, expert] = now
        touched |= chosen[mentees].any(axis=0)
        self.talks[mentees] = chosen[mentees].sum(axis=1)
        self.totals[mentees] = np.where(chosen[mentees], self.choice.fits[mentees], 0.0).sum(axis=1)
        experts = np.flatnonzero(touched)
        self.load[experts] = chosen[:, experts].sum(axis=0)
        self.adding[mentees] = self._adding(mentees)
        self._leave(experts)
        self._enter()

    def after(self, changes: Sequence[Change]) -> tuple[dict[int, float], float]:
        """Return the totals that some mentees would have, and how much less balanced it would be.

        The second counts talks that are lost, too: what fit must not make worse.
        """
        fits, prices = self.choice.fits, self.choice.prices
        totals, talks, load = dict[int, float](), dict[int, int](), dict[int, int]()
        worse = 0.0
        for mentee, expert, now in changes:
            sign = 1 if now else -1
            total = totals.get(mentee, float(self.totals[mentee]))
            had = talks.get(mentee, int(self.talks[mentee]))
            carried = load.get(expert, int(self.load[expert]))
            totals[mentee] = total + sign * float(fits[mentee, expert])
            talks[mentee], load[expert] = had + sign, carried + sign
            price = prices.mentee * min(had, had + sign) + prices.expert * min(carried, carried + sign)
            worse += sign * (price - prices.talk)
        most = max([*talks.values(), *load.values()], default=0)
        return totals, np.inf if most > self.choice.rounds else worse

    def steps(self, path: Sequence[int]) -> list[Change]:
        """Return what a path of nodes changes, each step by the mentee who loses least by it."""
        found: list[Change] = []
        for j, k in pairwise(path):
            mentee = int(self.mover[j, k])
            if mentee != -1:
                found += [(mentee, j, False)] if j != self.outside else []
                found += [(mentee, k, True)] if k != self.outside else []
        return found

    def _adding(self, mentees: Ints) -> Floats:
        """What it costs (a gain is below 0) to add each pair of these mentees that is not chosen."""
        choice, prices, talks = self.choice, self.choice.prices, self.talks[mentees]
        cost = (prices.mentee * talks - prices.talk)[:, None] - choice.fits[mentees]
        cost[choice.chosen[mentees] | (talks >= choice.rounds)[:, None]] = np.inf
        return np.asarray(cost, np.float64)

    def _enter(self) -> None:
        """Bring up to date what leads in from outside: a talk more, or an expert who is relieved of one."""
        m, price = self.outside, self.choice.prices.expert
        mover = self.adding.argmin(axis=0)
        least = self.adding[mover, self._columns]
        relieved = np.where(self.load > 0, -price * (self.load - 1), np.inf)
        self.cost[m, :m] = np.minimum(least, relieved)
        self.mover[m, :m] = np.where(least <= relieved, mover, -1)

    def _leave(self, experts: Ints) -> None:
        """Bring up to date what leads away from some experts: to another, or outside."""
        m, choice, prices = self.outside, self.choice, self.choice.prices
        load = self.load[experts]
        burdened = np.where(load < choice.rounds, prices.expert * load, np.inf)
        self.cost[experts, m], self.mover[experts, m] = burdened, -1
        self.cost[experts, :m] = np.inf
        at, mentees = np.nonzero(choice.chosen[:, experts].T)
        if not len(at):
            return
        given_up, totals = choice.fits[mentees, experts[at]], self.totals[mentees]
        loss = given_up[:, None] - choice.fits[mentees]
        loss[choice.chosen[mentees]] = np.inf
        loss[(loss > (totals - self.level)[:, None]) & (loss > EPSILON)] += self.penalty
        dropping = prices.talk - prices.mentee * (self.talks[mentees] - 1) + given_up
        dropping[totals - given_up < self.level] += self.penalty
        ends = np.flatnonzero(np.diff(at, append=-1)) + 1
        start = 0
        for end in ends.tolist():
            expert = experts[at[start]]
            least = loss[start:end].argmin(axis=0)
            self.cost[expert, :m] = loss[start:end][least, self._columns]
            self.mover[expert, :m] = mentees[start:end][least]
            first = start + int(dropping[start:end].argmin())
            if dropping[first] <= self.cost[expert, m]:
                self.cost[expert, m], self.mover[expert, m] = dropping[first], mentees[first]
            start = end


def negative_cycles(cost: Floats) -> list[list[int]]:
    """Return cycles of negative cost that have no node in common; none exactly where there is none.

    Each is a list of nodes that ends as it begins (Bellman and Ford, from everywhere at once).
    """
    nodes = len(cost)
    distance, parent = np.zeros(nodes), np.full(nodes, -1)
    for turn in range(1, nodes + 1):
        through = distance[:, None] + cost
        via = through.argmin(axis=0)
        best = through[via, np.arange(nodes)]
        better = best < distance - EPSILON
        if not better.any():
            return []
        parent[better] = via[better]
        distance[better] = best[better]
        if turn % 4 == 0 or turn == nodes:
            found = [one for one in _cycles(parent) if _length(cost, one) < -EPSILON]
            if found:
                return found
    return []


def _length(cost: Floats, path: list[int]) -> float:
    return float(cost[path[:-1], path[1:]].sum())


def _cycles(parent: Ints) -> list[list[int]]:
    """Return the cycles of a graph in which each node has at most one parent, parents first."""
    seen: dict[int, int] = {}
    found = []
    for start in range(len(parent)):
        node = start
        while node != -1 and node not in seen:
            seen[node] = start
            node = int(parent[node])
        if node != -1 and seen[node] == start:
            cycle = [node]
            while (above := int(parent[cycle[-1]])) != node:
                cycle.append(above)
            found.append([node, *cycle[1:][::-1], node] if len(cycle) > 1 else [node, node])
    return found


def ways_to(cost: Floats, target: int) -> tuple[Floats, Ints]:
    """Return the least cost from each node to a target, and the next node on the way.

    Costs may be negative; where a negative cycle is in the way the answer is some walk, not the least.
    """
    nodes = len(cost)
    distance, follow = np.full(nodes, np.inf), np.full(nodes, -1)
    distance[target] = 0.0
    for _ in range(nodes):
        through = cost + distance[None, :]
        via = through.argmin(axis=1)
        best = through[np.arange(nodes), via]
        better = best < distance - EPSILON
        better[target] = False
        if not better.any():
            break
        distance[better] = best[better]
        follow[better] = via[better]
    return distance, follow


def walk(follow: Ints, start: int, target: int) -> list[int] | None:
    """Return the nodes from a start to the target; None where the way goes round in circles."""
    path = [start]
    while path[-1] != target:
        path.append(int(follow[path[-1]]))
        if path[-1] == -1 or len(path) > len(follow):
            return None
    return path
