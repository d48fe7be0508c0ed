"""Plan rotas of three sizes; print time, talks, the worst-off and the total beside their linear bounds.

    OPENBLAS_NUM_THREADS=1 python -m benchmarks.flash [--bounds] [--seeds 3] [--sizes 3]

Beside each stand bounds that hold for every rota, from the prices of experts (half a minute for the largest
size); with --bounds those of the linear programme over all pairs, by HiGHS (scipy), for hours.
"""

from __future__ import annotations

import argparse
import statistics
import time

import numpy as np

from benchmarks.flash.bounds import bounds, by_prices, proven_total
from bot.flash.rota import Rota, plan, replan
from bot.flash.rota.exchange import Floats

SIZES = ((30, 10, 4), (200, 50, 5), (1000, 200, 6))


def people(mentees: int, experts: int) -> tuple[list[str], list[str]]:
    return [f"M{i:04}" for i in range(mentees)], [f"X{j:04}" for j in range(experts)]


def fits_of(mentees: int, experts: int, seed: int) -> Floats:
    """Fits as questions and profiles give them: a few tastes in common, and noise."""
    rng = np.random.default_rng(seed)
    tastes = 8
    one, other = rng.dirichlet([0.4] * tastes, mentees), rng.dirichlet([0.4] * tastes, experts)
    near = one @ other.T
    noise = rng.normal(0, 0.6, (mentees, experts))
    return np.asarray(1 / (1 + np.exp(-(6 * near - 2 + noise))), np.float64)


def as_mapping(fits: Floats, mentees: list[str], experts: list[str]) -> dict[tuple[str, str], float]:
    return {(m, x): float(fits[i, j]) for i, m in enumerate(mentees) for j, x in enumerate(experts)}


def total_of(rota: Rota, fits: dict[tuple[str, str], float]) -> tuple[int, float, float]:
    """How many talks, the worst-off mentee's total, and the total."""
    totals: dict[str, float] = {}
    for mentee, expert in (pair for pairs in rota.rounds for pair in pairs):
        totals[mentee] = totals.get(mentee, 0.0) + fits[mentee, expert]
    return sum(len(pairs) for pairs in rota.rounds), min(totals.values()), sum(totals.values())


def planning(seeds: int, with_bounds: bool, sizes: int = len(SIZES)) -> None:
    for n, m, rounds in SIZES[:sizes]:
        for seed in range(seeds):
            mentees, experts = people(n, m)
            matrix = fits_of(n, m, seed)
            fits = as_mapping(matrix, mentees, experts)
            began, used = time.perf_counter(), time.process_time()
            rota = plan(mentees, experts, fits, rounds)
            seconds, used = time.perf_counter() - began, time.process_time() - used
            talks, worst, total = total_of(rota, fits)
            line = (
                f"{n} x {m} x {rounds} seed {seed}: {seconds:.3f} s ({used:.3f} s of one core), "
                f"{talks} talks, worst {worst:.4f}, total {total:.3f}"
            )
            if with_bounds:
                most_worst, most_total, free_total = bounds(matrix, rounds, worst)
                line += (
                    f"; worst {100 * worst / most_worst:.2f} %, total {100 * total / most_total:.3f} %"
                    f" (with nobody worse off) and {100 * total / free_total:.3f} % (of the total alone)"
                )
                best = proven_total(matrix, rounds, worst)
                line += f"; {100 * total / best:.3f} % of what is proven to be possible" if best else ""
            elif n > m:
                most_worst, most_total = by_prices(matrix, rounds, worst)
                line += f"; worst {100 * worst / most_worst:.2f} %, total {100 * total / most_total:.3f} %"
            print(line, flush=True)


def dropping_out(seeds: int) -> None:
    n, m, rounds = 200, 50, 5
    for seed in range(seeds):
        mentees, experts = people(n, m)
        fits = as_mapping(fits_of(n, m, seed), mentees, experts)
        before = plan(mentees, experts, fits, rounds)
        for gone in (experts[seed], mentees[seed]):
            here = {one: 0 for one in mentees if one != gone}
            there = {one: 0 for one in experts if one != gone}
            times = []
            for _ in range(3):
                began = time.perf_counter()
                after = replan(before, fits, 2, here, there)
                times.append(time.perf_counter() - began)
            old = {(number, *pair) for number, pairs in enumerate(before.rounds) for pair in pairs}
            new = {(number, *pair) for number, pairs in enumerate(after.rounds) for pair in pairs}
            lost = {one for one in old - new if gone not in one}
            print(
                f"{gone} gone after round 2 of {rounds}: {statistics.median(times):.3f} s, "
                f"{len([one for one in old if gone in one and one[0] >= 2])} talks of theirs gone, "
                f"{len(lost)} others changed, {len(new - old)} new"
            )


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--bounds", action="store_true")
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--sizes", type=int, default=3, help="how many sizes, the smallest first")
    given = parser.parse_args()
    planning(given.seeds, given.bounds, given.sizes)
    dropping_out(given.seeds)


if __name__ == "__main__":
    main()
