"""How soon somebody answers an offer, from how they answered before.

In the simulated company this shortens the wait for a yes by a fifth and costs no fit (docs/decisions/0010). A
quick no counts as much as a quick yes: who says so at once lets the next one be asked.
"""

from __future__ import annotations

from collections.abc import Sequence

USUAL = 0.6  # what somebody of whom nothing is known is taken to be worth
COUNTS = 2  # offers that this prior counts as much as
HALF_HOURS = 8.0  # an answer after so long is worth half of one at once


def answering(hours: Sequence[float | None]) -> float:
    """Return what to expect, 0 to 1. ``hours``: from each offer to its answer, None where there was none."""
    worth = sum(2 ** (-max(one, 0) / HALF_HOURS) for one in hours if one is not None)
    return (COUNTS * USUAL + worth) / (COUNTS + len(hours))
