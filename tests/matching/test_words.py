"""Words in common, between 0 and 1 whatever the question."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.matching.engine.words import WordIndex

some = st.lists(st.sampled_from("abcdefg"), max_size=8).map(Counter)


def index_of(texts: Sequence[Counter[str]], later: Sequence[Counter[str]] = ()) -> WordIndex:
    """An index built of some texts, to which others were added."""
    index = WordIndex(texts)
    for text in later:
        index.add([text])
    return index


def test_a_rare_word_tells_more_than_one_that_everybody_says() -> None:
    index = index_of([Counter(all_say=1, rare=1), Counter(all_say=1), Counter(all_say=1)])
    assert [index.people(term) for term in ("rare", "all_say", "never")] == [1, 3, 0]
    close = index.closeness({"rare": 1.0, "all_say": 1.0})
    assert close[0] > close[1] == close[2] > 0


def test_nobody_and_no_words_are_no_trouble() -> None:
    assert index_of([]).closeness({"a": 1.0}).tolist() == []
    assert index_of([Counter(), Counter(a=1)]).closeness({}).tolist() == [0, 0]
    assert index_of([Counter()]).closeness({"a": 1.0}).tolist() == [0]


def test_having_names_the_terms_of_a_row_wherever_they_were_added() -> None:
    index = index_of([Counter(a=1), Counter(b=2)], later=[Counter(b=1, c=1)])
    assert index.having([0, 1, 2], ["a", "b", "c", "d"]) == [["a"], ["b"], ["b", "c"]]
    assert index.having([2, 0], ["c", "a"]) == [["c"], ["a"]]


@given(st.lists(some, max_size=6), st.dictionaries(st.sampled_from("abcxyz"), st.floats(0.1, 5), max_size=5))
def test_closeness_lies_between_0_and_1_and_adding_finds_whom_building_finds(
    texts: list[Counter[str]], question: dict[str, float]
) -> None:
    whole, grown = index_of(texts), index_of(texts[:2], texts[2:])
    close = whole.closeness(question)
    assert ((close >= 0) & (close <= 1)).all()
    later = grown.closeness(question)
    assert ((later >= 0) & (later <= 1)).all()
    for term in question:
        assert grown.people(term) == whole.people(term)
    for row, text in enumerate(texts):
        assert (close[row] > 0) == (later[row] > 0) == bool(text.keys() & question.keys())


def test_adding_a_few_to_many_is_nearly_building() -> None:
    """Rarities are counted anew with each text; the lengths of those before stay as they were built."""
    chance = Random(1)
    texts = [Counter(chance.choices("abcdefghijklmnop", k=6)) for _ in range(220)]
    question = {"a": 1.0, "f": 2.0, "p": 1.0}
    whole, grown = index_of(texts), index_of(texts[:200], texts[200:])
    assert grown.closeness(question).tolist() == pytest.approx(whole.closeness(question).tolist(), abs=0.01)


def test_a_word_said_a_thousand_times_counts_like_one_said_often() -> None:
    once, often, endless = index_of(
        [Counter(a=1, b=1), Counter(a=255, b=1), Counter(a=100_000, b=1)]
    ).closeness({"a": 1.0})
    assert 0 < once <= often <= 1
    assert 0 <= endless <= 1
