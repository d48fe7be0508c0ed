"""From what happened to the figures of a program. Counts and states only, and nothing about a few people."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from statistics import median

from bot.dashboard.rules.formats import FEWEST_PEOPLE, Format, FormatFigures, Part, format_figures
from bot.kit.hours import WorkingHours

FIGURES_FILE = "dashboard_file"  # the kind of the message that brings the figures as a file
PERIODS = (30, 90, 365)  # days
WEEKS = 6  # side by side
COHORTS = 6  # months
PAGE_PATH = "/program/{token}"
PAGE_LIFE = timedelta(minutes=15)
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


@dataclass(frozen=True, slots=True)
class Asker:
    """Whoever has asked: when for the first time, and how many questions since, that one included."""

    user_id: str
    first_at: datetime
    questions: int


@dataclass(frozen=True, slots=True)
class Cohort:
    """Those whose first question was in a month, named by its first day, and how many have asked again."""

    month: date
    people: int
    again: int


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
    cohorts: Sequence[Cohort] = ()

    @property
    def enough(self) -> bool:
        """Whether enough people asked for figures to say nothing about any one of them."""
        return self.people >= FEWEST_PEOPLE

    @property
    def lately(self) -> Lately:
        """The weeks among them at a glance."""
        return Lately(self.people, self.weeks[::-1])


@dataclass(frozen=True, slots=True)
class Lately:
    """The last weeks at a glance, the oldest first: when each began, and how far its questions came."""

    people: int
    weeks: Sequence[tuple[datetime, Mapping[Stage, int]]] = ()

    @property
    def enough(self) -> bool:
        """Whether enough people asked for it to say nothing about any one of them."""
        return self.people >= FEWEST_PEOPLE

    def total(self, stage: Stage) -> int:
        """How many questions of these weeks came so far."""
        return sum(week[stage] for _, week in self.weeks)


def lately(questions: Sequence[Question], now: datetime) -> Lately:
    """Return the last weeks at a glance."""
    return Lately(len({one.mentee_id for one in questions}), weeks(questions, now)[::-1])


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
    askers: Sequence[Asker] = ()


def figures(happened: Happened, days: int, now: datetime) -> Figures:
    """Return the figures of the last ``days``."""
    questions = happened.questions
    people = len({one.mentee_id for one in questions})
    return Figures(
        days=days,
        people=people,
        funnel=funnel(questions),
        weeks=weeks(questions, now, min(WEEKS, days // 7)),
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
        cohorts=cohorts(happened.askers, now),
    )


def funnel(questions: Iterable[Question]) -> dict[Stage, int]:
    """Return how many questions reached each stage."""
    reached = Counter(stage for one in questions for stage in one.stages)
    return {stage: reached[stage] for stage in Stage}


def cohorts(askers: Iterable[Asker], now: datetime) -> list[Cohort]:
    """Return who asked first in each of the last months, the newest first; a month of a few is left out.

    Months are those of UTC; the present one is among them.
    """
    of_month: dict[date, list[Asker]] = defaultdict(list)
    for one in askers:
        of_month[one.first_at.date().replace(day=1)].append(one)
    found = []
    month = now.date().replace(day=1)
    for _ in range(COHORTS):
        there = of_month[month]
        if len(there) >= FEWEST_PEOPLE:
            found.append(Cohort(month, len(there), sum(one.questions > 1 for one in there)))
        month = (month - timedelta(days=1)).replace(day=1)
    return found


def weeks(
    questions: Sequence[Question], now: datetime, count: int = WEEKS
) -> list[tuple[datetime, dict[Stage, int]]]:
    """Return the funnel of each of the last weeks by when the question was asked; weeks end now.

    ``count``: of so many, all of which the questions must reach back to.
    """
    found = []
    for back in range(count):
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
