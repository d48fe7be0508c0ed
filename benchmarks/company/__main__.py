"""Print the tables.

python -m benchmarks.company [--experts 80] [--asks 200] [--seeds 6] [--jobs 2] [--quick]
"""

from __future__ import annotations

import argparse
import time

from benchmarks.company import policies
from benchmarks.company.assumptions import World, worlds
from benchmarks.company.policies import ADVISED, CHOSEN, CLOSEST, OURS_URGENT, SIDE_BY_SIDE, UNLIMITED
from benchmarks.company.runs import Job, many
from benchmarks.company.tables import goals, table


def main() -> None:
    options = _options()
    began = time.monotonic()
    world = World(experts=options.experts, asks=options.asks)
    variants = {
        "Waiting times, in the expert's own working hours": policies.waiting_times(ADVISED),
        "Reminders": policies.reminders(CHOSEN),
        "Weights beside the engine's own": policies.weights(CHOSEN),
    }
    others = worlds(world)
    jobs: list[Job] = [(world, SIDE_BY_SIDE, options.seeds)]
    if not options.quick:
        jobs += [(world, [CLOSEST, *chosen], options.seeds) for chosen in variants.values()]
        jobs += [(other, [CLOSEST, OURS_URGENT, CHOSEN], max(2, options.seeds // 2)) for other in others]
    results = iter(many(jobs, options.jobs))
    print(f"{world.experts} experts, {world.asks} questions in a quarter, {options.seeds} seeds\n")
    side = next(results)
    print(table(side, CLOSEST.name))
    for base in (CLOSEST, UNLIMITED):
        print(f"\n{CHOSEN.name}, against {base.name}:")
        print(goals(side, base.name, CHOSEN.name))
    if not options.quick:
        for title in variants:
            print(f"\n{title}\n\n{table(next(results), CLOSEST.name)}")
        for other in others:
            print(f"\nIf the company were otherwise: {other.name}\n\n{table(next(results), CLOSEST.name)}")
    print(f"\n{time.monotonic() - began:.0f} s")


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
