"""What one process keeps between transactions because it is slow to make."""

from __future__ import annotations

from typing import Any, TypeVar

T = TypeVar("T")


class Caches:
    """One object of each kind that a feature keeps in this process; none of them is ever the truth.

    A feature defines the kind, a class that is made without arguments, and asks for the object by it. It is
    found in Services, and in each transaction as ``db.caches``.
    """

    def __init__(self) -> None:
        self._kept: dict[type[Any], Any] = {}

    def of(self, kind: type[T]) -> T:
        """Return this process's object of a kind, made when it is first asked for."""
        if kind not in self._kept:
            self._kept[kind] = kind()
        kept: T = self._kept[kind]
        return kept
