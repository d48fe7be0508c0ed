"""A pause for Slack when it is in trouble."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.delivery.breakers import (
    FEWEST_AT_ONCE,
    FEWEST_CALLS,
    MANY,
    MOST_AT_ONCE,
    PAUSE_SECONDS,
    WINDOW_SECONDS,
    Breaker,
    Breakers,
)
from bot.delivery.decide import Receipt
from bot.delivery.slack_api import Lookup, find, mark_of
from bot.models import Outbox
from tests.support.clock import MONDAY


class Watch:
    """A stopwatch that tests turn."""

    def __init__(self) -> None:
        self.seconds = 1000.0

    def __call__(self) -> float:
        return self.seconds


def test_more_calls_go_at_once_the_more_go_well() -> None:
    breaker = Breaker(Watch())
    for expected in (FEWEST_AT_ONCE, FEWEST_AT_ONCE + 1):
        assert breaker.at_once == expected
        breaker.record(bad=False)
    for _ in range(MOST_AT_ONCE):
        breaker.record(bad=False)
    assert breaker.at_once == MOST_AT_ONCE
    for trouble in ({"bad": True}, {"bad": False, "too_many": True}):
        breaker.record(bad=False)
        breaker.record(**trouble)
        assert breaker.at_once == FEWEST_AT_ONCE


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


def trouble(breakers: Breakers, *teams: str) -> None:
    for team in teams:
        for _ in range(FEWEST_CALLS):
            breakers.record(team, bad=True)


def test_trouble_of_one_workspace_is_that_ones_alone() -> None:
    breakers = Breakers(Watch())
    for number in range(20):
        breakers.record(f"T{number}", bad=False)
    trouble(breakers, "T0", "T1", "T2", "T3")
    assert breakers.paused == {"T0", "T1", "T2", "T3"}
    assert not breakers.all_paused  # sixteen others get through


def test_when_many_are_in_trouble_it_is_slack_that_is() -> None:
    watch = Watch()
    breakers = Breakers(watch)
    breakers.record("TFINE", bad=False)
    trouble(breakers, *(f"T{number}" for number in range(MANY - 1)))
    assert not breakers.all_paused
    trouble(breakers, "TLAST")
    assert breakers.all_paused
    watch.seconds += PAUSE_SECONDS
    assert not breakers.all_paused


class History:
    """As much of a client as looking up needs."""

    def __init__(self, *messages: dict[str, object]) -> None:
        self.messages = messages

    async def conversations_history(self, **_given: object) -> dict[str, object]:
        return {"messages": self.messages}


async def test_a_mark_that_somebody_else_copied_is_not_taken_for_ours() -> None:
    row = Outbox(workspace_id="T1", dedupe_key="k", channel_id="D1", dispatched_at=MONDAY)
    marked = {"ts": "1.5", "metadata": {"event_payload": {"k": mark_of(row)}}}
    theirs, ours = {**marked, "user": "UOTHER"}, {**marked, "user": "UBOT", "ts": "1.7"}
    assert await find(History(theirs), row, "UBOT") is Lookup.NOT_THERE  # type: ignore[arg-type]
    assert await find(History(theirs, ours), row, "UBOT") == Receipt("D1", "1.7")  # type: ignore[arg-type]
    assert await find(History(theirs), row, "") == Receipt("D1", "1.5")  # type: ignore[arg-type]
