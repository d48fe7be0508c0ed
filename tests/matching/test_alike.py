"""Questions that are like each other."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.matching.rules import AskFacts, Pool, alike
from tests.matching.ground import ADA, ELI, GUS, MIA, TOPICS, asks

POOL = Pool.of([ELI, MIA, GUS], TOPICS)


def about(question: str, key: str, topic: str = "slides") -> AskFacts:
    return replace(ADA, question=question, background="", outcome="", key=key, topic_id=topic)


MINE = about("How do I show our pricing change to the board?", "mine")


def test_the_same_question_is_nearest_and_another_subject_is_none() -> None:
    same = replace(MINE, key="same", mentee_id="noor")
    near = about("How should I present the pricing change to our board?", "near")
    other = about("Which library packages asyncio best?", "other", "python")
    assert [key for key, _ in alike(MINE, [other, near, same], POOL)] == ["same", "near"]


def test_nearness_is_told_between_a_half_and_one() -> None:
    assert all(0.5 <= near <= 1 for _, near in alike(MINE, [replace(MINE, key="same")], POOL))


def test_nobody_else_asking_is_nothing_alike() -> None:
    assert alike(MINE, [], POOL) == []
    assert alike(MINE, [about("", "empty", "python")], Pool.of([])) == []


@given(asks, st.lists(asks, max_size=4).flatmap(st.permutations))
@settings(max_examples=40, deadline=None)
def test_the_order_of_the_others_changes_nothing(ask: AskFacts, others: list[AskFacts]) -> None:
    others = [replace(one, key=f"{one.question}{one.background}{one.topic_id}") for one in others]
    assert alike(ask, others, POOL) == alike(ask, others[::-1], POOL)
