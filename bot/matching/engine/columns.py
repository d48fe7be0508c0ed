"""Arrays that grow, and stretches of them: how a pool holds what it knows of many people."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

_ROOM = 64  # rows kept free, and an eighth of what there is

Ints = NDArray[np.int64]


class Column:
    """An array that grows at its end; it is copied only when the room that it keeps free is used up."""

    def __init__(self, dtype: Any, width: int = 0, expected: int = 0) -> None:
        """``width``: of each row, or 0 for plain numbers. ``expected``: rows that are known to come."""
        self._room: NDArray[Any] = np.empty((_roomy(expected), width) if width else _roomy(expected), dtype)
        self._size = 0

    @property
    def all(self) -> NDArray[Any]:
        """The rows there are; not to be kept, since growing may leave it behind."""
        return self._room[: self._size]

    def extend(self, rows: NDArray[Any] | Sequence[Any]) -> None:
        """Add rows at the end."""
        needed = self._size + len(rows)
        if needed > len(self._room):
            wider = np.empty((_roomy(needed), *self._room.shape[1:]), self._room.dtype)
            wider[: self._size] = self.all
            self._room = wider
        self._room[self._size : needed] = rows
        self._size = needed


def _roomy(rows: int) -> int:
    return rows + rows // 8 + _ROOM


class Spans:
    """For each row of one array the stretch of another one that belongs to it."""

    def __init__(self, lengths: Sequence[int]) -> None:
        """``lengths``: of the stretches, which follow one another."""
        self._ends = Column(np.int64, expected=len(lengths) + 1)
        self._ends.extend(np.concatenate(([0], np.cumsum(np.array(lengths, np.int64)))))

    @property
    def ends(self) -> Ints:
        """Where the stretches begin and end: the one of row ``i`` from ``ends[i]`` to ``ends[i + 1]``."""
        return self._ends.all

    def add(self, lengths: Sequence[int]) -> None:
        """Add rows, whose stretches follow the last one."""
        self._ends.extend(self.ends[-1] + np.cumsum(np.array(lengths, np.int64)))

    def of(self, rows: Ints) -> tuple[Ints, Ints]:
        """Return the places of the stretches of some rows, one after the other, and how long each is."""
        first = self.ends[rows]
        lengths = self.ends[rows + 1] - first
        before = lengths.cumsum() - lengths
        return np.arange(int(lengths.sum())) + np.repeat(first - before, lengths), lengths


def sums(values: NDArray[Any], lengths: Ints) -> NDArray[np.float64]:
    """Return the sum of each of the stretches that make up an array; 0 for one of no length."""
    found = np.zeros(len(lengths))
    there = lengths > 0
    if there.any():
        found[there] = np.add.reduceat(values, (lengths.cumsum() - lengths)[there])
    return found
