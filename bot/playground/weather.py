"""Bad weather on demand: what the next calls of a method, or the next events, shall suffer."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

Kind = Literal["rate_limited", "server_error", "hang", "lost", "slow", "error"]


@dataclass
class Fault:
    """One kind of trouble for the next ``times`` calls of ``method`` ("*" is any); None means until cleared.

    rate_limited: HTTP 429 with Retry-After of ``seconds`` · server_error: HTTP 500, nothing done ·
    hang: no answer for ``seconds``, nothing done · lost: done, but the connection drops before the answer ·
    slow: done after ``seconds`` · error: ``{"ok": false, "error": code}``.
    """

    method: str
    kind: Kind
    times: int | None = 1
    seconds: float = 1.0
    code: str = "internal_error"


@dataclass
class Weather:
    """The faults in waiting, in the order they were asked for."""

    faults: list[Fault] = field(default_factory=list)
    duplicate_events: int = 0

    def add(
        self,
        method: str,
        kind: Kind,
        times: int | None = 1,
        *,
        seconds: float = 1.0,
        code: str = "internal_error",
    ) -> Fault:
        """Ask for trouble."""
        fault = Fault(method, kind, times, seconds, code)
        self.faults.append(fault)
        return fault

    def clear(self) -> None:
        """Let the sun shine."""
        self.faults.clear()
        self.duplicate_events = 0

    def take(self, method: str) -> Fault | None:
        """Return the trouble that this call meets, using it up."""
        for fault in self.faults:
            if fault.method in (method, "*"):
                if fault.times is not None:
                    fault.times -= 1
                    if fault.times <= 0:
                        self.faults.remove(fault)
                return fault
        return None
