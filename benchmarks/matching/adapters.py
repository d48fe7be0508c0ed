"""From the benchmarks' plain data to what the engine is told, with vectors that are worked out once."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Any

import numpy as np

from bot.kit.encoder import Encoder, find_encoder
from bot.kit.hours import WorkingHours
from bot.matching.engine.facts import AskFacts, Candidate, Help, LiveState, TopicFacts
from bot.matching.engine.index import CandidateIndex
from bot.matching.engine.text import profile_texts, question_text
from bot.matching.engine.vectors import Floats, pack

ANY_HOURS = WorkingHours("UTC")
Data = Mapping[str, Any]


KEPT = os.environ.get("PINCHPOINT_VECTORS", "")
"""A file in which vectors outlive the process: encoding is most of what the figures cost. Empty for none."""


class Vectors:
    """Vectors by text; each text is encoded once."""

    def __init__(self, encoder: Encoder | None = None, without: bool = False) -> None:
        self.encoder = None if without else encoder or find_encoder()
        self.known: dict[tuple[str, bool], Floats] = {}
        self._file = KeptVectors(KEPT) if KEPT and self.encoder else None

    @property
    def dimensions(self) -> int:
        return self.encoder.dimensions if self.encoder else 0

    @property
    def elsewhere(self) -> Floats | None:
        return self.encoder.elsewhere if self.encoder else None

    def of(self, texts: Sequence[str], questions: bool) -> Floats:
        missing = [text for text in dict.fromkeys(texts) if (text, questions) not in self.known]
        if missing and self.encoder:
            for text, vector in zip(missing, self._found(self.encoder, missing, questions), strict=True):
                self.known[text, questions] = vector
        return np.array([self.known[text, questions] for text in texts]).reshape(-1, self.dimensions)

    def _found(self, encoder: Encoder, texts: Sequence[str], questions: bool) -> Floats:
        if self._file is None:
            return encoder.encode(texts, questions)
        keys = [f"{encoder.name} {questions} {sha256(text.encode()).hexdigest()}" for text in texts]
        kept = self._file.of(keys)
        fresh = [i for i, key in enumerate(keys) if key not in kept]
        for i, vector in zip(fresh, encoder.encode([texts[i] for i in fresh], questions), strict=True):
            kept[keys[i]] = vector
        self._file.keep({keys[i]: kept[keys[i]] for i in fresh})
        return np.array([kept[key] for key in keys])

    def packed(self, texts: Sequence[str], questions: bool) -> bytes | None:
        return pack(self.of(texts, questions)) if texts and self.encoder else None

    def question(self, text: str) -> Floats | None:
        return self.of([text], True)[0] if self.encoder else None


class KeptVectors:
    """Vectors in a file."""

    def __init__(self, path: str) -> None:
        self._database = sqlite3.connect(path, timeout=60)
        self._database.execute("CREATE TABLE IF NOT EXISTS vectors (key TEXT PRIMARY KEY, vector BLOB)")

    def of(self, keys: Sequence[str]) -> dict[str, Floats]:
        found = {}
        for key in keys:
            row = self._database.execute("SELECT vector FROM vectors WHERE key = ?", (key,)).fetchone()
            if row is not None:
                found[key] = np.frombuffer(row[0], np.float32)
        return found

    def keep(self, vectors: Mapping[str, Floats]) -> None:
        rows = [(key, vector.tobytes()) for key, vector in vectors.items()]
        self._database.executemany("INSERT OR REPLACE INTO vectors VALUES (?, ?)", rows)
        self._database.commit()


def held(
    people: Sequence[Candidate],
    topics: Sequence[TopicFacts] = (),
    dimensions: int = 0,
    elsewhere: Floats | None = None,
    names: Mapping[str, Floats] | None = None,
) -> CandidateIndex:
    """An index with the live state that stands in the people themselves."""
    index = CandidateIndex(people, topics, dimensions, elsewhere, names)
    index.live = LiveState(
        load={p.user_id: p.load for p in people if p.load},
        busy={p.user_id: p.busy for p in people if p.busy},
        avoids={p.user_id: p.avoids for p in people if p.avoids},
        sessions_lately={p.user_id: p.sessions_lately for p in people if p.sessions_lately},
    )
    return index


def topics_of(topics: Sequence[Data]) -> list[TopicFacts]:
    return [TopicFacts(one["id"], one["name"], tuple(one["synonyms"])) for one in topics]


def index_of(organisation: Data, vectors: Vectors) -> CandidateIndex:
    """An organisation of the workplace format as the product would hold it."""
    topics = topics_of(organisation["topics"])
    names = {topic.id: topic.names for topic in topics}
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
    named = (
        dict(zip(names, vectors.of(list(names.values()), False), strict=True)) if vectors.encoder else None
    )
    return held(people, topics, vectors.dimensions, vectors.elsewhere, named)


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
