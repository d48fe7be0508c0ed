"""The one clock. Listeners and jobs read it; everything else is told the time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """Anything that can tell the present instant."""

    def now(self) -> datetime:
        """Return the present instant, aware, in UTC."""
        ...

    def system_now(self) -> datetime:
        """Return the machine's own time, aware, in UTC: what the database's clock is compared with."""
        ...


class SystemClock:
    """The machine's time: what production uses."""

    def now(self) -> datetime:
        """Return the present instant, aware, in UTC."""
        return datetime.now(UTC)

    def system_now(self) -> datetime:
        """Return the machine's own time."""
        return datetime.now(UTC)


class ShiftedClock(SystemClock):
    """The machine's time plus an offset that only grows: the playground's time machine."""

    def __init__(self, offset: timedelta = timedelta(0)) -> None:
        self.offset = offset

    def now(self) -> datetime:
        """Return the shifted instant, aware, in UTC."""
        return datetime.now(UTC) + self.offset

    def shift(self, by: timedelta) -> None:
        """Move forward by a span. Raises ValueError for a negative one: time never goes back."""
        if by < timedelta(0):
            raise ValueError("The clock only moves forward.")
        self.offset += by
