"""Days on end: workers that send a little each hour stay on time and do not grow.

`PINCHPOINT_FULL=1 python -m pytest tests/delivery/test_soak.py` is 72 hours of the clock that all share.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.playground.slack.weather import Fault
from tests.delivery.storm import LONG, Faults, Trial, everything
from tests.support.sizes import FULL, size

MINUTES = size(30, 72 * 60)
EVERY = 3  # minutes between two messages
NUDGES = MINUTES // EVERY
MOST_LATE = 60  # seconds
MOST_GROWTH = 1.05


class Seldom(Faults):
    """Of 100 calls one fails unsent."""

    def take(self, method: str) -> Fault | None:
        fails = method == "chat.postMessage" and self.dice.random() < 0.01
        return Fault(method, "rate_limited", seconds=2) if fails else None


def memory(trial: Trial) -> list[int]:
    """Return how many kilobytes each worker has in memory."""
    found = []
    for worker in trial.workers:
        lines = Path(f"/proc/{worker.process.pid}/status").read_text().splitlines()
        found += [int(line.split()[1]) for line in lines if line.startswith("VmRSS:")]
    return found


def open_files(trial: Trial) -> list[int]:
    return [len(list(Path(f"/proc/{worker.process.pid}/fd").iterdir())) for worker in trial.workers]


@pytest.mark.timeout(3 * LONG)
async def test_days_on_end(sqlite_url: str, encryption_keys: str) -> None:
    early: dict[str, list[int]] = {}

    async def spread_and_watch(trial: Trial) -> None:
        await trial.until_posts(NUDGES // 4)
        early.update(memory=memory(trial), files=open_files(trial))
        await trial.until_posts(NUDGES)
        early.update(memory_late=memory(trial), files_late=open_files(trial))

    trial = Trial(sqlite_url, encryption_keys, Seldom(34), NUDGES, every=60 * EVERY, longest_step=30)
    result = await trial.run(spread_and_watch)
    assert set(result.arrived) == everything(NUDGES)
    assert result.duplicated == 0
    growth = max(late / first for first, late in zip(early["memory"], early["memory_late"], strict=True))
    print(f"{MINUTES / 60:.1f} hours, at most {trial.latest:.0f} s late, memory {growth:.3f} of what it was")
    assert trial.latest <= MOST_LATE
    assert max(early["files_late"]) <= max(early["files"]) + 2
    if FULL >= 1:
        assert growth <= MOST_GROWTH
