"""Figures say what happened, never more people than there are, and nothing about a few of them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.dashboard.rules import (
    FEWEST_PEOPLE,
    Alike,
    Happened,
    Helper,
    Meeting,
    Question,
    Shared,
    Stage,
    figures,
    helped,
    load,
    safe_cell,
    shared,
    typical,
)

NOW = datetime(2027, 3, 5, 12, tzinfo=UTC)  # a Friday
MONDAY = datetime(2027, 3, 1, 9, tzinfo=UTC)


def question(mentee: str, *, asked: datetime = MONDAY, reached: int = 1, **more: object) -> Question:
    return Question(mentee, "UTC", "t", asked, frozenset(list(Stage)[:reached]), **more)  # type: ignore[arg-type]


@given(st.lists(st.tuples(st.sampled_from("abcdefgh"), st.integers(1, len(Stage))), max_size=40))
def test_no_stage_has_more_questions_than_the_one_before(asked: list[tuple[str, int]]) -> None:
    found = figures(Happened([question(who, reached=far) for who, far in asked]), 30, NOW)
    counts = list(found.funnel.values())
    assert counts == sorted(counts, reverse=True)
    assert counts[0] == len(asked)
    assert found.enough == (len({who for who, _ in asked}) >= FEWEST_PEOPLE)


def test_each_week_counts_its_own_questions() -> None:
    asked = [NOW - timedelta(days=days) for days in (1, 6, 8, 60)]
    found = figures(Happened([question("a", asked=at) for at in asked]), 90, NOW)
    assert [week[Stage.ASKED] for _, week in found.weeks] == [2, 1, 0, 0, 0, 0]


def test_time_is_counted_in_working_hours_and_hidden_for_a_few_people() -> None:
    friday = datetime(2027, 3, 5, 16, tzinfo=UTC)
    monday = datetime(2027, 3, 8, 10, tzinfo=UTC)
    asked = [question(f"p{n}", asked=friday, answered_at=monday) for n in range(FEWEST_PEOPLE)]
    assert typical(asked, lambda one: one.answered_at) == 120
    assert typical(asked[1:], lambda one: one.answered_at) is None
    assert typical(asked, lambda one: one.meets_at) is None


@given(st.lists(st.integers(0, 600), min_size=FEWEST_PEOPLE, max_size=60))
def test_the_busiest_tenth_gives_at_least_its_part(minutes: list[int]) -> None:
    found = load([Helper(str(n), 2, 1, spent) for n, spent in enumerate(minutes)])
    assert found is not None
    tenth = -(-len(minutes) // 10)
    assert found.busiest.whole == sum(minutes)
    assert found.busiest.part * len(minutes) >= found.busiest.whole * tenth


def test_the_alarm_rings_when_a_few_carry_most_of_it() -> None:
    few = [Helper("a", 2, 12, 540), *(Helper(str(n), 2, 1, 45) for n in range(9))]
    even = [Helper(str(n), 2, 2, 90) for n in range(10)]
    assert [one.alarm for one in (load(few), load(even)) if one] == [True, False]
    assert load(few[:4]) is None


def test_answers_of_fewer_than_five_people_are_not_compared() -> None:
    meetings = [Meeting(str(n), True, 4) for n in range(4)] + [Meeting("x", True, None)]
    assert helped(meetings) is None
    found = helped([*meetings, Meeting("y", True, 2)])
    assert found is not None
    assert (found.part, found.whole) == (4, 5)


def test_shared_sessions_are_counted_where_five_people_or_more_were_asked() -> None:
    three, others = (
        [Alike(pool, f"{pool}{number}", topic, pool == "a") for number in range(3)]
        for pool, topic in (("a", "Slides"), ("b", "Prices"))
    )
    assert shared(three) is None
    assert shared([*three, *others]) == Shared(2, 1, 6, [])
    more = [Alike("c", f"c{number}", "Slides", True) for number in range(2)]
    found = shared([*three, *others, *more])
    assert found is not None
    assert found.topics == [("Slides", Shared(2, 2, 5))]


@given(st.text())
def test_no_cell_is_taken_for_a_formula(text: str) -> None:
    assert safe_cell(text)[:1] not in {"=", "+", "-", "@", "\t", "\r", "\n"}
    assert safe_cell(text).endswith(text)
