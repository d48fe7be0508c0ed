"""Learn from the development sets what the components are worth, and when .7 means seven in ten.

    python -m benchmarks.matching.learn [--data ../shared/data]

The weights are those of a conditional logit model (the right person is the choice, everybody else the
alternatives), fitted on one organisation and measured on the other, then on both, each time with the public
data, where profiles say little and past help much; past help is held below a fifth of the whole. The scale
is logistic regression of "the first is right" on the first's sum.
"""

from __future__ import annotations

import argparse
import gzip
import json
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from scipy.optimize import minimize

from benchmarks.matching.adapters import Vectors, ask_of, index_of, text_of
from benchmarks.matching.public import evidences, experts_of
from bot.matching.engine.question import Question
from bot.matching.engine.scores import evidence

COMPONENTS = ("topic", "whole", "nearest", "words", "helped", "focus")
TOPIC, HELPED, FOCUS = 0, 4, 5
MOST_FOCUS = 2.0  # of what the topic is worth: somebody's sessions may not outweigh what they offer
MOST_HELPED = 0.2  # of the sum of all weights
RIDGE = 0.02
PUBLIC = 4.0  # what a public set counts of an organisation: chosen where no organisation loses by it
RIVALS, FEWEST_RIVALS, ALIKE = 40, 5, 1.2  # people who helped as often, within a factor
PUBLIC_SETS = ("dba", "history")
PAST_ASKS = Path(__file__).with_name("organisations") / "past-asks.json"


@dataclass(frozen=True)
class Choices:
    """The evidence of an organisation's asks: asks by people by components, and who is right.

    ``elsewhere``: how near each is to what nobody there knows.
    """

    values: np.ndarray
    elsewhere: np.ndarray
    right: np.ndarray
    kinds: list[str]

    def some(self, chosen: np.ndarray) -> Choices:
        kinds = [kind for kind, one in zip(self.kinds, chosen, strict=True) if one]
        return Choices(self.values[chosen], self.elsewhere[chosen], self.right[chosen], kinds)

    @property
    def answered(self) -> Choices:
        return self.some(self.right.any(axis=1))


def choices(organisation: dict[str, Any], asks: Sequence[dict[str, Any]], vectors: Vectors) -> Choices:
    index = index_of(organisation, vectors)
    rows = np.arange(index.rows)
    values, elsewhere, right = [], [], []
    for ask in asks:
        question = Question.of(ask_of(ask), index, vectors.question(text_of(ask)))
        found = evidence(question, index, rows, exact=True)
        values.append(np.stack([getattr(found, name) for name in COMPONENTS], axis=-1))
        elsewhere.append(question.elsewhere)
        right.append([user_id in ask["best"] for user_id in index.ids])
    return Choices(
        np.array(values, float), np.array(elsewhere), np.array(right), [ask["kind"] for ask in asks]
    )


def helpers(path: Path, vectors: Vectors) -> Choices:
    """Public data: who helped, among people who helped about as often, drawn by a seed."""
    data = json.loads(gzip.decompress(path.read_bytes()))
    experts, busy = experts_of(data["past"])
    found = evidences(experts, data["asked"], vectors)
    place = {expert["id"]: i for i, expert in enumerate(experts)}
    chance, values = np.random.default_rng(0), []
    for question, known in zip(data["asked"], found, strict=True):
        components = np.stack([getattr(known, name) for name in COMPONENTS], axis=-1)
        helped = sorted({place[one] for one in question["helpers"] if one in place})
        out = {*helped, place.get(question["asker"], -1)}
        for one in helped:
            like = np.flatnonzero((busy >= busy[one] / ALIKE) & (busy <= busy[one] * ALIKE))
            rivals = [row for row in like if row not in out]
            if len(rivals) >= FEWEST_RIVALS:
                values.append(components[[one, *chance.choice(rivals, RIVALS)]])
    right = np.zeros((len(values), RIVALS + 1), np.bool_)
    right[:, 0] = True
    return Choices(np.array(values, float), np.zeros(len(values)), right, ["public"] * len(values))


