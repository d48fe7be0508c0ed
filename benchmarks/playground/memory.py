"""How much memory the playground takes with the busy quarter, and how long that takes to set.

python benchmarks/playground/memory.py
"""

from __future__ import annotations

import time
from pathlib import Path

from common import playground, report, run

LIMIT_MB = 300.0
LIMIT_SECONDS = 10.0
LOOKED_AT = 60


def resident(pid: int, name: str) -> float:
    """Return a figure of /proc/PID/status in MB."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith(f"{name}:"))


async def measure() -> None:
    async with playground() as page:
        began = time.monotonic()
        answer = await page.ask("POST", "/ui/scene", {"name": "busy_quarter"})
        assert answer["ok"], answer
        report("setting the busy quarter", time.monotonic() - began, LIMIT_SECONDS, "s")
        people = [person["id"] for person in (await page.ask("GET", "/ui/state"))["people"]]
        assert len(people) == 200
        for person in people[:LOOKED_AT]:
            await page.does(person, "home")
            await page.sees(person)
        await page.ask("POST", "/ui/clock", {"advance_seconds": 86_400})
        report("memory after a day in it", resident(page.pid, "VmRSS"), LIMIT_MB, "MB")
        report("memory at its highest", resident(page.pid, "VmHWM"), LIMIT_MB, "MB")


if __name__ == "__main__":
    run(measure)
