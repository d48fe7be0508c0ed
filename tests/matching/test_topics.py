"""How close topics are, which nobody ever says."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.matching.rules import TopicFacts
from bot.matching.rules.topics import FAMILY, Held, Topics

FAMILY_OF_FIVE = (
    TopicFacts("grand", "Commerce"),
    TopicFacts("mother", "Pricing", ("price lists", "rates"), "grand"),
    TopicFacts("sister", "Invoicing", (), "mother"),
    TopicFacts("brother", "Discounts", (), "mother"),
    TopicFacts("stranger", "Photography"),
)


def held(topics: Topics, *rows: Sequence[str]) -> Held:
    found = Held(len(topics.facts))
    found.add([topics.numbers(row) for row in rows])
    return found


def closeness(topics: Topics, one: str, other: str) -> float:
    return topics.closeness(topics.number[one], topics.number[other])


def test_kin_are_as_close_as_their_steps_say_and_strangers_are_not() -> None:
    topics = Topics(FAMILY_OF_FIVE, [])
    assert closeness(topics, "sister", "sister") == 1
    assert closeness(topics, "sister", "mother") == closeness(topics, "mother", "sister") >= FAMILY[1] - 1e-6
    assert closeness(topics, "sister", "brother") >= FAMILY[2] - 1e-6
    assert closeness(topics, "stranger", "mother") < FAMILY[2]


def test_topics_that_the_same_people_know_are_close() -> None:
    topics = (*FAMILY_OF_FIVE, TopicFacts("lone", "Gardening"))
    groups = [["stranger", "grand"]] * 8 + [["lone"]] * 8 + [["brother"]] * 8
    found = Topics(topics, groups)
    assert closeness(found, "stranger", "grand") > closeness(found, "lone", "grand")


def test_the_topic_itself_is_worth_most_then_its_kin_then_nothing() -> None:
    topics = Topics(FAMILY_OF_FIVE, [["sister"], ["mother"], ["brother"], ["stranger"]])
    rows = held(topics, ["sister"], ["mother"], ["brother"], ["stranger"], [])
    own, mother, brother, stranger, nothing = topics.values(topics.wanted(["sister"], []), rows)
    assert own == pytest.approx(1, abs=1e-5)
    assert own > mother > brother > stranger
    assert nothing == 0


def test_a_topic_that_the_question_names_without_choosing_it_counts_less() -> None:
    topics = Topics(FAMILY_OF_FIVE, [["mother"], ["sister"]])
    wanted = topics.wanted(["sister"], ["price", "list", "photographi"])
    chosen, by_synonym = wanted[topics.number["sister"]], wanted[topics.number["mother"]]
    assert 0 < by_synonym < chosen
    assert topics.wanted([], ["list"]) == {}  # half of a name is no name


def test_topics_unknown_or_archived_are_left_out() -> None:
    topics = Topics(FAMILY_OF_FIVE, [["gone", "mother"]])
    assert topics.numbers(["gone", "mother", "gone"]) == [topics.number["mother"]]
    assert topics.wanted(["gone"], []) == {}
    assert topics.values({}, held(topics, ["mother"])).tolist() == [0]
    assert topics.profile(["gone", "mother"]) == "Pricing\nprice lists\nrates"


def test_no_topics_at_all_are_no_trouble() -> None:
    topics = Topics([], [[], ["gone"]])
    assert topics.wanted(["gone"], ["word"]) == {}
    assert topics.values({}, held(topics, [], ["gone"])).tolist() == [0, 0]
    assert topics.closest({}, []) == (-1, -1, 0.0)


everything = st.lists(st.sampled_from([topic.id for topic in FAMILY_OF_FIVE]), unique=True)


@given(st.lists(everything, max_size=6), everything, everything)
def test_values_lie_between_0_and_1(groups: list[list[str]], wanted: list[str], own: list[str]) -> None:
    topics = Topics(FAMILY_OF_FIVE, groups)
    values = topics.values(topics.wanted(wanted, ["price", "rate"]), held(topics, own, [], wanted))
    assert np.isfinite(values).all()
    assert ((values >= 0) & (values <= 1)).all()
