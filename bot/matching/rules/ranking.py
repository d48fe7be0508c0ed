"""Who could help with an ask: hard rules, then one explained score that is a sum of weighted parts.

The same inputs always give the same ranking, whatever the order of the pool; ties are broken by a hash of the
ask and the person, because breaking them by row order would favour whoever joined first.

Everybody is compared in one look (`Fit`); the parts that need a closer one (past help, common hours) are
worked out for the best of that look, as many as it takes to have `limit` people whom no rule stops.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

import numpy as np
from numpy.typing import NDArray

from bot.matching.rules.hours import Calendar
from bot.matching.rules.pool import Pool, length_bits
from bot.matching.rules.question import Fit, Question, knows
from bot.matching.rules.shapes import TELLING, AskFacts, Part, Ranked, Ranking, Reason, Rule
from bot.matching.rules.topics import CLOSE
from bot.matching.rules.weights import FITTED, LATELY_USUAL, NEWCOMER_FIT, weights

LIMIT = 20
CLOSER_LOOK = 400  # people at a time
MISSED = 5  # of those left out, how many may turn out to be the best of them
RELATED_TOPIC, RELATED_MEANING = 0.15, 0.35
LIKE_THIS = 0.5  # nearness from which a past question is told as being like this one
SOME_HELP = 0.5  # what long experience with a topic is worth when no past question is like this one
_SHOWN = 5

Flags = NDArray[np.bool_]


def rank(ask: AskFacts, pool: Pool, now: datetime, limit: int = LIMIT) -> list[Ranked]:
    """Return who may be asked, best first, at most `limit` people."""
    return list(weigh(ask, pool, now, limit).ranked)


def weigh(
    ask: AskFacts, pool: Pool, now: datetime, limit: int = LIMIT, vector: bytes | None = None
) -> Ranking:
    """Rank as `rank` does, and tell who was left out by which rule.

    `vector`: the question's place in the model's space, where the semantic extra is at work.
    """
    look = _Look(ask, pool, now, vector)
    ranked = look.best(limit)
    return Ranking(tuple(ranked), look.left_out(), look.best_left_out())


def why_not(ask: AskFacts, pool: Pool, now: datetime, user_id: str) -> Rule | None:
    """Return the first rule that stops somebody; None for who may be asked. Raises KeyError for strangers."""
    look = _Look(ask, pool, now, None)
    row = pool.row[user_id]
    stopped = {rule for rule, rows in look.stops.items() if rows[row]}
    if not look.hours(row).number:
        stopped.add(Rule.NO_COMMON_HOUR)
    return next((rule for rule in Rule if rule in stopped), None)


@dataclass(slots=True)
class _Facts:
    """The moment's facts by row."""

    load: NDArray[np.int32]
    open_offers: NDArray[np.int32]
    left: NDArray[np.int32]
    spared: NDArray[np.float64]

    @classmethod
    def of(cls, pool: Pool) -> _Facts:
        moment = pool.moment
        load, offers = (
            _by_row(pool, numbers).astype(np.int32) for numbers in (moment.load, moment.open_offers)
        )
        lately = _by_row(pool, moment.asked_lately)
        usual = max(LATELY_USUAL, float(lately.sum()) / max(1, len(pool)))
        left = np.maximum(0, pool.columns.capacity[: pool.rows].astype(np.int32) - load)
        return cls(load, offers, left, 1 - np.clip(lately / usual - 1, 0, 1))


def _by_row(pool: Pool, numbers: Mapping[str, float]) -> NDArray[np.float64]:
    found = np.zeros(pool.rows, np.float64)
    for user_id, number in numbers.items():
        row = pool.row.get(user_id)
        if row is not None:
            found[row] = max(0, number)
    return found


