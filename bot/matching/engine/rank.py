"""Who could help with an ask: hard rules, then the chance of being right, then what else counts.

The same inputs always give the same ranking, whatever the order of the index; ties are broken by a hash of
the ask and the person, because breaking them by row order would favour whoever joined first.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from hashlib import sha256

import numpy as np
from numpy.typing import NDArray

from bot.matching.engine import weights
from bot.matching.engine.columns import Ints
from bot.matching.engine.explainer import Explainer
from bot.matching.engine.facts import TELLING, AskFacts, Ranked, Ranking, Rule, ScoreComponent
from bot.matching.engine.hours import Calendar, worth
from bot.matching.engine.index import CandidateIndex, flags, length_bits
from bot.matching.engine.question import Question
from bot.matching.engine.scores import Exact, Scored, evidence, fit_of
from bot.matching.engine.topics import PARENT
from bot.matching.engine.vectors import Floats

LIMIT = 20
COMPARED = 400  # people of a large index whose whole vectors are looked at
CLOSER_LOOK = 64  # people at a time of whom hours, exact scores and reasons are worked out
MONTHS = 3  # over which sessions count
MISSED = 5  # of those left out, how many may turn out to be the best of them
RELATED_TOPIC, RELATED_WORDS = 0.3, 0.2  # how much has to speak for somebody where no topic decides

Flags = NDArray[np.bool_]


def rank(
    ask: AskFacts, index: CandidateIndex, now: datetime, limit: int = LIMIT, vector: Floats | None = None
) -> list[Ranked]:
    """Return who may be asked, best first, at most `limit` people. ``vector``: the question's."""
    return Look(ask, index, now, vector).best(limit)


def rank_all(
    ask: AskFacts, index: CandidateIndex, now: datetime, limit: int = LIMIT, vector: Floats | None = None
) -> Ranking:
    """Rank as `rank` does, and tell who was left out by which rule."""
    look = Look(ask, index, now, vector)
    ranked = look.best(limit)
    return Ranking(tuple(ranked), look.left_out(), look.best_left_out())


