"""One run: a quarter under some settings, event by event, by the product's own rules for offers."""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from hashlib import sha256
from statistics import median

from bot.matching.queries import Standing
from bot.offers.rules import REST_MINUTES, clock_of, is_urgent
from bot.whatif.replay.company import Answer, Company, Helper, Question
from bot.whatif.rules import LATELY, Outcome, Terms

LOOK_AGAIN = timedelta(days=1)
MOST_CAPACITY = 20  # sessions a month that somebody can offer
CONSIDERED = 20  # the best of each question, as `bot.offers.service.assignment` has it


@dataclass(eq=False, slots=True)
class _Offer:
    """A question before somebody; it stays theirs while it is ``live``."""

    ask: _Ask
    helper: _Standing
    live: bool = True


@dataclass(eq=False, slots=True)
class _Ask:
    """How far a question has come."""

    question: Question
    standing: Standing
    asked: set[str] = field(default_factory=set)
    offers: list[_Offer] = field(default_factory=list)
    matched_at: datetime | None = None
    over: bool = False

    @property
    def is_with_somebody(self) -> bool:
        """Whether somebody has it and can answer."""
        return any(offer.live for offer in self.offers)


@dataclass(eq=False, slots=True)
class _Standing:
    """What somebody has to do so far."""

    helper: Helper
    capacity: int
    open: int = 0
    agreed: list[datetime] = field(default_factory=list)
    months: Counter[tuple[int, int]] = field(default_factory=Counter)
    rested_at: datetime | None = None
    held: int = 0  # in this quarter
    was_full: bool = False

    def has_place(self, now: datetime) -> bool:
        """Whether this month's sessions and open offers are fewer than they offered."""
        return self.months[now.year, now.month] + self.open < self.capacity

    def lately(self, now: datetime) -> int:
        """The sessions of three months, and the open offers."""
        return self.open + sum(at > now - LATELY for at in self.agreed)

    def agree(self, at: datetime) -> None:
        """Note a session."""
        self.agreed.append(at)
        self.months[at.year, at.month] += 1


