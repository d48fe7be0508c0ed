"""Everybody who could be asked, held so that one question is compared with all of them at once.

A pool is built from what the tables say of each person and then changed person by person: a change adds a row
and leaves the old one behind, until enough have been left behind that building anew is cheaper (`is_worn`).
"""

from __future__ import annotations

import gc
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import chain
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.matching.rules import meaning
from bot.matching.rules.columns import Column
from bot.matching.rules.helps import HELPS_KEPT, Helps
from bot.matching.rules.hours import Weeks
from bot.matching.rules.language import counts, spoken_in
from bot.matching.rules.shapes import Candidate, Help, Interval, TopicFacts
from bot.matching.rules.topics import Held, Topics
from bot.matching.rules.words import AT_ONCE, Vocabulary, WordIndex

SMALL = 300  # people; so small a pool is built anew with every change, so that its words weigh exactly
WORN_SHARE = 0.1
LANGUAGE_SAMPLE = 2000  # texts

Floats = NDArray[np.float32]
_LENGTHS = {30: 1, 45: 2, 60: 4}


@dataclass(frozen=True, slots=True)
class LiveState:
    """What changes from hour to hour, of those of whom there is something to tell.

    ``load``: this month's sessions and open offers. ``busy``: booked times ahead, in order. ``asked_lately``:
    the last three months' offers, a session counted as three. ``answers``: how soon these were answered.
    """

    load: Mapping[str, int] = field(default_factory=dict)
    open_offers: Mapping[str, int] = field(default_factory=dict)
    busy: Mapping[str, Sequence[Interval]] = field(default_factory=dict)
    avoids: Mapping[str, frozenset[str]] = field(default_factory=dict)
    asked_lately: Mapping[str, float] = field(default_factory=dict)
    answers: Mapping[str, float] = field(default_factory=dict)


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


