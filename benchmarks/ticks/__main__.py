"""What a round of jobs costs while nothing is due, looking ahead in one statement and asking one by one."""

from __future__ import annotations

import asyncio
import os
import tempfile
import time
from unittest.mock import patch

from bot.kit.crypto import new_key
from bot.models import migrate
from tests.support.app import AppUnderTest, clock_from
from tests.support.clock import MONDAY

ROUNDS = 200


async def one_by_one(*_services: object, **_how: object) -> None:
    """Look at nothing together, so that everything is asked by itself."""


async def seconds_per_round(app: AppUnderTest) -> float:
    """Return the processor time of one round of jobs, in seconds."""
    assert app.service is not None
    for _ in range(5):
        await app.settle()
    began = time.process_time()
    for _ in range(ROUNDS):
        await app.service.worker.tick()
    return (time.process_time() - began) / ROUNDS


async def main() -> None:
    """Measure both ways in one process, on the database of DATABASE_URL or on SQLite."""
    with tempfile.TemporaryDirectory() as folder:
        url = os.environ.get("DATABASE_URL", f"sqlite:///{folder}/pinchpoint.db")
        await migrate.upgrade(url)
        app = AppUnderTest(url, new_key(), "http", clock_from(MONDAY))
        await app.open()
        together = await seconds_per_round(app)
        never = patch("bot.kit.ahead.Ahead.is_fresh", lambda *_when: False)
        with patch("bot.worker.look_ahead", one_by_one), never:
            alone = await seconds_per_round(app)
        await app.close()
    times = alone / together
    print(f"one by one {alone * 1000:.1f} ms, together {together * 1000:.1f} ms: {times:.1f} times less")


if __name__ == "__main__":
    asyncio.run(main())
