"""The rota: its constraints hold whatever comes in, and it is as good as it can be."""

from __future__ import annotations

from collections import Counter
from itertools import combinations, product
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_array
from scipy.sparse.csgraph import maximum_flow

from benchmarks.flash.bounds import bounds
from bot.flash.rota import Rota, Shortage, plan, replan, shortages
from bot.flash.rota.colouring import lay
from bot.flash.rota.levels import equal_shares
from bot.flash.rota.programme import Programme
from bot.flash.rota.relaxation import MISSED, relaxed, ruled_out_above

Fits = dict[tuple[str, str], float]


@st.composite
def events(draw: st.DrawFn) -> tuple[list[str], list[str], Fits, int]:
    """Some mentees and experts, who may meet whom, and how well they fit; somebody may be both."""
    mentees = [f"M{i}" for i in range(draw(st.integers(0, 9)))]
    experts = [f"X{j}" for j in range(draw(st.integers(0, 6)))]
    if mentees and draw(st.booleans()):
        experts = [*experts, "M0"]
    open_to = st.one_of(st.none(), st.floats(0, 1))
    fits = {(m, x): fit for m in mentees for x in experts if (fit := draw(open_to)) is not None}
    return mentees, experts, fits, draw(st.integers(1, 5))


def pairs_of(rota: Rota) -> list[tuple[str, str]]:
    return [pair for pairs in rota.rounds for pair in pairs]


def check(rota: Rota, fits: Fits) -> None:
    """What every rota keeps, however it came about."""
    met = pairs_of(rota)
    assert len(set(met)) == len(met), "a pair meets twice"
    assert all(pair in fits and pair[0] != pair[1] for pair in met), "two meet who must not"
    for pairs in rota.rounds:
        for at in (0, 1):
            assert len({pair[at] for pair in pairs}) == len(pairs), "somebody has two talks at once"


def most_talks(mentees: list[str], experts: list[str], fits: Fits, rounds: int) -> int:
    """How many talks any rota can have at most: a maximum flow."""
    n, m = len(mentees), len(experts)
    capacity = np.zeros((n + m + 2, n + m + 2), np.int32)
    capacity[n + m, :n], capacity[n : n + m, n + m + 1] = rounds, rounds
    for mentee, expert in fits:
        if mentee != expert:
            capacity[mentees.index(mentee), n + experts.index(expert)] = 1
    return int(maximum_flow(csr_array(capacity), n + m, n + m + 1).flow_value)


def without_overlap(event: tuple[list[str], list[str], Fits, int]) -> bool:
    return not set(event[0]) & set(event[1])


@given(events())
def test_no_pair_twice_one_talk_at_a_time_and_only_those_who_may_meet(
    event: tuple[list[str], list[str], Fits, int],
) -> None:
    rota = plan(*event)
    check(rota, event[2])
    assert len(rota.rounds) == event[3]
    assert plan(*event) == rota, "the same people get the same rota"


@given(events().filter(without_overlap))
def test_there_are_as_many_talks_as_any_rota_can_have(event: tuple[list[str], list[str], Fits, int]) -> None:
    mentees, experts, fits, rounds = event
    assert len(pairs_of(plan(*event))) == most_talks(mentees, experts, fits, rounds)


@given(st.integers(1, 12), st.integers(1, 12), st.integers(1, 6), st.integers(0, 1000))
def test_where_all_may_meet_nobody_is_idle_twice_while_another_never_is(
    n: int, m: int, rounds: int, seed: int
) -> None:
    mentees, experts = [f"M{i}" for i in range(n)], [f"X{j}" for j in range(m)]
    drawn = np.random.default_rng(seed).random((n, m))
    fits = {(a, b): float(drawn[i, j]) for i, a in enumerate(mentees) for j, b in enumerate(experts)}
    rota = plan(mentees, experts, fits, rounds)
    check(rota, fits)
    for people in (mentees, experts):
        talks = [len(rota.of(one)) for one in people]
        assert max(talks) - min(talks) <= 1


def test_the_worst_off_comes_before_the_sum() -> None:
    fits = {("A", "X"): 0.9, ("A", "Y"): 0.5, ("B", "X"): 0.6, ("B", "Y"): 0.1}
    assert plan(["A", "B"], ["X", "Y"], fits, 1).rounds == ((("A", "Y"), ("B", "X")),)


