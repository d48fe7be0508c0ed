"""Asks are placed together: most of them first, nobody twice within a day without need, then the best fit."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.matching.rules import Capacity, Demand, assign

PEOPLE = ["eli", "mei", "tui", "noor"]
# Tenths of a score: ties are common, and sums are exact enough to compare.
SCORES = st.integers(0, 10).map(lambda tenths: tenths / 10)
CHOICES = st.dictionaries(st.sampled_from(PEOPLE), SCORES, max_size=4)
ROOMS = st.dictionaries(st.sampled_from(PEOPLE), st.builds(Capacity, st.integers(0, 3), st.booleans()))


def wanting(*choices: dict[str, float]) -> list[Demand]:
    return [Demand(f"a{number}", each) for number, each in enumerate(choices)]


ASKS = st.lists(CHOICES, max_size=5).map(lambda each: wanting(*each))


def every_placement(asks: list[Demand], room: dict[str, Capacity]) -> Iterator[dict[str, str]]:
    """Every placement that keeps within the room, one ask after the other."""
    if not asks:
        yield {}
        return
    first, *others = asks
    yield from every_placement(others, room)
    for user_id in first.choices:
        if user_id in room and room[user_id].places:
            left = Capacity(room[user_id].places - 1, room[user_id].rested)
            for rest in every_placement(others, room | {user_id: left}):
                yield {first.ask_id: user_id} | rest


def seconds(placed: dict[str, str], room: dict[str, Capacity]) -> int:
    """How many offers come within a working day of another one to the same person."""
    return sum(number - room[user_id].rested for user_id, number in Counter(placed.values()).items())


def fit(placed: dict[str, str], asks: list[Demand]) -> float:
    return sum(ask.choices[placed[ask.ask_id]] for ask in asks if ask.ask_id in placed)


@settings(max_examples=300)
@given(ASKS, ROOMS)
def test_no_placement_is_better_than_the_one_that_is_made(
    asks: list[Demand], room: dict[str, Capacity]
) -> None:
    """More asks placed, then fewer second offers, then more fit: compared with every possible placement."""
    placed = assign(asks, room)
    best = min((-len(one), seconds(one, room), -fit(one, asks)) for one in every_placement(asks, room))
    assert (-len(placed), seconds(placed, room)) == best[:2]
    assert fit(placed, asks) == pytest.approx(-best[2])


@given(ASKS, ROOMS)
def test_nobody_gets_more_than_they_have_room_for(asks: list[Demand], room: dict[str, Capacity]) -> None:
    placed = assign(asks, room)
    choices = {ask.ask_id: ask.choices for ask in asks}
    assert all(user_id in choices[ask_id] for ask_id, user_id in placed.items())
    for user_id, number in Counter(placed.values()).items():
        assert number <= room[user_id].places


@given(ASKS, ROOMS, st.randoms(use_true_random=False))
def test_the_order_of_the_input_changes_nothing(
    asks: list[Demand], room: dict[str, Capacity], order: random.Random
) -> None:
    shuffled = [Demand(ask.ask_id, dict(_shuffled(ask.choices, order))) for ask in asks]
    order.shuffle(shuffled)
    assert assign(shuffled, dict(_shuffled(room, order))) == assign(asks, room)


def _shuffled(of: dict[str, object], order: random.Random) -> list[tuple[str, object]]:
    pairs = list(of.items())
    order.shuffle(pairs)
    return pairs


def test_the_first_ask_leaves_the_only_helper_of_the_second_alone() -> None:
    """First come, first served would give Eli to a0 and nobody to a1."""
    asks = wanting({"eli": 0.9, "mei": 0.2}, {"eli": 0.8})
    room = {"eli": Capacity(1), "mei": Capacity(1)}
    assert assign(asks, room) == {"a0": "mei", "a1": "eli"}


def test_a_second_offer_within_a_day_goes_out_only_where_nobody_else_could_help() -> None:
    room = {"eli": Capacity(5), "mei": Capacity(5)}
    both = {"eli": 0.9, "mei": 0.1}
    assert sorted(assign(wanting(both, both), room).values()) == ["eli", "mei"]
    assert assign(wanting({"eli": 0.9}, {"eli": 0.8}), room) == {"a0": "eli", "a1": "eli"}


def test_whoever_was_asked_today_comes_after_those_who_were_not() -> None:
    asks = wanting({"eli": 0.9, "mei": 0.1})
    assert assign(asks, {"eli": Capacity(5, rested=False), "mei": Capacity(5)}) == {"a0": "mei"}
    assert assign(asks, {"eli": Capacity(5, rested=False)}) == {"a0": "eli"}


def test_nobody_is_favoured_among_equals() -> None:
    """The same two equally good people share many questions, whoever comes first in the alphabet."""
    room = {"eli": Capacity(1), "mei": Capacity(1)}
    chosen = Counter(
        assign([Demand(f"question {n}", {"eli": 0.5, "mei": 0.5})], room)[f"question {n}"] for n in range(400)
    )
    assert 150 < chosen["eli"] < 250


@pytest.mark.parametrize(("asks", "room"), [([], {}), (wanting({}), {}), (wanting({"eli": 1.0}), {})])
def test_with_nobody_to_ask_or_nothing_to_place_nothing_is_placed(
    asks: list[Demand], room: dict[str, Capacity]
) -> None:
    assert assign(asks, room) == {}


def test_a_large_batch_is_still_placed_with_the_best_fit() -> None:
    """Two hundred asks that each have one expert of their own: scores a thousandth apart still count."""
    asks = [
        Demand(f"a{n}", {f"own{n}": 0.5, f"own{(n + 1) % 200}": 0.499, "popular": 1.0}) for n in range(200)
    ]
    room = {f"own{n}": Capacity(1) for n in range(200)} | {"popular": Capacity(1, rested=False)}
    assert assign(asks, room) == {f"a{n}": f"own{n}" for n in range(200)}
