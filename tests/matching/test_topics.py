"""Topics: who holds the chosen one, or one close to it."""

from __future__ import annotations

import pytest

from bot.matching.engine.topics import ENOUGH_PEOPLE, LEARNED_MOST, PARENT, SISTER, HeldTopics, Topics
from bot.matching.rules import TopicFacts

FAMILY = (
    TopicFacts("rhetoric", "Rhetoric", (), "talks"),
    TopicFacts("slides", "Board slides", ("board deck",), "talks"),
    TopicFacts("talks", "Talks"),
    TopicFacts("python", "Python"),
)


def values(topics: Topics, wanted: list[str], *held: str) -> list[float]:
    rows = HeldTopics()
    for topic in held:
        rows.add(topics.numbers([topic] if topic else []))
    return topics.values(topics.numbers(wanted), rows).tolist()


def test_the_topic_itself_is_worth_most_then_its_family_then_nothing() -> None:
    found = values(Topics(FAMILY, []), ["slides"], "slides", "talks", "rhetoric", "python", "")
    assert found == pytest.approx([1, PARENT, SISTER, 0, 0])


def test_one_person_who_holds_two_topics_makes_no_kin() -> None:
    few = Topics(FAMILY, [["slides", "python"]] * (ENOUGH_PEOPLE - 1))
    assert values(few, ["slides"], "python") == [0]


def test_many_people_who_hold_two_topics_make_them_close_but_never_the_same() -> None:
    some = values(Topics(FAMILY, [["slides", "python"]] * ENOUGH_PEOPLE), ["slides"], "python")[0]
    many = values(Topics(FAMILY, [["slides", "python"]] * 500), ["slides"], "python")[0]
    assert 0 < some < many <= LEARNED_MOST + 1e-6


def test_topics_unknown_or_archived_are_left_out() -> None:
    topics = Topics(FAMILY, [["archived", "slides"]])
    assert topics.numbers(["archived"]) == []
    assert values(topics, ["archived"], "slides") == [0]
    assert Topics((), []).profile(["slides"]) == ""


def test_a_topics_other_names_are_its_terms() -> None:
    topics = Topics(FAMILY, [])
    assert {"board", "slides", "deck"} <= topics.terms(topics.numbers(["slides"]))
    assert topics.profile(["slides", "python"]) == "Python, Board slides, board deck"
