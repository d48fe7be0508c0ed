"""The one place that knows the product's matching engine: what it is asked, and what comes back.

Everything of `bot.matching` that is more than a dataclass is imported here and nowhere else.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from bot.matching import rules
from bot.matching.rules import WEIGHTS, AskFacts, Candidate, Part, Ranked, Reason

try:
    from bot.matching.rules.together import Room, Wanting, place_together
except ImportError:  # until the branch `offers` is merged
    place_together = None

KNOWLEDGE = (Part.TOPIC, Part.WORDS)
"""The parts of the score that say what somebody knows; the others say when they can and how much they do."""


@dataclass(frozen=True)
class Placed:
    """Somebody who may be asked: the engine's score, and the part of it that is closeness alone."""

    user_id: str
    score: float
    closeness: float


class Ranker:
    """Ranks for one company: what `rank` says, without reading every profile anew for every offer.

    Topics and words of a question and a profile do not change in a quarter, so they are compared once for all
    policies; whoever a hard rule stops is not looked at further. `tests/matching/test_company.py` holds that
    the order is that of `rank`. An engine with an index of its own needs none of this.
    """

    def __init__(self) -> None:
        self._compared: dict[tuple[str, str], dict[str, tuple[Reason, Reason]]] = {}
        self._profiles: dict[str, frozenset[str]] = {}

    def order(self, ask: AskFacts, pool: Sequence[Candidate], now: datetime) -> list[Placed]:
        """Everybody who may be asked, best first; ties in the engine's own order."""
        known = self._compare(ask, pool)
        near = [
            person
            for person in pool
            if (ask.widened or known[person.user_id][0].value or known[person.user_id][1].value)
            and not list(rules._stops(ask, person, now))
        ]
        calendar = rules._Calendar(ask, now)
        found = []
        for person in near:
            hours = calendar.hours(person)
            if hours.number:
                parts = [*known[person.user_id], hours, *rules._other_parts(ask, person)]
                found.append(Ranked(person.user_id, *rules._score(parts)))
        return [Placed(one.user_id, one.score, _closeness(one)) for one in _sorted(ask, found)]

    def _compare(self, ask: AskFacts, pool: Sequence[Candidate]) -> Mapping[str, tuple[Reason, Reason]]:
        key = ask.topic_name, ask.question
        if key not in self._compared:
            if not self._profiles:
                self._profiles = {p.user_id: frozenset(rules.stems(rules._profile(p))) for p in pool}
            closeness = _Closeness(ask, pool, self._profiles)
            self._compared[key] = {p.user_id: (closeness.topic(p), closeness.words(p)) for p in pool}
        return self._compared[key]


class _Closeness(rules._Closeness):
    """The engine's closeness, with profiles that were read before."""

    def __init__(
        self, ask: AskFacts, people: Sequence[Candidate], read: Mapping[str, frozenset[str]]
    ) -> None:
        super().__init__(ask, ())
        self._profiles = {id(person): read[person.user_id] for person in people}
        having = Counter(stem for profile in self._profiles.values() for stem in profile & self._said.keys())
        self._weight = {s: math.log(1 + len(people) / max(1, having[s])) for s in self._said}
        self._full = math.fsum(sorted(self._weight.values(), reverse=True)[: rules._FULL_MARKS])


def _sorted(ask: AskFacts, found: Sequence[Ranked]) -> list[Ranked]:
    """Best first, equals by the hash that `rank` breaks ties with."""

    def order(one: Ranked) -> tuple[float, str]:
        identity = f"{ask.mentee_id}\0{ask.question}\0{one.user_id}"
        return -one.score, sha256(identity.encode()).hexdigest()

    return sorted(found, key=order)


def _closeness(one: Ranked) -> float:
    return sum(WEIGHTS[reason.part] * reason.value for reason in one.reasons if reason.part in KNOWLEDGE)


def together(
    choices: Mapping[str, Mapping[str, float]], room: Mapping[str, tuple[int, bool]]
) -> dict[str, str]:
    """Whom to offer each of several waiting asks, by ask id; nobody while the product cannot do that.

    `room`: how many more offers somebody may get, and whether their last one is a working day ago.
    """
    if place_together is None:
        return {}
    wanting = [Wanting(ask, scores) for ask, scores in choices.items() if scores]
    return dict(place_together(wanting, {user: Room(*of) for user, of in room.items()}))