class _Look:
    """One look over the pool for one ask."""

    def __init__(self, ask: AskFacts, pool: Pool, now: datetime, vector: bytes | None) -> None:
        self.ask, self.pool, self.now = ask, pool, now
        self.weights = weights(ask.preset)
        self.question = Question.of(ask, pool, vector=vector)
        self.fit = Fit.of(self.question, pool)
        self.facts = _Facts.of(pool)
        self.stops = self._stops()
        self.calendar = Calendar(ask, now)
        self._no_hour: set[int] = set()
        self._free = self._free_of_rules()
        self._newcomers = self._whether_newcomers_first()
        self._rough = self._roughly()

    def best(self, limit: int) -> list[Ranked]:
        """The best people whom no rule stops."""
        found: list[Ranked] = []
        for rows in self._in_order(self._free):
            found += [one for row in rows if (one := self._closely(row)) is not None]
            if len(found) >= limit:
                break
        return sorted(found, key=self._order)[:limit]

    def left_out(self) -> Mapping[Rule, int]:
        """How many people each rule left out, everybody under the first that stops them."""
        counts: Counter[Rule] = Counter({Rule.NO_COMMON_HOUR: len(self._no_hour)})
        rest = self.pool.columns.alive[: self.pool.rows].copy()
        for rule in Rule:
            if rule in self.stops:
                counts[rule] = int((rest & self.stops[rule]).sum())
                rest &= ~self.stops[rule]
        return {rule: number for rule, number in counts.items() if number}

    def best_left_out(self) -> tuple[str, Rule] | None:
        """Who would have ranked highest of those stopped by one telling rule alone."""
        missed: list[tuple[Ranked, Rule]] = []
        for rule in TELLING & self.stops.keys():
            others = np.logical_or.reduce([rows for other, rows in self.stops.items() if other is not rule])
            only = self.stops[rule] & ~others & self.pool.columns.alive[: self.pool.rows]
            best = next(self._in_order(only), [])[:MISSED]
            missed += [(one, rule) for row in best if (one := self._closely(row)) is not None]
        free = [row for row in self._no_hour if self._free[row]]  # of the others, a rule stops them as well
        for row in sorted(free, key=lambda row: (-float(self._rough[row]), self.pool.ids[row]))[:MISSED]:
            missed.append((self._ranked(row, self.hours(row)), Rule.NO_COMMON_HOUR))
        best_one = min(missed, key=lambda pair: self._order(pair[0]), default=None)
        return best_one and (best_one[0].user_id, best_one[1])

    def hours(self, row: int) -> Reason:
        """The hours that somebody shares with the mentee."""
        return self.calendar.hours(self.pool.hours[row], self.pool.moment.busy.get(self.pool.ids[row], ()))

    def _stops(self) -> dict[Rule, Flags]:
        """By rule, whom it stops; common hours are looked at later."""
        ask, pool, columns = self.ask, self.pool, self.pool.columns
        rows = pool.rows
        blocking = {one for one, avoids in pool.moment.avoids.items() if ask.mentee_id in avoids}
        return {
            Rule.ONESELF: self._those({ask.mentee_id}),
            Rule.DEACTIVATED: columns.deactivated[:rows],
            Rule.NOT_OPTED_IN: ~columns.opted_in[:rows],
            Rule.ALREADY_ASKED: self._those(ask.already_asked),
            Rule.PAUSED: columns.paused_until[:rows] > self.now.timestamp(),
            Rule.FULL: self.facts.left == 0,
            Rule.LENGTH: (columns.lengths[:rows] & length_bits([ask.minutes])) == 0,
            Rule.NOT_RELATED: self._not_related(),
            Rule.BLOCKED: self._those(ask.avoids | blocking),
        }

    def _those(self, user_ids: frozenset[str] | set[str]) -> Flags:
        flags = np.zeros(self.pool.rows, np.bool_)
        flags[[self.pool.row[one] for one in user_ids if one in self.pool.row]] = True
        return flags

    def _not_related(self) -> Flags:
        if self.ask.widened:
            return np.zeros(self.pool.rows, np.bool_)
        near = self.fit.near >= RELATED_MEANING
        return ~((self.fit.topic >= RELATED_TOPIC) | (self.fit.words > 0) | near)

    def _free_of_rules(self) -> Flags:
        stopped: Flags = np.logical_or.reduce(list(self.stops.values()))
        return self.pool.columns.alive[: self.pool.rows] & ~stopped

    def _whether_newcomers_first(self) -> Flags:
        """Who gets this ask first for being new: a fitting few, and for some asks only."""
        nobody = np.zeros(self.pool.rows, np.bool_)
        drawn = int.from_bytes(sha256(self.ask.key.encode(errors="surrogatepass")).digest()[:4], "big") % 100
        if self.ask.already_asked or drawn >= self.ask.newcomer_percent or not self._free.any():
            return nobody
        enough = NEWCOMER_FIT * float(self.fit.rough[self._free].max())
        return ~self.pool.columns.has_helped[: self.pool.rows] & (self.fit.rough >= enough)

    def _roughly(self) -> NDArray[np.float32]:
        """The score without the parts that need a closer look."""
        worth = self.weights[Part.TOPIC] / FITTED[Part.TOPIC]
        rough = worth * self.fit.rough + self.weights[Part.LOAD] * self._load_values()
        rough = rough + self.weights[Part.SPARED] * self.facts.spared
        met = self._those(self.ask.met_before)
        return np.asarray(
            rough - self.weights[Part.VARIETY] * met + self.weights[Part.NEWCOMER] * self._newcomers,
            np.float32,
        )

    def _load_values(self) -> NDArray[np.float64]:
        capacity = np.maximum(1, self.pool.columns.capacity[: self.pool.rows])
        return np.asarray(self.facts.left / capacity / (1 + self.facts.open_offers))

    def _in_order(self, flags: Flags) -> Iterator[list[int]]:
        """The rows of some people, roughly the best first, a few hundred at a time."""
        rows = np.flatnonzero(flags)
        while len(rows):
            values = self._rough[rows]
            if len(rows) > CLOSER_LOOK:
                bound = (
                    np.partition(values, -CLOSER_LOOK)[-CLOSER_LOOK] - 1e-5
                )  # and whoever ties with the last
                chosen = values >= bound
            else:
                chosen = np.ones(len(rows), np.bool_)
            picked = rows[chosen]
            yield [int(row) for row in picked[np.argsort(-values[chosen], kind="stable")]]
            rows = rows[~chosen]

    def _closely(self, row: int) -> Ranked | None:
        """A person's exact rank; None for somebody without a common hour, which is noted."""
        hours = self.hours(row)
        if not hours.number:
            self._no_hour.add(row)
            return None
        return self._ranked(row, hours)

    def _ranked(self, row: int, hours: Reason) -> Ranked:
        parts = knows(self.question, self.fit, self.pool, row)
        fit = math.fsum(weight * parts[part] for part, weight in FITTED.items())
        reasons = [*self._knowledge(row, parts), hours, *self._others(row)]
        reasons = [reason for reason in reasons if reason.value > 0]
        reasons.sort(key=lambda reason: -self.weights[reason.part] * reason.value)
        score = math.fsum(self.weights[reason.part] * reason.value for reason in reasons)
        return Ranked(self.pool.ids[row], round(score, 9), tuple(reasons), round(fit, 9))

    def _knowledge(self, row: int, parts: Mapping[Part, float]) -> list[Reason]:
        shared = self.pool.words.having(row, list(self.question.said))
        shared.sort(key=lambda term: (-self.pool.words.rarity(term), term))
        words = dict.fromkeys(self.question.said[term] for term in shared)
        return [
            self._topic(row, parts[Part.TOPIC]),
            Reason(Part.WORDS, parts[Part.WORDS], tuple(words)[:_SHOWN], len(words)),
            Reason(Part.MEANING, parts[Part.MEANING]),
            self._help(row, parts[Part.HELPED]),
        ]

    def _topic(self, row: int, value: float) -> Reason:
        want, has, closeness = self.pool.topics.closest(self.question.wanted, self.pool.held.of(row))
        if want < 0 or closeness < CLOSE:
            return Reason(Part.TOPIC, value)
        names = tuple(dict.fromkeys(self.pool.topics.facts[number].name for number in (has, want)))
        return Reason(Part.TOPIC, value, names)

    def _help(self, row: int, value: float) -> Reason:
        """Past help: questions like this one where there were some, else how often with this topic."""
        alike = sum(
            near >= LIKE_THIS for near in self.pool.helps.nearness(row, self.question.place, self.fit.past)
        )
        on_topic = max((self.pool.helps.on_topic(row, number) for number in self.question.wanted), default=0)
        least = SOME_HELP * on_topic / (on_topic + 2)  # shrunk: one session is little evidence
        if alike or not on_topic:
            return Reason(Part.HELPED, max(value, round(least, 6)), (), alike)
        number = max(self.question.wanted, key=lambda one: (self.pool.helps.on_topic(row, one), -one))
        return Reason(
            Part.HELPED, max(value, round(least, 6)), (self.pool.topics.facts[number].name,), on_topic
        )

    def _others(self, row: int) -> list[Reason]:
        user_id = self.pool.ids[row]
        left = int(self.facts.left[row])
        met = user_id in self.ask.met_before
        return [
            Reason(
                Part.LOAD,
                left / max(1, int(self.pool.columns.capacity[row])) / (1 + int(self.facts.open_offers[row])),
                number=left,
            ),
            Reason(Part.PRESENT, round(self.calendar.present(self.pool.hours[row]), 6)),
            Reason(Part.SPARED, round(float(self.facts.spared[row]), 6)),
            Reason(Part.VARIETY, 1.0 if user_id in self.ask.liked else 0.0 if met else 0.5),
            Reason(Part.NEWCOMER, float(self._newcomers[row])),
        ]

    def _order(self, one: Ranked) -> tuple[float, str]:
        identity = f"{self.ask.mentee_id}\0{self.ask.question}\0{one.user_id}"
        return -one.score, sha256(identity.encode(errors="surrogatepass")).hexdigest()
