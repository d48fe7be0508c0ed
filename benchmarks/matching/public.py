"""The engine's fit on public data, where an expert is what they did and a question has several topics."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import cache
from typing import Any

import numpy as np

from benchmarks.matching.adapters import ANY_HOURS, Vectors, held
from bot.matching.engine.facts import AskFacts, Candidate, Help, TopicFacts
from bot.matching.engine.index import CandidateIndex
from bot.matching.engine.question import Question
from bot.matching.engine.scores import Evidence, evidence, log_odds
from bot.matching.engine.text import profile_texts

Experts = Sequence[dict[str, Any]]
Questions = Sequence[dict[str, Any]]


def experts_of(past: Sequence[dict[str, Any]]) -> tuple[list[dict[str, Any]], np.ndarray]:
    """The experts of public data with what they did, as `evaluate.py` has them, and how often each helped."""
    helped: dict[str, list[dict[str, Any]]] = {}
    for item in past:
        for person in item["helpers"]:
            helped.setdefault(person, []).append(item)
    experts = []
    for person, items in helped.items():
        newest = items[::-1]
        topics = [topic for topic, _ in Counter(t for item in newest for t in item["topics"]).most_common(8)]
        about = " ".join(". ".join(item["title"] for item in newest).split()[: 60 - len(topics)])
        experts.append({"id": person, "topics": topics, "about": about, "past": newest})
    return experts, np.array([len(items) for items in helped.values()])


def score(experts: Experts, questions: Questions) -> np.ndarray:
    """How well each expert fits each question: the logarithm of the odds that they are right for it.

    So one expert's questions can be compared as well, as the product's chances can.
    """
    found = compared(experts, questions, vectors())
    return np.array([log_odds(known.total(), question) for question, known in found])


def evidences(experts: Experts, questions: Questions, known: Vectors) -> list[Evidence]:
    """What the engine finds for each question, of all experts in their order."""
    return [one for _, one in compared(experts, questions, known)]


def compared(experts: Experts, questions: Questions, known: Vectors) -> list[tuple[Question, Evidence]]:
    """The questions as the engine takes them, and what it finds of all experts for each."""
    index = index_of(experts, questions, known)
    rows = np.array([index.row[str(expert["id"])] for expert in experts])
    found = []
    for item in questions:
        question = Question.of(ask_of(item), index, known.question(text_of(item)), tuple(item["topics"]))
        found.append((question, evidence(question, index, rows)))
    return found


def index_of(experts: Experts, questions: Questions, known: Vectors) -> CandidateIndex:
    """The experts as the product would hold them; topics are those that anybody names."""
    named = {topic for one in (*experts, *questions) for topic in one["topics"]}
    named |= {topic for expert in experts for item in expert["past"] for topic in item["topics"]}
    people = [
        Candidate(
            user_id=str(expert["id"]),
            topic_ids=frozenset(expert["topics"]),
            skills="",
            about=expert["about"],
            hours=ANY_HOURS,
            capacity=1,
            helped=tuple(
                Help(text_of(item), tuple(item["topics"]), known.packed([text_of(item)], True))
                for item in expert["past"]
            ),
            vectors=known.packed(
                profile_texts(
                    ", ".join(name_of(topic) for topic in sorted(expert["topics"])), "", expert["about"]
                ),
                False,
            ),
        )
        for expert in experts
    ]
    topics = [TopicFacts(topic, name_of(topic)) for topic in sorted(named)]
    return held(people, topics, known.dimensions, known.elsewhere)


def ask_of(item: dict[str, Any]) -> AskFacts:
    """A question as an ask of somebody who is no expert."""
    return AskFacts("", None, "", item["title"], item["background"] or "", "", 45, None, ANY_HOURS)


def text_of(item: dict[str, Any]) -> str:
    """The words of a question."""
    return f"{item['title']}\n{item['background'] or ''}".strip()


def name_of(topic: str) -> str:
    """A topic's name."""
    return topic.replace("-", " ")


@cache
def vectors() -> Vectors:
    """The vectors, worked out once for all files."""
    return Vectors()
