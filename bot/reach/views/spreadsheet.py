"""What came of invitations, for the file of the program's figures."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from bot.reach.queries import Line
from bot.reach.rules import Told


def rows(lines: Iterable[Line]) -> Iterator[Sequence[object]]:
    """Return the rows of each difference that can be told: both halves, and the interval of 95 %."""
    for one in lines:
        if one.result.told is Told.YES:
            yield from (("invitations", _name(one), figure, value) for figure, value in _figures(one))


def _name(line: Line) -> str:
    made = line.campaign
    return " ".join(filter(None, (f"{made.begins_at:%Y-%m-%d}", made.cohort, made.chosen)))


def _figures(line: Line) -> Iterator[tuple[str, int]]:
    points, low, high = line.result.difference.points
    for name, half in (("first half", line.result.first), ("second half", line.result.second)):
        yield f"{name}, people", half.people
        yield f"{name}, asked within two weeks", half.asked
    yield "difference, percentage points", points
    yield "difference, lowest", low
    yield "difference, highest", high
