"""What other features see of matching: plain values, and the placing of several asks together.

Several asks that wait are placed together, so that the first of them does not take the only one who could
have helped the second.

What counts, in this order: as many asks placed as possible; nobody gets a second offer within one working day
of theirs unless nobody else could help with that ask; the highest total fit. The same input gives the same
placement in whatever order it comes.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import min_weight_full_bipartite_matching

from bot.matching.engine.facts import (
    CONFIDENTIAL,
    TELLING,
    AskFacts,
    Candidate,
    Help,
    Interval,
    LiveState,
    Ranked,
    Ranking,
    Reason,
    Rule,
    ScoreComponent,
    TopicFacts,
)
from bot.matching.engine.weights import PRESETS, RULES_VERSION

__all__ = [
    "CONFIDENTIAL",
    "PRESETS",
    "RULES_VERSION",
    "TELLING",
    "AskFacts",
    "Candidate",
    "Capacity",
    "Demand",
    "Help",
    "Interval",
    "LiveState",
    "Ranked",
    "Ranking",
    "Reason",
    "Rule",
    "ScoreComponent",
    "TopicFacts",
    "assign",
]

_FINEST = 10**9  # scores are rounded to nine digits
_EXACT = 2**52  # below this, float64 adds whole numbers without an error


@dataclass(frozen=True, slots=True)
class Demand:
    """An ask that waits for an offer, and the score of each person who could help; twenty are plenty."""

    ask_id: str
    choices: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Capacity:
    """How many more offers somebody may get, and whether their last one is a working day or more ago."""

    places: int
    rested: bool = True


@dataclass(frozen=True, slots=True)
class _Slot:
    """One place of a person; an extra one would be a second offer within a working day."""

    user_id: str
    extra: bool


def assign(asks: Sequence[Demand], room: Mapping[str, Capacity]) -> dict[str, str]:
    """Return whom to offer each ask to, by ask id; asks for which no place is left are not in it.

    Somebody without a ``room`` gets nothing. Scores that differ by less than a billionth (by less than
    2^51 / n^3 of their range, with n asks, where that is coarser) may be taken for equal.
    """
    rows = sorted(asks, key=lambda ask: _hash(ask.ask_id))
    slots = _slots(rows, room)
    if not slots:
        return {}
    chosen = _cheapest(rows, slots)
    return {ask.ask_id: slots[at].user_id for ask, at in zip(rows, chosen, strict=True) if at < len(slots)}


def _slots(rows: Sequence[Demand], room: Mapping[str, Capacity]) -> list[_Slot]:
    """Return the places that could be used, in an order of their own that favours nobody."""
    wanted: dict[str, int] = {}
    for ask in rows:
        for user_id in ask.choices:
            wanted[user_id] = wanted.get(user_id, 0) + 1
    these = "\0".join(ask.ask_id for ask in rows)
    people = sorted(wanted.keys() & room.keys(), key=lambda user_id: _hash(f"{these}\0{user_id}"))
    return [
        _Slot(user_id, extra=number > 0 or not room[user_id].rested)
        for user_id in people
        for number in range(min(room[user_id].places, wanted[user_id]))
    ]


def _cheapest(rows: Sequence[Demand], slots: Sequence[_Slot]) -> list[int]:
    """Return the column of each row in the cheapest assignment.

    Every row also has a column of its own that stands for "not placed", so that a full assignment exists. The
    prices are whole numbers, each kind so high that no number of the next kind makes up for it.
    """
    levels = min(_FINEST, _EXACT // (2 * (len(rows) + 1) ** 3))
    extra = len(rows) * levels + 1
    unplaced = len(rows) * (extra + levels) + 1
    price = _prices(rows, levels)
    at: dict[str, list[int]] = {}
    for column, slot in enumerate(slots):
        at.setdefault(slot.user_id, []).append(column)
    cells: list[tuple[int, int, int]] = []
    for row, ask in enumerate(rows):
        for user_id in sorted(ask.choices.keys() & at.keys()):
            cells += [
                (price[row][user_id] + extra * slots[column].extra, row, column) for column in at[user_id]
            ]
        cells.append((unplaced, row, len(slots) + row))
    prices, of_row, of_column = (np.array(values) for values in zip(*cells, strict=True))
    shape = (len(rows), len(slots) + len(rows))
    # The solver takes a price of nothing for no connection at all.
    costs = csr_array((prices.astype(float) + 1, (of_row, of_column)), shape=shape)
    found: list[int] = min_weight_full_bipartite_matching(costs)[1].tolist()
    return found


def _prices(rows: Iterable[Demand], levels: int) -> list[dict[str, int]]:
    """Return how far each score stays behind the best one, as whole numbers from 0 to ``levels``."""
    rows = list(rows)
    scores = [score for ask in rows for score in ask.choices.values()]
    best, span = max(scores), max(1.0, max(scores) - min(scores))
    return [
        {user_id: round((best - score) / span * levels) for user_id, score in ask.choices.items()}
        for ask in rows
    ]


def _hash(identity: str) -> str:
    return sha256(identity.encode(errors="surrogatepass")).hexdigest()
