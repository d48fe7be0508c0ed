"""Everybody who could be asked, held so that one question is compared with all of them at once.

An index is built from what the tables say of each person and then changed person by person: a change adds a
row and leaves the old one behind, until enough have been left behind that building anew is cheaper (`wears`).
"""

from __future__ import annotations

import gc
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from bot.matching.engine import weights
from bot.matching.engine.coarse import CoarseVectors
from bot.matching.engine.columns import Column, Ints
from bot.matching.engine.elsewhere import Elsewhere
from bot.matching.engine.facts import Candidate, LiveState, TopicFacts
from bot.matching.engine.hours import Weeks
from bot.matching.engine.text import counts
from bot.matching.engine.topics import HeldTopics, Topics
from bot.matching.engine.vectors import Floats, VectorStore, unpacked
from bot.matching.engine.words import Vocabulary, WordIndex

HELPS_KEPT = 100  # past questions of one person, the newest
SMALL = 300  # people; so small an index is built anew with every change, so that its words weigh exactly
WORN_SHARE = 0.1

_LENGTHS = {30: 1, 45: 2, 60: 4}


class Columns:
    """The facts that hard rules look at, one entry a row; ``paused_until`` in seconds since 1970."""

    def __init__(self, expected: int) -> None:
        self.alive, self.deactivated, self.opted_in, self.has_helped = (
            Column(np.bool_, expected=expected) for _ in range(4)
        )
        self.paused_until = Column(np.float64, expected=expected)
        self.capacity = Column(np.int16, expected=expected)
        self.lengths = Column(np.uint8, expected=expected)

    def add(self, people: Sequence[Candidate]) -> None:
        """Note people."""
        self.alive.extend([True] * len(people))
        self.deactivated.extend([one.deactivated for one in people])
        self.opted_in.extend([one.opted_in for one in people])
        self.paused_until.extend([one.paused_until.timestamp() if one.paused_until else 0 for one in people])
        self.capacity.extend([min(max(one.capacity, 0), 30_000) for one in people])
        self.lengths.extend([length_bits(one.lengths) for one in people])
        self.has_helped.extend([bool(one.helped) for one in people])


