"""What ranking is told and what it answers, as plain values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Self

from bot.kit.hours import WorkingHours
from bot.matching.rules.answering import USUAL

Interval = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True)
class AskFacts:
    """What ranking knows of an ask.

    ``needed_by`` is an instant: the end of that day for the mentee. ``avoids`` holds the blocks of both sides
    as far as the asker is in them; ``liked`` those with whom both said that they would gladly meet again.
    ``newcomer_percent`` of the asks go first to somebody who has not helped yet; which ones hangs on ``key``.
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


@dataclass(frozen=True, slots=True)
class Help:
    """A question that an expert helped with: its words, and the topics it was about.

    ``vector``: its place in a model's space of meanings (little-endian float16), where the semantic extra is
    at work.
    """

    words: str
    topic_ids: tuple[str, ...] = ()
    vector: bytes | None = None


@dataclass(frozen=True, slots=True)
class Candidate:
    """What ranking knows of a member.

    ``load`` is this month's sessions and open offers, of ``capacity``; ``helped`` are the questions they
    helped with, newest first; ``asked_lately`` counts the last three months' offers, and a session as three
    of them; ``answers`` is what `answering` makes of them.
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
    deactivated: bool = False
    opted_in: bool = True
    avoids: frozenset[str] = frozenset()
    busy: tuple[Interval, ...] = ()
    helped: tuple[Help, ...] = ()
    open_offers: int = 0
    asked_lately: float = 0.0
    answers: float = USUAL
    vector: bytes | None = None


class Rule(StrEnum):
    """The hard rules in the order in which they are named when several apply.

    The block comes last: whoever is also paused or full is reported as that, so that a block shows itself as
    seldom as possible.
    """

    ONESELF = "oneself"
    DEACTIVATED = "deactivated"
    NOT_OPTED_IN = "not_opted_in"
    ALREADY_ASKED = "already_asked"
    PAUSED = "paused"
    FULL = "full"
    LENGTH = "length"
    NO_COMMON_HOUR = "no_common_hour"
    NOT_RELATED = "not_related"
    BLOCKED = "blocked"


CONFIDENTIAL: frozenset[Rule] = frozenset({Rule.BLOCKED})
"""Rules that are never told together with a name."""

TELLING: frozenset[Rule] = frozenset({Rule.PAUSED, Rule.FULL, Rule.LENGTH, Rule.NO_COMMON_HOUR, Rule.BLOCKED})
"""Rules worth telling: but for them there would have been a match. The others are no missed chance."""


class ScoreComponent(StrEnum):
    """The parts of the score. What each is worth is in `weights`."""

    TOPIC = "topic"
    WORDS = "words"
    MEANING = "meaning"
    HELPED = "helped"
    HOURS = "hours"
    PRESENT = "present"
    LOAD = "load"
    SPARED = "spared"
    ANSWERS = "answers"
    VARIETY = "variety"
    NEWCOMER = "newcomer"


@dataclass(frozen=True, slots=True)
class Reason:
    """One part of a score, kept so that a sentence can be made of it. `value` is between 0 and 1.

    TOPIC: details = the topic's name. WORDS: details = up to five words in common, rarest first, number = how
    many in all. HELPED: number = questions much like this one that they helped with. HOURS: details = the
    first common start of up to five days, UTC in ISO form, number = days with a common start. LOAD: number =
    sessions left this month. MEANING, PRESENT (at work in the next hours), SPARED (asked little lately),
    ANSWERS (how soon), VARIETY and NEWCOMER speak by their value alone.
    """

    part: ScoreComponent
    value: float
    details: tuple[str, ...] = ()
    number: int = 0

    def to_json(self) -> dict[str, Any]:
        """Plain values for a JSON column; WORDS hold words of the question: the column must be encrypted."""
        return {
            "part": self.part.value,
            "value": self.value,
            "details": list(self.details),
            "number": self.number,
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """The reason that `to_json` wrote."""
        return cls(
            ScoreComponent(data["part"]), float(data["value"]), tuple(data["details"]), int(data["number"])
        )


@dataclass(frozen=True, slots=True)
class Ranked:
    """A possible expert: the score (sum of weight * value over the parts) and its reasons, weightiest first.

    ``fit`` is the share of the score that speaks of what they know, between 0 and 1, whatever their load.
    """

    user_id: str
    score: float
    reasons: tuple[Reason, ...]
    fit: float = 0.0

    def to_json(self) -> dict[str, Any]:
        """Plain values for a JSON column."""
        return {
            "user_id": self.user_id,
            "score": self.score,
            "reasons": [reason.to_json() for reason in self.reasons],
            "fit": self.fit,
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """The rank that `to_json` wrote."""
        reasons = tuple(Reason.from_json(reason) for reason in data["reasons"])
        return cls(data["user_id"], float(data["score"]), reasons, float(data.get("fit", 0.0)))


@dataclass(frozen=True, slots=True)
class Ranking:
    """The best of the pool, best first; `left_out` counts the others by the rule that stopped them.

    `best_left_out` is who would have ranked highest of those left out by one telling rule alone.
    """

    ranked: tuple[Ranked, ...]
    left_out: Mapping[Rule, int]
    best_left_out: tuple[str, Rule] | None
