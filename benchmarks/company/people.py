"""The company of one seed: its members, what they know and how they answer, and the quarter's questions.

All chance is drawn here and in advance, so that each policy meets the same people, the same questions and,
for one expert and one question, the same mood (common random numbers: only the policy differs).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache, cached_property
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from benchmarks.company import words
from benchmarks.company.assumptions import World
from benchmarks.company.clockwork import DAY, END, WEEK, WEEKS, Absence, Timetable
from benchmarks.company.plain import closest_text
from benchmarks.matching.adapters import Vectors
from bot.kit.hours import Window, WorkingHours
from bot.matching.rules import Help, TopicFacts

Floats = NDArray[np.float64]
T = TypeVar("T")

OFFICES = (("Europe/Berlin", 0.45), ("America/New_York", 0.30), ("Asia/Kolkata", 0.25))
_STARTS = (8, 9, 10)
_PART_TIME = 0.15  # four days of six hours
_LENGTHS = ((frozenset({30, 45, 60}), 0.7), (frozenset({30, 45}), 0.2), (frozenset({30}), 0.1))
_MINUTES = ((30, 0.35), (45, 0.40), (60, 0.25))


@dataclass(frozen=True)
class Expert:
    """A member who opted in. What the bot may know comes first, what only the simulation knows last."""

    place: int
    user_id: str
    topics: tuple[int, ...]
    about: str
    table: Timetable
    capacity: int
    lengths: frozenset[int]
    pauses: tuple[Absence, ...]
    helped: tuple[Help, ...]  # before the quarter, newest first

    skill: Floats  # topic by facet, 0 to 1
    absences: tuple[Absence, ...]
    delay: float  # median working minutes to an answer
    ignores: float
    keen: float  # in a channel, 1 on average

    skills: str = ""  # of an organisation's people, with the vectors of their profile
    vectors: bytes | None = None


@dataclass(frozen=True)
class Question:
    """One ask. `ends` is when it is of no use any more; `dated` whether the mentee said so."""

    place: int
    mentee: int
    topic: int
    needs: Floats  # per facet, adds up to 1
    text: str
    minutes: int
    asked: int
    ends: int
    dated: bool
    urgent: bool
    planning: bool


@dataclass(frozen=True)
class Mood:
    """How one question would find each expert: one number per expert, drawn in advance."""

    ignores: Floats
    delay: Floats
    declines: Floats
    reminded: Floats
    delay_reminded: Floats
    channel: Floats
    order: Floats


class Company:
    """A seed's company and its quarter."""

    def __init__(self, world: World, seed: int) -> None:
        self.world, self.seed = world, seed
        self.vectors: Vectors | None = None  # where words mean something
        self._moods: dict[int, Mood] = {}
        rng = np.random.default_rng([seed, 1])
        self._words = words.vocabulary(world.topics, world.facets, rng)
        self.topic_facts = [TopicFacts(f"T{at:02}", name) for at, name in enumerate(self._words.names)]
        self._popular = (1 + np.arange(world.topics)) ** -world.zipf
        self.experts = [self._expert(place, rng) for place in range(world.experts)]
        others = world.experts * (world.members_per_expert - 1)
        self.tables = [e.table for e in self.experts] + [_timetable(rng) for _ in range(others)]
        rng = np.random.default_rng([seed, 2])
        wanted = self._popular * rng.lognormal(0.0, 0.7, world.topics)  # not quite what is on offer
        self._wanted = wanted / wanted.sum()
        drawn = sorted((self._question(rng) for _ in range(world.asks)), key=lambda q: q.asked)
        self.questions = [replace(question, place=place) for place, question in enumerate(drawn)]

    def _expert(self, place: int, rng: np.random.Generator) -> Expert:
        world = self.world
        table = _timetable(rng)
        offered, hidden = self._topics(rng)
        skill = rng.beta(1.0, 12.0, (world.topics, world.facets))
        for topic in (*offered, *hidden):
            level = rng.beta(*(world.level if topic in offered else (1.5, 3.0)))
            skill[topic] = np.maximum(
                skill[topic], np.minimum(1.0, level * 1.5 * rng.beta(2.0, 1.2, world.facets))
            )
        helped: list[Help] = []
        if rng.random() < world.experienced:
            for topic in offered:
                times = int(rng.poisson(2.0 * skill[topic].mean()))
                helped += [self._past_help(topic, skill[topic], rng) for _ in range(times)]
        absences, pauses = _absences(world, table, rng)
        ignores = rng.beta(world.ignores * world.ignores_spread, (1 - world.ignores) * world.ignores_spread)
        return Expert(
            place=place,
            user_id=f"U{place:04}",
            topics=tuple(offered),
            about=words.profile(self._words, skill, offered, hidden, rng),
            table=table,
            capacity=1 + int(rng.choice(len(world.capacity), p=world.capacity)),
            lengths=_choose(_LENGTHS, rng),
            pauses=pauses,
            helped=tuple(helped),
            skill=skill,
            absences=absences,
            delay=world.median_delay * float(rng.lognormal(0.0, world.delay_between)),
            ignores=float(ignores),
            keen=float(rng.lognormal(-(world.keenness**2) / 2, world.keenness)),
        )

    def _past_help(self, topic: int, skill: Floats, rng: np.random.Generator) -> Help:
        """A question that somebody helped with: the better they could help, the likelier it came to them."""
        while True:
            needs = self._needs(rng)
            if rng.random() < skill @ needs / max(1e-9, skill.max()):
                return self.help_with(topic, words.question(self._words, topic, needs, rng))

    def _needs(self, rng: np.random.Generator) -> Floats:
        """One or two facets of a topic."""
        needs = np.zeros(self.world.facets)
        wanted = rng.choice(self.world.facets, int(rng.integers(1, 3)), replace=False)
        needs[wanted] = rng.uniform(0.3, 1.0, len(wanted))
        needs /= needs.sum()
        return needs

    def _topics(self, rng: np.random.Generator) -> tuple[list[int], list[int]]:
        """What somebody offers, one to four topics, and what else they know."""
        share = self._popular / self._popular.sum()
        count = min(int(rng.integers(1, 5)), self.world.topics - self.world.hidden_topics)
        known = rng.choice(self.world.topics, count + self.world.hidden_topics, replace=False, p=share)
        return [int(t) for t in known[:count]], [int(t) for t in known[count:]]

    def _question(self, rng: np.random.Generator) -> Question:
        world = self.world
        mentee = int(rng.integers(len(self.tables)))
        topic = int(rng.choice(world.topics, p=self._wanted))
        needs = self._needs(rng)
        asked, planning = self._moment(self.tables[mentee], rng)
        ends, dated, urgent = self._until(self.tables[mentee], asked, rng)
        text = words.question(self._words, topic, needs, rng)
        length = _choose(_MINUTES, rng)
        return Question(0, mentee, topic, needs, text, length, asked, ends, dated, urgent, planning)

    def _moment(self, table: Timetable, rng: np.random.Generator) -> tuple[int, bool]:
        """A working minute of the mentee: planning weeks and Monday mornings are the busiest."""
        world = self.world
        weeks = np.array([world.planning if week in world.planning_weeks else 1.0 for week in range(WEEKS)])
        week = int(rng.choice(WEEKS, p=weeks / weeks.sum()))
        days = np.array([world.monday, 1.0, 1.0, 1.0, 0.8])
        day = int(rng.choice(5, p=days / days.sum()))
        through = rng.beta(1.0, 2.5) if day == 0 else rng.random()
        begins = week * WEEK + day * DAY
        today = max(1, table.between(begins, begins + DAY))
        asked = table.next(table.after(begins, int(through * today)))
        return asked, week in world.planning_weeks

    def _until(self, table: Timetable, asked: int, rng: np.random.Generator) -> tuple[int, bool, bool]:
        """When the ask ends, whether the mentee named that day, and whether it is urgent."""
        world = self.world
        chance = rng.random()
        urgent, dated = chance < world.urgent, chance < world.urgent + world.dated
        low, high = (1, 3) if urgent else (4, 20) if dated else (world.patience_days,) * 2
        days = int(rng.integers(low, high + 1))
        day = asked // DAY
        while days:
            day += 1
            days -= day % 7 < 5
        return min((day + 1) * DAY, END), dated, urgent

    @cached_property
    def fit(self) -> Floats:
        """How well each expert could really help with each question: question by expert, 0 to 1."""
        skill = np.stack([expert.skill for expert in self.experts])
        return np.stack([skill[:, q.topic] @ q.needs for q in self.questions])

    def help_with(self, topic: int, text: str) -> Help:
        """A session on a question, as the product remembers it."""
        return Help(text, (f"T{topic:02}",))

    @cached_property
    def closest(self) -> Floats:
        """How close each expert's text is to each question: question by expert, 0 to 1."""
        return closest_text(self)

    @cached_property
    def best(self) -> Floats:
        """The best fit there was: of those who opted in, meet for so long and are not away."""
        return np.array([self._best(question) for question in self.questions])

    def _best(self, question: Question) -> float:
        can = [
            expert.place
            for expert in self.experts
            if expert.place != question.mentee
            and question.minutes in expert.lengths
            and not any(away <= question.asked < back for away, back in expert.absences)
        ]
        return float(self.fit[question.place, can].max()) if can else 1.0

    def mood(self, question: int) -> Mood:
        """How each expert would take one question."""
        if question not in self._moods:
            self._moods[question] = self._mood(question)
        return self._moods[question]

    def _mood(self, question: int) -> Mood:
        rng = np.random.default_rng([self.seed, 3, question])
        count = len(self.experts)
        return Mood(
            ignores=rng.random(count),
            delay=rng.standard_normal(count),
            declines=rng.random(count),
            reminded=rng.random(count),
            delay_reminded=rng.standard_normal(count),
            channel=rng.random(count),
            order=rng.random(count),
        )


