"""The log of everything that went between the app and the stand-in, in both directions."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bot.playground.slack.objects import Json

KEPT = 3_000  # entries of both directions together
MOST_WEIGHT = 12_000_000  # characters of JSON in them; as Python objects they take several times as much


@dataclass
class ApiCall:
    """One call of the app: what it asked and what it got. ``seconds`` is real time; ``at`` the workspace's.

    ``seq`` rises in the order in which calls and deliveries ended; ``limits`` are those it broke.
    """

    number: int
    at: datetime
    method: str
    args: Json
    answer: Json | None
    status: int
    seconds: float
    fault: str = ""
    limits: list[str] = field(default_factory=list)
    seq: int = 0
    weight: int = 0


@dataclass
class Delivery:
    """One request to the app and how it acknowledged it. ``failure`` is empty when all went well."""

    number: int
    at: datetime
    kind: str
    payload: Json
    retry: int = 0
    status: int = 0
    body: Any = None
    seconds: float = 0.0
    failure: str = ""
    reason: str = ""
    final: bool = True
    limits: list[str] = field(default_factory=list)
    seq: int = 0
    weight: int = 0


@dataclass
class Traffic:
    """Keeps the last calls and deliveries, tells watchers of each, and knows whether it is quiet."""

    calls: deque[ApiCall] = field(default_factory=deque)
    deliveries: deque[Delivery] = field(default_factory=deque)
    watchers: list[Callable[[ApiCall | Delivery], None]] = field(default_factory=list)
    in_flight: int = 0
    last: float = 0.0
    _number: int = 0
    _seq: int = 0
    _weight: int = 0

    def next_number(self) -> int:
        """Return the running number shared by both directions."""
        self._number += 1
        return self._number

    def begin(self) -> float:
        """Note that something is under way; returns the moment for ``end``."""
        self.in_flight += 1
        self.last = time.monotonic()
        return self.last

    def end(self, began: float) -> float:
        """Note that it is over; returns how many seconds it took."""
        self.in_flight -= 1
        self.last = time.monotonic()
        return self.last - began

    def add(self, entry: ApiCall | Delivery) -> None:
        """Keep an entry and tell the watchers."""
        self._seq += 1
        entry.seq = self._seq
        if isinstance(entry, ApiCall):
            self.calls.append(entry)
        else:
            self.deliveries.append(entry)
        self._weight += entry.weight
        while self._weight > MOST_WEIGHT or len(self.calls) + len(self.deliveries) > KEPT:
            self._weight -= self._take_oldest().weight
        self.tell(entry)

    def _take_oldest(self) -> ApiCall | Delivery:
        call = self.calls[0].seq if self.calls else self._seq + 1
        sent = self.deliveries[0].seq if self.deliveries else self._seq + 1
        return self.calls.popleft() if call < sent else self.deliveries.popleft()

    def tell(self, entry: ApiCall | Delivery) -> None:
        """Tell the watchers of an entry; again, when something became known about it afterwards."""
        for watcher in self.watchers:
            watcher(entry)

    def entries(self) -> list[ApiCall | Delivery]:
        """Return both directions, in the order in which they ended."""
        both: list[ApiCall | Delivery] = [*self.calls, *self.deliveries]
        return sorted(both, key=lambda entry: entry.seq)

    def clear(self) -> None:
        """Forget everything; numbers go on rising."""
        self.calls.clear()
        self.deliveries.clear()
        self._weight = 0

    def calls_of(self, method: str) -> list[ApiCall]:
        """Return the calls of one method, oldest first."""
        return [c for c in self.calls if c.method == method]

    def deliveries_of(self, kind: str) -> list[Delivery]:
        """Return the deliveries of one kind ("command", "block_actions", "app_home_opened"...)."""
        return [d for d in self.deliveries if d.kind == kind]
