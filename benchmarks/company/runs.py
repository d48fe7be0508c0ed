"""Many quarters: each seed's company under each policy, on as many processes as wished."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace

from benchmarks.company.assumptions import World
from benchmarks.company.figures import Figures, figures
from benchmarks.company.organisation import company_of
from benchmarks.company.policies import Policy
from benchmarks.company.quarter import Quarter

Job = tuple[World, Sequence[Policy], Sequence[int]]  # the last are the seeds
Results = dict[str, list[Figures]]  # by policy: one entry per seed, in the order of the seeds


def one_seed(world: World, policies: Sequence[Policy], seed: int) -> list[Figures]:
    """The same people and questions under each policy; what differs in nothing but its name is run once."""
    company = company_of(world, seed)
    found: dict[Policy, Figures] = {}
    for policy in map(_nameless, policies):
        if policy not in found:
            found[policy] = figures(Quarter(company, policy).run())
    return [found[_nameless(policy)] for policy in policies]


def _nameless(policy: Policy) -> Policy:
    return replace(policy, name="")


def many(jobs: Iterable[Job], processes: int) -> list[Results]:
    """For each world, policies and seeds: the figures by policy."""
    jobs = list(jobs)
    tasks = [(world, policies, seed) for world, policies, seeds in jobs for seed in seeds]
    if processes == 1:
        done = iter([one_seed(*task) for task in tasks])
    else:
        with ProcessPoolExecutor(processes) as pool:
            done = iter(list(pool.map(one_seed, *zip(*tasks, strict=True))))
    results = []
    for _, policies, seeds in jobs:
        per_seed = [next(done) for _ in seeds]
        results.append({p.name: [row[at] for row in per_seed] for at, p in enumerate(policies)})
    return results