def fit(
    sets: Sequence[Choices], public: Sequence[Choices] = (), used: Sequence[int] = range(len(COMPONENTS))
) -> np.ndarray:
    """The weights that make the right person most likely; 0 for components that are not used.

    Public data counts with a sharpness of its own: there chance decides more who helps. Of people's focus
    only public data tells, where there is much past help; so it is left out without it.
    """
    count = len(COMPONENTS)
    used = [one for one in used if public or one != FOCUS]
    answered = [*(one.answered for one in sets), *public]
    shares = [1.0] * len(sets) + [PUBLIC] * len(public)
    spread = _spread(answered[: len(sets)])
    if public:
        spread[FOCUS] = _spread(public)[FOCUS]

    def loss(found: np.ndarray) -> tuple[float, np.ndarray]:
        scaled, sharp = found[:count], np.concatenate((np.ones(len(sets)), found[count:]))
        total, slope = RIDGE * scaled @ scaled, np.zeros(len(found))
        slope[:count] = 2 * RIDGE * scaled
        for number, one in enumerate(answered):
            values = one.values / spread
            plain = values @ scaled
            chance = np.exp(sharp[number] * (plain - plain.max(axis=1, keepdims=True)))
            chance /= chance.sum(axis=1, keepdims=True)
            of_right = (chance * one.right).sum(axis=1, keepdims=True)
            off, share = chance * one.right / of_right - chance, shares[number] / len(values)
            total -= share * np.log(of_right).sum()
            slope[:count] -= share * sharp[number] * np.einsum("ij,ijk->k", off, values)
            if number >= len(sets):
                slope[count + number - len(sets)] -= share * (off * plain).sum()
        return total, slope

    bounds = [(0, None) if i in used else (0, 0) for i in range(count)] + [(0.05, 2)] * len(public)
    start = np.concatenate((np.full(count, 0.5), np.full(len(public), 0.3)))
    found = minimize(loss, start, jac=True, bounds=bounds, method="L-BFGS-B").x[:count] / spread
    found[FOCUS] = min(found[FOCUS], MOST_FOCUS * found[TOPIC])
    found[HELPED] = min(found[HELPED], MOST_HELPED / (1 - MOST_HELPED) * found[:HELPED].sum())
    return np.asarray(found)


def _spread(sets: Sequence[Choices]) -> np.ndarray:
    found = np.concatenate([one.values.reshape(-1, len(COMPONENTS)) for one in sets]).std(axis=0)
    return np.where(found > 0, found, 1)


def scale(sets: Sequence[Choices], weights: np.ndarray, with_elsewhere: bool = True) -> np.ndarray:
    """Slope, offset and what elsewhere takes: from the first's sum to the chance that the first is right."""
    first, elsewhere, right = _of_all(sets, weights)

    def loss(line: np.ndarray) -> float:
        utility = line[0] * first + line[1] + (line[2] * elsewhere if with_elsewhere else 0)
        return float(np.mean(np.logaddexp(0, np.where(right, -utility, utility))))

    return np.asarray(
        minimize(loss, np.array([0.3, -3.0, 0.0]), method="Nelder-Mead", options={"maxiter": 2000}).x
    )


def promised(one: tuple[np.ndarray, np.ndarray, np.ndarray], line: np.ndarray) -> np.ndarray:
    """The chance that is promised for the first of each ask."""
    first, elsewhere, _ = one
    return np.asarray(1 / (1 + np.exp(-(line[0] * first + line[1] + line[2] * elsewhere))))


