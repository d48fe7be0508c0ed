"""A replay follows the product's rules, and the same input gives the same answer."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.whatif.replay.beside import beside, invented_history
from bot.whatif.replay.company import Answer, Habits
from bot.whatif.rules import Comparison, Lifted, Outcome, compared
from tests.support.clock import MONDAY
from tests.whatif.company import TODAY, TOPICS, WEEK, ask, expert, history

YES, NO = Answer(60, True), Answer(60, False)


def test_a_shorter_wait_reaches_the_second_sooner_when_the_first_is_silent() -> None:
    both, found = ("UELI", "UMEI"), []
    for silent, helps in (both, both[::-1]):
        said = {("a", silent): None, ("a", helps): YES}
        past = history([expert("UELI"), expert("UMEI")], [ask("a")], said)
        beside_today = beside(past, TODAY, replace(TODAY, wait_minutes=120))
        found.append((beside_today.today.wait, beside_today.then.wait))
    assert sorted(found) == [(60, 60), (540, 180)]  # one of them is asked first


def test_two_at_once_asks_two_and_the_first_yes_counts() -> None:
    said = {("a", "UELI"): Answer(300, True), ("a", "UMEI"): Answer(30, True)}
    found = beside(
        history([expert("UELI"), expert("UMEI")], [ask("a")], said), TODAY, replace(TODAY, two="always")
    )
    assert found.then.offers == 2
    assert found.today.offers == 1
    assert found.then.wait == 30


def test_capacity_is_the_limit_of_a_month_and_one_more_helps() -> None:
    soon = {"needed_by": MONDAY + timedelta(days=5)}
    asks = [ask(name, MONDAY + timedelta(days=day), **soon) for day, name in enumerate("abc")]
    said = {(name, "UELI"): YES for name in "abc"}
    found = beside(history([expert("UELI", 1)], asks, said), TODAY, replace(TODAY, more=1))
    assert (found.today.matched, found.then.matched) == (1, 2)
    assert found.today.full == 1


@pytest.mark.parametrize(
    ("lifted", "values"),
    [
        (Lifted.LINE, {"line": frozenset({"UELI"})}),
        (Lifted.LENGTH, {"minutes": 60}),
        (Lifted.TOPIC, {"topic_id": "slides", "question": "pricing tiers of our plans"}),
    ],
)
def test_a_hard_rule_costs_what_it_stops(lifted: Lifted, values: dict[str, object]) -> None:
    eli = expert("UELI", lengths=frozenset({30, 45}), skills="pricing tiers", about="plans and tiers")
    past = history([eli], [ask("a", **values)], {("a", "UELI"): YES})
    found = beside(past, TODAY, replace(TODAY, lifted=frozenset({lifted})))
    assert (found.today.nobody, found.then.nobody) == (1, 0)
    assert found.then.matched == 1


def test_a_block_holds_whatever_is_left_out() -> None:
    past = history([expert("UELI")], [ask("a", avoids=frozenset({"UELI"}))], {("a", "UELI"): YES})
    assert beside(past, TODAY, replace(TODAY, lifted=frozenset(Lifted))).then.nobody == 1


def test_nobody_is_asked_before_they_joined_nor_a_question_answered_after_its_end() -> None:
    past = history([expert("UELI")], [ask("a"), ask("b", needed_by=MONDAY + timedelta(hours=6))], {})
    joins_late = [replace(one, since=MONDAY + timedelta(days=3)) for one in past.helpers]
    said = {("a", "UELI"): YES, ("b", "UELI"): YES}
    found = beside(replace(past, helpers=joins_late, said=said), TODAY, TODAY)
    assert (found.today.matched, found.today.nobody) == (1, 1)
    assert found.today.wait is not None
    assert found.today.wait >= 3 * 480


def test_an_invented_quarter_is_the_same_for_the_same_seed_and_another_for_another() -> None:
    def quarter(seed: int) -> Comparison:
        return beside(invented_history(TOPICS, 20, 60, WEEK, MONDAY, seed), TODAY, TODAY, seed)

    assert quarter(1) == quarter(1)
    assert quarter(1) != quarter(2)
    outcome = quarter(1).today
    assert outcome.matched + outcome.late + outcome.nobody == outcome.asked == 60
    assert set(quarter(1).differences) == {0}


def test_progress_only_grows_and_ends_at_all_of_it() -> None:
    shares: list[float] = []
    beside(invented_history(TOPICS, 5, 10, WEEK, MONDAY, 1), TODAY, TODAY, progress=shares.append)
    assert shares == sorted(shares)
    assert shares[-1] == 1


def test_with_few_answers_what_is_usual_counts_and_with_many_their_own() -> None:
    assert Habits.of([]).silent == 0.25
    own = Habits.of([Answer(10, True)] * 980 + [None] * 20)
    assert own.silent < 0.03
    assert own.declined < 0.01
    assert Habits.of([NO]).declined > Habits.of([YES]).declined


def test_a_difference_is_clear_when_every_draw_says_so_by_more_than_they_differ() -> None:
    low = Outcome(60, 40, 2, 300, 9, 20, 1, 0, 90)

    def clear(*matched: int) -> bool:
        return compared([low] * len(matched), [replace(low, matched=one) for one in matched]).is_clear

    assert clear(45, 43)
    assert clear(35, 37)
    assert not clear(45, 39)
    assert not clear(41, 43, 46)
    assert not clear(40, 40)
