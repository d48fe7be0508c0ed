"""Halves are fair and repeatable; the difference is honest, and is told of five people and more."""

from __future__ import annotations

import random
from datetime import timedelta
from statistics import mean

import pytest

from bot.reach.rules import (
    APART,
    FIRST,
    SECOND,
    Half,
    Member,
    Told,
    counted,
    difference,
    halves,
    lines,
    margin,
    result,
    shown_count,
    wilson,
)
from tests.support.clock import MONDAY

ENOUGH = 300  # people, as docs/reach.md says: within 0.1 of the truth in at least 19 of 20 pilots


def people(many: int) -> dict[str, str]:
    return {f"U{number}": "expert" if number % 3 == 0 else "new" for number in range(many)}


def test_halves_are_even_in_all_and_in_each_stratum() -> None:
    strata = people(37)
    drawn = halves(7, strata)
    assert set(drawn) == set(strata)
    for some in (drawn, *({p: drawn[p] for p in drawn if strata[p] == one} for one in ("expert", "new"))):
        sizes = [list(some.values()).count(half) for half in (FIRST, SECOND)]
        assert abs(sizes[0] - sizes[1]) <= 1


def test_the_same_seed_gives_the_same_halves_and_another_one_others() -> None:
    strata = people(40)
    assert halves(7, strata) == halves(7, dict(reversed(strata.items())))
    assert halves(7, strata) != halves(8, strata)


def test_everybody_is_in_either_half_as_often() -> None:
    strata = people(9)
    first = [halves(seed, strata) for seed in range(600)]
    for person in strata:
        assert 0.42 < mean(drawn[person] == FIRST for drawn in first) < 0.58


def test_who_comes_later_evens_the_halves() -> None:
    assert halves(1, {"UA": ""}, (3, 2)) == {"UA": SECOND}
    assert halves(1, {"UA": ""}, (2, 3)) == {"UA": FIRST}
    assert {halves(seed, {"UA": ""}, (2, 2))["UA"] for seed in range(20)} == {FIRST, SECOND}


def test_the_interval_is_that_of_the_paper() -> None:
    """Newcombe 1998, table II, method 10: 56/70 less 48/80 and 10/10 less 0/10."""
    first = difference(Half(70, 56), Half(80, 48))
    assert (first.low, first.high) == pytest.approx((0.0524, 0.3339), abs=0.0001)
    last = difference(Half(10, 10), Half(10, 0))
    assert (last.low, last.high) == pytest.approx((0.6075, 1.0), abs=0.0001)
    assert wilson(Half(148, 15)) == pytest.approx((0.0624, 0.1605), abs=0.0001)


def trial(seed: int, many: int, effect: float) -> float:
    """Return the difference that a pilot finds in which an invitation makes so many more ask."""
    draw = random.Random(seed)
    drawn = halves(seed, people(many))
    members = []
    for person in sorted(drawn):
        chance = 0.1 + (effect if drawn[person] == FIRST else 0)
        asked = [MONDAY + timedelta(days=draw.randrange(14))] if draw.random() < chance else []
        members.append(Member(drawn[person], MONDAY, asked))
    return difference(*counted(members, MONDAY + APART)).value


def test_a_planted_effect_is_found_in_a_pilot_of_the_documented_size() -> None:
    found = [trial(seed, ENOUGH, 0.2) for seed in range(200)]
    within = mean(abs(one - 0.2) <= 0.1 for one in found)
    assert within >= 0.95
    assert mean(found) == pytest.approx(0.2, abs=0.01), "not biased"
    assert abs(mean(trial(seed, ENOUGH, 0) for seed in range(100))) < 0.02, "nothing found where nothing is"


def test_only_what_was_asked_in_the_two_weeks_counts() -> None:
    late = Member(SECOND, MONDAY, [MONDAY + APART])
    early = Member(SECOND, MONDAY, [MONDAY - timedelta(hours=1)])
    asked = Member(FIRST, MONDAY, [MONDAY + timedelta(days=13)])
    assert counted([late, early, asked], MONDAY + APART) == (Half(1, 1), Half(2, 0))
    assert counted([asked], MONDAY + timedelta(days=13)) == (Half(), Half()), "not over yet"


@pytest.mark.parametrize(
    ("sizes", "assigned", "rolling", "ended", "told"),
    [
        ((5, 5), (5, 5), False, False, Told.YES),
        ((0, 0), (5, 5), False, False, Told.LATER),
        ((0, 0), (2, 1), False, False, Told.FEW),
        ((2, 1), (2, 1), False, True, Told.FEW),
        ((0, 0), (5, 5), False, True, Told.STOPPED),
        ((4, 5), (6, 6), True, False, Told.FEW_YET),
    ],
)
def test_what_cannot_be_told_says_why(
    sizes: tuple[int, int], assigned: tuple[int, int], rolling: bool, ended: bool, told: Told
) -> None:
    ends = MONDAY + APART
    found = result(Half(sizes[0]), Half(sizes[1]), assigned=assigned, ends=ends, rolling=rolling, ended=ended)
    assert found.told is told
    assert (found.at == ends) is (told is Told.LATER)


def test_counts_tell_nothing_about_a_few() -> None:
    assert [shown_count(*pair) for pair in ((4, 4), (1, 0), (9, 9), (9, 7), (9, 4))] == [
        None,
        None,
        9,
        None,
        4,
    ]


def test_a_list_is_read_line_by_line_or_by_commas() -> None:
    assert lines("UADA, <@UELI>\n mei@acme.example;UADA\n\n") == ["UADA", "UELI", "mei@acme.example"]


def test_the_margin_is_what_the_page_says() -> None:
    assert [margin(many) for many in (0, 50, 100, 200, 400)] == [100, 21, 15, 11, 8]
