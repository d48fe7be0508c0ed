"""Whom a policy asks next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

import numpy as np

from benchmarks.company import engine
from benchmarks.company.clockwork import instant
from benchmarks.company.engine import CONSIDERED, Engine
from benchmarks.company.people import Company, Question
from benchmarks.company.plain import may_be_asked
from benchmarks.company.policies import Order, Policy
from benchmarks.company.standing import Standing
from bot.matching.rules import AskFacts, LiveState

NEWCOMER_PERCENT = 10  # the product's default


@dataclass(frozen=True)
class Choice:
    """An expert who may be asked, by place in the company."""

    place: int
    score: float


class Chooser:
    """Ranks for one policy."""

    def __init__(self, company: Company, policy: Policy, standing: Sequence[Standing]) -> None:
        self.company, self.policy, self.standing = company, policy, standing
        self._place = {one.expert.user_id: one.expert.place for one in standing}
        self._engine = None
        if policy.order == Order.OURS:
            people = [one.candidate(None) for one in standing]
            self._engine = Engine(people, company.topic_facts, company.vectors)

    def choices(
        self, question: Question, asked: frozenset[int], met: frozenset[int], now: int
    ) -> list[Choice]:
        """Who may be asked now, by what this policy goes by, best first."""
        if self._engine is not None:
            facts = self.facts(question, asked, met)
            found = self._engine.best(facts, self.live(now), instant(now))
            return [Choice(self._place[one.user_id], one.score) for one in found]
        closest = self.policy.order == Order.CLOSEST
        luck = self.company.mood(question.place).order
        values = self.company.closest[question.place] if closest else luck
        mentee = self.company.tables[question.mentee]
        may = (
            Choice(int(place), float(values[place]))
            for place in np.lexsort((luck, -values))
            if place not in asked and values[place] > 0
            if may_be_asked(question, mentee, self.standing[place], now)
        )
        return list(islice(may, CONSIDERED))

    def together(
        self, wants: Mapping[int, Sequence[Choice]], now: int, rested: bool = False
    ) -> dict[int, int]:
        """Whom to offer each of some asks, as the product places them; `rested`: nobody else."""
        names = [one.expert.user_id for one in self.standing]
        choices = {
            str(ask): {names[choice.place]: choice.score for choice in found} for ask, found in wants.items()
        }
        capacities = {}
        for place in {choice.place for found in wants.values() for choice in found}:
            one = self.standing[place]
            room = (max(0, one.expert.capacity - one.load(now)), one.rested(now))
            if room[1] or not rested:
                capacities[one.expert.user_id] = room
        return {int(ask): self._place[user] for ask, user in engine.together(choices, capacities).items()}

    def changed(self, standing: Standing, back: int | None = None) -> None:
        """Note that somebody helped, or is paused until they are back."""
        if self._engine is not None:
            self._engine.put(standing.candidate(back))

    def refresh(self) -> None:
        """Build the engine's pool anew, once in a while."""
        if self._engine is not None:
            self._engine.refresh()

    def live(self, now: int) -> LiveState:
        """What the product would read of everybody now."""
        load, busy, lately = {}, {}, {}
        for one in self.standing:
            user_id = one.expert.user_id
            load[user_id], lately[user_id] = one.load(now), one.sessions_lately(now)
            if one.busy and (ahead := [booked for booked in one.busy if booked[1] > now]):
                busy[user_id] = tuple((instant(a), instant(b)) for a, b in sorted(ahead))
        return LiveState(load, busy, {}, lately)

    def facts(self, question: Question, asked: frozenset[int], met: frozenset[int]) -> AskFacts:
        """The ask as the product would state it."""
        experts = self.company.experts
        mentee = question.mentee
        return AskFacts(
            mentee_id=experts[mentee].user_id if mentee < len(experts) else f"M{mentee:04}",
            topic_id=f"T{question.topic:02}",
            topic_name=self.company.topic_facts[question.topic].name,
            question=question.text,
            background="",
            outcome="",
            minutes=question.minutes,
            needed_by=instant(question.ends) if question.dated else None,
            hours=self.company.tables[mentee].hours,
            already_asked=frozenset(experts[place].user_id for place in asked),
            met_before=frozenset(experts[place].user_id for place in met),
            key=f"{self.company.seed}/{question.place}",
            preset=self.policy.preset,
            newcomer_percent=NEWCOMER_PERCENT,
        )
