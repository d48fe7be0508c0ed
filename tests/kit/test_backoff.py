"""What failed rests for a while, and then no longer."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.kit.backoff import FIRST_PAUSE, LONGEST_PAUSE, Backoff, pause

NOW = datetime(2026, 11, 30, 9, tzinfo=UTC)
SECOND = timedelta(seconds=1)


def test_what_failed_rests_twice_as_long_each_time_and_is_tried_again_in_between() -> None:
    backoff, now = Backoff(), NOW
    for seconds in (1, 2, 4, 8):
        backoff.failed("row", now)
        assert backoff.resting(now + SECOND * seconds - SECOND / 10) == {"row"}
        now += SECOND * seconds
        assert backoff.resting(now) == set()


def test_what_succeeded_begins_anew() -> None:
    backoff = Backoff()
    for _ in range(5):
        backoff.failed("row", NOW)
    backoff.succeeded("row")
    assert backoff.resting(NOW) == set()
    backoff.failed("row", NOW)
    assert backoff.resting(NOW + FIRST_PAUSE) == set()


def test_a_clock_that_is_set_back_lets_nothing_rest_for_longer() -> None:
    backoff = Backoff()
    backoff.failed("row", NOW)
    assert backoff.resting(NOW - timedelta(hours=1)) == set()


def test_what_has_not_failed_for_long_is_forgotten() -> None:
    backoff = Backoff()
    for _ in range(20):
        backoff.failed("row", NOW)
    assert backoff.resting(NOW + LONGEST_PAUSE - SECOND) == {"row"}
    assert backoff.resting(NOW + timedelta(days=1)) == set()
    backoff.failed("row", NOW + timedelta(days=1))
    assert backoff.resting(NOW + timedelta(days=1) + FIRST_PAUSE) == set()


def test_only_so_many_are_remembered() -> None:
    backoff = Backoff(most=3)
    for key in "abcd":
        backoff.failed(key, NOW)
    assert backoff.resting(NOW) == {"b", "c", "d"}


@given(st.integers(1, 10_000))
def test_a_pause_is_never_shorter_than_the_one_before_nor_longer_than_an_hour(times: int) -> None:
    assert FIRST_PAUSE <= pause(times) <= pause(times + 1) <= LONGEST_PAUSE
