"""Everybody who could be asked, held so that one question is compared with all of them at once.

A pool is built from what the tables say of each person and then changed person by person: a change adds a row
and leaves the old one behind, until enough have been left behind that building anew is cheaper (`is_worn`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.matching.rules import meaning
from bot.matching.rules.helps import Helps
from bot.matching.rules.hours import Weeks
from bot.matching.rules.language import counts, spoken_in
from bot.matching.rules.shapes import Candidate, Help, Interval, TopicFacts
from bot.matching.rules.topics import Held, Topics
from bot.matching.rules.words import Vocabulary, WordIndex

HELPS_KEPT = 30  # of one person, the newest
SMALL = 300  # people; so small a pool is built anew with every change, so that its words weigh exactly
WORN_SHARE = 0.1
LANGUAGE_SAMPLE = 2000  # texts

Floats = NDArray[np.float32]
_LENGTHS = {30: 1, 45: 2, 60: 4}


@dataclass(frozen=True, slots=True)
class Moment:
    """What changes from hour to hour, of those of whom there is something to tell.

    ``load``: this month's sessions and open offers. ``busy``: booked times ahead, in order. ``asked_lately``:
    the last three months' offers, a session counted as three of them.
    """

    load: Mapping[str, int] = field(default_factory=dict)
    open_offers: Mapping[str, int] = field(default_factory=dict)
    busy: Mapping[str, Sequence[Interval]] = field(default_factory=dict)
    avoids: Mapping[str, frozenset[str]] = field(default_factory=dict)
    asked_lately: Mapping[str, float] = field(default_factory=dict)


@dataclass(slots=True)
class Columns:
    """The facts that hard rules look at, one entry a row; ``paused_until`` in seconds since 1970."""

    alive: NDArray[np.bool_]
    deactivated: NDArray[np.bool_]
    opted_in: NDArray[np.bool_]
    paused_until: NDArray[np.float64]
    capacity: NDArray[np.int16]
    lengths: NDArray[np.uint8]
    has_helped: NDArray[np.bool_]

    @classmethod
    def of_size(cls, rows: int) -> Columns:
        """Columns of nobody."""
        return cls(
            alive=np.zeros(rows, np.bool_),
            deactivated=np.zeros(rows, np.bool_),
            opted_in=np.zeros(rows, np.bool_),
            paused_until=np.zeros(rows, np.float64),
            capacity=np.zeros(rows, np.int16),
            lengths=np.zeros(rows, np.uint8),
            has_helped=np.zeros(rows, np.bool_),
        )

    def grown(self, rows: int) -> Columns:
        """The same with room for so many rows."""
        wider = Columns.of_size(rows)
        for name in self.__slots__:
            old = getattr(self, name)
            getattr(wider, name)[: len(old)] = old
        return wider

    def write(self, row: int, person: Candidate) -> None:
        """Note a person."""
        self.alive[row] = True
        self.deactivated[row] = person.deactivated
        self.opted_in[row] = person.opted_in
        self.paused_until[row] = person.paused_until.timestamp() if person.paused_until else 0.0
        self.capacity[row] = min(max(person.capacity, 0), 30_000)
        self.lengths[row] = length_bits(person.lengths)
        self.has_helped[row] = bool(person.helped)


class Pool:
    """The people of one workspace who could be asked. Not to be changed by two threads at once."""

    def __init__(self, people: Sequence[Candidate], topics: Sequence[TopicFacts]) -> None:
        people = sorted(people, key=lambda person: person.user_id)
        helps_of = [person.helped[:HELPS_KEPT] for person in people]
        helps = [help_ for own in helps_of for help_ in own]
        self.moment = Moment()
        self.languages = _languages(people, helps)
        held = [*(p.topic_ids for p in people), *(h.topic_ids for h in helps)]
        self.topics = Topics(topics, held, self.languages)
        self.vocabulary = Vocabulary()
        texts = self.vocabulary.read(self._profile(person) for person in people)
        help_texts = self.vocabulary.read(self.read(help_) for help_ in helps)
        self.words = WordIndex(self.vocabulary, texts)
        self.space = meaning.Space(self.vocabulary, texts + help_texts)
        self.semantic = any(_has_vector(person) for person in people)
        self.ids: list[str] = []
        self.row: dict[str, int] = {}
        self.timetable: list[int] = []
        self.weeks = Weeks()
        self.held = Held(len(self.topics.facts))
        self.columns = Columns.of_size(max(16, len(people)))
        self._known: Floats = np.zeros((max(16, len(people)), self._width), np.float32)
        self.worked_out: tuple[Moment, int, Any] | None = None  # what ranking made of a moment, for many asks
        self._modelled = np.zeros(len(self._known), np.bool_)
        self._outgrown = False
        self._left_behind = 0
        places = self._with_model(self.space.places(texts), [person.vector for person in people])
        help_places = self._with_model(self.space.places(help_texts), [help_.vector for help_ in helps])
        spans = [len(own) for own in helps_of]
        self.helps = Helps(WordIndex(self.vocabulary, help_texts), help_places, spans)
        known = meaning.known(places, help_places, spans)
        for row, person in enumerate(people):
            self._write(row, person, known[row])

    @classmethod
    def of(cls, people: Iterable[Candidate], topics: Sequence[TopicFacts] = ()) -> Pool:
        """Build a pool, the moment of each person included; their order changes nothing."""
        everybody = list(people)
        pool = cls(everybody, topics)
        pool.moment = Moment(
            load={p.user_id: p.load for p in everybody if p.load},
            open_offers={p.user_id: p.open_offers for p in everybody if p.open_offers},
            busy={p.user_id: p.busy for p in everybody if p.busy},
            avoids={p.user_id: p.avoids for p in everybody if p.avoids},
            asked_lately={p.user_id: p.asked_lately for p in everybody if p.asked_lately},
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
        row = self.words.add(text)
        self._make_room(row + 1)
        place = self._with_model(self.space.place(text)[None], [person.vector])[0]
        help_places = np.zeros((len(helped), meaning.DIMENSIONS), np.float32)
        for i, help_text in enumerate(help_texts):
            help_places[i] = self.space.place(help_text)
        help_places = self._with_model(help_places, [help_.vector for help_ in helped])
        self.helps.add(row, help_texts, help_places)
        self._write(row, person, meaning.known(place[None], help_places, [len(helped)])[0])
        self._left_behind += 1  # what words weigh was counted without this text
        # Built before anybody had a vector of the model, it has no room for one until it is built anew.
        self._outgrown |= not self.semantic and _has_vector(person)

    def drop(self, user_id: str) -> None:
        """Forget a person; nothing happens for somebody unknown."""
        row = self.row.pop(user_id, None)
        if row is not None:
            self.columns.alive[row] = False
            self._left_behind += 1

    def place(self, text: Mapping[str, float], vector: bytes | None) -> Floats:
        """Return the place of a question."""
        place: Floats = meaning.balanced(self._with_model(self.space.place(text)[None], [vector]))[0]
        return place

    def nearness(self, place: Floats) -> Floats:
        """Return, by row, how near what somebody knows is to a place: -1 to 1, and exact to five digits."""
        found: Floats = meaning.near(self._known[: self.rows], place, self._modelled[: self.rows])
        return found

    def nearness_of(self, row: int, place: Floats) -> float:
        """Return the same of one row, to the last digit the same wherever the row stands."""
        one = slice(row, row + 1)
        known, asked = self._known[one].astype(np.float64), place.astype(np.float64)
        return float(meaning.near(known, asked, self._modelled[one])[0])

    def _profile(self, person: Candidate) -> Counter[str]:
        return self._counted(f"{person.skills}\n{person.about}\n{self.topics.profile(person.topic_ids)}")

    def _counted(self, text: str) -> Counter[str]:
        return counts(text, self.languages)

    def read(self, help_: Help) -> Counter[str]:
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

    def _make_room(self, rows: int) -> None:
        if rows > len(self._known):
            size = max(rows, len(self._known) + len(self._known) // 8 + 16)
            self.columns = self.columns.grown(size)
            fresh = size - len(self._known)
            self._known = np.concatenate((self._known, np.zeros((fresh, self._width), np.float32)))
            self._modelled = np.concatenate((self._modelled, np.zeros(fresh, np.bool_)))

    def _write(self, row: int, person: Candidate, known: Floats) -> None:
        self.ids.append(person.user_id)
        self.row[person.user_id] = row
        self.timetable.append(self.weeks.number(person.hours))
        self.columns.write(row, person)
        self.held.add(self.topics.numbers(person.topic_ids))
        self._known[row] = meaning.balanced(known[None].copy())[0]
        self._modelled[row] = known[meaning.DIMENSIONS :].any()
        self.helps.count_topics(
            row, [number for help_ in person.helped for number in self.topics.numbers(help_.topic_ids)]
        )


def _has_vector(person: Candidate) -> bool:
    return person.vector is not None or any(help_.vector is not None for help_ in person.helped[:HELPS_KEPT])


def length_bits(lengths: Iterable[int]) -> int:
    """Return lengths in minutes as bits, so that a rule is one comparison."""
    return sum(_LENGTHS.get(minutes, 0) for minutes in set(lengths))


def _languages(people: Sequence[Candidate], helps: Sequence[Help]) -> tuple[str, ...]:
    """The languages of a workspace, by a sample of what is written in it."""
    said = [f"{person.skills}\n{person.about}" for person in people]
    said += [help_.words for help_ in helps]
    return spoken_in(said[:: max(1, len(said) // LANGUAGE_SAMPLE)])
