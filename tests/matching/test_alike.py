"""Questions that are one in other words."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.matching.queries.closeness import asked_alike as alike
from bot.matching.rules import AskFacts
from tests.matching.cases import ADA, asks, vector_of


def about(question: str, key: str, topic: str = "slides") -> AskFacts:
    return replace(ADA, question=question, background="", outcome="", key=key, topic_id=topic)


MINE = about("How do I show our pricing change to the board?", "mine")
SAME = replace(MINE, key="same", mentee_id="noor")
NEAR = about("Show our pricing to the board?", "near")
OTHER = about("Which library packages asyncio best?", "other", "python")


def test_the_same_question_is_nearest_and_another_subject_is_none() -> None:
    assert [key for key, _ in alike(MINE, [OTHER, NEAR, SAME])] == ["same", "near"]


def test_meaning_tells_where_there_are_vectors() -> None:
    vectors = [vector_of(one) for one in (MINE, OTHER, NEAR, SAME)]
    assert [key for key, _ in alike(MINE, [OTHER, NEAR, SAME], vectors)] == ["same", "near"]


def test_nearness_is_told_between_a_half_and_one() -> None:
    assert all(0.5 <= near <= 1 for _, near in alike(MINE, [SAME]))
    assert all(0.5 <= near <= 1 for _, near in alike(MINE, [SAME], [vector_of(MINE)] * 2))


def test_nobody_else_asking_is_nothing_alike() -> None:
    assert alike(MINE, []) == []
    assert alike(MINE, [], [vector_of(MINE)]) == []
    assert alike(MINE, [about("", "empty", "python")]) == []


@given(asks, st.lists(asks, max_size=4).flatmap(st.permutations))
@settings(max_examples=40, deadline=None)
def test_the_order_of_the_others_changes_nothing(ask: AskFacts, others: list[AskFacts]) -> None:
    others = [replace(one, key=f"{one.question}{one.background}{one.topic_id}") for one in others]
    assert alike(ask, others) == alike(ask, others[::-1])