class Look:
    """One look over the index for one ask."""

    def __init__(self, ask: AskFacts, index: CandidateIndex, now: datetime, vector: Floats | None) -> None:
        self.ask, self.index, self.now = ask, index, now
        self.question = Question.of(ask, index, vector)
        self.left, self.lately = _places(index)
        self.calendar = Calendar(ask, now, index.weeks)
        self._in_topic = self._hold_topic()
        self.rough = self._roughly()
        self._chance = np.asarray(fit_of(self.rough, self.question))
        self.stops = self._stops()
        self._no_hour: set[int] = set()
        self._keep()

    def _keep(self) -> None:
        """Keep whom no rule stops, and what depends on who they are."""
        self._free = self.index.columns.alive.all & ~np.logical_or.reduce(list(self.stops.values()))
        self.best_fit = float(self._chance[self._free].max()) if self._free.any() else 0.0
        self._newcomers = self._newcomers_first()

    def best(self, limit: int) -> list[Ranked]:
        """The best people whom no rule stops; nobody suitable is spared when nobody else is left."""
        found: list[tuple[Scored, int]] = []
        for rows in self._in_order(self._free):
            scored = self._closely(rows)
            found += [(scored, i) for i in range(len(scored.rows))]
            if len(found) >= limit:
                break
        if not found and (suitable := self.stops[Rule.SPARED] & (self._chance >= weights.SUITABLE)).any():
            self.stops[Rule.SPARED] &= ~suitable
            self._keep()
            return self.best(limit)
        best = sorted(found, key=self._order)[:limit]
        return Explainer(self.question, self.index).of(best)

    def all_scored(self) -> Iterator[Scored]:
        """Everybody whom no rule stops, some dozens at a time, roughly the best first."""
        return (self._closely(rows) for rows in self._in_order(self._free))

    def left_out(self) -> Mapping[Rule, int]:
        """How many people each rule left out, everybody under the first that stops them."""
        counts: Counter[Rule] = Counter({Rule.NO_COMMON_HOUR: len(self._no_hour)})
        rest = self.index.columns.alive.all.copy()
        for rule in Rule:
            if rule in self.stops:
                counts[rule] = int((rest & self.stops[rule]).sum())
                rest &= ~self.stops[rule]
        return {rule: number for rule, number in counts.items() if number}

    def best_left_out(self) -> tuple[str, Rule] | None:
        """Who would have ranked highest of those stopped by one telling rule alone."""
        stopped_by = sum(rows.astype(np.int8) for rows in self.stops.values())
        by_one = (stopped_by == 1) & self.index.columns.alive.all
        why: dict[int, Rule] = {}
        for rule in sorted(TELLING & self.stops.keys()):
            best = next(self._in_order(self.stops[rule] & by_one), [])[:MISSED]
            why |= {row: rule for row in best if self.days(row)}
        free = [row for row in self._no_hour if self._free[row]]  # of the others, a rule stops them as well
        best = sorted(free, key=lambda row: (-float(self.rough[row]), self.index.ids[row]))[:MISSED]
        why |= dict.fromkeys(best, Rule.NO_COMMON_HOUR)
        if not why:
            return None
        scored = self._scored(list(why), [self.days(row) for row in why])
        found = min(((scored, i) for i in range(len(why))), key=self._order)[1]
        row = int(scored.rows[found])
        return self.index.ids[row], why[row]

    def best_without_hour(self) -> Ranked | None:
        """Who fits best of those whom nothing but the lack of a common hour stops."""
        self.best(LIMIT)
        rows = sorted(self._no_hour)
        if not rows:
            return None
        scored = self._scored(rows, [()] * len(rows))
        best = min(((scored, i) for i in range(len(rows))), key=self._order)
        return Explainer(self.question, self.index).of([best])[0]

    def days(self, row: int) -> list[float]:
        """The days on which somebody shares an hour with the mentee, by the first such hour."""
        busy = self.index.live.busy.get(self.index.ids[row], ())
        return self.calendar.days(self.index.timetable[row], busy)

    def _roughly(self) -> Floats:
        """What people know who may be asked about the topic, by row: near enough to choose among them."""
        index, question = self.index, self.question
        rough = np.full(index.rows, -np.inf, np.float32)
        some = np.flatnonzero(index.columns.alive.all & self._in_topic)
        if question.vector is None or not index.coarse.is_there or len(some) <= COMPARED:
            rough[some] = evidence(question, index, some).total()
            return rough
        near = (weights.WHOLE + weights.NEAREST) * index.coarse.nearness(index.distinct(question.vector))
        words = weights.WORDS * index.words.closeness(question.terms, some)
        guessed = weights.TOPIC * question.topic[some] + words + near[some]
        best = guessed >= np.partition(guessed, -COMPARED)[-COMPARED]
        closer = evidence(question, index, some[best]).total()
        rough[some] = guessed - (guessed.max() - closer.min())  # nobody else comes before who was looked at
        rough[some[best]] = closer
        return rough

    def _stops(self) -> dict[Rule, Flags]:
        """By rule, whom it stops; common hours are looked at later."""
        ask, index, columns = self.ask, self.index, self.index.columns
        blocking = {one for one, avoids in index.live.avoids.items() if ask.mentee_id in avoids}
        return {
            Rule.ONESELF: flags(index, {ask.mentee_id}),
            Rule.DEACTIVATED: columns.deactivated.all,
            Rule.NOT_OPTED_IN: ~columns.opted_in.all,
            Rule.REPORTING_LINE: flags(index, ask.line),
            Rule.ALREADY_ASKED: flags(index, ask.already_asked),
            Rule.PAUSED: columns.paused_until.all > self.now.timestamp(),
            Rule.AWAY: columns.away_until.all > self.now.timestamp(),
            Rule.FULL: self.left <= 0,
            Rule.LENGTH: (columns.lengths.all & length_bits(frozenset({ask.minutes}))) == 0,
            Rule.NOT_RELATED: self._not_related(),
            Rule.SPARED: self._spared(),
            Rule.BLOCKED: flags(index, ask.avoids | blocking),
        }

    def _spared(self) -> Flags:
        """Who had more sessions lately than is even, and likely is not the right person.

        A bid price (Talluri and van Ryzin 2004): each session beyond an even share of what all declared,
        or beyond half a month's worth, asks for more of a chance; who is surely right is always asked.
        """
        if self.question.vector is None:
            return np.zeros(self.index.rows, np.bool_)
        declared, alive = self._declared(), self.index.columns.alive.all
        even = declared * self.lately[alive].sum() / max(1.0, float(declared[alive].sum()))
        beyond = np.maximum(self.lately - np.maximum(even, declared / MONTHS / 2), 0)
        bid = weights.of_preset(weights.BIDS, self.ask.preset) * beyond / declared
        return np.asarray(self._chance < np.minimum(bid, weights.SURELY_RIGHT))

    def _not_related(self) -> Flags:
        """Who is not asked because of the topic.

        Outside a chosen topic nobody is, until the ask is widened; whoever holds it is, however little their
        profile says. Where there is no topic, or the ask goes beyond it, what people know decides: who is
        likely enough to be right. Without an encoder words stand for that.
        """
        if self.ask.topic_id is not None and not self.ask.widened:
            return ~self._in_topic
        if self.question.vector is not None:
            least = weights.OUTSIDE_TOPIC_WIDENED if self.ask.widened else weights.OUTSIDE_TOPIC
            return np.asarray((self.question.topic < RELATED_TOPIC) & (self._chance < least))
        words = self.index.words.closeness(self.question.terms)
        return np.asarray(words < (0 if self.ask.widened else RELATED_WORDS))

    def _hold_topic(self) -> Flags:
        """Who holds the chosen topic, or the wider or a narrower one of it; everybody where none decides."""
        if self.ask.topic_id is None or self.ask.widened:
            return np.ones(self.index.rows, np.bool_)
        held, found = self.index.held, np.zeros(self.index.rows, np.bool_)
        for number in self.question.wanted:
            belong = (self.index.topics.close[number] >= PARENT).astype(np.float32)
            found |= held.spread(held.either(belong)) > 0
        return found

    def _newcomers_first(self) -> Flags:
        """Who gets this ask first for being new: for some asks, and only who fits about as well as others."""
        drawn = int.from_bytes(sha256(self.ask.key.encode(errors="surrogatepass")).digest()[:4], "big") % 100
        if self.ask.already_asked or drawn >= self.ask.newcomer_percent:
            return np.zeros(self.index.rows, np.bool_)
        enough = self._chance >= weights.NEWCOMER_FIT * self.best_fit
        return np.asarray(~self.index.columns.has_helped.all & enough)

    def _in_order(self, some: Flags) -> Iterator[list[int]]:
        """The rows of some people, roughly the best first, some dozens at a time, whoever ties included."""
        rows = np.flatnonzero(some)
        values = self.rough[rows] - self._cost(rows) / weights.SCALE[0]
        while len(rows):
            chosen = np.ones(len(rows), np.bool_)
            if len(rows) > CLOSER_LOOK:
                chosen = values >= np.partition(values, -CLOSER_LOOK)[-CLOSER_LOOK] - 1e-3
            picked = rows[chosen]
            yield picked[np.argsort(-values[chosen], kind="stable")].tolist()
            rows, values = rows[~chosen], values[~chosen]

    def _closely(self, rows: Sequence[int]) -> Scored:
        """People's exact scores; those without a common hour are left out and noted."""
        days = {row: self.days(row) for row in rows}
        self._no_hour |= {row for row in rows if not days[row]}
        there = [row for row in rows if days[row]]
        return self._scored(there, [days[row] for row in there])

    def _scored(self, rows: Sequence[int], days: Sequence[Sequence[float]]) -> Scored:
        at = np.array(rows, np.int64)
        known = evidence(self.question, self.index, at, exact=True)
        fit = fit_of(known.total(), self.question)
        ids = [self.index.ids[row] for row in rows]
        met = [1.0 if one in self.ask.liked else -1.0 if one in self.ask.met_before else 0.0 for one in ids]
        others = {
            ScoreComponent.HOURS: weights.HOURS * np.array([worth(len(one)) for one in days]),
            ScoreComponent.LOAD: -self._cost(at),
            ScoreComponent.MET: weights.MET * np.array(met),
            ScoreComponent.NEWCOMER: weights.NEWCOMER * self._newcomers[at],
        }
        beside = {part: self.best_fit * np.asarray(values, np.float64) for part, values in others.items()}
        score = np.round(fit + sum(beside.values()), 6)
        return Scored(at, known, np.round(fit, 6), score, known.components() | beside, days)

    def _cost(self, rows: Ints) -> Exact:
        """What people's sessions lately cost, of those they declared they could hold in three months."""
        price = weights.of_preset(weights.PRICES, self.ask.preset)
        return np.asarray(price * self.lately[rows] / self._declared()[rows])

    def _declared(self) -> Exact:
        """The sessions that people said they could hold in three months."""
        return np.asarray(MONTHS * np.maximum(1.0, self.index.columns.capacity.all))

    def _order(self, one: tuple[Scored, int]) -> tuple[float, str]:
        scored, i = one
        user_id = self.index.ids[int(scored.rows[i])]
        identity = f"{self.ask.mentee_id}\0{self.ask.question}\0{user_id}"
        return -float(scored.score[i]), sha256(identity.encode(errors="surrogatepass")).hexdigest()


def _places(index: CandidateIndex) -> tuple[Ints, Exact]:
    """By row: places left this month, and sessions lately."""
    load, lately = np.zeros(index.rows), np.zeros(index.rows)
    for values, live in ((load, index.live.load), (lately, index.live.sessions_lately)):
        there = [user_id for user_id in live if user_id in index.row]
        values[[index.row[one] for one in there]] = np.maximum([live[one] for one in there], 0)
    return np.asarray(index.columns.capacity.all.astype(np.int64) - load.astype(np.int64)), lately
