"""Whether this process can do its work: the database takes changes, and its clock and ours agree."""

from __future__ import annotations

import asyncio
import logging
import time

from bot.kit.clock import Clock
from bot.kit.db import Database

log = logging.getLogger(__name__)

MEASURE_EVERY_SECONDS = 600
DRIFT_WARNING_SECONDS = 5.0
DRIFT_LIMIT_SECONDS = 60.0
DATABASE_SECONDS = 3.0
GOOD_FOR_SECONDS = 1.0  # of an answer: whoever asks more often makes no more writes


class Drift:
    """How far the machine's clock is from the database's, measured now and again."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._db = database
        self._clock = clock
        self.seconds: float | None = None

    @property
    def is_bearable(self) -> bool:
        """Whether nudges still come at about the right time; an unmeasured drift counts as bearable."""
        return self.seconds is None or abs(self.seconds) < DRIFT_LIMIT_SECONDS

    async def measure(self) -> None:
        """Compare the clocks once; the way to the database and back is taken as even."""
        before = self._clock.system_now()
        theirs = await self._db.now()
        after = self._clock.system_now()
        self.seconds = (theirs - (before + (after - before) / 2)).total_seconds()
        if abs(self.seconds) >= DRIFT_WARNING_SECONDS:
            log.warning("the database's clock is %+.1f s from this machine's", self.seconds)

    async def keep_measuring(self) -> None:
        """Compare every ten minutes, for as long as the process lives."""
        while True:
            await asyncio.sleep(MEASURE_EVERY_SECONDS)
            try:
                await self.measure()
            except Exception as error:
                log.warning("the clocks could not be compared: %s", type(error).__name__)


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
