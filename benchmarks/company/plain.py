"""The plain ways of choosing, without the product's engine: who may be asked, and the closest text.

The closest text is tf-idf over profiles: the weight of the words that a question and a profile share against
that of the question's five rarest words, and the question's topic, if they offer it, as the product's first
matcher weighed them.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from benchmarks.company.clockwork import DAY, Timetable

if TYPE_CHECKING:
    from benchmarks.company.people import Company, Question
    from benchmarks.company.standing import Standing

TOPIC, WORDS = 0.40, 0.25
FULL_MARKS = 5  # sharing the question's five rarest words is as close as words can show
HORIZON = 14 * DAY


def closest_text(company: Company) -> NDArray[np.float64]:
    """How close each profile is to each question: question by expert."""
    profiles = [_words(f"{expert.skills} {expert.about}") for expert in company.experts]
    having = Counter(word for profile in profiles for word in profile)
    found = np.zeros((len(company.questions), len(profiles)))
    for question in company.questions:
        weight = {word: np.log(1 + len(profiles) / max(1, having[word])) for word in _words(question.text)}
        full = sum(sorted(weight.values(), reverse=True)[:FULL_MARKS])
        for place, (expert, profile) in enumerate(zip(company.experts, profiles, strict=True)):
            # in order, so that equal sums are equal
            shared = sum(sorted(weight[word] for word in weight.keys() & profile))
            topic = question.topic in expert.topics
            found[question.place, place] = TOPIC * topic + WORDS * min(1.0, shared / full)
    return found


def _words(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"\w+", text.casefold()))


def may_be_asked(question: Question, mentee: Timetable, standing: Standing, now: int) -> bool:
    """Whether the rules of every policy allow it: not oneself, paused or full; the length; common hours."""
    expert = standing.expert
    return (
        expert.place != question.mentee
        and question.minutes in expert.lengths
        and standing.load(now) < expert.capacity
        and not any(away <= now < back for away, back in expert.pauses)
        and _meet(question, mentee, standing, now)
    )


def _meet(question: Question, mentee: Timetable, standing: Standing, now: int) -> bool:
    """Whether there is a time that is free for both before the question's date."""
    until = min(question.ends if question.dated else now + HORIZON, now + HORIZON) - question.minutes
    at = now
    while (at := first_common(mentee, standing.expert.table, question.minutes, at)) <= until:
        over = [ends for begins, ends in standing.busy if at < ends and begins < at + question.minutes]
        if not over:
            return True
        at = max(over)
    return False


def first_common(one: Timetable, other: Timetable, minutes: int, at: int) -> int:
    """The first minute from which both work for so long; beyond the end of time when there is none."""
    begins = _commons(one, other, minutes)
    place = int(np.searchsorted(begins, at))
    return int(begins[place]) if place < len(begins) else len(one.mask)


@lru_cache(maxsize=4096)
def _commons(one: Timetable, other: Timetable, minutes: int) -> NDArray[np.int64]:
    before = np.concatenate([[0], np.cumsum(one.mask & other.mask, dtype=np.int32)])
    return np.flatnonzero(before[minutes:] - before[:-minutes] == minutes)
