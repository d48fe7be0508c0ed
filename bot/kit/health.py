"""Whether this process can do its work: the database takes changes, and its clock and ours agree."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable
from datetime import datetime, timedelta

from bot.kit.clock import Clock
from bot.kit.db import Database
from bot.kit.logs import Seldom

log = logging.getLogger(__name__)

MEASURE_EVERY_SECONDS = 15
NEGLIGIBLE = timedelta(milliseconds=250)  # the way to the database and back is not known better
DRIFT_WARNING_SECONDS = 5.0
DRIFT_LIMIT_SECONDS = 30.0
DATABASE_SECONDS = 3.0
GOOD_FOR_SECONDS = 1.0  # of an answer: whoever asks more often makes no more writes


class Drift:
    """How far the machine's clock is from the database's, measured now and again.

    A machine's clock that is set in between is noticed at once, since real seconds are counted as well.
    """

    def __init__(
        self, database: Database, clock: Clock, monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        self._db = database
        self._clock = clock
        self._monotonic = monotonic
        self._measured: tuple[timedelta, datetime, float] | None = None
        self._seldom = Seldom(log)

    @property
    def correction(self) -> timedelta:
        """What brings this machine's time to the database's; nothing while it is not measured."""
        if self._measured is None:
            return timedelta(0)
        offset, system_at, counted_at = self._measured
        by_count = timedelta(seconds=self._monotonic() - counted_at)
        set_by = self._clock.system_now() - system_at - by_count
        return offset if abs(set_by) < NEGLIGIBLE else offset - set_by

    @property
    def seconds(self) -> float | None:
        """The same in seconds; None while it is not measured."""
        return None if self._measured is None else self.correction.total_seconds()

    @property
    def is_bearable(self) -> bool:
        """Whether this machine may work: beyond 30 s nobody knows what else it does wrongly."""
        return self.seconds is None or abs(self.seconds) < DRIFT_LIMIT_SECONDS

    async def measure(self) -> None:
        """Compare the clocks once; the way to the database and back is taken as even."""
        before, counted_at = self._clock.system_now(), self._monotonic()
        theirs = await self._db.now()
        way = (self._monotonic() - counted_at) / 2
        offset = theirs - (before + timedelta(seconds=way))
        if abs(offset - self.correction) < NEGLIGIBLE:
            offset = self.correction  # a clock that wobbles by milliseconds would be no better
        self._measured = (offset, before, counted_at)
        if abs(offset.total_seconds()) >= DRIFT_WARNING_SECONDS:
            self._seldom.warning(
                "the database's clock is %+.1f s from this machine's", offset.total_seconds()
            )

    async def keep_measuring(self) -> None:
        """Compare every few seconds, for as long as the process lives."""
        while True:
            await asyncio.sleep(MEASURE_EVERY_SECONDS)
            try:
                await self.measure()
            except Exception as error:
                log.debug("the clocks could not be compared: %s", type(error).__name__)


class DatabaseClock:
    """A clock that follows the database's, so that all processes agree on what is due."""

    def __init__(self, clock: Clock, drift: Drift) -> None:
        self._clock = clock
        self._drift = drift

    def now(self) -> datetime:
        """Return the present instant, aware, in UTC."""
        return self._clock.now() + self._drift.correction

    def system_now(self) -> datetime:
        """Return the machine's own time."""
        return self._clock.system_now()


class WriteProof:
    """Whether the database takes a change within a few seconds: a full or read-only disk still answers."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._db = database
        self._clock = clock
        self._proving = asyncio.Lock()
        self._result = "ok"
        self._proved_at = float("-inf")

    async def result(self) -> str:
        """Return "ok", "takes no changes" or "unreachable"; however many ask at once, it is tried once."""
        async with self._proving:
            if time.monotonic() - self._proved_at >= GOOD_FOR_SECONDS:
                self._result = await self._prove()
                self._proved_at = time.monotonic()
            return self._result

    async def _prove(self) -> str:
        try:
            async with asyncio.timeout(DATABASE_SECONDS):
                await self._db.prove_write(self._clock.system_now())
        except Exception as error:
            log.warning("the database takes no change: %s", type(error).__name__)
            return "takes no changes" if await self._answers() else "unreachable"
        return "ok"

    async def _answers(self) -> bool:
        try:
            async with asyncio.timeout(1):
                await self._db.now()
        except Exception:
            return False
        return True
