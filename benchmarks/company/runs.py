"""Many quarters: each seed's company under each policy, on as many processes as wished."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor

from benchmarks.company.assumptions import World
from benchmarks.company.figures import Figures, figures
from benchmarks.company.people import Company
from benchmarks.company.policies import Policy
from benchmarks.company.quarter import Quarter

Job = tuple[World, Sequence[Policy], int]  # the last is how many seeds
Results = dict[str, list[Figures]]  # by policy: one entry per seed, in the order of the seeds


def one_seed(world: World, policies: Sequence[Policy], seed: int) -> list[Figures]:
    """The same people and questions under each policy."""
    company = Company(world, seed)
    return [figures(Quarter(company, policy).run()) for policy in policies]


def many(jobs: Iterable[Job], processes: int) -> list[Results]:
    """For each world, policies and number of seeds: the figures by policy."""
    jobs = list(jobs)
    tasks = [(world, policies, seed) for world, policies, seeds in jobs for seed in range(1, seeds + 1)]
    if processes == 1:
        done = iter([one_seed(*task) for task in tasks])
    else:
        with ProcessPoolExecutor(processes, initializer=_alone) as pool:
            done = iter(list(pool.map(one_seed, *zip(*tasks, strict=True))))
    results = []
    for _, policies, seeds in jobs:
        per_seed = [next(done) for _ in range(seeds)]
        results.append({p.name: [row[at] for row in per_seed] for at, p in enumerate(policies)})
    return results


def _alone() -> None:
    """One core per process: numpy's own threads would only get in each other's way."""
    os.environ["OMP_NUM_THREADS"] = "1"