class Pool:
    """The people of one workspace who could be asked. Not to be changed by two threads at once."""

    def __init__(self, people: Sequence[Candidate], topics: Sequence[TopicFacts]) -> None:
        with uncollected():
            self._build(people, topics)

    def _build(self, people: Sequence[Candidate], topics: Sequence[TopicFacts]) -> None:
        people = sorted(people, key=lambda person: person.user_id)
        helps_of = [person.helped[:HELPS_KEPT] for person in people]
        helps = [help_ for own in helps_of for help_ in own]
        self.moment = LiveState()
        self.languages = _languages(people, helps)
        held = [*(p.topic_ids for p in people), *(h.topic_ids for h in helps)]
        self.topics = Topics(topics, held, self.languages)
        self.vocabulary = Vocabulary()
        read = self.vocabulary.read(chain(map(self._profile, people), map(self.read, helps)))
        texts, help_texts = read.part(0, len(people)), read.part(len(people), len(read))
        self.words = WordIndex(self.vocabulary, texts)
        self.space = meaning.Space(self.vocabulary, read)
        self.semantic = any(_has_vector(person) for person in people)
        self.ids: list[str] = []
        self.row: dict[str, int] = {}
        self.timetable: list[int] = []
        self.weeks = Weeks()
        self.held = Held(len(self.topics.facts))
        self.columns = Columns(len(people))
        self._known = Column(np.float32, self._width, expected=len(people))
        self._modelled = Column(np.bool_, expected=len(people))
        self.worked_out: tuple[LiveState, int, Any] | None = (
            None  # what ranking made of a moment, for many asks
        )
        self._outgrown = False
        self._left_behind = 0
        spans = [len(own) for own in helps_of]
        asked_of = Held(len(self.topics.facts))
        asked_of.add(self.topics.numbers(help_.topic_ids) for help_ in helps)
        self.helps = Helps(WordIndex(self.vocabulary, help_texts), spans, self._width, asked_of)
        ends = np.concatenate(([0], np.cumsum(spans))).astype(int).tolist()
        for first in range(0, len(people), AT_ONCE):
            last = min(first + AT_ONCE, len(people))
            said = self.space.places(texts.part(first, last))
            places = self._with_model(said, [person.vector for person in people[first:last]])
            helped = self.space.places(help_texts.part(ends[first], ends[last]))
            vectors = [help_.vector for help_ in helps[ends[first] : ends[last]]]
            help_places = self._with_model(helped, vectors)
            self.helps.place(help_places)
            self._write(people[first:last], meaning.known(places, help_places, spans[first:last]))

    @classmethod
    def of(cls, people: Iterable[Candidate], topics: Sequence[TopicFacts] = ()) -> Pool:
        """Build a pool, the moment of each person included; their order changes nothing."""
        everybody = list(people)
        pool = cls(everybody, topics)
        pool.moment = LiveState(
            load={p.user_id: p.load for p in everybody if p.load},
            open_offers={p.user_id: p.open_offers for p in everybody if p.open_offers},
            busy={p.user_id: p.busy for p in everybody if p.busy},
            avoids={p.user_id: p.avoids for p in everybody if p.avoids},
            asked_lately={p.user_id: p.asked_lately for p in everybody if p.asked_lately},
            answers={p.user_id: p.answers for p in everybody},
        )
        return pool

    def __len__(self) -> int:
        return len(self.row)

    @property
    def rows(self) -> int:
        """How many rows there are, those left behind included."""
        return len(self.ids)

    @property
    def is_worn(self) -> bool:
        """Whether building it anew is due."""
        return self.wears(0)

    @property
    def _width(self) -> int:
        return meaning.DIMENSIONS + (meaning.MODEL if self.semantic else 0)

    def wears(self, changes: int) -> bool:
        """Whether building it anew is due after so many changes more."""
        bearable = 0 if self.rows <= SMALL else WORN_SHARE * self.rows
        return self._outgrown or self._left_behind + changes > bearable

    def put(self, person: Candidate) -> None:
        """Add a person, or replace what was known of them."""
        self.drop(person.user_id)
        helped = person.helped[:HELPS_KEPT]
        text, help_texts = self._profile(person), [self.read(help_) for help_ in helped]
        self.vocabulary.read((text, *help_texts))
        self.words.add(text)
        place = self._with_model(self.space.place(text)[None], [person.vector])[0]
        help_places = np.zeros((len(helped), meaning.DIMENSIONS), np.float32)
        for i, help_text in enumerate(help_texts):
            help_places[i] = self.space.place(help_text)
        help_places = self._with_model(help_places, [help_.vector for help_ in helped])
        asked_of = [self.topics.numbers(help_.topic_ids) for help_ in helped]
        self.helps.add(help_texts, help_places, asked_of)
        self._write([person], meaning.known(place[None], help_places, [len(helped)]))
        self._left_behind += 1  # what words weigh was counted without this text
        # Built before anybody had a vector of the model, it has no room for one until it is built anew.
        self._outgrown |= not self.semantic and _has_vector(person)

    def drop(self, user_id: str) -> None:
        """Forget a person; nothing happens for somebody unknown."""
        row = self.row.pop(user_id, None)
        if row is not None:
            self.columns.alive.all[row] = False
            self._left_behind += 1

    def place(self, text: Mapping[str, float], vector: bytes | None) -> Floats:
        """Return the place of a question."""
        place: Floats = meaning.balanced(self._with_model(self.space.place(text)[None], [vector]))[0]
        return place

    def nearness(self, place: Floats) -> Floats:
        """Return, by row, how near what somebody knows is to a place: -1 to 1, and exact to five digits."""
        found: Floats = meaning.near(self._known.all, place, self._modelled.all)
        return found

    def nearness_of(self, rows: NDArray[np.int64], place: Floats) -> NDArray[np.float64]:
        """Return the same of some rows, to the last digit the same wherever they stand."""
        return meaning.near_exactly(self._known.all[rows].astype(np.float64), place, self._modelled.all[rows])

    def _profile(self, person: Candidate) -> dict[str, int]:
        return self._counted(f"{person.skills}\n{person.about}\n{self.topics.profile(person.topic_ids)}")

    def _counted(self, text: str) -> dict[str, int]:
        return counts(text, self.languages)

    def read(self, help_: Help) -> dict[str, int]:
        """Return the terms of a question that somebody helped with."""
        return self._counted(f"{help_.words}\n{self.topics.profile(help_.topic_ids)}")

    def _with_model(self, wordwise: Floats, vectors: Sequence[bytes | None]) -> Floats:
        if not self.semantic:
            return wordwise
        model = np.zeros((len(vectors), meaning.MODEL), np.float32)
        for i, vector in enumerate(vectors):
            if vector is not None:
                model[i] = np.frombuffer(vector, meaning.STORED)
        both: Floats = np.hstack((wordwise, meaning.unit(model)))
        return both

    def _write(self, people: Sequence[Candidate], known: Floats) -> None:
        """Add rows for people, what they helped with being there already."""
        self.row.update({person.user_id: row for row, person in enumerate(people, self.rows)})
        self.ids += [person.user_id for person in people]
        self.timetable += [self.weeks.number(person.hours) for person in people]
        self.columns.add(people)
        self.held.add([self.topics.numbers(person.topic_ids) for person in people])
        self._modelled.extend(np.atleast_1d(known[:, meaning.DIMENSIONS :].any(axis=1)))
        self._known.extend(meaning.balanced(known))
        for person in people:
            numbers = [n for help_ in person.helped for n in self.topics.numbers(help_.topic_ids)]
            self.helps.note_topics(numbers)


def _has_vector(person: Candidate) -> bool:
    return person.vector is not None or any(help_.vector is not None for help_ in person.helped[:HELPS_KEPT])


@lru_cache(maxsize=64)
def length_bits(lengths: frozenset[int]) -> int:
    """Return lengths in minutes as bits, so that a rule is one comparison."""
    return sum(_LENGTHS.get(minutes, 0) for minutes in lengths)


def _languages(people: Sequence[Candidate], helps: Sequence[Help]) -> tuple[str, ...]:
    """The languages of a workspace, by a sample of what is written in it."""
    step = max(1, (len(people) + len(helps)) // LANGUAGE_SAMPLE)
    said = [f"{person.skills}\n{person.about}" for person in people[::step]]
    return spoken_in([*said, *(help_.words for help_ in helps[::step])])
