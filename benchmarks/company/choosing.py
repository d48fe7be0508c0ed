"""Whom a policy asks next."""

from __future__ import annotations

from collections.abc import Sequence

from benchmarks.company.clockwork import instant
from benchmarks.company.engine import Placed
from benchmarks.company.people import Company, Question
from benchmarks.company.policies import Order, Policy
from benchmarks.company.standing import Standing
from bot.matching.rules import AskFacts, Candidate

NEWCOMERS_EVERY = 10  # one in ten first offers goes to somebody without evidence
NEARLY_AS_CLOSE = 0.8  # if their closeness is at least this share of the closest's


class Chooser:
    """Ranks for one policy, and keeps count of the newcomers' share."""

    def __init__(self, company: Company, policy: Policy, standing: Sequence[Standing]) -> None:
        self.company, self.policy, self.standing = company, policy, standing
        self._place = {one.expert.user_id: one.expert.place for one in standing}
        self._first_offers = 0

    def next(self, question: Question, asked: frozenset[int], met: frozenset[int], now: int) -> list[int]:
        """Everybody who may be asked now, best first."""
        found = self.company.ranker.order(self._facts(question, asked, met), self._pool(question, now), instant(now))
        if self.policy.order == Order.RANDOM:
            luck = self.company.mood(question.place).order
            return sorted((self._place[one.user_id] for one in found), key=lambda place: luck[place])
        if self.policy.order == Order.CLOSEST:
            found.sort(key=lambda one: -one.closeness)  # stable: ties stay as the engine broke them
        elif self.policy.order == Order.OURS:
            found.sort(key=lambda one: -self._beside(one, now))
        places = [self._place[one.user_id] for one in found]
        return self._fairly(found, places, now, first=not asked) if self.policy.fair else places

    def _beside(self, one: Placed, now: int) -> float:
        """The engine's score and what a policy adds to it."""
        standing, policy = self.standing[self._place[one.user_id]], self.policy
        score = one.score
        if policy.present:
            score += policy.present * standing.present(now)
        if policy.responsive:
            score += policy.responsive * standing.responsive(now)
        if policy.spared:
            score += policy.spared * standing.spared(now)
        return score

    def _fairly(self, found: Sequence[Placed], places: list[int], now: int, first: bool) -> list[int]:
        """Nobody twice within a working day unless no one else can help; each tenth first offer to a newcomer."""
        rested = [place for place in places if self.standing[place].rested(now)]
        places = rested + [place for place in places if place not in set(rested)]
        if not places or not first:
            return places
        self._first_offers += 1
        if self._first_offers % NEWCOMERS_EVERY:
            return places
        close = {self._place[one.user_id]: one.closeness for one in found}
        enough = NEARLY_AS_CLOSE * max(close.values())
        new = [place for place in rested if self.standing[place].newcomer and close[place] >= enough][:1]
        return new + [place for place in places if place not in new]

    def _facts(self, question: Question, asked: frozenset[int], met: frozenset[int]) -> AskFacts:
        experts = self.company.experts
        mentee = question.mentee
        return AskFacts(
            mentee_id=experts[mentee].user_id if mentee < len(experts) else f"M{mentee:04}",
            topic_id=f"T{question.topic}",
            topic_name=f"topic {question.topic}",
            question=question.text,
            background="",
            outcome="",
            minutes=question.minutes,
            needed_by=instant(question.ends) if question.dated else None,
            hours=self.company.tables[mentee].hours,
            already_asked=frozenset(experts[place].user_id for place in asked),
            met_before=frozenset(experts[place].user_id for place in met),
            widened=self.policy.order == Order.RANDOM,  # random means: whoever opted in, related or not
        )

    def _pool(self, question: Question, now: int) -> list[Candidate]:
        return [one.candidate(question.topic, now) for one in self.standing]
