"""A company whose people and questions are those of an invented organisation, so that words mean something.

How people answer, when they work and what they declare is drawn as in any other company of one seed; what
they know, and who is right for a question, stands in the organisation's file (the workplace format).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.company.assumptions import World
from benchmarks.company.people import Company, Expert, Question
from benchmarks.matching.adapters import Vectors, text_of
from bot.matching.engine.text import profile_texts
from bot.matching.rules import Help, TopicFacts


class Organisation(Company):
    """The people of an organisation, who are asked what its file has as questions, drawn again and again."""

    def __init__(self, world: World, seed: int) -> None:
        data = read(world.organisation)
        size = replace(world, experts=len(data["experts"]), topics=len(data["topics"]))
        super().__init__(size, seed)
        self.vectors = _vectors()
        self._number = {topic["id"]: at for at, topic in enumerate(data["topics"])}
        self.topic_facts = [
            TopicFacts(f"T{at:02}", one["name"], tuple(one["synonyms"]))
            for at, one in enumerate(data["topics"])
        ]
        pairs = zip(self.experts, data["experts"], strict=True)
        self.experts = [self._is(expert, one) for expert, one in pairs]
        asks = [ask for ask in data["asks"] if ask["best"]]
        rng = np.random.default_rng([seed, 4])
        rounds = -(-len(self.questions) // len(asks))
        order = [int(at) for _ in range(rounds) for at in rng.permutation(len(asks))]
        drawn = [asks[at] for at in order[: len(self.questions)]]
        self.questions = [self._asks(*pair) for pair in zip(self.questions, drawn, strict=True)]
        self.fit = np.array([[self._fit(ask, one) for one in data["experts"]] for ask in drawn])

    def _is(self, expert: Expert, one: Mapping[str, Any]) -> Expert:
        topics = tuple(sorted(self._number[topic] for topic in one["topics"]))
        names = ", ".join(self.topic_facts[topic].names for topic in topics)
        return replace(
            expert,
            topics=topics,
            skills=one["skills"],
            about=one["about"],
            helped=tuple(self.help_with(self._number[item["topic"]], text_of(item)) for item in one["past"]),
            vectors=_vectors().packed(profile_texts(names, one["skills"], one["about"]), False),
        )

    def _asks(self, question: Question, ask: Mapping[str, Any]) -> Question:
        return replace(question, topic=self._number[ask["topic"]], text=text_of(ask))

    def _fit(self, ask: Mapping[str, Any], one: Mapping[str, Any]) -> float:
        """How well somebody could help: the right ones wholly, who holds the topic a little."""
        if one["id"] in ask["best"]:
            return 1.0
        return self.world.fit_topic if ask["topic"] in one["topics"] else self.world.fit_other

    def help_with(self, topic: int, text: str) -> Help:
        """A session on a question, as the product remembers it."""
        found = super().help_with(topic, text)
        return replace(found, vector=self.vectors.packed([text], True)) if self.vectors else found


@cache
def read(path: str) -> dict[str, Any]:
    """An organisation's file."""
    found: dict[str, Any] = json.loads(Path(path).read_text("utf8"))
    return found


@cache
def _vectors() -> Vectors:
    return Vectors()


def company_of(world: World, seed: int) -> Company:
    """The company of a world and a seed."""
    return Organisation(world, seed) if world.organisation else Company(world, seed)
