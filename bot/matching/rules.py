"""Who could help with an ask: hard rules, then one explained score that is a sum of weighted parts.

The same inputs always give the same ranking, whatever the order of the pool; ties are broken by a hash of the
ask and the person, because breaking them by row order would favour whoever joined first.
"""

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from hashlib import sha256
from typing import Any, Self

from bot.kit.hours import WorkingHours, intersect

RULES_VERSION = "1"
HORIZON = timedelta(days=14)

Interval = tuple[datetime, datetime]


@dataclass(frozen=True)
class AskFacts:
    """What ranking knows of an ask. `needed_by` is an instant: the end of that day for the mentee."""

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
    widened: bool = False


@dataclass(frozen=True)
class Candidate:
    """What ranking knows of a member. `load` is this month's sessions and open offers, of `capacity`."""

    user_id: str
    topic_ids: frozenset[str]
    topic_names: tuple[str, ...]
    topic_synonyms: tuple[str, ...]
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
    helped_on_topic: int = 0
    open_offers: int = 0


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


class Part(StrEnum):
    """The parts of the score."""

    TOPIC = "topic"
    WORDS = "words"
    HOURS = "hours"
    LOAD = "load"
    HELPED = "helped"
    VARIETY = "variety"


WEIGHTS: Mapping[Part, float] = {
    Part.TOPIC: 0.40,
    Part.WORDS: 0.25,
    Part.HOURS: 0.10,
    Part.LOAD: 0.10,
    Part.HELPED: 0.10,
    Part.VARIETY: 0.05,
}
"""Reasoned defaults that add up to 1: what somebody knows counts two thirds, their time and load the rest."""

_NEAR_TOPIC = 0.5  # a topic that the ask names without having chosen it
_FULL_MARKS = 5  # sharing the question's five rarest words is as close as words can show
_ENOUGH_DAYS = 5
_SHOWN = 5


