"""Words in common, between 0 and 1 whatever the question."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.matching.rules.words import WordIndex

some = st.lists(st.sampled_from("abcdefg"), max_size=8).map(Counter)


def test_a_rare_word_tells_more_than_one_that_everybody_says() -> None:
    index = WordIndex([Counter(all_say=1, rare=1), Counter(all_say=1), Counter(all_say=1)])
    assert index.rarity("rare") > index.rarity("all_say") > 0
    assert index.rarity("never") > index.rarity("rare")
    close = index.closeness({"rare": 1.0, "all_say": 1.0})
    assert close[0] > close[1] == close[2] > 0


def test_nobody_and_no_words_are_no_trouble() -> None:
    assert WordIndex([]).closeness({"a": 1.0}).tolist() == []
    assert WordIndex([Counter(), Counter(a=1)]).closeness({}).tolist() == [0, 0]
    assert WordIndex([Counter()]).closeness({"a": 1.0}).tolist() == [0]


def test_having_names_the_terms_of_a_row_wherever_they_were_added() -> None:
    index = WordIndex([Counter(a=1), Counter(b=2)])
    row = index.add(Counter(b=1, c=1))
    assert [index.having(n, ["a", "b", "c", "d"]) for n in (0, 1, row)] == [["a"], ["b"], ["b", "c"]]


@given(st.lists(some, max_size=6), st.dictionaries(st.sampled_from("abcxyz"), st.floats(0.1, 5), max_size=5))
def test_closeness_lies_between_0_and_1_and_adding_is_building(
    texts: list[Counter[str]], question: dict[str, float]
) -> None:
    whole, grown = WordIndex(texts), WordIndex(texts[:2])
    for text in texts[2:]:
        grown.add(text)
    close = whole.closeness(question)
    assert ((close >= 0) & (close <= 1)).all()
    assert grown.closeness(question).tolist() == pytest.approx(close.tolist(), abs=1e-6)
    for row, text in enumerate(texts):
        assert (close[row] > 0) == bool(text.keys() & question.keys())


def test_a_word_said_a_thousand_times_counts_like_one_said_often() -> None:
    once, often, endless = WordIndex(
        [Counter(a=1, b=1), Counter(a=255, b=1), Counter(a=100_000, b=1)]
    ).closeness({"a": 1.0})
    assert 0 < once <= often <= 1
    assert 0 <= endless <= 1
