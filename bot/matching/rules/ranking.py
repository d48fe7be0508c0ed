"""Who could help with an ask: hard rules, then one explained score that is a sum of weighted parts.

The same inputs always give the same ranking, whatever the order of the pool; ties are broken by a hash of the
ask and the person, because breaking them by row order would favour whoever joined first.

Everybody is compared in one look (`Fit`); the parts that need a closer one (past help, common hours) are
worked out for the best of that look, as many as it takes to have `limit` people whom no rule stops.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from hashlib import sha256

import numpy as np
from numpy.typing import NDArray

from bot.matching.rules.columns import Ints
from bot.matching.rules.explainer import Close, Explainer
from bot.matching.rules.facts import Facts
from bot.matching.rules.hours import Calendar, worth
from bot.matching.rules.pool import Pool, length_bits
from bot.matching.rules.question import Fit, Question, knows
from bot.matching.rules.shapes import TELLING, AskFacts, Ranked, Ranking, Rule, ScoreComponent
from bot.matching.rules.weights import NEWCOMER_FIT, fitted, weights

LIMIT = 20
CLOSER_LOOK = 32  # people at a time
MISSED = 5  # of those left out, how many may turn out to be the best of them
RELATED_TOPIC, RELATED_MEANING = 0.15, 0.35
LIKE_THIS = 0.5  # nearness from which a past question is told as being like this one
SOME_HELP = 0.5  # what long experience with a topic is worth when no past question is like this one

Flags = NDArray[np.bool_]
Exact = NDArray[np.float64]


def rank(ask: AskFacts, pool: Pool, now: datetime, limit: int = LIMIT) -> list[Ranked]:
    """Return who may be asked, best first, at most `limit` people."""
    return _Look(ask, pool, now, None).best(limit)


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
    if not look.days(row):
        stopped.add(Rule.NO_COMMON_HOUR)
    return next((rule for rule in Rule if rule in stopped), None)


class _Look:
    """One look over the pool for one ask."""

    def __init__(self, ask: AskFacts, pool: Pool, now: datetime, vector: bytes | None) -> None:
        self.ask, self.pool, self.now = ask, pool, now
        self.question = Question.of(ask, pool, vector=vector)
        self.weights = weights(ask.preset, self.question.modelled)
        self.fitted = fitted(self.question.modelled)
        self.fit = Fit.of(self.question, pool)
        self.facts = Facts.of(pool)
        self.stops = self._stops()
        self.calendar = Calendar(ask, now, pool.weeks)
        self._no_hour: set[int] = set()
        self._free = self._free_of_rules()
        self._newcomers = self._whether_newcomers_first()
        self._rough = self._roughly()

    def best(self, limit: int) -> list[Ranked]:
        """The best people whom no rule stops."""
        found: list[Close] = []
        for rows in self._in_order(self._free):
            found += self._closely(rows)
            if len(found) >= limit:
                break
        best = sorted(found, key=self._order)[:limit]
        return Explainer(self.question, self.pool, self.weights, self.facts.left).of(best)

    def left_out(self) -> Mapping[Rule, int]:
        """How many people each rule left out, everybody under the first that stops them."""
        counts: Counter[Rule] = Counter({Rule.NO_COMMON_HOUR: len(self._no_hour)})
        rest = self.pool.columns.alive.all.copy()
        for rule in Rule:
            if rule in self.stops:
                counts[rule] = int((rest & self.stops[rule]).sum())
                rest &= ~self.stops[rule]
        return {rule: number for rule, number in counts.items() if number}

    def best_left_out(self) -> tuple[str, Rule] | None:
        """Who would have ranked highest of those stopped by one telling rule alone."""
        stopped_by = np.zeros(self.pool.rows, np.int8)
        for rows in self.stops.values():
            stopped_by += rows
        by_one = (stopped_by == 1) & self.pool.columns.alive.all
        why: dict[int, Rule] = {}
        for rule in TELLING & self.stops.keys():
            best = next(self._in_order(self.stops[rule] & by_one), [])[:MISSED]
            why |= {row: rule for row in best if self.days(row)}
        free = [row for row in self._no_hour if self._free[row]]  # of the others, a rule stops them as well
        best = sorted(free, key=lambda row: (-float(self._rough[row]), self.pool.ids[row]))[:MISSED]
        why |= dict.fromkeys(best, Rule.NO_COMMON_HOUR)
        if not why:
            return None
        best_one = min(self._scored(list(why), [self.days(row) for row in why]), key=self._order)
        return self.pool.ids[best_one.row], why[best_one.row]

    def days(self, row: int) -> list[float]:
        """The days on which somebody shares an hour with the mentee, by the first such hour."""
        return self.calendar.days(self.pool.timetable[row], self.pool.moment.busy.get(self.pool.ids[row], ()))

    def _stops(self) -> dict[Rule, Flags]:
        """By rule, whom it stops; common hours are looked at later."""
        ask, pool, columns = self.ask, self.pool, self.pool.columns
        blocking = {one for one, avoids in pool.moment.avoids.items() if ask.mentee_id in avoids}
        return {
            Rule.ONESELF: self._those({ask.mentee_id}),
            Rule.DEACTIVATED: columns.deactivated.all,
            Rule.NOT_OPTED_IN: ~columns.opted_in.all,
            Rule.ALREADY_ASKED: self._those(ask.already_asked),
            Rule.PAUSED: columns.paused_until.all > self.now.timestamp(),
            Rule.FULL: self.facts.left == 0,
            Rule.LENGTH: (columns.lengths.all & length_bits(frozenset({ask.minutes}))) == 0,
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
        free = self.pool.columns.alive.all.copy()
        for rows in self.stops.values():
            free &= ~rows
        return free

    def _whether_newcomers_first(self) -> Flags:
        """Who gets this ask first for being new: a fitting few, and for some asks only."""
        nobody = np.zeros(self.pool.rows, np.bool_)
        drawn = int.from_bytes(sha256(self.ask.key.encode(errors="surrogatepass")).digest()[:4], "big") % 100
        if self.ask.already_asked or drawn >= self.ask.newcomer_percent or not self._free.any():
            return nobody
        enough = NEWCOMER_FIT * float(self.fit.said[self._free].max())
        return ~self.pool.columns.has_helped.all & (self.fit.said >= enough)

    def _roughly(self) -> NDArray[np.float32]:
        """The score without the parts that need a closer look."""
        share = self.weights[ScoreComponent.TOPIC] / self.fitted[ScoreComponent.TOPIC]
        rough = share * self.fit.rough + self.weights[ScoreComponent.LOAD] * self.facts.load
        rough += self.weights[ScoreComponent.SPARED] * self.facts.spared
        rough += self.weights[ScoreComponent.ANSWERS] * self.facts.answers
        rough[self._those(self.ask.met_before)] -= self.weights[ScoreComponent.VARIETY]
        rough[self._newcomers] += self.weights[ScoreComponent.NEWCOMER]
        return rough.astype(np.float32)

    def _in_order(self, flags: Flags) -> Iterator[list[int]]:
        """The rows of some people, roughly the best first, a few hundred at a time."""
        rows = np.flatnonzero(flags)
        while len(rows):
            values = self._rough[rows]
            if len(rows) > CLOSER_LOOK:
                # and whoever ties with the last
                bound = np.partition(values, -CLOSER_LOOK)[-CLOSER_LOOK] - 1e-5
                chosen = values >= bound
            else:
                chosen = np.ones(len(rows), np.bool_)
            picked = rows[chosen]
            yield picked[np.argsort(-values[chosen], kind="stable")].tolist()
            rows = rows[~chosen]

    def _closely(self, rows: Sequence[int]) -> list[Close]:
        """People's exact scores; those without a common hour are left out and noted."""
        days = {row: self.days(row) for row in rows}
        self._no_hour |= {row for row in rows if not days[row]}
        there = [row for row in rows if days[row]]
        return self._scored(there, [days[row] for row in there]) if there else []

    def _scored(self, rows: Sequence[int], days: Sequence[Sequence[float]]) -> list[Close]:
        at = np.array(rows, np.int64)
        past = self.fit.nearness(self.question, self.pool, at)
        on_topic = self._on_topic(at)
        values = knows(self.question, self.fit, self.pool, at, past)
        values[ScoreComponent.HELPED] = np.maximum(
            values[ScoreComponent.HELPED], _long_experience(on_topic[1])
        )
        fit = self._sum(self.fitted, values)
        values |= self._others(at)
        values[ScoreComponent.HOURS] = np.array([worth(len(one)) for one in days])
        score = self._sum(self.weights, values)
        alike = past.sums(past.texts >= LIKE_THIS).astype(int).tolist()
        topics = list(zip(*(found.tolist() for found in on_topic), strict=True))
        each = zip(*(found.tolist() for found in values.values()), strict=True)
        return [
            Close(row, score[i], fit[i], dict(zip(values, one, strict=True)), days[i], alike[i], topics[i])
            for i, (row, one) in enumerate(zip(rows, each, strict=True))
        ]

    def _sum(
        self, weights: Mapping[ScoreComponent, float], values: Mapping[ScoreComponent, Exact]
    ) -> list[float]:
        total = sum(weights[part] * found for part, found in values.items())
        return [round(one, 9) for one in np.asarray(total).tolist()]

    def _on_topic(self, rows: Ints) -> tuple[Ints, Ints]:
        """The topic with which people helped most often of those wanted, and how often; -1 for none."""
        counted = self.pool.helps.on_topic(rows, sorted(self.question.wanted))
        numbers = np.array([-1, *counted])
        times = np.array([np.zeros(len(rows), np.int64), *counted.values()])
        most = times.argmax(axis=0)
        return numbers[most], times.max(axis=0)

    def _others(self, rows: Ints) -> dict[ScoreComponent, Exact]:
        """The parts that say nothing of what people know, common hours aside; each between 0 and 1."""
        ask, each = self.ask, rows.tolist()
        ids = [self.pool.ids[row] for row in each]
        present = [self.calendar.present(self.pool.timetable[row]) for row in each]
        met = [1.0 if one in ask.liked else 0.0 if one in ask.met_before else 0.5 for one in ids]
        return {
            ScoreComponent.LOAD: self.facts.load[rows],
            ScoreComponent.PRESENT: np.round(present, 6),
            ScoreComponent.SPARED: self.facts.spared[rows],
            ScoreComponent.ANSWERS: self.facts.answers[rows],
            ScoreComponent.VARIETY: np.array(met),
            ScoreComponent.NEWCOMER: self._newcomers[rows].astype(np.float64),
        }

    def _order(self, one: Close) -> tuple[float, str]:
        identity = f"{self.ask.mentee_id}\0{self.ask.question}\0{self.pool.ids[one.row]}"
        return -one.score, sha256(identity.encode(errors="surrogatepass")).hexdigest()


def _long_experience(times: Ints) -> Exact:
    """What it is worth to have helped with the topic; shrunk, since one session is little evidence."""
    return np.round(SOME_HELP * times / (times + 2), 6)
