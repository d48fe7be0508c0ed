"""Time in tests: it passes only when a test says so, and what takes real time is waited for."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

# Real seconds to wait for what is bound to come: far more than it takes on any machine.
PATIENCE = 60

MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)  # 10:00 in Berlin, 1:00 at night in Los Angeles


@dataclass
class SettableClock:
    """Stands still until it is shifted or set; starts on a Monday morning unless told otherwise."""

    instant: datetime = MONDAY

    def now(self) -> datetime:
        return self.instant

    def system_now(self) -> datetime:
        return self.instant

    def shift(self, by: timedelta = timedelta(0), **more: float) -> datetime:
        """Move on, e.g. ``shift(hours=8)``; return the new time."""
        self.instant += by + timedelta(**more)
        return self.instant

    def set_to(self, instant: datetime) -> None:
        """Move on to an instant; never back."""
        assert instant >= self.instant
        self.instant = instant


async def eventually(predicate: Callable[[], object], within: float = PATIENCE) -> None:
    """Wait until something holds; TimeoutError after so many real seconds."""
    async with asyncio.timeout(within):
        while not predicate():  # noqa: ASYNC110 - whoever brings it about knows nothing of the test
            await asyncio.sleep(0.01)
