"""What earlier answers make one expect."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.matching.rules import answering
from bot.matching.rules.answering import USUAL

hours = st.none() | st.floats(0, 2_000)
waits = st.lists(hours, max_size=20)


def test_of_somebody_who_was_never_asked_the_usual_is_expected() -> None:
    assert answering([]) == USUAL


def test_one_silence_is_forgiven_more_than_many() -> None:
    assert 0 < answering([None] * 9) < answering([None]) < answering([48.0]) < USUAL < answering([1.0])


@given(waits)
def test_it_lies_between_0_and_1(before: list[float | None]) -> None:
    assert 0 <= answering(before) <= 1


@given(waits, st.floats(0, 2_000), st.floats(0, 2_000))
def test_sooner_is_better_and_any_answer_beats_none(
    before: list[float | None], one: float, other: float
) -> None:
    sooner, later = sorted((one, other))
    assert answering([*before, sooner]) >= answering([*before, later]) >= answering([*before, None])
