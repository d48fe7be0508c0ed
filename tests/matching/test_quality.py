"""The quality of the ranking on a small invented firm (`benchmarks/matching/organisations`).

The floors lie below what was measured by more than one ask in ten, so that only a fault falls below them.
"""

from __future__ import annotations

import json
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest

from benchmarks.matching import workplaces
from benchmarks.matching.adapters import Vectors, ask_of, index_of, text_of
from bot.matching.engine.question import Question
from bot.matching.engine.suggest import suggest_topics

FIRM: dict[str, Any] = json.loads(
    (Path(workplaces.__file__).parent / "organisations" / "engineers.json").read_text("utf8")
)
ASKS = {ask["id"]: ask for ask in FIRM["asks"]}
HELPED = {"topic": "steel", "question": "Which crane lifts forty tonnes over the river?"}


@pytest.fixture(scope="module")
def vectors() -> Vectors:
    found = Vectors()
    assert found.encoder is not None
    return found


def first(rows: workplaces.Rows) -> list[str]:
    return [row[0][0] if row else "" for row in rows]


@pytest.fixture(scope="module")
def places(vectors: Vectors) -> dict[str, list[int]]:
    """By kind, the place of the best right person for each ask."""
    found: dict[str, list[int]] = defaultdict(list)
    for ask, row in zip(FIRM["asks"], workplaces.ranked(FIRM, FIRM["asks"], vectors), strict=True):
        right = [at for at, (user_id, _) in enumerate(row, 1) if user_id in ask["best"]]
        if ask["best"]:
            found[ask["kind"]].append(min(right, default=99))
            found["all"].append(min(right, default=99))
    return found


@pytest.mark.parametrize(
    ("kind", "place", "share"),
    [
        ("all", 1, 0.8),
        ("all", 3, 0.9),
        ("language", 1, 0.75),
        ("wrong_topic", 3, 0.6),
        ("past", 1, 0.8),
        ("short", 1, 0.75),
        ("specific", 1, 0.9),
    ],
)
def test_the_right_person_comes_first_or_nearly(
    places: dict[str, list[int]], kind: str, place: int, share: float
) -> None:
    assert sum(at <= place for at in places[kind]) / len(places[kind]) >= share


def test_one_session_on_something_else_moves_nobody_forward(vectors: Vectors) -> None:
    fresh = [expert | {"past": []} for expert in FIRM["experts"]]
    asks = [ask for ask in FIRM["asks"] if ask["topic"] == "steel" and ask["best"] and ask["kind"] != "past"]
    before = first(workplaces.ranked(FIRM | {"experts": fresh}, asks, vectors))
    for rival in ("e06", "e07"):
        helped = [expert | {"past": [HELPED]} if expert["id"] == rival else expert for expert in fresh]
        assert first(workplaces.ranked(FIRM | {"experts": helped}, asks, vectors)) == before


def test_a_question_is_about_one_of_three_suggested_topics(vectors: Vectors) -> None:
    index = index_of(FIRM, vectors)
    holds = {expert["id"]: set(expert["topics"]) for expert in FIRM["experts"]}
    asks = [ask for ask in FIRM["asks"] if ask["best"] and ask["kind"] != "past"]
    right = 0
    for ask in asks:
        question = Question.of(ask_of(ask), index, vectors.question(text_of(ask)), ())
        found = suggest_topics(question, index)
        right += bool(set(found) & (holds[ask["best"][0]] | {ask["topic"]}))
    assert right / len(asks) >= 0.85


@pytest.mark.parametrize("nonsense", ["asdf qwer zxcv", "test test", "12345 67890", "please help me"])
def test_for_nonsense_nobody_is_suitable(vectors: Vectors, nonsense: str) -> None:
    sense = ASKS["ea001"]
    empty = sense | {"id": "x", "question": nonsense, "background": "", "outcome": ""}
    found = workplaces.ranked(FIRM, [sense, empty], vectors)
    assert found[0]
    assert found[1] == []
