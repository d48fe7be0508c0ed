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
    assert [one / found[0] for one in found] == pytest.approx([1, PARENT, SISTER, 0, 0])


def test_a_topic_that_few_hold_tells_more_and_several_wanted_ones_add_up() -> None:
    topics = Topics(FAMILY, [["slides"]] * 9 + [["python"]])
    common, rare = values(topics, ["slides"], "slides")[0], values(topics, ["python"], "python")[0]
    assert rare > common > 0
    rows = HeldTopics()
    rows.add(topics.numbers(["slides", "python"]))
    both = topics.values(topics.numbers(["slides", "python"]), rows)
    assert both.tolist() == pytest.approx([rare + common])


def test_one_person_who_holds_two_topics_makes_no_kin() -> None:
    few = Topics(FAMILY, [["slides", "python"]] * (ENOUGH_PEOPLE - 1))
    assert values(few, ["slides"], "python") == [0]


def test_many_people_who_hold_two_topics_make_them_close_but_never_the_same() -> None:
    few, many = (
        Topics(FAMILY, [["slides", "python"]] * n + [["talks"]] * 10 * n).close for n in (ENOUGH_PEOPLE, 500)
    )
    slides, python = (Topics(FAMILY, []).number[one] for one in ("slides", "python"))
    assert 0 < few[slides, python] < many[slides, python] <= LEARNED_MOST + 1e-6
    assert many[slides, slides] == 1


def test_topics_unknown_or_archived_are_left_out() -> None:
    topics = Topics(FAMILY, [["archived", "slides"]])
    assert topics.numbers(["archived"]) == []
    assert values(topics, ["archived"], "slides") == [0]
    assert Topics((), []).profile(["slides"]) == ""


def test_a_topics_other_names_are_its_terms() -> None:
    topics = Topics(FAMILY, [])
    assert {"board", "slides", "deck"} <= topics.terms(topics.numbers(["slides"]))
    assert topics.profile(["slides", "python"]) == "Python, Board slides, board deck"