def _timetable(rng: np.random.Generator) -> Timetable:
    return _made(_choose(OFFICES, rng), int(rng.choice(_STARTS)), bool(rng.random() < _PART_TIME))


@cache
def _made(zone: str, start: int, part_time: bool) -> Timetable:
    """One of the few timetables that people have."""
    days, hours = (4, 6) if part_time else (5, 8)
    windows = tuple(Window(day, start * 60, (start + hours) * 60) for day in range(days))
    return Timetable(WorkingHours(zone, windows))


def _choose(options: tuple[tuple[T, float], ...], rng: np.random.Generator) -> T:
    return options[int(rng.choice(len(options), p=[share for _, share in options]))][0]


def _absences(
    world: World, table: Timetable, rng: np.random.Generator
) -> tuple[tuple[Absence, ...], tuple[Absence, ...]]:
    """When somebody is away, and which of it the bot was told."""
    away: list[Absence] = []
    told: list[Absence] = []
    if rng.random() < world.holiday:
        begins = int(rng.integers(WEEKS + 2)) * WEEK
        away.append((begins, begins + int(rng.integers(1, 3)) * WEEK))
        if rng.random() < world.pauses:
            told.append(away[0])
    if rng.random() < world.ill:
        begins = int(rng.integers(WEEKS * 7)) * DAY
        away.append((begins, begins + int(rng.integers(1, 4)) * DAY))
    return tuple(sorted(away)), tuple(told)
