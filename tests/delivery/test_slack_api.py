"""A pause for Slack when it is in trouble."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.delivery.slack_api import FEWEST_CALLS, PAUSE_SECONDS, WINDOW_SECONDS, Breaker


class Watch:
    """A stopwatch that tests turn."""

    def __init__(self) -> None:
        self.seconds = 1000.0

    def __call__(self) -> float:
        return self.seconds


def test_a_few_failures_pause_nothing() -> None:
    breaker = Breaker(Watch())
    for _ in range(FEWEST_CALLS - 1):
        breaker.record(bad=True)
    assert not breaker.paused


def test_half_of_many_pause_for_a_while() -> None:
    watch = Watch()
    breaker = Breaker(watch)
    for number in range(FEWEST_CALLS):
        breaker.record(bad=number % 2 == 0)
    assert breaker.paused
    watch.seconds += PAUSE_SECONDS
    assert not breaker.paused
    breaker.record(bad=True)
    assert not breaker.paused  # the count begins anew


def test_old_failures_are_forgotten() -> None:
    watch = Watch()
    breaker = Breaker(watch)
    for _ in range(FEWEST_CALLS - 1):
        breaker.record(bad=True)
    watch.seconds += WINDOW_SECONDS + 1
    breaker.record(bad=True)
    assert not breaker.paused


@given(st.lists(st.booleans(), max_size=60))
def test_it_pauses_exactly_when_half_of_ten_or_more_were_bad(calls: list[bool]) -> None:
    breaker = Breaker(Watch())
    for number, bad in enumerate(calls, 1):
        breaker.record(bad=bad)
        expected = number >= FEWEST_CALLS and 2 * sum(calls[:number]) >= number
        assert breaker.paused == expected
        if expected:
            break
