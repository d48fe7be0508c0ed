"""An invented workforce and what it asks: before a launch there is nobody else to try settings with.

Topics are the workspace's own. Who holds which, when somebody asks and by when they need it is drawn.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from bot.kit.hours import WorkingHours
from bot.matching.rules import AskFacts, Candidate, TopicFacts

MOST_TOPICS = 24
TOPICS_HELD = (1, 2, 3)
CAPACITIES, CAPACITY_WEIGHTS = (1, 2, 3, 4), (25, 40, 25, 10)  # sessions a month; two are suggested
LENGTHS, LENGTH_WEIGHTS = (30, 45, 60), (25, 60, 15)
ASKING_PER_HELPER = 3
URGENT, DATED = 0.15, 0.45  # shares: needed within three working days; within four to twenty
WORK_MINUTES = 480


@dataclass(frozen=True, slots=True)
class Invented:
    """Invented people and questions; ``asks`` are facts and when each came."""

    candidates: Sequence[Candidate]
    topics: Sequence[TopicFacts]
    asks: Sequence[tuple[AskFacts, datetime]]


def invented(
    topics: Sequence[TopicFacts], helpers: int, asks: int, week: WorkingHours, start: datetime, seed: int
) -> Invented:
    """Return so many people who help and so many questions in the quarter from ``start``."""
    drawn = Random(seed)  # noqa: S311 - nothing secret hangs on it
    shown = list(topics[:MOST_TOPICS]) or [TopicFacts("any", "")]
    popular = [1 / (rank + 1) for rank in range(len(shown))]  # Zipf, the usual law of topics
    people = [_person(drawn, number, shown, popular, week) for number in range(helpers)]
    mentees = max(ASKING_PER_HELPER * helpers, 1)
    minutes = week.working_minutes_between(start, start + timedelta(weeks=13))
    times = sorted(week.add_working_minutes(start, drawn.randrange(max(minutes, 1))) for _ in range(asks))
    asked = [
        (_ask(drawn, number, at, mentees, drawn.choices(shown, popular)[0], week), at)
        for number, at in enumerate(times)
    ]
    return Invented(people, shown, asked)


def _person(
    drawn: Random, number: int, topics: Sequence[TopicFacts], popular: Sequence[float], week: WorkingHours
) -> Candidate:
    held = drawn.choices(topics, popular, k=drawn.choice(TOPICS_HELD))
    return Candidate(
        user_id=f"helper {number:03}",
        topic_ids=frozenset(topic.id for topic in held),
        skills="",
        about="",
        hours=week,
        capacity=drawn.choices(CAPACITIES, CAPACITY_WEIGHTS)[0],
    )


def _ask(
    drawn: Random, number: int, at: datetime, mentees: int, topic: TopicFacts, week: WorkingHours
) -> AskFacts:
    return AskFacts(
        mentee_id=f"mentee {drawn.randrange(mentees):03}",
        topic_id=topic.id,
        topic_name=topic.name,
        question="",
        background="",
        outcome="",
        minutes=drawn.choices(LENGTHS, LENGTH_WEIGHTS)[0],
        needed_by=_needed_by(drawn, at, week),
        hours=week,
        key=f"question {number:04}",
    )


def _needed_by(drawn: Random, at: datetime, week: WorkingHours) -> datetime | None:
    luck, soon, later = drawn.random(), drawn.randint(1, 3), drawn.randint(4, 20)
    if luck >= URGENT + DATED:
        return None
    return week.add_working_minutes(at, (soon if luck < URGENT else later) * WORK_MINUTES)
