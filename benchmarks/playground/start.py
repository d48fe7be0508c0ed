"""How long it takes from `pinchpoint playground` to a page with a company in it.

python benchmarks/playground/start.py [--runs 5]
"""

from __future__ import annotations

import argparse
import resource
import statistics
import time

from common import playground, report, run

LIMIT_SECONDS = 3.0


async def measure() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--runs", type=int, default=5)
    runs, taken = options.parse_args().runs, []
    for _ in range(runs):
        began = time.monotonic()
        async with playground() as page:
            async with page.session.get(page.address) as answer:
                assert "<title>" in await answer.text()
            assert len((await page.ask("GET", "/ui/state"))["people"]) == 8
            taken.append(time.monotonic() - began)
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    # What does not depend on whatever else the machine does; start and end together.
    report("processor time, mean", (used.ru_utime + used.ru_stime) / runs, LIMIT_SECONDS, "s")
    report("start, median", statistics.median(taken), LIMIT_SECONDS, "s")
    report("start, slowest", max(taken), LIMIT_SECONDS, "s")


if __name__ == "__main__":
    run(measure)
