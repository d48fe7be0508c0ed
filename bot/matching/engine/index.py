"""Everybody who could be asked, held so that one question is compared with all of them at once.

An index is built from what the tables say of each person and then changed person by person: a change adds a
row and leaves the old one behind, until enough have been left behind that building anew is cheaper (`wears`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from bot.kit.collector import uncollected
from bot.matching.engine import weights
from bot.matching.engine.coarse import CoarseVectors
from bot.matching.engine.columns import Column, Ints
from bot.matching.engine.elsewhere import Elsewhere
from bot.matching.engine.facts import Candidate, Help, LiveState, TopicFacts
from bot.matching.engine.focus import Sessions
from bot.matching.engine.hours import Weeks
from bot.matching.engine.text import counts
from bot.matching.engine.topics import HeldTopics, Topics
from bot.matching.engine.vectors import Floats, VectorStore, packed_length
from bot.matching.engine.words import WordIndex

HELPS_KEPT = 100  # past questions of one person, the newest
TOPICS_KEPT = 5  # of a past question
AT_ONCE = 512  # people who are written together
SMALL = 300  # people; so small an index is built anew with every change, so that its words weigh exactly
WORN_SHARE = 0.1

_LENGTHS = {30: 1, 45: 2, 60: 4}


class Columns:
    """The facts that hard rules look at, one entry a row; ``paused_until`` and
    ``away_until`` in seconds since 1970.
    """

    def __init__(self, expected: int) -> None:
        self.alive, self.deactivated, self.opted_in, self.has_helped = (
            Column(np.bool_, expected=expected) for _ in range(4)
        )
        self.paused_until, self.away_until = (Column(np.float64, expected=expected) for _ in range(2))
        self.capacity = Column(np.int16, expected=expected)
        self.lengths = Column(np.uint8, expected=expected)

    def add(self, people: Sequence[Candidate]) -> None:
        """Note people."""
        self.alive.extend([True] * len(people))
        self.deactivated.extend([one.deactivated for one in people])
        self.opted_in.extend([one.opted_in for one in people])
        self.paused_until.extend([one.paused_until.timestamp() if one.paused_until else 0 for one in people])
        self.away_until.extend([one.away_until.timestamp() if one.away_until else 0 for one in people])
        self.capacity.extend([min(max(one.capacity, 0), 30_000) for one in people])
        self.lengths.extend([length_bits(one.lengths) for one in people])
        self.has_helped.extend([bool(one.helped) for one in people])


class CandidateIndex:
    """The people of one workspace who could be asked. Not to be changed by two threads at once.

    ``dimensions``: of the vectors, 0 without an encoder; ``elsewhere``: its vectors of what others know;
    ``names``: those of the topics' names, by topic id.
    """

    def __init__(
        self,
        people: Iterable[Candidate],
        topics: Sequence[TopicFacts],
        dimensions: int = 0,
        elsewhere: Floats | None = None,
        names: Mapping[str, Floats] | None = None,
    ) -> None:
        with uncollected():
            everybody = sorted(people, key=lambda person: person.user_id)
            self.live = LiveState()
            self.dimensions = dimensions
            self.topics = Topics(topics, [person.topic_ids for person in everybody])
            self.names = [names[topic.id] for topic in self.topics.facts] if names else []
            self.words, self.asked_words = WordIndex(), WordIndex()
            self.ids: list[str] = []
            self.row: dict[str, int] = {}
            self.timetable: list[int] = []
            self.written: list[tuple[str, str]] = []  # skills and about, to quote from
            self.weeks = Weeks()
            self.held = HeldTopics()
            self.columns = Columns(len(everybody))
            self.profiles = VectorStore(dimensions, len(everybody))
            self.past = VectorStore(dimensions, len(everybody))
            self.past_topics = Column(np.int16, TOPICS_KEPT)
            self.sessions = Sessions(len(self.topics.facts))
            self._asked = _Sum(dimensions, len(self.topics.facts) + 1)
            self._profiles, self._written = _Sum(dimensions), _Sum(dimensions)
            self._left_behind = 0
            for first in range(0, len(everybody), AT_ONCE):
                self._write(everybody[first : first + AT_ONCE])
            self.coarse = CoarseVectors(self.profiles, len(everybody))
            self.elsewhere = Elsewhere(elsewhere)
            for first in range(0, len(everybody), AT_ONCE):
                self._compare(range(first, min(first + AT_ONCE, len(everybody))))

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
        self._write([person])
        self._compare([self.rows - 1])
        self._left_behind += 1  # what words weigh was counted without this text

    def drop(self, user_id: str) -> None:
        """Forget a person; nothing happens for somebody unknown."""
        row = self.row.pop(user_id, None)
        if row is not None:
            self.columns.alive.all[row] = False
            self._left_behind += 1

    def distinct(self, question: Floats) -> Floats:
        """Return a question's vector less a share of what all that is written in profiles has in common.

        Some profiles are near to whatever is asked here, because they say what everybody says (hubs:
        Radovanovic et al. 2010).
        """
        return np.asarray(question - weights.COMMON * self._written.mean(), np.float32)

    def usual(self, question: Floats) -> Floats:
        """Return, by topic (the last one: none), how near a usual question of the topic is to this one.

        A topic in which few questions were asked is taken to be as topics usually are.
        """
        found = self._asked.nearness(question, weights.USUAL)
        found[-1] = weights.USUAL
        return found

    def usual_of_all(self, question: Floats) -> tuple[float, float]:
        """Return how near a usual profile is to a question, and a usual question of any topic."""
        profile = float(self._profiles.nearness(self.distinct(question), weights.UNKNOWN)[0])
        return profile, self._asked.nearness_of_all(question, weights.USUAL)

    def past_of(self, rows: Ints, question: Floats, exact: bool) -> tuple[Floats, Floats, Ints]:
        """Return how near some people's past questions are and usual ones are, and how many are whose."""
        near, lengths = self.past.of(rows, question, exact)
        return near, self.usual(question)[self.past_topics.all[self.past.places(rows)[0], 0]], lengths

    def focus(self, rows: Ints, wanted: Sequence[int]) -> Floats:
        """Return how much more of what some people helped with was of wanted topics than is usual."""
        places, lengths = self.past.places(rows)
        found = np.zeros(len(rows), np.float32)
        some = np.flatnonzero(lengths)  # of nobody else there is anything to say
        for topic in wanted:
            more = self.sessions.focus(topic, self.past_topics.all[places], lengths[some])
            found[some] += self.topics.worth(topic) * more * self.held.holds(topic, rows[some])
        return found

    def _write(self, people: Sequence[Candidate]) -> None:
        """Add rows for people."""
        self.words.add([counts(f"{one.skills}\n{one.about}") for one in people])
        asked = ["\n".join(help_.words for help_ in one.helped[:HELPS_KEPT]) for one in people]
        self.asked_words.add([counts(text, prefixes=False) for text in asked])
        for person in people:
            self.row[person.user_id] = len(self.ids)
            self.ids.append(person.user_id)
            self.timetable.append(self.weeks.number(person.hours))
            self.written.append((person.skills, person.about))
            self.held.add(self.topics.numbers(person.topic_ids))
        self.columns.add(people)
        self.profiles.add([[person.vectors] for person in people])
        self._write_past([self._kept(person) for person in people])

    def _write_past(self, helps: Sequence[Sequence[Help]]) -> None:
        first = len(self.past_topics.all)
        self.past.add([[help_.vector for help_ in kept] for kept in helps])
        none = [len(self.topics.facts)] * TOPICS_KEPT
        of_each = [
            [[*self.topics.numbers(one.topic_ids), *none][:TOPICS_KEPT] for one in kept] for kept in helps
        ]
        for row, topics in enumerate(of_each, len(self.ids) - len(helps)):
            self.sessions.add(self.held.of(row), topics)
        numbers = np.array([one for topics in of_each for one in topics], np.int64).reshape(-1, TOPICS_KEPT)
        self.past_topics.extend(numbers)
        for start in range(0, len(numbers), AT_ONCE):
            some = numbers[start : start + AT_ONCE, 0]
            self._asked.add(self.past.at(first + start + np.arange(len(some))), some)

    def _compare(self, rows: Sequence[int]) -> None:
        """Take over the whole profiles of rows into what all of them are compared with."""
        if not self.dimensions:
            return
        wholes = self.profiles.first(np.array(rows, np.int64))
        self.coarse.add(wholes)
        self.elsewhere.add(wholes)
        there = wholes[wholes.any(axis=1)]
        self._profiles.add(there, np.zeros(len(there), np.int64))
        parts = self.profiles.at(self.profiles.places(np.array(rows, np.int64))[0])
        self._written.add(parts, np.zeros(len(parts), np.int64))

    def _kept(self, person: Candidate) -> list[Help]:
        """The newest questions somebody helped with that can be compared."""
        width = packed_length(self.dimensions)
        helps = person.helped[:HELPS_KEPT] if self.dimensions else ()
        return [help_ for help_ in helps if help_.vector is not None and len(help_.vector) == width]


