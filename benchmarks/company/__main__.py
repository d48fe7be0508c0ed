"""Print the tables.

python -m benchmarks.company [--asks 210] [--seeds 2] [--first 201] [--jobs 2] [--quick]
    [--organisation ../shared/data/workplace/hospital-group.json ...]
    [--invented [--experts 100] [--elsewhere]]

Without `--invented` people and questions are those of organisations: the files named, else those of the
development data, else the firm that is part of this repository.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from benchmarks.company import policies
from benchmarks.company.assumptions import World, worlds
from benchmarks.company.floor import floors
from benchmarks.company.organisation import company_of, read
from benchmarks.company.policies import CHOSEN, CLOSEST, OURS, SIDE_BY_SIDE, UNLIMITED, Policy
from benchmarks.company.runs import Results, many
from benchmarks.company.tables import goals, table

VARIANTS = {
    "Presets": policies.presets(CHOSEN),
    "Waiting times, in the expert's own working hours": policies.waiting_times(CHOSEN),
    "Reminders": policies.reminders(CHOSEN),
}

DATA = Path("../shared/data/workplace")
FIRM = Path(__file__).parents[1] / "matching" / "organisations" / "engineers.json"
ASKS_EACH = 3  # questions a quarter and expert of an organisation

ELSEWHERE = (CLOSEST, OURS, CHOSEN)


def main() -> None:
    options = _options()
    began = time.monotonic()
    seeds = range(options.first, options.first + options.seeds)
    for world in _worlds(options):
        print(f"{world.experts} experts, {world.asks} questions in a quarter, {options.seeds} seeds\n")
        if options.elsewhere:
            _elsewhere(world, seeds, options.jobs)
        else:
            _here(world, seeds, options.jobs, {} if options.quick else VARIANTS)
    print(f"\n{time.monotonic() - began:.0f} s")


def _worlds(options: argparse.Namespace) -> list[World]:
    if options.invented or options.elsewhere:
        return [World(experts=options.experts, asks=options.asks)]
    files = options.organisation or sorted(map(str, DATA.glob("*.json"))) or [str(FIRM)]
    found = []
    for file in files:
        print(f"The people and questions of {Path(file).stem}")
        experts = len(read(file)["experts"])
        asks = options.asks if options.asks_given else ASKS_EACH * experts
        found.append(World(organisation=file, experts=experts, asks=asks))
    return found


def _here(world: World, seeds: range, jobs: int, variants: dict[str, list[Policy]]) -> None:
    every = [*SIDE_BY_SIDE, *(policy for chosen in variants.values() for policy in chosen)]
    (results,) = many([(world, every, seeds)], jobs)
    print(_table(results, SIDE_BY_SIDE))
    for base in (CLOSEST, UNLIMITED):
        print(f"\n{CHOSEN.name}, against {base.name}:")
        print(goals(results, base.name, CHOSEN.name))
    print("\nThe busiest tenth's share in the evenest placing, and its ratio to the closest text:")
    found = [floors(company_of(world, seed)) for seed in seeds]
    for name in found[0]:
        shares = np.array([one[name] for one in found])
        base_shares = np.array([one.top_tenth for one in results[CLOSEST.name]])
        print(f"{name}: {shares.mean():.3f}, ratio {(shares / base_shares).mean():.2f}")
    for title, chosen in variants.items():
        print(f"\n{title}\n\n{_table(results, chosen)}")


def _elsewhere(world: World, seeds: range, jobs: int) -> None:
    others = worlds(world)
    for other, found in zip(others, many([(o, ELSEWHERE, seeds) for o in others], jobs), strict=True):
        print(f"If the company were otherwise: {other.name}\n\n{table(found, CLOSEST.name)}\n", flush=True)


def _table(results: Results, chosen: Sequence[Policy]) -> str:
    """The lines of some policies, with their ratios to the closest text."""
    return table(results, CLOSEST.name, [policy.name for policy in chosen])


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--organisation", nargs="*", help="files of people and questions")
    parser.add_argument("--invented", action="store_true", help="people whose words mean nothing")
    parser.add_argument("--experts", type=int)
    parser.add_argument("--asks", type=int)
    parser.add_argument("--seeds", type=int)
    parser.add_argument("--first", type=int, default=201, help="the first seed; lower ones served to choose")
    parser.add_argument("--jobs", type=int, default=2, help="processes")
    parser.add_argument("--quick", action="store_true", help="a small company, and only the first table")
    parser.add_argument("--elsewhere", action="store_true", help="other companies instead of this one")
    options = parser.parse_args()
    options.asks_given = options.asks is not None
    small = {"experts": 40, "asks": 80, "seeds": 2}
    usual = {"experts": 100, "asks": 300, "seeds": 2}
    for name, value in (small if options.quick else usual).items():
        if getattr(options, name) is None:
            setattr(options, name, value)
    return options


if __name__ == "__main__":
    main()
