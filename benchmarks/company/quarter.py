"""One quarter of one company under one policy, event by event."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import partial

import numpy as np

from benchmarks.company import behaviour
from benchmarks.company.choosing import Choice, Chooser
from benchmarks.company.clockwork import DAY, END, WEEK, instant, month
from benchmarks.company.people import Company, Expert, Question
from benchmarks.company.policies import Order, Policy, Two
from benchmarks.company.standing import Standing
from bot.offers.rules import SHORTEST_WAIT_MINUTES, URGENT_REMINDER_PERCENT, is_urgent

LOOK_AGAIN = 7 * 60  # each day at seven UTC, whoever waits is looked at again


class State(StrEnum):
    """Where an ask stands."""

    LOOKING = "looking"
    WAITING = "waiting"  # nobody is left who may be asked
    MATCHED = "matched"
    EXPIRED = "expired"


NO_LIMIT = 999  # sessions a month

OPEN = (State.LOOKING, State.WAITING)


@dataclass(eq=False)
class Offer:
    """One ask before one expert. `live` until an answer, its deadline or the ask's end."""

    ask: Ask
    expert: int
    due: int
    live: bool = True
    delivered: bool = False
    waited: tuple[int, float | None] | None = None  # when it ended, and hours to the answer
    late: bool = False  # its time is over; a yes still counts while nobody else said it


@dataclass(eq=False)
class Ask:
    """One question's course."""

    question: Question
    state: State = State.LOOKING
    offers: list[Offer] = field(default_factory=list)
    asked: set[int] = field(default_factory=set)
    expert: int | None = None
    matched: int | None = None
    pings: int = 0  # messages that reached somebody: offers and reminders
    reached: int = 0  # people
    too_late: int = 0  # a yes after somebody else's
    declined: list[str] = field(default_factory=list)

    @property
    def live(self) -> list[Offer]:
        return [offer for offer in self.offers if offer.live]