@dataclass(frozen=True)
class Reason:
    """One part of a score, kept so that a sentence can be made of it. `value` is between 0 and 1.

    TOPIC: details = the topic's name. WORDS: details = up to five words in common, rarest first, number = how
    many in all. HOURS: details = the first common start of up to five days, UTC in ISO form, number = days
    with a common start. LOAD: number = sessions left this month. HELPED: number = sessions on this topic so
    far. VARIETY: the two have not met lately.
    """

    part: Part
    value: float
    details: tuple[str, ...] = ()
    number: int = 0

    def to_json(self) -> dict[str, Any]:
        """Plain values for a JSON column; WORDS hold words of the question, so the column is to be sealed."""
        return {
            "part": self.part.value,
            "value": self.value,
            "details": list(self.details),
            "number": self.number,
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """The reason that `to_json` wrote."""
        return cls(Part(data["part"]), float(data["value"]), tuple(data["details"]), int(data["number"]))


@dataclass(frozen=True)
class Ranked:
    """A possible expert: the score (sum of WEIGHTS[part] * value) and its reasons, weightiest first."""

    user_id: str
    score: float
    reasons: tuple[Reason, ...]

    def to_json(self) -> dict[str, Any]:
        """Plain values for a JSON column."""
        return {
            "user_id": self.user_id,
            "score": self.score,
            "reasons": [reason.to_json() for reason in self.reasons],
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """The rank that `to_json` wrote."""
        reasons = tuple(Reason.from_json(reason) for reason in data["reasons"])
        return cls(data["user_id"], float(data["score"]), reasons)


@dataclass(frozen=True)
class Ranking:
    """Everybody in the pool: ranked, best first, or left out with a rule, by user id.

    `best_left_out` is who would have ranked highest of those left out by one telling rule alone.
    """

    ranked: tuple[Ranked, ...]
    left_out: tuple[tuple[str, Rule], ...]
    best_left_out: tuple[str, Rule] | None


def rank(ask: AskFacts, pool: Iterable[Candidate], now: datetime) -> Ranking:
    """Everybody who may be asked, best first, and everybody who may not with the rule that says so."""
    people = list(pool)
    closeness = _Closeness(ask, people)
    calendar = _Calendar(ask, now)
    ranked: list[Ranked] = []
    missed: list[tuple[Ranked, Rule]] = []
    left_out: list[tuple[str, Rule]] = []
    for person in people:
        topic, words, hours = closeness.topic(person), closeness.words(person), calendar.hours(person)
        found = Ranked(person.user_id, *_score([topic, words, hours, *_other_parts(ask, person)]))
        stopped = set(_stops(ask, person, now))
        if not hours.number:
            stopped.add(Rule.NO_COMMON_HOUR)
        if not (topic.value or words.value or ask.widened):
            stopped.add(Rule.NOT_RELATED)
        if not stopped:
            ranked.append(found)
            continue
        first = next(rule for rule in Rule if rule in stopped)
        left_out.append((person.user_id, first))
        if len(stopped) == 1 and first in TELLING:
            missed.append((found, first))

    def order(one: Ranked) -> tuple[float, str]:
        identity = f"{ask.mentee_id}\0{ask.question}\0{one.user_id}"
        return -one.score, sha256(identity.encode(errors="surrogatepass")).hexdigest()

    best = min(missed, key=lambda pair: order(pair[0]), default=None)
    return Ranking(
        ranked=tuple(sorted(ranked, key=order)),
        left_out=tuple(sorted(left_out)),
        best_left_out=best and (best[0].user_id, best[1]),
    )


def _score(parts: Sequence[Reason]) -> tuple[float, tuple[Reason, ...]]:
    """The weighted sum, rounded so that equal people tie exactly, and the reasons that add to it."""
    reasons = [reason for reason in parts if reason.value > 0]
    reasons.sort(key=lambda reason: -WEIGHTS[reason.part] * reason.value)
    return round(math.fsum(WEIGHTS[reason.part] * reason.value for reason in reasons), 9), tuple(reasons)


def _stops(ask: AskFacts, person: Candidate, now: datetime) -> Iterable[Rule]:
    """The hard rules that stop a person, those about hours and relatedness aside."""
    checks = {
        Rule.ONESELF: person.user_id == ask.mentee_id,
        Rule.DEACTIVATED: person.deactivated,
        Rule.NOT_OPTED_IN: not person.opted_in,
        Rule.ALREADY_ASKED: person.user_id in ask.already_asked,
        Rule.PAUSED: person.paused_until is not None and person.paused_until > now,
        Rule.FULL: person.load >= person.capacity,
        Rule.LENGTH: ask.minutes not in person.lengths,
        Rule.BLOCKED: person.user_id in ask.avoids or ask.mentee_id in person.avoids,
    }
    return (rule for rule, applies in checks.items() if applies)


def _other_parts(ask: AskFacts, person: Candidate) -> list[Reason]:
    """Load, help given before and variety; each between 0 and 1."""
    left = max(0, person.capacity - person.load)
    helped = max(0, person.helped_on_topic)
    return [
        Reason(Part.LOAD, left / max(1, person.capacity) / (1 + max(0, person.open_offers)), number=left),
        Reason(Part.HELPED, helped / (helped + 2), number=helped),  # shrunk: one session is little evidence
        Reason(Part.VARIETY, float(person.user_id not in ask.met_before)),
    ]


class _Calendar:
    """The hours in which the mentee could meet, and what each person shares of them."""

    def __init__(self, ask: AskFacts, now: datetime) -> None:
        self._start = now
        self._end = min(ask.needed_by or now + HORIZON, now + HORIZON)
        self._zone = ask.hours.tz
        self._length = timedelta(minutes=ask.minutes)
        self._mentee = list(ask.hours.intervals(self._start, self._end))
        self._shared: dict[WorkingHours, list[Interval]] = {}  # many people share one timetable

    def hours(self, person: Candidate) -> Reason:
        """How many days have a common free slot of the asked length; five are as good as any number."""
        if person.hours not in self._shared:
            theirs = list(person.hours.intervals(self._start, self._end))
            self._shared[person.hours] = intersect(self._mentee, theirs)
        days: dict[date, datetime] = {}
        for opens, closes in _free(self._shared[person.hours], person.busy):
            if closes - opens >= self._length:
                days.setdefault(opens.astimezone(self._zone).date(), opens)
        details = tuple(start.isoformat() for start in list(days.values())[:_SHOWN])
        return Reason(Part.HOURS, min(1.0, len(days) / _ENOUGH_DAYS), details, len(days))


def _free(shared: Sequence[Interval], busy: Sequence[Interval]) -> list[Interval]:
    """What is left of chronological intervals when the busy ones are cut out."""
    left = list(shared)
    for begins, ends in busy:
        pieces = [
            piece for start, end in left for piece in ((start, min(end, begins)), (max(start, ends), end))
        ]
        left = [(opens, closes) for opens, closes in pieces if opens < closes]
    return left


class _Closeness:
    """How near an ask and a profile are in words, each weighted by how few profiles have it."""

    def __init__(self, ask: AskFacts, people: Sequence[Candidate]) -> None:
        self._ask = ask
        self._said = stems(" ".join((ask.question, ask.background, ask.outcome)))
        self._named = {*self._said, *stems(ask.topic_name)}
        self._profiles = {id(person): frozenset(stems(_profile(person))) for person in people}
        having = Counter(stem for profile in self._profiles.values() for stem in profile)
        self._weight = {
            stem: math.log(1 + len(people) / max(1, having[stem])) if people else 0.0 for stem in self._said
        }
        self._full = math.fsum(sorted(self._weight.values(), reverse=True)[:_FULL_MARKS])

    def topic(self, person: Candidate) -> Reason:
        """1 for the ask's own topic, half for one that the ask names in other words, else 0."""
        if self._ask.topic_id is not None and self._ask.topic_id in person.topic_ids:
            return Reason(Part.TOPIC, 1.0, (self._ask.topic_name,))
        for name in (*person.topic_names, *person.topic_synonyms):
            wanted = stems(name)
            if wanted and wanted.keys() <= self._named:
                return Reason(Part.TOPIC, _NEAR_TOPIC, (name,))
        return Reason(Part.TOPIC, 0.0)

    def words(self, person: Candidate) -> Reason:
        """The weight of the words in common against that of the question's own rarest words."""
        shared = [stem for stem in self._said if stem in self._profiles[id(person)]]
        shared.sort(key=lambda stem: (-self._weight[stem], stem))
        value = min(1.0, math.fsum(self._weight[stem] for stem in shared) / self._full) if shared else 0.0
        return Reason(Part.WORDS, value, tuple(self._said[stem] for stem in shared[:_SHOWN]), len(shared))


def _profile(person: Candidate) -> str:
    return " ".join((person.skills, person.about, *person.topic_names, *person.topic_synonyms))


# Words that say nothing of a subject, without accents: English, German, Spanish, and those of asking itself.
_STOP_TEXT = """
    a about after again all also am an and any are as at be because been before being between both but
    by can could did do does doing done down during each few for from get getting go had has have having
    he her here his how i if in into is it its just let like make more most much my need new no not now
    of off on one only or other our out over own re s same she should so some such t than that the their
    them then there these they this those through to too under until up us use used using very want was
    way we well were what when where which while who why will with without would you your

    aber als am an auch auf aus bei bin bis bitte da damit das dass dem den der des die dies diese
    dieser dieses doch du durch ein eine einem einen einer eines er es etwas fur gegen habe haben hat
    ich ihr im in ist ja kann kein keine konnen man mehr mein meine meinem meinen meiner mich mir mit
    nach nicht noch nur oder ob ohne sehr sein sich sie sind so soll sollte uber um und uns unser unsere
    unter vom von vor war was weil wenn wer werden wie will wir wird wo wurde zu zum zur

    al algo ante antes como con cual cuando de del desde donde dos el ella ellas ellos en entre era es
    esa ese eso esta estan estas este esto estos fue ha han hasta hay la las le les lo los mas me mi mis
    mucho muy ni no nos nosotros o os otra otro para pero por porque puede puedo que quien se ser si sin
    sobre son soy su sus tambien tengo tiene todo tu un una uno y ya yo

    advice ask ayuda danke frage gracias hello help hi hilfe hola please pregunta question quick rat
    thank thanks
"""
STOP_WORDS = frozenset(_STOP_TEXT.split())

_SUFFIX_TEXT = """
    izations isations ization isation ationen aciones ations ements ciones ation acion ungen ement ments cion
    ings ment ions heit keit ung ing ies ers ion es ed er en em os as ly e s y o a
"""
_SUFFIXES = sorted(_SUFFIX_TEXT.split(), key=lambda suffix: (-len(suffix), suffix))
_TOKEN = re.compile(r"[^\W_]+[+#]*")
_UNSPACED = re.compile(
    r"[\u0e00-\u0eff\u2e80-\ud7ff\uf900-\ufaff]"
)  # scripts that put no spaces between words


def stems(text: str) -> dict[str, str]:
    """The content words of a text, in order, as {stem: the word as first written, in lower case}.

    Light suffix stripping serves English, German and Spanish; in other languages words count as they are
    written, and scripts without spaces by pairs of characters.
    """
    found: dict[str, str] = {}
    for word in _TOKEN.findall(unicodedata.normalize("NFC", text.casefold())):
        pieces = [word]
        if _UNSPACED.search(word):
            pieces = [word[i : i + 2] for i in range(max(1, len(word) - 1))]
        for piece in pieces:
            plain = "".join(c for c in unicodedata.normalize("NFKD", piece) if not unicodedata.combining(c))
            if len(plain) > 1 and not plain.isdigit() and plain not in STOP_WORDS:
                found.setdefault(_stem(plain), piece)
    return found


def _stem(word: str) -> str:
    for suffix in _SUFFIXES:
        rest = word.removesuffix(suffix)
        if rest != word and len(rest) >= max(3, len(suffix)):
            word = rest
            break
    return word[:-1] if len(word) > 3 and word[-1] == word[-2] else word