def test_of_two_rotas_as_good_for_the_worst_off_the_better_sum_wins() -> None:
    fits = {("A", "X"): 0.3, ("A", "Y"): 0.3, ("B", "X"): 0.4, ("B", "Y"): 0.9}
    assert plan(["A", "B"], ["X", "Y"], fits, 1).rounds == ((("A", "X"), ("B", "Y")),)


@given(st.integers(2, 5), st.integers(2, 4), st.integers(0, 500))
def test_a_small_rota_of_one_round_is_the_best_of_all(n: int, m: int, seed: int) -> None:
    mentees, experts = [f"M{i}" for i in range(n)], [f"X{j}" for j in range(m)]
    drawn = np.random.default_rng(seed).random((n, m))
    fits = {(a, b): float(drawn[i, j]) for i, a in enumerate(mentees) for j, b in enumerate(experts)}
    met = plan(mentees, experts, fits, 1).rounds[0]
    mine = [fits[pair] for pair in met]
    every = [
        [fits[pair] for pair in some]
        for some in combinations(fits, min(n, m))
        if len({a for a, _ in some}) == len({b for _, b in some}) == min(n, m)
    ]
    if n <= m:
        assert min(mine) >= max(min(one) for one in every) * (1 - 1 / 400)
    as_good = [sum(one) for one in every if n > m or min(one) >= min(mine)]
    assert sum(mine) >= max(as_good) - 1e-6


# --- Laying into rounds -----------------------------------------------------------------------------------


@given(st.sampled_from([(5, 3, 2), (4, 3, 2), (5, 3, 3), (3, 3, 1)]), st.integers(0, 500))
@settings(max_examples=25)
def test_where_some_have_a_single_talk_no_rota_is_better(size: tuple[int, int, int], seed: int) -> None:
    n, m, rounds = size
    values = np.random.default_rng(seed).random((n, m))
    fits = {(f"M{i}", f"X{j}"): float(values[i, j]) for i in range(n) for j in range(m)}
    found = pairs_of(plan([f"M{i}" for i in range(n)], [f"X{j}" for j in range(m)], fits, rounds))
    totals = Counter[str]()
    for mentee, expert in found:
        totals[mentee] += fits[mentee, expert]  # type: ignore[assignment]
    few, left = divmod(len(found), n)
    sums = {i: _sums(values[i], few, more=left > 0) for i in range(n)}
    best = max(
        (min(value for value, _ in one), sum(value for value, _ in one))
        for one in product(*sums.values())
        if sum(len(experts) for _, experts in one) == len(found)
        and max(Counter(j for _, experts in one for j in experts).values()) <= rounds
    )
    assert (min(totals.values()), sum(totals.values())) == pytest.approx(best, rel=2e-4)


@given(st.sampled_from([(5, 3, 2), (6, 4, 2), (9, 4, 3), (7, 3, 4)]), st.integers(0, 500))
@settings(max_examples=25)
def test_no_level_that_prices_rule_out_can_be_reached(size: tuple[int, int, int], seed: int) -> None:
    n, m, rounds = size
    fits = np.random.default_rng(seed).random((n, m))
    programme = Programme.of(fits, np.ones((n, m), np.bool_), equal_shares(fits, rounds))
    highest = float(np.sort(fits, axis=1)[:, -2:].sum(axis=1).min())
    answer = relaxed(programme, highest)
    if answer is not None and answer.missed > MISSED:
        above = ruled_out_above(programme, answer, highest)
        assert above <= highest
        assert programme.solve(above * 1.001 + 1e-6, whole=True) is None


def _sums(row: Any, few: int, *, more: bool) -> list[tuple[float, tuple[int, ...]]]:
    """What one mentee can have: the sum of the fits, and with which experts."""
    sizes = (few, few + 1) if more else (few,)
    ways = [one for size in sizes for one in combinations(range(len(row)), size)]
    return [(float(sum(row[j] for j in one)), one) for one in ways]


@pytest.mark.parametrize("scale", [1e-6, 1e-8, 1e-9, 1e-10, 1e-12])
def test_fits_that_are_next_to_nothing_end_too(scale: float) -> None:
    for seed in range(10):
        values = scale * np.random.default_rng(seed).random((4, 3))
        fits = {(f"M{i}", f"X{j}"): float(values[i, j]) for i in range(4) for j in range(3)}
        rota = plan([f"M{i}" for i in range(4)], ["X0", "X1", "X2"], fits, 3)
        assert len(pairs_of(rota)) == 9


