"""From texts to terms and parts, in any language."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.matching.engine.text import MOST_PARTS, counts, parts_of, profile_texts, question_text


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("pricing", "prices pricings"),
        ("Verhandlungen", "Verhandlung verhandeln"),
        ("negociación", "negociaciones"),
        ("négociations", "négocier"),
        ("negocjacje", "negocjacjami"),
    ],
)
def test_forms_of_a_word_share_a_term(one: str, other: str) -> None:
    assert counts(one).keys() & counts(other).keys()


@pytest.mark.parametrize(
    "text", ["", "how do I", "wie kann ich", "¿cómo puedo?", "comment je peux", "🙂 !!", "a b c"]
)
def test_little_words_and_emoji_say_nothing(text: str) -> None:
    assert not counts(text)


def test_the_signs_that_make_a_name_are_kept() -> None:
    assert {"c++", "c#"} <= counts("C++ and C#").keys()


def test_accents_and_case_make_no_other_word() -> None:
    assert counts("Décision PRÉCIOS") == counts("decision precios")


def test_scripts_without_spaces_share_pairs_of_characters() -> None:
    assert counts("価格変更").keys() & counts("価格を見る").keys()


def test_a_profile_is_its_whole_and_one_thing_each() -> None:
    texts = profile_texts("Board slides", "pricing, storytelling", "I took six decks through. Ask early!")
    assert texts == [
        "Board slides\npricing, storytelling\nI took six decks through. Ask early!",
        *("pricing", "storytelling", "I took six decks through.", "Ask early!"),
    ]
    assert profile_texts("", "", " ") == []
    assert question_text("Why?", " ", "Now") == "Why?\nNow"


def test_a_long_list_of_skills_is_cut() -> None:
    assert len(parts_of(", ".join(f"skill {n}" for n in range(99)), "")) == MOST_PARTS


@given(st.text(max_size=300), st.text(max_size=300))
def test_any_text_has_terms_and_parts(skills: str, about: str) -> None:
    assert all(count > 0 for count in counts(skills).values())
    assert all(part.strip() for part in parts_of(skills, about))