class _Sum:
    """Sums of vectors by number, so that the mean nearness of many to a question is one product."""

    def __init__(self, dimensions: int, numbers: int = 1) -> None:
        self._sums = np.zeros((numbers, dimensions), np.float64)
        self._counts = np.zeros(numbers, np.int64)

    def add(self, vectors: Floats, numbers: NDArray[np.int64]) -> None:
        for number in np.unique(numbers):
            self._sums[number] += vectors[numbers == number].sum(axis=0, dtype=np.float64)
        self._counts += np.bincount(numbers, minlength=len(self._counts))

    def mean(self) -> NDArray[np.float64]:
        """The mean of them all; few leave it near nothing."""
        return np.asarray(self._sums.sum(axis=0) / (self._counts.sum() + weights.USUAL_COUNTS))

    def nearness(self, question: Floats, prior: float) -> Floats:
        """The mean nearness by number; few vectors leave it near the prior."""
        counts = self._counts + weights.USUAL_COUNTS
        return np.asarray((self._sums @ question + prior * weights.USUAL_COUNTS) / counts, np.float32)

    def nearness_of_all(self, question: Floats, prior: float) -> float:
        """The mean nearness of all of them."""
        counts = self._counts.sum() + weights.USUAL_COUNTS
        return float((self._sums.sum(axis=0) @ question + prior * weights.USUAL_COUNTS) / counts)


@lru_cache(maxsize=64)
def length_bits(lengths: frozenset[int]) -> int:
    """Return lengths in minutes as bits, so that a rule is one comparison."""
    return sum(_LENGTHS.get(minutes, 0) for minutes in lengths)


def flags(index: CandidateIndex, user_ids: Iterable[str]) -> NDArray[np.bool_]:
    """Return, by row, whether somebody is among these people."""
    found = np.zeros(index.rows, np.bool_)
    found[[index.row[one] for one in user_ids if one in index.row]] = True
    return found
