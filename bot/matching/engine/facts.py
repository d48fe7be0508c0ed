"""What ranking is told and what it answers, as plain values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Self

from bot.kit.hours import WorkingHours

Interval = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True)
class AskFacts:
    """What ranking knows of an ask.

    ``topic_id`` is None for *Not sure*: then everybody is compared by what they know. ``needed_by`` is an
    instant: the end of that day for the mentee. ``avoids`` holds the blocks of both sides as far as the asker
    is in them; ``line`` is their reporting line, up and down; ``liked`` those with whom both said that they
    would gladly meet again. ``newcomer_percent`` of the asks go first to somebody fitting who has not helped
    yet; which ones hangs on ``key``.
    """

    mentee_id: str
    topic_id: str | None
    topic_name: str
    question: str
    background: str
    outcome: str
    minutes: int
    needed_by: datetime | None
    hours: WorkingHours
    avoids: frozenset[str] = frozenset()
    already_asked: frozenset[str] = frozenset()
    line: frozenset[str] = frozenset()
    met_before: frozenset[str] = frozenset()
    liked: frozenset[str] = frozenset()
    widened: bool = False
    key: str = ""
    preset: str = "balanced"
    newcomer_percent: int = 0


@dataclass(frozen=True, slots=True)
class TopicFacts:
    """A topic as matching sees it: its other names, and the wider topic that it belongs to."""

    id: str
    name: str
    synonyms: tuple[str, ...] = ()
    parent_id: str | None = None

    @property
    def names(self) -> str:
        """All its names as one text."""
        return ", ".join((self.name, *self.synonyms))


@dataclass(frozen=True, slots=True)
class Help:
    """A question that an expert helped with; its vector (`vectors.pack`) once there is one."""

    words: str
    topic_ids: tuple[str, ...] = ()
    vector: bytes | None = None


@dataclass(frozen=True, slots=True)
class Candidate:
    """What ranking knows of a member.

    ``load`` is this month's sessions and open offers, of ``capacity``; ``helped`` are the questions they
    helped with, newest first; ``sessions_lately`` counts the sessions of the last three months and the open
    offers. ``vectors`` are those of `text.profile_texts`, packed, once there are any.
    """

    user_id: str
    topic_ids: frozenset[str]
    skills: str
    about: str
    hours: WorkingHours
    capacity: int
    load: int = 0
    lengths: frozenset[int] = frozenset({30, 45, 60})
    paused_until: datetime | None = None
    away_until: datetime | None = None
    deactivated: bool = False
    opted_in: bool = True
    avoids: frozenset[str] = frozenset()
    busy: tuple[Interval, ...] = ()
    helped: tuple[Help, ...] = ()
    sessions_lately: float = 0.0
    vectors: bytes | None = None


@dataclass(frozen=True, slots=True)
class LiveState:
    """What changes from hour to hour, of those of whom there is something to tell.

    ``load``: this month's sessions and open offers. ``busy``: booked times ahead, in order.
    ``sessions_lately``: sessions of the last three months, and open offers.
    """

    load: Mapping[str, int] = field(default_factory=dict)
    busy: Mapping[str, Sequence[Interval]] = field(default_factory=dict)
    avoids: Mapping[str, frozenset[str]] = field(default_factory=dict)
    sessions_lately: Mapping[str, float] = field(default_factory=dict)


class Rule(StrEnum):
    """The hard rules in the order in which they are named when several apply.

    The block comes last: whoever is also paused or full is reported as that, so that a block shows itself as
    seldom as possible.
    """

    ONESELF = "oneself"
    DEACTIVATED = "deactivated"
    NOT_OPTED_IN = "not_opted_in"
    REPORTING_LINE = "reporting_line"
    ALREADY_ASKED = "already_asked"
    PAUSED = "paused"
    AWAY = "away"
    FULL = "full"
    SPARED = "spared"
    LENGTH = "length"
    NO_COMMON_HOUR = "no_common_hour"
    NOT_RELATED = "not_related"
    BLOCKED = "blocked"


CONFIDENTIAL: frozenset[Rule] = frozenset({Rule.BLOCKED})
"""Rules that are never told together with a name."""

TELLING: frozenset[Rule] = frozenset(
    {Rule.PAUSED, Rule.AWAY, Rule.FULL, Rule.SPARED, Rule.LENGTH, Rule.NO_COMMON_HOUR, Rule.BLOCKED}
)
"""Rules worth telling: but for them there would have been a match. The others are no missed chance."""


class ScoreComponent(StrEnum):
    """The components of the score. What each is worth is in `weights`.

    TOPIC, MEANING, WORDS and HELPED say what somebody knows and make the fit; the others are what else counts
    for an offer.
    """

    TOPIC = "topic"
    MEANING = "meaning"
    WORDS = "words"
    HELPED = "helped"
    HOURS = "hours"
    LOAD = "load"
    MET = "met"
    NEWCOMER = "newcomer"


@dataclass(frozen=True, slots=True)
class Reason:
    """Why somebody: one component of their score, with what a sentence can be made of.

    HELPED: number = past questions much like this one. MEANING: details = the part of the profile that comes
    nearest. WORDS: details = rare words that both wrote. HOURS: details = the first common start of up to
    five days, UTC in ISO form, number = days with one.
    """

    part: ScoreComponent
    value: float
    details: tuple[str, ...] = ()
    number: int = 0

    def to_json(self) -> dict[str, Any]:
        """Plain values for a JSON column; the details hold people's words, so the column is encrypted."""
        told = {"part": self.part.value, "value": self.value}
        return told | {"details": list(self.details), "number": self.number}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self | None:
        """The reason that `to_json` wrote; None for one that is given no longer."""
        if data["part"] not in set(ScoreComponent):
            return None
        part, details = ScoreComponent(data["part"]), tuple(data["details"])
        return cls(part, float(data["value"]), details, int(data["number"]))


@dataclass(frozen=True, slots=True)
class Ranked:
    """A possible expert with at most two reasons, the most specific first.

    ``fit`` is the chance that they are the right person for this question, by what they know alone; ``score``
    adds to it what else counts, and is what people are ranked and placed by.
    """

    user_id: str
    score: float
    reasons: tuple[Reason, ...]
    fit: float = 0.0
    components: Mapping[ScoreComponent, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Ranking:
    """The best of the index, best first; `left_out` counts the others by the rule that stopped them.

    `best_left_out` is who would have ranked highest of those left out by one telling rule alone.
    """

    ranked: tuple[Ranked, ...]
    left_out: Mapping[Rule, int]
    best_left_out: tuple[str, Rule] | None
