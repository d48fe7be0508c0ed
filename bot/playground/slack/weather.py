"""Faults on demand: what the next calls of a method, or the next events, meet."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

FaultKind = Literal["rate_limited", "server_error", "hang", "lost", "slow", "error"]
# (title, description, whether it takes seconds, whether it takes an error code)
KINDS: dict[FaultKind, tuple[str, str, bool, bool]] = {
    "rate_limited": ("Too many calls", "Refused with 429 and Retry-After.", True, False),
    "server_error": ("Slack is broken", "Answered with 500; nothing is done.", False, False),
    "hang": ("No answer", "Nothing is done, and no answer comes.", True, False),
    "lost": (
        "Done, but the answer is lost",
        "The connection drops before the answer.",
        False,
        False,
    ),
    "slow": ("Slow", "Done, but only after a while.", True, False),
    "error": ("An error code", "Refused with the code you give.", False, True),
}


@dataclass
class Fault:
    """One kind of trouble for the next ``times`` calls of ``method`` ("*" is any); None means until cleared.

    rate_limited: HTTP 429 with Retry-After of ``seconds`` · server_error: HTTP 500, nothing done ·
    hang: no answer for ``seconds``, nothing done · lost: done, but the connection drops before the answer ·
    slow: done after ``seconds`` · error: ``{"ok": false, "error": code}``.
    """

    method: str
    kind: FaultKind
    times: int | None = 1
    seconds: float = 1.0
    code: str = "internal_error"
    number: int = 0


@dataclass
class Weather:
    """The faults in waiting, in the order they were asked for."""

    faults: list[Fault] = field(default_factory=list)
    duplicate_events: int = 0
    watchers: list[Callable[[], None]] = field(default_factory=list)
    _number: int = 0

    def add(
        self,
        method: str,
        kind: FaultKind,
        times: int | None = 1,
        *,
        seconds: float = 1.0,
        code: str = "internal_error",
    ) -> Fault:
        """Ask for trouble."""
        self._number += 1
        fault = Fault(method, kind, times, seconds, code, self._number)
        self.faults.append(fault)
        self.changed()
        return fault

    def remove(self, number: int) -> bool:
        """Take one fault back; False when it is not there."""
        left = [fault for fault in self.faults if fault.number != number]
        found = len(left) < len(self.faults)
        self.faults[:] = left
        self.changed()
        return found

    def clear(self) -> None:
        """Forget every fault."""
        self.faults.clear()
        self.duplicate_events = 0
        self.changed()

    def changed(self) -> None:
        """Tell the watchers that it is different now."""
        for watcher in self.watchers:
            watcher()

    def takes_event(self) -> bool:
        """Return whether this event shall come twice, using it up."""
        if self.duplicate_events <= 0:
            return False
        self.duplicate_events -= 1
        self.changed()
        return True

    def take(self, method: str) -> Fault | None:
        """Return the trouble that this call meets, using it up."""
        for fault in self.faults:
            if fault.method in (method, "*"):
                if fault.times is not None:
                    fault.times -= 1
                    if fault.times <= 0:
                        self.faults.remove(fault)
                    self.changed()
                return fault
        return None
