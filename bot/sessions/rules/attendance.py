"""Whether a session took place: what both pressed at its start and what both answered afterwards."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

NOT_HERE_AFTER = timedelta(minutes=10)  # from the start on: earlier, nobody is asked where they are
ANSWER_WITHIN = timedelta(minutes=15)  # for whoever is asked where they are
MENDABLE_FOR = timedelta(days=7)  # after it was decided


class Outcome(StrEnum):
    """What both sides say together; differing ones blame nobody."""

    OPEN = "open"
    HELD = "held"
    NOT_HELD = "not_held"
    DIFFERS = "differs"


@dataclass(frozen=True, slots=True)
class Side:
    """What one of the two says: whether they pressed "We've started", and their answer afterwards, if any."""

    started: bool = False
    took_place: bool | None = None


def attendance(mentee: Side, expert: Side) -> Outcome:
    """The outcome so far: open while an answer is missing, unless a No goes against what was pressed."""
    answers = mentee.took_place, expert.took_place
    if answers == (True, True):
        return Outcome.HELD
    if answers == (False, False):
        return Outcome.NOT_HELD
    if False in answers and (True in answers or mentee.started or expert.started):
        return Outcome.DIFFERS
    return Outcome.OPEN


def final(mentee: Side, expert: Side) -> bool | None:
    """Whether it counts as held once nobody says any more; None where nobody has said anything.

    One answer counts for both. Where they differ, what was pressed at the start decides, then the mentee.
    """
    if mentee.started or expert.started:
        return not (mentee.took_place is False and expert.took_place is False)
    answers = [side.took_place for side in (mentee, expert) if side.took_place is not None]
    return answers[0] if answers else None


def asked_at(starts_at: datetime, now: datetime) -> datetime:
    """When somebody who seems not to be there is asked: ten minutes after the start, or at once."""
    return max(now, starts_at + NOT_HERE_AFTER)
