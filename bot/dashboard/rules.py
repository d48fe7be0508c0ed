"""From what happened to the figures of a program. Counts and states only, and nothing about a few people."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from statistics import median

from bot.kit.hours import WorkingHours

PERIODS = (30, 90, 365)  # days
FEWEST_PEOPLE = 5  # figures about fewer people are not shown
WEEKS = 6  # side by side
AS_EXPECTED = 3  # the middle of the scale from 1 to 5
ALARM_SHARE = 0.5  # of all helped minutes, given by the busiest tenth
ALARM_SESSIONS = 10  # before that, a few sessions decide it


class Stage(StrEnum):
    """How far a question came, in order."""

    ASKED = "asked"
    OFFERED = "offered"
    ACCEPTED = "accepted"
    BOOKED = "booked"
    HELD = "held"
    THANKED = "thanked"
    HELPED = "helped"
    ANSWERED = "answered"  # by a story, before anybody was asked


@dataclass(frozen=True, slots=True)
class Question:
    """What is known of one ask: ids, times and states, never its words. ``stages`` it reached."""

    mentee_id: str
    zone: str
    topic_id: str | None
    created_at: datetime
    stages: frozenset[Stage]
    waits: bool = False
    answered_at: datetime | None = None
    accepted_at: datetime | None = None
    meets_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Helper:
    """An expert: what they declared, and the sessions they held in the period."""

    user_id: str
    capacity: int
    sessions: int = 0
    minutes: int = 0


@dataclass(frozen=True, slots=True)
class Meeting:
    """A session that was held: whether the mentee prepared, and the answer to how it helped."""

    mentee_id: str
    prepared: bool
    answer: int | None


@dataclass(frozen=True, slots=True)
class TopicFigures:
    """Supply and demand of a topic."""

    name: str
    experts: int
    asked: int
    waiting: int


class Format(StrEnum):
    """A format beside the single session, and what comes with all of them."""

    SHARED = "shared"
    SERIES = "series"
    FLASH = "flash"
    SHEETS = "sheets"
    GROWING = "growing"
    FEED = "feed"
    STORIES = "stories"  # in which a question was answered before it was asked


@dataclass(frozen=True, slots=True)
class Part:
    """One thing that counts in a format: whose it is, in which topics, and what it adds to each figure.

    The name of a topic is empty where none was chosen; a format that knows no topics has none at all.
    """

    people: frozenset[str]
    topics: tuple[str, ...] = ()
    counts: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class FormatFigures:
    """How many people took part in a format, its counts by name, and the same of its topics."""

    people: int
    counts: Mapping[str, int] = field(default_factory=dict)
    topics: Sequence[tuple[str, FormatFigures]] = ()  # only those with enough people

    @property
    def enough(self) -> bool:
        """Whether enough people took part for its counts to say nothing about any one of them."""
        return self.people >= FEWEST_PEOPLE

    @property
    def named(self) -> dict[str, int]:
        """All its counts by name, the people among them."""
        return {"people": self.people, **self.counts}


@dataclass(frozen=True, slots=True)
class Share:
    """How many of how many."""

    part: int
    whole: int

    @property
    def percent(self) -> int:
        """The share in whole percent."""
        return round(100 * self.part / self.whole) if self.whole else 0


@dataclass(frozen=True, slots=True)
class Load:
    """How helped minutes spread: the share of the busiest tenth, and whether that is too much."""

    helpers: int
    sessions: int
    busiest: Share
    full: int  # experts who reached the capacity they declared
    alarm: bool


@dataclass(frozen=True, slots=True)
class Figures:
    """All figures of a period. What would be about fewer than five people is None."""

    days: int
    people: int
    funnel: Mapping[Stage, int]
    weeks: Sequence[tuple[datetime, Mapping[Stage, int]]] = ()
    to_answer: int | None = None  # medians, in working minutes of the mentee
    to_yes: int | None = None
    to_meeting: int | None = None
    topics: Sequence[TopicFigures] = ()
    load: Load | None = None
    prepared: Share | None = None  # of the prepared sessions that were answered, how many helped
    unprepared: Share | None = None
    actions: Share | None = None
    forecasts: Share | None = None  # of the waits that were forecast, how many were as said
    formats: Mapping[Format, FormatFigures] = field(default_factory=dict)

    @property
    def enough(self) -> bool:
        """Whether enough people asked for figures to say nothing about any one of them."""
        return self.people >= FEWEST_PEOPLE


@dataclass(frozen=True, slots=True)
class Happened:
    """What the figures are made from."""

    questions: Sequence[Question] = ()
    helpers: Sequence[Helper] = ()
    meetings: Sequence[Meeting] = ()
    actions: Counter[bool] = field(default_factory=Counter)
    topics: Sequence[TopicFigures] = ()
    forecasts: Share = Share(0, 0)
    formats: Mapping[Format, Sequence[Part]] = field(default_factory=dict)


def figures(happened: Happened, days: int, now: datetime) -> Figures:
    """Return the figures of the last ``days``."""
    questions = happened.questions
    people = len({one.mentee_id for one in questions})
    return Figures(
        days=days,
        people=people,
        funnel=funnel(questions),
        weeks=weeks(questions, now),
        to_answer=typical(questions, lambda one: one.answered_at),
        to_yes=typical(questions, lambda one: one.accepted_at),
        to_meeting=typical(questions, lambda one: one.meets_at),
        topics=happened.topics,
        load=load(happened.helpers),
        prepared=helped(one for one in happened.meetings if one.prepared),
        unprepared=helped(one for one in happened.meetings if not one.prepared),
        actions=Share(happened.actions[True], happened.actions.total()) if people >= FEWEST_PEOPLE else None,
        forecasts=happened.forecasts if happened.forecasts.whole else None,
        formats={one: format_figures(parts) for one, parts in happened.formats.items()},
    )


def format_figures(parts: Iterable[Part]) -> FormatFigures:
    """Return what a format brought, over all and by topic."""
    found = list(parts)
    return replace(_summed(found), topics=_by_topic(found))


def _summed(parts: Iterable[Part]) -> FormatFigures:
    people: set[str] = set()
    counts: Counter[str] = Counter()
    for one in parts:
        people |= one.people
        counts.update(one.counts)
    return FormatFigures(len(people), dict(counts))


def _by_topic(parts: Sequence[Part]) -> list[tuple[str, FormatFigures]]:
    """Return the figures of the topics with enough people, the most first.

    What is left out is nothing, or is about as many: else the whole less the others would tell of a few.
    """
    names = sorted({name for one in parts for name in one.topics})
    found = [(name, _summed(one for one in parts if name in one.topics)) for name in names]
    shown = sorted((one for one in found if one[1].enough), key=lambda one: -one[1].people)
    while shown and 0 < _left_out(parts, {name for name, _ in shown}) < FEWEST_PEOPLE:
        shown.pop()
    return shown


def _left_out(parts: Iterable[Part], shown: set[str]) -> int:
    """Return how many people took part in what none of the topics shown tells."""
    return len({person for one in parts if not shown & {*one.topics} for person in one.people})


def funnel(questions: Iterable[Question]) -> dict[Stage, int]:
    """Return how many questions reached each stage."""
    reached = Counter(stage for one in questions for stage in one.stages)
    return {stage: reached[stage] for stage in Stage}


def weeks(questions: Sequence[Question], now: datetime) -> list[tuple[datetime, dict[Stage, int]]]:
    """Return the funnel of each of the last weeks by when the question was asked; weeks end now."""
    found = []
    for back in range(WEEKS):
        end = now - timedelta(weeks=back)
        start = end - timedelta(weeks=1)
        found.append((start, funnel(one for one in questions if start < one.created_at <= end)))
    return found


def typical(questions: Sequence[Question], moment: Callable[[Question], datetime | None]) -> int | None:
    """Return the median time from the question to a moment, in working minutes where the mentee lives."""
    there = [(one, at) for one in questions if (at := moment(one)) is not None]
    if len({one.mentee_id for one, _ in there}) < FEWEST_PEOPLE:
        return None
    return round(median(_working_minutes(one, at) for one, at in there))


def _working_minutes(question: Question, at: datetime) -> int:
    return WorkingHours(question.zone).working_minutes_between(
        question.created_at, max(at, question.created_at)
    )


def load(helpers: Sequence[Helper]) -> Load | None:
    """Return how the helped minutes spread over those who could have helped."""
    if len(helpers) < FEWEST_PEOPLE:
        return None
    minutes = sorted((one.minutes for one in helpers), reverse=True)
    sessions = sum(one.sessions for one in helpers)
    busiest = Share(sum(minutes[: -(-len(helpers) // 10)]), sum(minutes))
    too_much = busiest.whole > 0 and busiest.part > ALARM_SHARE * busiest.whole
    return Load(
        helpers=len(helpers),
        sessions=sessions,
        busiest=busiest,
        full=sum(one.sessions >= one.capacity for one in helpers),
        alarm=too_much and sessions >= ALARM_SESSIONS,
    )


def helped(meetings: Iterable[Meeting]) -> Share | None:
    """Return how many of the sessions that were answered helped at least as much as expected."""
    answered = [one for one in meetings if one.answer is not None]
    if len({one.mentee_id for one in answered}) < FEWEST_PEOPLE:
        return None
    return Share(sum((one.answer or 0) >= AS_EXPECTED for one in answered), len(answered))


def safe_cell(value: str) -> str:
    """Return a text that no spreadsheet takes for a formula (OWASP, CSV injection)."""
    return f"'{value}" if value[:1] in {"=", "+", "-", "@", "\t", "\r", "\n"} else value
