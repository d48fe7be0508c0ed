"""Whom a policy asks next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from benchmarks.company import engine
from benchmarks.company.clockwork import instant
from benchmarks.company.engine import Placed
from benchmarks.company.people import Company, Question
from benchmarks.company.policies import Order, Policy
from benchmarks.company.standing import Standing
from bot.matching.rules import AskFacts

CHOICES = 20  # per ask, when several are placed together
NEWCOMERS_EVERY = 10  # one in ten first offers goes to somebody without evidence
NEARLY_AS_CLOSE = 0.8  # if their closeness is at least this share of the closest's


@dataclass(frozen=True)
class Choice:
    """An expert who may be asked, by place in the company."""

    place: int
    score: float
    closeness: float


class Chooser:
    """Ranks for one policy, and keeps count of the newcomers' share."""

    def __init__(self, company: Company, policy: Policy, standing: Sequence[Standing]) -> None:
        self.company, self.policy, self.standing = company, policy, standing
        self._place = {one.expert.user_id: one.expert.place for one in standing}
        self._first_offers = 0

    def choices(
        self, question: Question, asked: frozenset[int], met: frozenset[int], now: int
    ) -> list[Choice]:
        """Everybody who may be asked now, by what this policy goes by, best first."""
        pool = [one.candidate(question.topic, now) for one in self.standing]
        found = self.company.ranker.order(self._facts(question, asked, met), pool, instant(now))
        choices = [
            Choice(place, self._score(question, one, place, now), one.closeness)
            for one in found
            for place in (self._place[one.user_id],)
        ]
        return sorted(choices, key=lambda choice: -choice.score)  # stable: ties stay as the engine broke them

    def _score(self, question: Question, one: Placed, place: int, now: int) -> float:
        policy, standing = self.policy, self.standing[place]
        if policy.order == Order.RANDOM:
            return float(self.company.mood(question.place).order[place])
        if policy.order == Order.CLOSEST:
            return one.closeness
        return (
            one.score
            + policy.present * standing.present(now)
            + policy.responsive * standing.responsive(now)
            + policy.spared * standing.spared(now)
        )

    def next(self, question: Question, choices: Sequence[Choice], now: int, first: bool) -> list[int]:
        """The order in which they are asked: a fair policy's differs from that of the scores."""
        places = [choice.place for choice in choices]
        if not self.policy.fair or not places:
            return places
        rested = [place for place in places if self.standing[place].rested(now)]
        places = rested + [place for place in places if place not in set(rested)]
        before = self._newcomer(choices, rested) if first else []
        return before + [place for place in places if place not in before]

    def _newcomer(self, choices: Sequence[Choice], rested: Sequence[int]) -> list[int]:
        """Whoever gets this first offer because each tenth is a newcomer's; nobody nine times in ten."""
        self._first_offers += 1
        if self._first_offers % NEWCOMERS_EVERY:
            return []
        enough = NEARLY_AS_CLOSE * max(choice.closeness for choice in choices)
        near = {choice.place for choice in choices if choice.closeness >= enough}
        return [place for place in rested if place in near and self.standing[place].newcomer][:1]

    def together(self, wants: Mapping[int, Sequence[Choice]], now: int) -> dict[int, int]:
        """Whom to offer each of several waiting asks; empty while the product cannot place them together."""
        names = [one.expert.user_id for one in self.standing]
        choices = {
            str(ask): {names[choice.place]: choice.score for choice in found[:CHOICES]}
            for ask, found in wants.items()
        }
        room = {
            one.expert.user_id: (max(0, one.expert.capacity - one.load(now)), one.rested(now))
            for one in self.standing
        }
        return {int(ask): self._place[user] for ask, user in engine.together(choices, room).items()}

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