class Quarter:
    """Runs a company's quarter under a policy; afterwards `asks` and `standing` tell what happened."""

    def __init__(self, company: Company, policy: Policy) -> None:
        self.company, self.policy, self.world = company, policy, company.world
        self.standing = [Standing(expert) for expert in _limited(company.experts, policy)]
        self.asks = [Ask(question) for question in company.questions]
        self._chooser = Chooser(company, policy, self.standing)
        self._met: dict[int, set[int]] = {}
        self._events: list[tuple[int, int, Callable[[int], None]]] = []
        self._count = 0

    def run(self) -> Quarter:
        for ask in self.asks:
            self._at(ask.question.asked, partial(self._begin, ask))
            self._at(ask.question.ends, partial(self._expire, ask))
        for morning in range(LOOK_AGAIN, END, DAY):
            self._at(morning, self._look_again)
        if self.policy.order == Order.OURS:
            self._tell_of_pauses()
        while self._events:
            now, _, act = heapq.heappop(self._events)
            act(now)
        return self

    def _tell_of_pauses(self) -> None:
        for standing in self.standing:
            for away, back in standing.expert.pauses:
                self._at(away, partial(self._paused, standing, back))
        for monday in range(4 * WEEK, END, 4 * WEEK):
            self._at(monday, lambda _now: self._chooser.refresh())

    def _paused(self, standing: Standing, back: int, _now: int) -> None:
        self._chooser.changed(standing, back)

    def _at(self, when: int, act: Callable[[int], None]) -> None:
        self._count += 1
        heapq.heappush(self._events, (when, self._count, act))

    # An ask's course.

    def _begin(self, ask: Ask, now: int) -> None:
        if self.policy.order == Order.CHANNEL:
            self._post(ask, now)
        else:
            self._place(ask, now)

    def _place(self, ask: Ask, now: int, by_clock: bool = False) -> None:
        """Put an ask that is with nobody before the next one, or two, or let it wait."""
        if ask.state not in OPEN or ask.live:
            return
        choices = self._choices(ask, now)
        if not self.policy.fair:
            for choice in choices[: 2 if self._wants_two(ask, now) else 1]:
                self._send(ask, choice.place, now, by_clock)
        else:
            self._place_together({ask.question.place: choices}, now, by_clock)
        ask.state = State.LOOKING if ask.live else State.WAITING

    def _place_together(self, wants: dict[int, list[Choice]], now: int, by_clock: bool) -> None:
        """Open offers for asks that are with nobody; the second of two comes when every ask has its first."""
        placed = self._chooser.together(wants, now)
        for place, expert in placed.items():
            self._send(self.asks[place], expert, now, by_clock)
        two = {
            place: [choice for choice in wants[place] if choice.place != placed[place]]
            for place in placed
            if self._wants_two(self.asks[place], now)
        }
        for place, expert in self._chooser.together(two, now, rested=True).items():
            self._send(self.asks[place], expert, now, by_clock)

    def _choices(self, ask: Ask, now: int) -> list[Choice]:
        met = frozenset(self._met.get(ask.question.mentee, ()))
        return self._chooser.choices(ask.question, frozenset(ask.asked), met, now)

    def _wants_two(self, ask: Ask, now: int) -> bool:
        two = self.policy.two
        return two == Two.ALWAYS or (two == Two.URGENT and self._is_urgent(ask, now))

    def _is_urgent(self, ask: Ask, now: int) -> bool:
        question = ask.question
        hours = self.company.tables[question.mentee].hours
        return is_urgent(instant(question.ends) if question.dated else None, hours, instant(now))

    def _look_again(self, now: int) -> None:
        """Offer whatever waits to whoever may be asked now; ours places several asks together."""
        waiting = [ask for ask in self.asks if ask.state == State.WAITING and ask.question.asked < now]
        if self.policy.fair and len(waiting) > 1:
            wants = {ask.question.place: self._choices(ask, now) for ask in waiting}
            self._place_together(wants, now, by_clock=True)
        for ask in waiting:
            self._place(ask, now, by_clock=True)
            if ask.live:
                ask.state = State.LOOKING

    def _expire(self, ask: Ask, _now: int) -> None:
        if ask.state in OPEN:
            ask.state = State.EXPIRED
            self._close(ask)

    def _close(self, ask: Ask) -> None:
        for offer in ask.live:
            self._release(offer)

    def _release(self, offer: Offer) -> None:
        offer.live = False
        self.standing[offer.expert].open -= 1

    # An offer's course.

    def _send(self, ask: Ask, expert: int, now: int, by_clock: bool) -> None:
        """Open an offer: the first ones go out at once, later ones in the expert's working hours."""
        standing = self.standing[expert]
        late = by_clock or any(offer.late for offer in ask.offers)
        offer = Offer(ask, expert, standing.expert.table.next(now) if late else now)
        ask.offers.append(offer)
        ask.asked.add(expert)
        standing.open += 1
        standing.offered.append(offer.due)
        self._at(offer.due, partial(self._deliver, offer))

    def _deliver(self, offer: Offer, now: int) -> None:
        if not offer.live:
            return
        ask, standing = offer.ask, self.standing[offer.expert]
        tired = standing.tired(now)
        given = self._given(ask, standing.expert, now)
        offer.delivered = True
        ask.pings, ask.reached = ask.pings + 1, ask.reached + 1
        standing.tiring.append((now, 1.0))
        remind = self._remind(offer, now, given)
        question, place = ask.question, ask.question.place
        answer = behaviour.answer(
            self.world,
            standing.expert,
            question,
            self.company.mood(place),
            self.company.fit[place, offer.expert],
            now,
            tired,
            remind,
        )
        if answer is not None:
            self._at(answer.at, partial(self._answered, offer, answer))
        deadline = standing.expert.table.after(now, given)
        self._at(deadline, partial(self._move_on, offer))

    def _given(self, ask: Ask, expert: Expert, now: int) -> int:
        """Working minutes to answer; ours are at most half of what is left until the mentee's day."""
        if not (self.policy.fair and ask.question.dated):
            return self.policy.wait
        half = expert.table.between(now, ask.question.ends) // 2
        return max(SHORTEST_WAIT_MINUTES, min(self.policy.wait, half))

    def _remind(self, offer: Offer, now: int, given: int) -> int | None:
        if self.policy.remind is None:
            return None
        table = self.standing[offer.expert].expert.table
        share = self.policy.remind
        if self.policy.fair and self._is_urgent(offer.ask, now):
            share = min(share, URGENT_REMINDER_PERCENT / 100)
        at = table.after(now, int(share * given))
        self._at(at, partial(self._reminded, offer))
        return at

    def _reminded(self, offer: Offer, now: int) -> None:
        if offer.live:
            offer.ask.pings += 1
            self.standing[offer.expert].tiring.append((now, 0.5))

    def _answered(self, offer: Offer, answer: behaviour.Answer, now: int) -> None:
        ask = offer.ask
        self._note_wait(offer, now, (now - offer.due) / 60)
        if ask.state not in OPEN:
            ask.too_late += answer.willing and ask.state == State.MATCHED
            return
        if offer.live:
            self._release(offer)
        if answer.willing and self.standing[offer.expert].has_place(now):
            self._match(ask, offer.expert, now)
            return
        ask.declined.append(answer.reason or "full by now")
        if not offer.late:
            self._place(ask, now)

    def _move_on(self, offer: Offer, now: int) -> None:
        if offer.live:
            self._release(offer)
            offer.late = True
            self._note_wait(offer, now, None)
            self._place(offer.ask, now, by_clock=True)

    def _note_wait(self, offer: Offer, now: int, hours: float | None) -> None:
        """Note how soon somebody answered; a late answer takes the place of none."""
        waits = self.standing[offer.expert].waits
        if offer.waited is not None:
            waits.remove(offer.waited)
        offer.waited = (now, hours)
        waits.append(offer.waited)

    # A channel.

    def _post(self, ask: Ask, now: int) -> None:
        """Everybody who opted in reads it; who is willing says so."""
        question = ask.question
        readers = [e for e in self.company.experts if e.place != question.mentee]
        ask.pings = ask.reached = len(readers)
        mood, fits = self.company.mood(question.place), self.company.fit[question.place]
        for expert in readers:
            if question.minutes not in expert.lengths:
                continue
            at = behaviour.volunteers(
                self.world, expert, question, mood, fits[expert.place], now, len(readers)
            )
            if at is not None:
                self._at(at, partial(self._volunteered, ask, expert))

    def _volunteered(self, ask: Ask, expert: Expert, now: int) -> None:
        if ask.state in OPEN and self.standing[expert.place].has_place(now):
            ask.asked.add(expert.place)
            self._match(ask, expert.place, now)
        elif ask.state == State.MATCHED:
            ask.too_late += 1

    # A meeting.

    def _match(self, ask: Ask, expert: int, now: int) -> None:
        ask.state, ask.expert, ask.matched = State.MATCHED, expert, now
        self._close(ask)
        standing, question = self.standing[expert], ask.question
        standing.sessions[month(now // DAY)] += 1
        standing.minutes += question.minutes
        standing.agreed.append(now)
        self._met.setdefault(question.mentee, set()).add(expert)
        starts = self._slot(question, expert, now)
        standing.busy.append((starts, starts + question.minutes))
        self._at(starts + question.minutes, partial(self._held, standing, question))

    def _slot(self, question: Question, expert: int, now: int) -> int:
        """The first common time at least a day ahead; three days ahead when there is none in a fortnight."""
        ahead = slice(now + DAY, now + 15 * DAY)
        both = (
            self.company.tables[question.mentee].mask[ahead] & self.standing[expert].expert.table.mask[ahead]
        )
        for start in np.flatnonzero(both[:-60])[::30]:
            begins = now + DAY + int(start)
            taken = any(a < begins + question.minutes and begins < b for a, b in self.standing[expert].busy)
            if both[start : start + question.minutes].all() and not taken:
                return begins
        return now + 3 * DAY

    def _held(self, standing: Standing, question: Question, now: int) -> None:
        standing.helped.insert(0, self.company.help_with(question.topic, question.text))
        paused = next((back for away, back in standing.expert.pauses if away <= now < back), None)
        self._chooser.changed(standing, paused)


def _limited(experts: Sequence[Expert], policy: Policy) -> list[Expert]:
    """The experts with the limits that a policy keeps to."""
    return [expert if policy.limited else replace(expert, capacity=NO_LIMIT) for expert in experts]
