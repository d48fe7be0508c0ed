"""Who could help with an ask: hard rules, then one explained score that is a sum of weighted parts.

The same inputs always give the same ranking, whatever the order of the pool; ties are broken by a hash of the
ask and the person, because breaking them by row order would favour whoever joined first.

Everybody is compared in one look (`Fit`); the parts that need a closer one (past help, common hours) are
worked out for the best of that look, as many as it takes to have `limit` people whom no rule stops.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
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
CLOSER_LOOK = 32  # people at a time
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
        if pool.worked_out and pool.worked_out[0] is moment and pool.worked_out[1] == pool.rows:
            known: _Facts = pool.worked_out[2]
            return known
        load, offers = (
            _by_row(pool, numbers).astype(np.int32) for numbers in (moment.load, moment.open_offers)
        )
        lately = _by_row(pool, moment.asked_lately)
        usual = max(LATELY_USUAL, float(lately.sum()) / max(1, len(pool)))
        left = np.maximum(0, pool.columns.capacity[: pool.rows].astype(np.int32) - load)
        facts = cls(load, offers, left, 1 - np.clip(lately / usual - 1, 0, 1))
        pool.worked_out = (moment, pool.rows, facts)
        return facts


def _by_row(pool: Pool, numbers: Mapping[str, float]) -> NDArray[np.float64]:
    found = np.zeros(pool.rows, np.float64)
    for user_id, number in numbers.items():
        row = pool.row.get(user_id)
        if row is not None:
            found[row] = max(0, number)
    return found


@dataclass(frozen=True, slots=True)
class _Close:
    """What a closer look at a person found: the score, and the values that add up to it."""

    row: int
    score: float
    fit: float
    values: Mapping[Part, float]
    hours: Reason


class _Look:
    """One look over the pool for one ask."""

    def __init__(self, ask: AskFacts, pool: Pool, now: datetime, vector: bytes | None) -> None:
        self.ask, self.pool, self.now = ask, pool, now
        self.weights = weights(ask.preset)
        self.question = Question.of(ask, pool, vector=vector)
        self.fit = Fit.of(self.question, pool)
        self.facts = _Facts.of(pool)
        self.stops = self._stops()
        self.calendar = Calendar(ask, now, pool.weeks)
        self._no_hour: set[int] = set()
        self._free = self._free_of_rules()
        self._newcomers = self._whether_newcomers_first()
        self._rough = self._roughly()

    def best(self, limit: int) -> list[Ranked]:
        """The best people whom no rule stops."""
        found: list[_Close] = []
        for rows in self._in_order(self._free):
            found += [one for row in rows if (one := self._closely(row)) is not None]
            if len(found) >= limit:
                break
        best = sorted(found, key=self._order)[:limit]
        shared = self.pool.words.having([one.row for one in best], list(self.question.said))
        return [self._explained(one, words) for one, words in zip(best, shared, strict=True)]

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
        alive = self.pool.columns.alive[: self.pool.rows]
        stopped_by = np.add.reduce(list(self.stops.values()), dtype=np.int8)
        missed: list[tuple[_Close, Rule]] = []
        for rule in TELLING & self.stops.keys():
            only = self.stops[rule] & (stopped_by == 1) & alive
            best = next(self._in_order(only), [])[:MISSED]
            missed += [(one, rule) for row in best if (one := self._closely(row)) is not None]
        free = [row for row in self._no_hour if self._free[row]]  # of the others, a rule stops them as well
        for row in sorted(free, key=lambda row: (-float(self._rough[row]), self.pool.ids[row]))[:MISSED]:
            missed.append((self._scored(row, self.hours(row)), Rule.NO_COMMON_HOUR))
        best_one = min(missed, key=lambda pair: self._order(pair[0]), default=None)
        return best_one and (self.pool.ids[best_one[0].row], best_one[1])

    def hours(self, row: int) -> Reason:
        """The hours that somebody shares with the mentee."""
        return self.calendar.hours(
            self.pool.timetable[row], self.pool.moment.busy.get(self.pool.ids[row], ())
        )

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
        akin = self.pool.topics.akin(self.question.wanted, self.pool.held)
        return ~(akin | (self.fit.topic >= RELATED_TOPIC) | (self.fit.words > 0) | near)

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

    def _closely(self, row: int) -> _Close | None:
        """A person's exact score; None for somebody without a common hour, which is noted."""
        hours = self.hours(row)
        if not hours.number:
            self._no_hour.add(row)
            return None
        return self._scored(row, hours)

    def _scored(self, row: int, hours: Reason) -> _Close:
        values = knows(self.question, self.fit, self.pool, row)
        values[Part.HELPED] = max(values[Part.HELPED], self._long_experience(row))
        fit = math.fsum(weight * values[part] for part, weight in FITTED.items())
        values |= self._others(row)
        values[Part.HOURS] = hours.value
        score = math.fsum(self.weights[part] * value for part, value in values.items())
        return _Close(row, round(score, 9), round(fit, 9), values, hours)

    def _long_experience(self, row: int) -> float:
        """What it is worth to have helped with the topic; shrunk, since one session is little evidence."""
        on_topic = max((self.pool.helps.on_topic(row, number) for number in self.question.wanted), default=0)
        return round(SOME_HELP * on_topic / (on_topic + 2), 6)

    def _explained(self, one: _Close, shared: Sequence[str]) -> Ranked:
        """A person with reasons, weightiest first; ``shared``: the question's terms in the profile."""
        tell: Mapping[Part, Callable[[float], Reason]] = {
            Part.TOPIC: lambda value: self._topic(one.row, value),
            Part.WORDS: lambda value: self._words(shared, value),
            Part.HELPED: lambda value: self._help(one.row, value),
            Part.HOURS: lambda _: one.hours,
            Part.LOAD: lambda value: Reason(Part.LOAD, value, number=int(self.facts.left[one.row])),
        }
        parts = sorted(one.values.items(), key=lambda pair: -self.weights[pair[0]] * pair[1])
        reasons = (tell[p](v) if p in tell else Reason(p, v) for p, v in parts if v > 0)
        return Ranked(self.pool.ids[one.row], one.score, tuple(reasons), one.fit)

    def _words(self, shared: Sequence[str], value: float) -> Reason:
        rarest = sorted(shared, key=lambda term: (-self.pool.words.rarity(term), term))
        words = dict.fromkeys(self.question.said[term] for term in rarest)
        return Reason(Part.WORDS, value, tuple(words)[:_SHOWN], len(words))

    def _topic(self, row: int, value: float) -> Reason:
        want, has, closeness = self.pool.topics.closest(self.question.wanted, self.pool.held.of(row))
        if want < 0 or closeness < CLOSE:
            return Reason(Part.TOPIC, value)
        names = tuple(dict.fromkeys(self.pool.topics.facts[number].name for number in (has, want)))
        return Reason(Part.TOPIC, value, names)

    def _help(self, row: int, value: float) -> Reason:
        """Past help: questions like this one where there were some, else how often with this topic."""
        nearness = self.pool.helps.nearness(row, self.question.place, self.fit.past)
        alike = sum(near >= LIKE_THIS for near in nearness)
        on_topic = {number: self.pool.helps.on_topic(row, number) for number in self.question.wanted}
        most = max(on_topic, key=lambda number: (on_topic[number], -number), default=-1)
        if alike or most < 0 or not on_topic[most]:
            return Reason(Part.HELPED, value, (), alike)
        return Reason(Part.HELPED, value, (self.pool.topics.facts[most].name,), on_topic[most])

    def _others(self, row: int) -> dict[Part, float]:
        """The parts that say nothing of what somebody knows, common hours aside; each between 0 and 1."""
        user_id, facts = self.pool.ids[row], self.facts
        capacity = max(1, int(self.pool.columns.capacity[row]))
        met = user_id in self.ask.met_before
        return {
            Part.LOAD: int(facts.left[row]) / capacity / (1 + int(facts.open_offers[row])),
            Part.PRESENT: round(self.calendar.present(self.pool.timetable[row]), 6),
            Part.SPARED: round(float(facts.spared[row]), 6),
            Part.VARIETY: 1.0 if user_id in self.ask.liked else 0.0 if met else 0.5,
            Part.NEWCOMER: float(self._newcomers[row]),
        }

    def _order(self, one: _Close) -> tuple[float, str]:
        identity = f"{self.ask.mentee_id}\0{self.ask.question}\0{self.pool.ids[one.row]}"
        return -one.score, sha256(identity.encode(errors="surrogatepass")).hexdigest()
