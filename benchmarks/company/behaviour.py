"""What an expert does with an offer: when they answer, if at all, and what."""

from __future__ import annotations

import math
from dataclasses import dataclass

from benchmarks.company.assumptions import World
from benchmarks.company.clockwork import after_with_absences
from benchmarks.company.people import Expert, Mood, Question


@dataclass(frozen=True)
class Answer:
    """When somebody answers and what; `reason` is why not, or empty."""

    at: int
    reason: str = ""

    @property
    def willing(self) -> bool:
        return not self.reason


def answer(
    world: World,
    expert: Expert,
    question: Question,
    mood: Mood,
    fit: float,
    sent: int,
    tired: float,
    remind: int | None,
) -> Answer | None:
    """The answer to an offer that was sent at a time, with a reminder at another; None is silence."""
    silent = mood.ignores[expert.place] < expert.ignores + world.tired_ignores * tired
    at = None if silent else _when(world, expert, sent, mood.delay[expert.place], tired)
    if (
        remind is not None
        and (at is None or at > remind)
        and mood.reminded[expert.place] < world.heeds_reminder
    ):
        again = _when(world, expert, remind, mood.delay_reminded[expert.place], tired)
        at = again if at is None else min(at, again)
    if at is None:
        return None
    return Answer(at, reason_not(world, question, fit, tired, mood.declines[expert.place]))


def _when(world: World, expert: Expert, since: int, luck: float, tired: float) -> int:
    slower = 1 + world.tired_slower * tired
    delay = expert.delay * slower * math.exp(world.delay_within * luck)
    return after_with_absences(expert.table, expert.absences, since, round(min(delay, 1e6)))


def reason_not(world: World, question: Question, fit: float, tired: float, luck: float) -> str:
    """Why somebody says no, or "" for a yes."""
    steps = {
        "no time": world.declines + world.declines_planning * question.planning,
        "too many questions lately": world.tired_declines * tired,
        "not my subject": world.declines_unfit * (1 - fit) ** 2,
    }
    for reason, share in steps.items():
        if luck < share:
            return reason
        luck -= share
    return ""


def volunteers(
    world: World, expert: Expert, question: Question, mood: Mood, fit: float, posted: int, onlookers: int
) -> int | None:
    """When somebody says "I can" in a channel that so many read; None for those who do not."""
    speaks = min(1.0, (1 - expert.ignores) * expert.keen * onlookers**-world.onlookers)
    if mood.channel[expert.place] >= speaks:
        return None
    if reason_not(world, question, fit, 0.0, mood.declines[expert.place]):
        return None
    return _when(world, expert, posted, mood.delay[expert.place], 0.0)
