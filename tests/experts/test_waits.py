"""How long a yes takes: estimated with those who still wait, said only where it held."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.experts.rules.waits import DAY, HOURS, Forecast, PastAsk, Wait, forecast_of, quantile, usual
from tests.support.clock import MONDAY

WAITS = st.lists(st.tuples(st.floats(0, 20_000), st.booleans()), max_size=60)


@pytest.mark.parametrize(("share", "week"), [(0.1, 6), (0.2, 10), (0.3, 13), (0.5, 23), (0.6, None)])
def test_the_estimate_is_kaplan_and_meiers(share: float, week: float | None) -> None:
    """Their textbook example: weeks in remission of 21 patients (Freireich et al., Blood 1963)."""
    ended = [(float(each), True) for each in (6, 6, 6, 7, 10, 13, 16, 22, 23)]
    still = [(float(each), False) for each in (6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35)]
    assert quantile(sorted(ended + still, key=lambda one: (one[0], not one[1])), share) == week


@given(WAITS, st.randoms())
def test_the_order_of_questions_is_nothing(waits: list[tuple[float, bool]], shuffle: random.Random) -> None:
    mixed = list(waits)
    shuffle.shuffle(mixed)
    assert usual(mixed) == usual(waits)


@given(WAITS, st.floats(0, 20_000))
def test_who_waits_in_vain_never_makes_it_sound_shorter(waits: list[tuple[float, bool]], more: float) -> None:
    without, found = usual(waits), usual([*waits, (more, False)])
    assert found is None or (without is not None and found.most >= without.most)


@given(st.floats(0, 50_000), st.floats(0, 50_000))
def test_what_is_said_covers_what_was_estimated(one: float, other: float) -> None:
    least, most = sorted((one, other))
    said = Wait.about(least, most)
    assert said.covers(least)
    assert said.covers(most)
    assert said.most == HOURS or (said.least % DAY, said.most % DAY) == (0, 0)


def asks(minutes: list[float], *, yes: bool = True) -> list[PastAsk]:
    """Questions of five people, one each working day at nine, with waits in working minutes of that day."""
    found = []
    for number, wait in enumerate(minutes):
        weeks, day = divmod(number, 5)
        begun = MONDAY + timedelta(weeks=weeks, days=day)
        found.append(PastAsk(f"U{number % 5}", "UTC", begun, begun + timedelta(minutes=wait), yes))
    return found


def test_a_forecast_that_holds_is_good() -> None:
    luck = random.Random(5)
    found = forecast_of(asks([luck.uniform(10, 170) for _ in range(40)]))
    assert found == Forecast(Wait(0, HOURS), held=35, judged=35, people=5)
    assert found.is_good


def test_one_that_is_always_overtaken_is_not_said() -> None:
    """Each wait is longer than all before it: yes comes ever later."""
    asked = [MONDAY + timedelta(days=14 * number) for number in range(40)]
    late = enumerate(asked)
    found = forecast_of(PastAsk(f"U{n % 5}", "UTC", at, at + timedelta(hours=8 * n), True) for n, at in late)
    assert found is not None
    assert found.judged > 30
    assert found.held < 0.7 * found.judged
    assert not found.is_good


def test_a_question_without_a_yes_counts_against_it_once_it_waited_longer() -> None:
    good = asks([60.0] * 30)
    late = replace(good[-1], mentee_id="U9", yes=False, ended=good[-1].begun + timedelta(days=3))
    early = replace(late, ended=late.begun + timedelta(minutes=100))
    found, spared = forecast_of([*good, late]), forecast_of([*good, early])
    assert found is not None
    assert spared is not None
    assert (found.held, found.judged) == (25, 26)
    assert (spared.held, spared.judged) == (25, 25)


@pytest.mark.parametrize(("number", "people"), [(24, 5), (40, 4)])
def test_few_questions_or_people_are_not_enough(number: int, people: int) -> None:
    some = [replace(one, mentee_id=f"U{place % people}") for place, one in enumerate(asks([60.0] * number))]
    found = forecast_of(some)
    assert found is not None
    assert not found.is_good


@pytest.mark.parametrize("others_wait", [True, False])
def test_the_waits_of_few_are_not_told_because_others_asked_too(others_wait: bool) -> None:
    """Those of the others are too old to count, or never had a yes."""
    some = asks([60.0] * 130)
    one = [each if n < 30 else replace(each, mentee_id="U0") for n, each in enumerate(some)]
    if others_wait:
        one = [each if n % 10 else replace(each, mentee_id=f"U{n}", yes=False) for n, each in enumerate(one)]
    found = forecast_of(one)
    assert found is None or not found.is_good


def test_without_questions_there_is_no_forecast() -> None:
    assert forecast_of([]) is None
    assert forecast_of(asks([60.0] * 4)) is None


def test_nights_and_weekends_do_not_count() -> None:
    """Asked on Friday at 16:00, answered on Monday at 10:00: two working hours."""
    friday = MONDAY + timedelta(days=4, hours=7)
    some = [PastAsk(f"U{n}", "UTC", friday, friday + timedelta(days=2, hours=18), True) for n in range(6)]
    found = forecast_of(some)
    assert found is not None
    assert found.wait == Wait(0, HOURS)
