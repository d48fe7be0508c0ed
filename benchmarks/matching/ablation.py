"""What each signal adds on the public data: the measures without it, with intervals by bootstrap.

python -m benchmarks.matching.ablation [--data ../shared/data/expert-finding] [FILE ...]
"""

from __future__ import annotations

import argparse
import gzip
import importlib.util
import json
from collections import Counter
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
from bot.matching.rules.weights import FITTED

from benchmarks.matching import parts, weighed

ROUNDS = 1000


def fair_pairs(data: dict[str, Any], experts: list[dict[str, Any]], scores: np.ndarray) -> list[list[float]]:
    """The fair pairs of each question, as `evaluate.py` counts them, ties as half."""
    place = {expert["id"]: k for k, expert in enumerate(experts)}
    helped = Counter(person for item in data["past"] for person in item["helpers"])
    busy = np.array([helped[expert["id"]] for expert in experts])
    found = []
    for row, question in zip(scores, data["asked"], strict=True):
        helpers = {place[person] for person in question["helpers"] if person in place}
        out = [*helpers, place.get(question["asker"], -1)]
        pairs = []
        for one in helpers:
            like = np.flatnonzero((busy >= busy[one] / 1.2) & (busy <= busy[one] * 1.2))
            like = like[~np.isin(like, out)]
            if len(like) >= 5:
                pairs.append(float((row[like] < row[one]).mean() + 0.5 * (row[like] == row[one]).mean()))
        found.append(pairs)
    return found


def interval(pairs: list[list[float]]) -> tuple[float, float, float]:
    """The mean, and its 95 % interval over questions drawn anew."""
    chance = np.random.default_rng(0)
    sums, numbers = np.array([[sum(one), len(one)] for one in pairs]).T
    drawn = chance.integers(0, len(pairs), (ROUNDS, len(pairs)))
    means = sums[drawn].sum(axis=1) / numbers[drawn].sum(axis=1)
    low, high = np.quantile(means, (0.025, 0.975))
    return float(sums.sum() / numbers.sum()), float(low), float(high)


def reference(folder: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("evaluate", folder / "evaluate.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("../shared/data/expert-finding"))
    parser.add_argument("files", nargs="*", default=["history", "dba"])
    given = parser.parse_args()
    if not (given.data / "evaluate.py").exists():
        print(f"There is no public data in {given.data}: nothing was measured.")
        return
    evaluate = reference(given.data)
    for name in given.files:
        with gzip.open(given.data / f"{name}.json.gz", "rt", encoding="utf8") as file:
            data = json.load(file)
        for warm in (False, True):
            experts = evaluate.experts_of(data, warm)
            found = parts(experts, data["asked"])
            trials = {"all": dict(FITTED)}
            trials |= {f"without {part}": {**FITTED, part: 0.0} for part in FITTED}
            trials |= {f"{part} alone": {one: float(one is part) for one in FITTED} for part in FITTED}
            for trial, weights in trials.items():
                mean, low, high = interval(fair_pairs(data, experts, weighed(found, weights)))
                regime = "warm" if warm else "cold"
                print(f"{name:8} {regime}  {trial:17} {mean:.3f}  [{low:.3f}, {high:.3f}]", flush=True)


if __name__ == "__main__":
    main()
