"""Which asks are put together, whatever they are like, and how their session is divided."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.pooled.closeness import closeness
from benchmarks.pooled.groups import GROUPS
from bot.models import ProgramSettings
from bot.pooled.rules import (
    ASKED_FROM,
    CLOSING,
    MOST,
    OPENING,
    Pair,
    groups,
    in_time,
    minutes_for,
    pairs_of,
    share,
)

IDS = [f"ask{number}" for number in range(9)]
PAIRS = [frozenset(pair) for pair in combinations(IDS, 2)]
nearness = st.fixed_dictionaries({pair: st.sampled_from((0.0, 0.4, 0.5, 0.6, 0.9, 1.0)) for pair in PAIRS})
apart = st.sets(st.sampled_from(PAIRS), max_size=6)


@given(nearness, apart, st.permutations(IDS))
@settings(max_examples=60, deadline=None)
def test_a_group_is_alike_throughout_of_a_fit_size_and_keeps_people_apart(
    near: dict[Pair, float], kept: set[Pair], order: list[str]
) -> None:
    found = groups(IDS, near, 0.5, kept)
    for group in found:
        pairs = [frozenset(pair) for pair in combinations(group.asks, 2)]
        assert ASKED_FROM <= len(group.asks) <= MOST
        assert min(near[pair] for pair in pairs) == group.closeness >= 0.5
        assert not kept & set(pairs)
    everybody = [one for group in found for one in group.asks]
    assert len(everybody) == len(set(everybody)), "an ask is in one group"
    assert groups(order, near, 0.5, kept) == found, "the order tells nothing"


def test_seven_that_are_one_make_a_group_of_six() -> None:
    near = dict.fromkeys(PAIRS, 1.0)
    assert [len(group.asks) for group in groups(IDS[:7], near, 0.5)] == [6]
    assert [len(group.asks) for group in groups(IDS, near, 0.5)] == [6, 3]
    assert groups(IDS[:2], near, 0.5) == []


def test_a_square_names_every_pair_once() -> None:
    square = [[1.0, 0.2, 0.3], [0.2, 1.0, 0.4], [0.3, 0.4, 1.0]]
    found = pairs_of(["a", "b", "c"], square)
    assert found == {frozenset("ab"): 0.2, frozenset("ac"): 0.3, frozenset("bc"): 0.4}


@given(st.integers(2, MOST))
def test_each_question_has_its_part_and_the_parts_fit(people: int) -> None:
    minutes = minutes_for(people)
    each = share(minutes, people)
    assert 45 <= minutes <= 60
    assert each >= 8
    assert OPENING + CLOSING + each * people <= minutes


def test_what_is_needed_soon_goes_on_alone() -> None:
    today = date(2027, 2, 1)
    assert in_time(None, today)
    assert in_time(today + timedelta(days=5), today)
    assert not in_time(today + timedelta(days=4), today)


def test_the_default_threshold_lets_most_groups_through() -> None:
    least = ProgramSettings().pooled_closeness / 100
    found = [near >= least for near in closeness(GROUPS, meaning=True)]
    assert sum(found) >= len(found) * 0.6