class Quarter:
    """Runs a company's quarter under some settings; nothing in it hangs on the order of its people."""

    def __init__(
        self, company: Company, standings: Mapping[str, Standing], terms: Terms, seed: int, end: datetime
    ) -> None:
        self._company, self._terms, self._seed, self._end = company, terms, seed, end
        self._helpers = {one.user_id: _begun(one, terms) for one in company.helpers}
        self._asks = [_Ask(one, standings[one.id]) for one in company.questions]
        self._offers = 0
        self._events: list[tuple[datetime, int, Callable[[datetime], None]]] = []
        self._count = 0

    def run(self) -> Outcome:
        """Live through the quarter, and return what came of it."""
        for ask in self._asks:
            self._at(ask.question.asked_at, partial(self._place, ask))
            self._at(min(ask.question.ends_at, self._end), partial(self._ends, ask))
        if self._asks:
            first = min(ask.question.asked_at for ask in self._asks)
            self._at(first + LOOK_AGAIN, self._look_again)
        while self._events:
            now, _, act = heapq.heappop(self._events)
            act(now)
        return self._outcome()

    def _at(self, when: datetime, act: Callable[[datetime], None]) -> None:
        self._count += 1
        heapq.heappush(self._events, (when, self._count, act))

    def _look_again(self, now: datetime) -> None:
        """Once a day, put what waits before whoever has got free or joined."""
        for ask in self._asks:
            if ask.question.asked_at < now:
                self._place(ask, now)
        if now + LOOK_AGAIN < self._end:
            self._at(now + LOOK_AGAIN, self._look_again)

    def _place(self, ask: _Ask, now: datetime) -> None:
        """Put a question that is with nobody before the best one or two who have a place."""
        if ask.over or ask.is_with_somebody:
            return
        choices = self._choices(ask, now)
        urgent = is_urgent(ask.question.needed_by, ask.question.week, now) if choices else False
        two = self._terms.two == "always" or (self._terms.two == "urgent" and urgent)
        for number, (rested, user_id) in enumerate(choices[: 2 if two else 1]):
            if number == 0 or rested:
                self._send(ask, self._helpers[user_id], now, urgent)

    def _choices(self, ask: _Ask, now: datetime) -> list[tuple[bool, str]]:
        """Return who can be asked, best first: those who had no offer within a working day come first."""
        terms, standing, first = self._terms, ask.standing, not ask.asked
        found = []
        for user_id in standing.scores:
            one = self._helpers[user_id]
            if user_id in ask.asked or one.helper.since > now or not one.has_place(now):
                continue
            score = standing.score(
                user_id, lately=one.lately(now), capacity=one.capacity, preset=terms.preset, first=first
            )
            found.append((round(score, 6), one.rested_at is None or one.rested_at <= now, user_id))
        key = ask.question.id
        best = sorted(found, key=lambda each: (-each[0], _tie(key, each[2])))[:CONSIDERED]
        return [(rested, user_id) for _, rested, user_id in sorted(best, key=lambda each: not each[1])]

    def _send(self, ask: _Ask, to: _Standing, now: datetime, urgent: bool) -> None:
        question, week = ask.question, to.helper.week
        offer = _Offer(ask, to)
        ask.asked.add(to.helper.user_id)
        ask.offers.append(offer)
        to.open += 1
        self._offers += 1
        clock = clock_of(week, now, self._terms.wait_minutes, needed_by=question.needed_by, urgent=urgent)
        to.rested_at = week.add_working_minutes(clock.due, REST_MINUTES)
        self._at(clock.deadline, partial(self._move_on, offer))
        answer = self._company.answer(self._seed, question.id, to.helper.user_id)
        if answer is not None:
            at = week.add_working_minutes(clock.due, answer.minutes)
            self._at(at, partial(self._answered, offer, answer))

    def _answered(self, offer: _Offer, answer: Answer, now: datetime) -> None:
        """Take an answer; a yes counts as long as nobody else said it, also after its time."""
        was_live = offer.live
        self._release(offer)
        if offer.ask.over:
            return
        if answer.yes:
            self._match(offer, now)
        elif was_live:
            self._place(offer.ask, now)

    def _move_on(self, offer: _Offer, now: datetime) -> None:
        if offer.live:
            self._release(offer)
            self._place(offer.ask, now)

    def _match(self, offer: _Offer, now: datetime) -> None:
        ask, helper = offer.ask, offer.helper
        ask.matched_at = now
        helper.agree(now)
        helper.held += 1
        helper.was_full |= helper.months[now.year, now.month] >= helper.capacity
        self._ends(ask, now)

    def _ends(self, ask: _Ask, _now: datetime) -> None:
        ask.over = True
        for offer in ask.offers:
            self._release(offer)

    def _release(self, offer: _Offer) -> None:
        if offer.live:
            offer.live = False
            offer.helper.open -= 1

    def _outcome(self) -> Outcome:
        helpers = list(self._helpers.values())
        held = sorted((one.held for one in helpers), reverse=True)
        matched = [ask for ask in self._asks if ask.matched_at is not None]
        waits = [_waited(ask.question, ask.matched_at) for ask in matched if ask.matched_at]
        busiest = sum(held[: -(-len(held) // 10)])
        return Outcome(
            asked=len(self._asks),
            matched=len(matched),
            nobody=sum(not ask.asked and ask.matched_at is None for ask in self._asks),
            wait=round(median(waits)) if waits else None,
            helpers=len(helpers),
            busiest=round(100 * busiest / sum(held)) if sum(held) else 0,
            full=sum(one.was_full for one in helpers),
            idle=sum(not one.held for one in helpers),
            offers=self._offers,
        )


def _begun(helper: Helper, terms: Terms) -> _Standing:
    """Return what somebody has to do as the quarter begins."""
    begun = _Standing(helper, min(max(1, helper.capacity + terms.more), MOST_CAPACITY))
    for at in helper.before:
        begun.agree(at)
    return begun


def _waited(question: Question, at: datetime) -> int:
    return question.week.working_minutes_between(question.asked_at, at)


def _tie(question_id: str, user_id: str) -> str:
    return sha256(f"{question_id}\0{user_id}".encode(errors="surrogatepass")).hexdigest()
