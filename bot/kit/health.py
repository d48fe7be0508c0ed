"""Whether this process can do its work: the database answers, and its clock and ours agree."""

from __future__ import annotations

import asyncio
import logging

from bot.kit.clock import Clock
from bot.kit.db import Database

log = logging.getLogger(__name__)

MEASURE_EVERY_SECONDS = 600
DRIFT_WARNING_SECONDS = 5.0
DRIFT_LIMIT_SECONDS = 60.0
DATABASE_SECONDS = 3.0


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


async def answers(database: Database) -> bool:
    """Tell whether the database answers within a few seconds."""
    try:
        await asyncio.wait_for(database.now(), DATABASE_SECONDS)
    except Exception as error:
        log.warning("the database does not answer: %s", type(error).__name__)
        return False
    return True
