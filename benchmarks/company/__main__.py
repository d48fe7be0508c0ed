"""Print the tables.

python -m benchmarks.company [--experts 80] [--asks 200] [--seeds 6] [--jobs 2] [--quick]
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Sequence

from benchmarks.company import policies
from benchmarks.company.assumptions import World, worlds
from benchmarks.company.policies import ADVISED, CHOSEN, CLOSEST, OURS_URGENT, SIDE_BY_SIDE, UNLIMITED, Policy
from benchmarks.company.runs import Results, many
from benchmarks.company.tables import goals, table

VARIANTS = {
    "Waiting times, in the expert's own working hours": policies.waiting_times(ADVISED),
    "Reminders": policies.reminders(CHOSEN),
    "Weights beside the engine's own": policies.weights(CHOSEN),
}

ELSEWHERE = (CLOSEST, OURS_URGENT, CHOSEN)


def main() -> None:
    options = _options()
    began = time.monotonic()
    world = World(experts=options.experts, asks=options.asks)
    variants = {} if options.quick else VARIANTS
    others = [] if options.quick else worlds(world)
    every = [*SIDE_BY_SIDE, *(policy for chosen in variants.values() for policy in chosen)]
    (results,) = many([(world, every, options.seeds)], options.jobs)
    print(f"{world.experts} experts, {world.asks} questions in a quarter, {options.seeds} seeds\n")
    print(_table(results, SIDE_BY_SIDE))
    for base in (CLOSEST, UNLIMITED):
        print(f"\n{CHOSEN.name}, against {base.name}:")
        print(goals(results, base.name, CHOSEN.name))
    for title, chosen in variants.items():
        print(f"\n{title}\n\n{_table(results, chosen)}")
    jobs = [(other, ELSEWHERE, max(2, options.seeds // 2)) for other in others]
    for other, found in zip(others, many(jobs, options.jobs), strict=True):
        print(f"\nIf the company were otherwise: {other.name}\n\n{table(found, CLOSEST.name)}")
    print(f"\n{time.monotonic() - began:.0f} s")


def _table(results: Results, chosen: Sequence[Policy]) -> str:
    """The lines of some policies, with their ratios to the closest text."""
    return table(results, CLOSEST.name, [policy.name for policy in chosen])


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--experts", type=int)
    parser.add_argument("--asks", type=int)
    parser.add_argument("--seeds", type=int)
    parser.add_argument("--jobs", type=int, default=2, help="processes")
    parser.add_argument("--quick", action="store_true", help="a small company, and only the first table")
    options = parser.parse_args()
    small = {"experts": 40, "asks": 80, "seeds": 2}
    usual = {"experts": 80, "asks": 200, "seeds": 6}
    for name, value in (small if options.quick else usual).items():
        if getattr(options, name) is None:
            setattr(options, name, value)
    return options


if __name__ == "__main__":
    main()
