"""Which asks are put together, and how the session that they share is divided. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

MOST = 6  # who share: with their expert seven people, and the app is the eighth that a group DM has room for
ASKED_FROM = 3  # so many must be alike before anybody is asked
SHARED_FROM = 2  # so many must agree
ANSWER_MINUTES = 960  # two working days of a mentee; silence is a no
SEEK_MINUTES = 2400  # five working days in which an expert is looked for
AHEAD_DAYS = (
    5  # what is needed sooner goes on alone: to be asked, to find an expert and to meet takes as long
)
SHORT, LONG = 45, 60  # minutes of a session
OPENING = CLOSING = 5
BRIEF_BEFORE = timedelta(minutes=15)

Pair = frozenset[str]


@dataclass(frozen=True, slots=True)
class Group:
    """Asks that may share a session; ``closeness``: of the two least alike, 0 to 1."""

    asks: tuple[str, ...]
    closeness: float


def groups(
    asks: Collection[str], near: Mapping[Pair, float], least: float, apart: Collection[Pair] = ()
) -> list[Group]:
    """Put asks together in which each is as near to each other one as ``least``, nearest first.

    Two that are to be kept ``apart`` are in no group. None has more than six or fewer than three. The order
    in which the asks are given changes nothing.
    """
    forbidden = set(apart)
    found = [frozenset([one]) for one in sorted(set(asks))]

    def linked(one: frozenset[str], other: frozenset[str]) -> float:
        """How near the two least alike of both are; less than nothing where they can't be together."""
        pairs = [frozenset((a, b)) for a in one for b in other]
        if len(one) + len(other) > MOST or any(pair in forbidden for pair in pairs):
            return -1.0
        return min(near.get(pair, 0.0) for pair in pairs)

    while len(found) > 1:
        pairs = [(one, other) for at, one in enumerate(found) for other in found[at + 1 :]]
        best = min(pairs, key=lambda pair: (-linked(*pair), sorted(pair[0]), sorted(pair[1])))
        if linked(*best) < max(least, 0.0):
            break
        found = sorted([one for one in found if one not in best] + [best[0] | best[1]], key=sorted)
    return [_group(one, near) for one in found if len(one) >= ASKED_FROM]


def _group(asks: frozenset[str], near: Mapping[Pair, float]) -> Group:
    ordered = tuple(sorted(asks))
    pairs = (frozenset((a, b)) for at, a in enumerate(ordered) for b in ordered[at + 1 :])
    return Group(ordered, min(near.get(pair, 0.0) for pair in pairs))


def pairs_of(ids: Sequence[str], square: Sequence[Sequence[float]]) -> dict[Pair, float]:
    """Return how near every two are, from the square in which both rows and columns stand for them."""
    return {
        frozenset((one, ids[other])): square[at][other]
        for at, one in enumerate(ids)
        for other in range(at + 1, len(ids))
    }


def minutes_for(people: int) -> int:
    """Return how long a session takes in which so many questions are answered."""
    return SHORT if people <= ASKED_FROM else LONG


def share(minutes: int, people: int) -> int:
    """Return how many minutes each question gets, in steps of five where there is room for them."""
    each = (minutes - OPENING - CLOSING) // max(1, people)
    return each // 5 * 5 if each >= 10 else each


def in_time(needed_by: date | None, today: date) -> bool:
    """Return whether there is time to share a session before the day by which an answer is needed."""
    return needed_by is None or needed_by >= today + timedelta(days=AHEAD_DAYS)
