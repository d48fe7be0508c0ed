"""From the benchmarks' plain data to what the engine is told, with vectors that are worked out once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from bot.kit.encoder import Encoder, find_encoder
from bot.kit.hours import WorkingHours
from bot.matching.engine.facts import AskFacts, Candidate, Help, TopicFacts
from bot.matching.engine.index import CandidateIndex
from bot.matching.engine.text import profile_texts, question_text
from bot.matching.engine.vectors import Floats, pack

ANY_HOURS = WorkingHours("UTC")
Data = Mapping[str, Any]


class Vectors:
    """Vectors by text; each text is encoded once."""

    def __init__(self, encoder: Encoder | None = None, without: bool = False) -> None:
        self.encoder = None if without else encoder or find_encoder()
        self.known: dict[tuple[str, bool], Floats] = {}

    @property
    def dimensions(self) -> int:
        return self.encoder.dimensions if self.encoder else 0

    def of(self, texts: Sequence[str], questions: bool) -> Floats:
        missing = [text for text in dict.fromkeys(texts) if (text, questions) not in self.known]
        if missing and self.encoder:
            for text, vector in zip(missing, self.encoder.encode(missing, questions), strict=True):
                self.known[text, questions] = vector
        return np.array([self.known[text, questions] for text in texts]).reshape(-1, self.dimensions)

    def packed(self, texts: Sequence[str], questions: bool) -> bytes | None:
        return pack(self.of(texts, questions)) if texts and self.encoder else None

    def question(self, text: str) -> Floats | None:
        return self.of([text], True)[0] if self.encoder else None


def topics_of(topics: Sequence[Data]) -> list[TopicFacts]:
    return [TopicFacts(one["id"], one["name"], tuple(one["synonyms"])) for one in topics]


def index_of(organisation: Data, vectors: Vectors) -> CandidateIndex:
    """An organisation of the workplace format as the product would hold it."""
    topics = topics_of(organisation["topics"])
    names = {topic.id: ", ".join((topic.name, *topic.synonyms)) for topic in topics}
    people = [
        Candidate(
            user_id=one["id"],
            topic_ids=frozenset(one["topics"]),
            skills=one["skills"],
            about=one["about"],
            hours=ANY_HOURS,
            capacity=one.get("capacity", 2),
            load=one.get("load", 0),
            sessions_lately=one.get("lately", 0),
            helped=tuple(_help(item, vectors) for item in one["past"]),
            vectors=vectors.packed(
                profile_texts(
                    ", ".join(names[t] for t in sorted(one["topics"])), one["skills"], one["about"]
                ),
                False,
            ),
        )
        for one in organisation["experts"]
    ]
    return CandidateIndex.of(people, topics, vectors.dimensions)


def ask_of(ask: Data, asker: str = "") -> AskFacts:
    """An ask of the workplace format, of somebody who is no expert."""
    return AskFacts(
        mentee_id=asker,
        topic_id=ask["topic"],
        topic_name="",
        question=ask["question"],
        background=ask["background"],
        outcome=ask["outcome"],
        minutes=45,
        needed_by=None,
        hours=ANY_HOURS,
        key=ask["id"],
    )


def text_of(item: Data) -> str:
    return question_text(item["question"], item.get("background") or "", item.get("outcome") or "")


def _help(item: Data, vectors: Vectors) -> Help:
    return Help(text_of(item), (item["topic"],), vectors.packed([text_of(item)], True))