def firsts(one: Choices, weights: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The sum of whoever is first, how near the ask is to elsewhere, and whether the first is right."""
    utility = one.values @ weights
    best = utility.argmax(axis=1)
    asks = np.arange(len(best))
    return utility[asks, best], one.elsewhere, one.right[asks, best]


def _of_all(sets: Sequence[Choices], weights: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    first, elsewhere, right = zip(*(firsts(one, weights) for one in sets), strict=True)
    return np.concatenate(first), np.concatenate(elsewhere), np.concatenate(right)


def measured(one: Choices, weights: np.ndarray) -> str:
    """Right person first and among the first three, and first by kind."""
    order = np.argsort(-(one.values @ weights), axis=1)
    places = [int(np.flatnonzero(right[ranked])[0]) for right, ranked in zip(one.right, order, strict=True)]
    kinds = {
        kind: [p == 0 for p, k in zip(places, one.kinds, strict=True) if k == kind] for kind in one.kinds
    }
    by_kind = "  ".join(f"{kind} {np.mean(found):.2f}" for kind, found in kinds.items())
    first, three = np.mean([p == 0 for p in places]), np.mean([p < 3 for p in places])
    return f"top-1 {first:.3f}  top-3 {three:.3f}  {by_kind}"


def calibration(sets: Sequence[Choices], weights: np.ndarray, line: np.ndarray) -> str:
    """How often the first was right, by what was promised."""
    found = _of_all(sets, weights)
    chance, right = promised(found, line), found[2]
    edges = [0, 0.3, 0.5, 0.7, 0.85, 0.95, 1.001]
    bins = [(chance >= low) & (chance < high) for low, high in pairwise(edges)]
    return "  ".join(f"{chance[b].mean():.2f}: {right[b].mean():.2f} ({b.sum()})" for b in bins if b.any())


def silence(one: Choices, weights: np.ndarray, line: np.ndarray) -> str:
    """How well the promise tells the asks that nobody can help with, and an empty list by threshold."""
    chance, nobody = promised(firsts(one, weights), line), ~one.right.any(axis=1)
    pairs = chance[nobody][:, None] - chance[~nobody][None, :]
    found = [f"AUC {np.mean((pairs < 0) + (pairs == 0) / 2):.2f}"]
    for least in (0.2, 0.25, 0.3, 0.35, 0.4):
        silent = chance < least
        hits = int((silent & nobody).sum())
        found.append(f"{least}: {hits}/{nobody.sum()} of {silent.sum()}")
    return "  ".join(found)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    given, vectors = parser.parse_args(), Vectors()
    sets = load(given.data / "workplace", vectors)
    public = [helpers(given.data / "expert-finding" / f"{name}.json.gz", vectors) for name in PUBLIC_SETS]
    names = list(sets)
    for trained, tested in (names, names[::-1]):
        found = fit([sets[trained]], public)
        line = scale([sets[trained]], found)
        print(f"learned on {trained}: {_told(found)}")
        print(f"  on {tested}: {measured(sets[tested].answered, found)}")
        print(f"  promised and right on {tested}: {calibration([sets[tested]], found, line)}")
        print(f"  nobody suitable on {tested}: {silence(sets[tested], found, line)}")
    both = fit(list(sets.values()), public)
    line = scale(list(sets.values()), both)
    print(f"learned on both: {_told(both)}\n  scale {np.round(line, 3)}")
    print(f"  promised and right: {calibration(list(sets.values()), both, line)}")
    alone = fit(list(sets.values()), used=(0, 3))
    print(
        f"without an encoder: {_told(alone)}, scale {np.round(scale(list(sets.values()), alone, False), 3)}"
    )


def load(data: Path, vectors: Vectors) -> dict[str, Choices]:
    """The development sets with the asks whose right person shows by past help alone."""
    past = json.loads(PAST_ASKS.read_text("utf8"))
    found = {}
    for name, more in past.items():
        organisation = json.loads((data / f"{name}.json").read_text("utf8"))
        found[name] = choices(organisation, [*organisation["asks"], *more], vectors)
    return found


def _told(weights: np.ndarray) -> str:
    return ", ".join(f"{name} {value:.2f}" for name, value in zip(COMPONENTS, weights, strict=True))


if __name__ == "__main__":
    main()
