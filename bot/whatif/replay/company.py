"""Who asks and who helps in a replay, and how they answer."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import blake2b
from statistics import NormalDist

from bot.kit.hours import WorkingHours

# What is taken to be so where a workspace has no answers of its own yet; they count as this many of them.
# Sources and guesses: benchmarks/company/assumptions.py.
USUAL_COUNTS = 20
USUAL_SILENT, USUAL_DECLINED = 0.25, 0.2
USUAL_MINUTES, USUAL_SPREAD = 47.0, 1.8  # log-normal, in working minutes
_SPAN = 2**64


@dataclass(frozen=True, slots=True)
class Question:
    """A question: from when until when it can get a yes, and the week of who asks."""

    id: str
    mentee_id: str
    asked_at: datetime
    ends_at: datetime
    needed_by: datetime | None
    week: WorkingHours


@dataclass(frozen=True, slots=True)
class Helper:
    """Somebody who helps, since when, and when they agreed to the sessions of the three months before."""

    user_id: str
    capacity: int
    week: WorkingHours
    since: datetime
    before: Sequence[datetime] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """What somebody says to an offer, so many minutes of their week after it reached them."""

    minutes: int
    yes: bool


@dataclass(frozen=True, slots=True)
class Habits:
    """How people answer here: the share that is silent, the share of answers that is a no, and how soon."""

    silent: float
    declined: float
    minutes: Sequence[int]

    @classmethod
    def of(cls, answers: Sequence[Answer | None]) -> Habits:
        """Learn from what people said; None is silence. With few answers what is usual counts more."""
        given = [one for one in answers if one is not None]
        silent = len(answers) - len(given) + USUAL_SILENT * USUAL_COUNTS
        declined = sum(not one.yes for one in given) + USUAL_DECLINED * USUAL_COUNTS
        return cls(
            silent / (len(answers) + USUAL_COUNTS),
            declined / (len(given) + USUAL_COUNTS),
            sorted([*(one.minutes for one in given), *_usual_minutes()]),
        )

    def answer(self, seed: int, question_id: str, user_id: str) -> Answer | None:
        """Return what somebody would say to a question: the same for the same seed, whatever the settings."""
        speaks, says, when = _drawn(f"{seed}\0{question_id}\0{user_id}")
        if speaks < self.silent:
            return None
        return Answer(self.minutes[int(when * len(self.minutes))], says >= self.declined)


@dataclass(frozen=True, slots=True)
class Company:
    """Everything a run knows: ``said`` is what was really answered, by question and person."""

    questions: Sequence[Question]
    helpers: Sequence[Helper]
    habits: Habits
    said: Mapping[tuple[str, str], Answer | None] = field(default_factory=dict)

    def answer(self, seed: int, question_id: str, user_id: str) -> Answer | None:
        """Return what somebody says: as they did, where they were asked this, else as people here do."""
        if (question_id, user_id) in self.said:
            return self.said[question_id, user_id]
        return self.habits.answer(seed, question_id, user_id)


def _usual_minutes() -> list[int]:
    normal = NormalDist(math.log(USUAL_MINUTES), USUAL_SPREAD)
    return [round(math.exp(normal.inv_cdf((i + 0.5) / USUAL_COUNTS))) for i in range(USUAL_COUNTS)]


def _drawn(key: str) -> tuple[float, float, float]:
    """Return three numbers from 0 to 1 that hang on the key alone."""
    drawn = blake2b(key.encode(errors="surrogatepass"), digest_size=24).digest()
    first, second, third = (int.from_bytes(drawn[at : at + 8], "big") / _SPAN for at in (0, 8, 16))
    return min(first, 1 - 1e-9), min(second, 1 - 1e-9), min(third, 1 - 1e-9)
