"""Nearness of texts that share no word, without a model."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.matching.rules import Pool, ScoreComponent, stems, weigh
from bot.matching.rules.meaning import DIMENSIONS, MODEL, Floats, Space, known, start, unit
from bot.matching.rules.words import Vocabulary
from tests.matching.ground import ADA, ELI, GUS, MIA, NOW, TOPICS, part

SAID = [
    "salary negotiation with your manager",
    "python asyncio and packaging",
    "photography and light",
    "hiring engineers and interviews",
    "board slides and storytelling",
]


def counted(text: str) -> Counter[str]:
    return Counter(list(stems(text)))


def space_of(texts: Sequence[Counter[str]]) -> tuple[Space, Floats]:
    """A space, and the places of the texts that it is learned from."""
    vocabulary = Vocabulary()
    numbered = vocabulary.read(texts)
    space = Space(vocabulary, numbered)
    return space, space.places(numbered)


def nearness(space: Space, one: str, other: str) -> float:
    return float(space.place(counted(one)) @ space.place(counted(other)))


def test_the_shipped_start_is_a_unit_vector_for_each_stem() -> None:
    rows, vectors = start()
    assert len(rows) == len(vectors) > 1_000
    assert np.abs(vectors.astype(int)).max() <= 127


def test_a_text_without_a_common_word_is_near_in_meaning() -> None:
    space, _ = space_of([counted(text) for text in SAID])
    assert nearness(space, "How do I ask for a raise in pay?", SAID[0]) > nearness(
        space, "How do I ask for a raise in pay?", SAID[2]
    )


def test_places_have_length_one_or_none() -> None:
    space, places = space_of([*(counted(text) for text in SAID), counted("xqzw"), counted("")])
    lengths = np.linalg.norm(places[[0, -2, -1]], axis=1)
    assert 0 < lengths[0] <= 1 + 1e-5
    assert lengths[1:].tolist() == [0, 0]
    others = np.array([space.place(counted(text)) for text in (SAID[0], "xqzw", "")])
    assert np.linalg.norm(others, axis=1) == pytest.approx(lengths, abs=1e-5)


def test_a_space_of_no_texts_places_anything() -> None:
    space, places = space_of([])
    assert places.shape == (0, DIMENSIONS)
    assert space.place(counted("pricing")).shape == space.place(Counter()).shape == (DIMENSIONS,)


@pytest.mark.parametrize("number", [1, 2, 3, 5, 50])
def test_people_who_all_say_the_same_are_equally_near(number: int) -> None:
    """What is left when everything in common is taken away is rounding, and is no meaning."""
    pool = Pool.of([replace(ELI, user_id=f"u{n}") for n in range(number)], TOPICS)
    assert len({one.score for one in weigh(ADA, pool, NOW, 99).ranked}) == 1


def test_the_same_texts_make_the_same_space() -> None:
    texts = [counted(text) for text in SAID]
    one, other = space_of(texts), space_of(texts)
    assert (one[1] == other[1]).all()
    assert (one[0].place(texts[0]) == other[0].place(texts[0])).all()


def test_a_text_has_the_same_place_whether_learned_from_or_met_later() -> None:
    texts = [counted(text) for text in SAID]
    space, places = space_of(texts)
    assert np.array([space.place(text) for text in texts]) == pytest.approx(places, abs=1e-5)


def test_what_somebody_knows_lies_between_what_they_say_and_what_they_helped_with() -> None:
    say, did = unit(np.eye(2, DIMENSIONS, dtype=np.float32))
    assert (known(say[None], did[None][:0], [0]) == say).all()
    alone, both = known(np.array([say, say]), did[None], [0, 1])
    assert (alone == say).all()
    assert 0 < both @ say < both @ did


@given(
    st.lists(st.lists(st.sampled_from(["price", "board", "xqzw", "hire", "raptor"]), max_size=5), max_size=8)
)
@settings(max_examples=40, deadline=None)
def test_any_texts_make_a_space_of_finite_places(texts: list[list[str]]) -> None:
    counts = [Counter(text) for text in texts]
    space, places = space_of(counts)
    places = np.vstack((places, *(space.place(text) for text in counts)))
    assert np.isfinite(places).all()
    assert (np.linalg.norm(places, axis=1) <= 1 + 1e-4).all()


def place_of(*numbers: float) -> bytes:
    whole = np.zeros(MODEL, "<f2")
    whole[: len(numbers)] = numbers
    return whole.tobytes()


class TestModel:
    """With the semantic extra: Mia's profile means what Ada asks, whatever its words."""

    def test_a_place_in_the_models_space_counts(self) -> None:
        pool = Pool.of([replace(MIA, vector=place_of(1)), replace(ELI, vector=place_of(0, 1)), GUS], TOPICS)
        ranking = weigh(ADA, pool, NOW, vector=place_of(1))
        mia, eli = (part(ranking, who, ScoreComponent.MEANING) for who in ("mia", "eli"))
        assert mia is not None
        assert mia.value > (eli.value if eli else 0) + 0.3

    def test_whoever_brings_the_first_place_makes_the_pool_due(self) -> None:
        """Before, it has no room for places; four hundred others do not keep it from being built anew."""
        pool = Pool([replace(ELI, user_id=f"u{n}") for n in range(400)], TOPICS)
        assert weigh(ADA, pool, NOW, vector=place_of(1)).ranked  # a question with a place is no trouble
        pool.put(replace(MIA, vector=place_of(1)))
        assert pool.is_worn
