"""From texts to terms: forms of a word are one, and no language is shut out."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.matching.rules import ScoreComponent, TopicFacts, stems
from bot.matching.rules.language import language_of, spoken_in, terms, words_of
from tests.matching.ground import ADA, ELI, GUS, order, part, weighed

GERMAN = "Wie verhandle ich die Preise mit einem großen Kunden?"
SPANISH = "¿Cómo puedo negociar los precios con un cliente grande?"
POLISH = "Jak prowadzić negocjacje cenowe z dużym klientem przed końcem roku?"


def asking(question: str) -> object:
    return replace(ADA, topic_id=None, topic_name="", question=question, background="", outcome="")


@pytest.mark.parametrize(
    ("one", "other", "languages"),
    [
        ("pricing", "prices", ("en",)),
        ("hiring", "hired", ("en",)),
        ("running", "run", ("en",)),
        ("STRATEGY", "strategies", ("en",)),
        ("Präsentationen", "Präsentation", ("de",)),
        ("Kündigung", "kündigungen", ("de",)),
        ("Straße", "STRASSE", ("de",)),
        ("presentación", "presentaciones", ("es",)),
        ("precios", "precio", ("es",)),
    ],
)
def test_forms_of_a_word_are_one(one: str, other: str, languages: tuple[str, ...]) -> None:
    assert stems(one, languages).keys() == stems(other, languages).keys() != set()


@pytest.mark.parametrize(
    "text", ["", "   ", "the of and", "wie kann ich das", "¿qué es esto?", "2026 1 -- !!", "a", "🙂🙂"]
)
def test_little_words_numbers_and_emoji_say_nothing(text: str) -> None:
    assert stems(text, ("en", "de", "es")) == {}


def test_the_signs_that_make_a_name_are_kept() -> None:
    assert set(stems("C++ and C#")) == {"c++", "c#"}


def test_accents_make_no_other_word() -> None:
    assert stems("resume").keys() == stems("résumé").keys()


def test_scripts_without_spaces_share_pairs_of_characters() -> None:
    assert stems("価格設定について").keys() & stems("新しい価格").keys() == {"価格"}


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("How do I show our pricing change to the board?", "en"),
        (GERMAN, "de"),
        (SPANISH, "es"),
        (POLISH, ""),
        ("pricing, storytelling", None),
        ("", None),
    ],
)
def test_a_text_shows_its_language_by_its_little_words(text: str, language: str | None) -> None:
    assert language_of(words_of(text)) == language


def test_a_company_speaks_what_a_good_part_of_its_texts_are_in() -> None:
    english, german = "This is what we do with our prices", "Das machen wir mit den Preisen"
    assert spoken_in([]) == ("en",)
    assert spoken_in(["pricing", "Preise"]) == ("en",)
    assert spoken_in([german] * 3 + [english]) == ("de", "en")
    assert spoken_in([english] * 30 + [german]) == ("en",)


def test_each_line_is_read_in_its_own_language() -> None:
    text = "I have done this for all of our prices\nIch habe das mit den Präsentationen gemacht"
    assert [term for term, _ in terms(text, ("en", "de"))] == ["price", "prasentation", "gemacht"]


def test_every_term_stands_for_the_word_that_was_written() -> None:
    assert list(stems("Negotiations with suppliers").values()) == ["negotiations", "suppliers"]


@pytest.mark.parametrize(
    ("question", "skills"),
    [
        (GERMAN, "Kunden, Vertrieb"),
        (SPANISH, "precios, clientes"),
        (POLISH, "negocjacje, sprzedaż"),
        ("価格設定についての相談です", "新しい価格"),
        ("كيف نحدد الأسعار للعملاء", "الأسعار"),
        ("Как вести переговоры о ценах с клиентом в конце года?", "переговоры"),
        ("Vergaberecht?", "Vergaberecht, Einkauf"),
    ],
)
def test_a_question_in_any_language_finds_who_says_the_same_word(question: str, skills: str) -> None:
    """The profiles are lists, which show no language; most of the company writes English."""
    gus = replace(GUS, skills=skills)
    ranking = weighed(asking(question), [ELI, gus])
    assert order(ranking) == ["gus"]
    words = part(ranking, "gus", ScoreComponent.WORDS)
    assert words is not None
    assert words.details


def test_other_endings_of_an_unknown_language_still_meet() -> None:
    gus = replace(GUS, about="Prowadzę szkolenia dla handlowców oraz trudne rozmowy negocjacyjne co tydzień")
    assert order(weighed(asking(POLISH), [gus])) == ["gus"]


def test_a_long_list_of_skills_is_read_like_a_short_one() -> None:
    skills = "negotiation, budgeting, forecasting, storytelling, facilitation, sheets, charts, workshops"
    gus = replace(GUS, skills=skills)
    found = part(weighed(asking("How do I negotiate this?"), [gus]), "gus", ScoreComponent.WORDS)
    assert found is not None
    assert found.details == ("negotiate",)


def test_a_german_topic_is_named_by_another_form_of_its_word() -> None:
    gus = replace(
        GUS, topic_ids=frozenset({"v"}), skills="", about="Ich bin in der Beratung und habe viele Kunden"
    )
    ranking = weighed(
        asking("Was sage ich in einer schwierigen Verhandlung?"), [gus], [TopicFacts("v", "Verhandlungen")]
    )
    topic = part(ranking, "gus", ScoreComponent.TOPIC)
    assert topic is not None
    assert topic.details == ("Verhandlungen",)


@given(st.text(max_size=200), st.sampled_from([("en",), ("de", "es"), ("en", "de", "es")]))
def test_any_text_has_terms(text: str, languages: tuple[str, ...]) -> None:
    assert all(stem and word for stem, word in stems(text, languages).items())


def test_an_endless_word_takes_no_time() -> None:
    assert len(terms("ing" * 20_000)) == 1