@pytest.mark.parametrize("gone", [0, 1])
def test_hundreds_are_planned_as_well_as_the_relaxation_allows(gone: int) -> None:
    n, m, rounds = 80, 20 - gone, 5
    values = np.random.default_rng(1).random((n, m))
    fits = {(f"M{i:02}", f"X{j:02}"): float(values[i, j]) for i in range(n) for j in range(m)}
    rota = plan([f"M{i:02}" for i in range(n)], [f"X{j:02}" for j in range(m)], fits, rounds)
    check(rota, fits)
    totals = Counter[str]()
    for mentee, expert in pairs_of(rota):
        totals[mentee] += fits[mentee, expert]  # type: ignore[assignment]
    assert len(pairs_of(rota)) == m * rounds
    worst, total, _ = bounds(values, rounds, min(totals.values()))
    assert min(totals.values()) >= 0.999 * worst
    assert sum(totals.values()) >= 0.998 * total


@given(st.sets(st.tuples(st.integers(0, 7), st.integers(0, 7))))
def test_so_many_rounds_are_enough_as_the_busiest_person_has_talks(pairs: set[tuple[int, int]]) -> None:
    busiest = max(Counter((at, pair[at]) for pair in pairs for at in (0, 1)).values(), default=0)
    laid = lay(sorted(pairs), busiest)
    assert sorted(pair for one in laid for pair in one) == sorted(pairs)
    for one in laid:
        for at in (0, 1):
            assert len({pair[at] for pair in one}) == len(one)


# --- Planning the rest anew -------------------------------------------------------------------------------


@given(events().filter(without_overlap), st.data())
def test_what_has_happened_stays_and_whoever_is_gone_has_no_more_talks(
    event: tuple[list[str], list[str], Fits, int], data: st.DataObject
) -> None:
    mentees, experts, fits, rounds = event
    before = plan(*event)
    first = data.draw(st.integers(0, rounds))
    gone = data.draw(st.sets(st.sampled_from([*mentees, *experts]))) if mentees or experts else set()
    after = replan(
        before,
        fits,
        first,
        {one: 0 for one in mentees if one not in gone},
        {one: 0 for one in experts if one not in gone},
    )
    check(after, fits)
    assert [set(one) for one in after.rounds[:first]] == [set(one) for one in before.rounds[:first]]
    assert not {one for pairs in after.rounds[first:] for pair in pairs for one in pair} & gone


@given(events().filter(without_overlap))
def test_nothing_changes_where_nobody_is_gone(
    event: tuple[list[str], list[str], Fits, int],
) -> None:
    mentees, experts, fits, _rounds = event
    before = plan(*event)
    here, there = dict.fromkeys(mentees, 0), dict.fromkeys(experts, 0)
    same = replan(before, fits, 0, here, there)
    assert len(pairs_of(same)) >= len(pairs_of(before))
    kept = [set(old) & set(new) for old, new in zip(before.rounds, same.rounds, strict=True)]
    if len(pairs_of(same)) == len(pairs_of(before)):
        assert sum(map(len, kept)) == len(pairs_of(before))


def test_the_talk_of_somebody_gone_goes_to_whoever_was_idle() -> None:
    fits = {(m, x): 0.5 for m in "ABC" for x in "XY"}
    before = plan("ABC", "XY", fits, 3)
    after = replan(before, fits, 1, {"A": 0, "B": 0}, {"X": 0, "Y": 0})
    check(after, fits)
    kept = {(number, pair) for number in (1, 2) for pair in before.rounds[number] if "C" not in pair}
    assert kept <= {(number, pair) for number in (1, 2) for pair in after.rounds[number]}


def test_whoever_comes_late_talks_from_their_first_round_on() -> None:
    fits = {(m, x): 0.5 for m in "AB" for x in "XY"}
    before = plan("A", "XY", {pair: fit for pair, fit in fits.items() if pair[0] == "A"}, 3)
    after = replan(before, fits, 1, {"A": 0, "B": 2}, {"X": 0, "Y": 0})
    check(after, fits)
    assert set(after.of("B")) == {2}


# --- Why it does not work out ------------------------------------------------------------------------------


def test_who_can_meet_too_few_is_named_with_those_they_can_meet() -> None:
    fits = {(m, x): 0.5 for m in "ABC" for x in "XY"} | {("D", x): 0.5 for x in "XYZ"}
    assert shortages("ABCDE", "XYZ", fits, 3) == [
        Shortage(("E",), ()),
        Shortage(("A", "B", "C"), ("X", "Y")),
    ]