@contextmanager
def uncollected() -> Iterator[None]:
    """Keep Python's collector away: among a hundred thousand people it finds nothing and takes half the time.

    Each of its walks would also stop every thread for a tenth of a second.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


class CandidateIndex:
    """The people of one workspace who could be asked. Not to be changed by two threads at once.

    ``dimensions``: of the vectors that people and questions have, 0 where there is no encoder. ``elsewhere``:
    the encoder's vectors of fields that people elsewhere know.
    """

    def __init__(
        self,
        people: Iterable[Candidate],
        topics: Sequence[TopicFacts],
        dimensions: int = 0,
        elsewhere: Floats | None = None,
    ) -> None:
        with uncollected():
            everybody = sorted(people, key=lambda person: person.user_id)
            self.live = LiveState()
            self.dimensions = dimensions
            self.topics = Topics(topics, [person.topic_ids for person in everybody])
            self.vocabulary = Vocabulary()
            self.words = WordIndex(self.vocabulary, self.vocabulary.read(map(self._terms, everybody)))
            self.ids: list[str] = []
            self.row: dict[str, int] = {}
            self.timetable: list[int] = []
            self.written: list[tuple[str, str]] = []  # skills and about, to quote from
            self.weeks = Weeks()
            self.held = HeldTopics()
            self.columns = Columns(len(everybody))
            self.profiles = VectorStore(dimensions, len(everybody))
            self.past = VectorStore(dimensions, len(everybody))
            self.past_topic = Column(np.int32)
            self._usual = np.zeros((len(self.topics.facts), dimensions), np.float64)
            self._asked = np.zeros(len(self.topics.facts), np.int64)
            self._left_behind = 0
            for person in everybody:
                self._write(person)
            self.columns.add(everybody)
            self.coarse = CoarseVectors(self.profiles, len(everybody))
            self.elsewhere = Elsewhere(
                np.zeros((0, dimensions), np.float32) if elsewhere is None else elsewhere
            )
            self.elsewhere.add(self.profiles, np.arange(len(everybody)))

    @classmethod
    def of(
        cls,
        people: Iterable[Candidate],
        topics: Sequence[TopicFacts] = (),
        dimensions: int = 0,
        elsewhere: Floats | None = None,
    ) -> CandidateIndex:
        """Build an index, the live state of each person included; their order changes nothing."""
        everybody = list(people)
        index = cls(everybody, topics, dimensions, elsewhere)
        index.live = LiveState(
            load={p.user_id: p.load for p in everybody if p.load},
            busy={p.user_id: p.busy for p in everybody if p.busy},
            avoids={p.user_id: p.avoids for p in everybody if p.avoids},
            sessions_lately={p.user_id: p.sessions_lately for p in everybody if p.sessions_lately},
        )
        return index

    def __len__(self) -> int:
        return len(self.row)

    @property
    def rows(self) -> int:
        """How many rows there are, those left behind included."""
        return len(self.ids)

    def wears(self, changes: int = 0) -> bool:
        """Whether building it anew is due after so many changes more."""
        bearable = 0 if self.rows <= SMALL else WORN_SHARE * self.rows
        return self._left_behind + changes > bearable

    def put(self, person: Candidate) -> None:
        """Add a person, or replace what was known of them."""
        self.drop(person.user_id)
        terms = self._terms(person)
        self.vocabulary.read((terms,))
        self.words.add(terms)
        self._write(person)
        self.columns.add([person])
        self.coarse.add(self.profiles)
        self.elsewhere.add(self.profiles, np.array([self.rows - 1]))
        self._left_behind += 1  # what words weigh was counted without this text

    def drop(self, user_id: str) -> None:
        """Forget a person; nothing happens for somebody unknown."""
        row = self.row.pop(user_id, None)
        if row is not None:
            self.columns.alive.all[row] = False
            self._left_behind += 1

    def usual(self, question: Floats) -> Floats:
        """Return, by topic (the last one: none), how near a usual question of the topic is to this one.

        A topic in which few questions were asked is taken to be as topics usually are.
        """
        found = (self._usual @ question + weights.USUAL * weights.USUAL_COUNTS) / (
            self._asked + weights.USUAL_COUNTS
        )
        return np.append(found, weights.USUAL).astype(np.float32)

    def past_of(self, rows: Ints, question: Floats, exact: bool) -> tuple[Floats, Floats, Ints]:
        """Return how near some people's past questions are and usual ones are, and how many are whose."""
        near, lengths = self.past.of(rows, question, exact)
        return near, self.usual(question)[self.past_topic.all[self.past.places(rows)]], lengths

    def _terms(self, person: Candidate) -> dict[str, int]:
        return counts(f"{person.skills}\n{person.about}")

    def _write(self, person: Candidate) -> None:
        """Add a row for a person, but for their facts and words."""
        self.row[person.user_id] = len(self.ids)
        self.ids.append(person.user_id)
        self.timetable.append(self.weeks.number(person.hours))
        self.written.append((person.skills, person.about))
        self.held.add(self.topics.numbers(person.topic_ids))
        self.profiles.add([person.vectors])
        helps = person.helped[:HELPS_KEPT] if self.dimensions else ()
        there = [help_ for help_ in helps if help_.vector is not None]
        kept = [help_ for help_ in there if len(unpacked(help_.vector, self.dimensions)) == 1]
        self.past.add([help_.vector for help_ in kept])
        for help_ in kept:
            topic = next(iter(self.topics.numbers(help_.topic_ids)), len(self.topics.facts))
            self.past_topic.extend([topic])
            if topic < len(self.topics.facts):
                self._usual[topic] += unpacked(help_.vector, self.dimensions)[0]
                self._asked[topic] += 1


@lru_cache(maxsize=64)
def length_bits(lengths: frozenset[int]) -> int:
    """Return lengths in minutes as bits, so that a rule is one comparison."""
    return sum(_LENGTHS.get(minutes, 0) for minutes in lengths)


def flags(index: CandidateIndex, user_ids: Iterable[str]) -> NDArray[np.bool_]:
    """Return, by row, whether somebody is among these people."""
    found = np.zeros(index.rows, np.bool_)
    found[[index.row[one] for one in user_ids if one in index.row]] = True
    return found
