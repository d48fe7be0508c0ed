"""How large a proof is: small in every run of the tests, in full with ``PINCHPOINT_FULL=1``.

A fraction gives something between: ``PINCHPOINT_FULL=0.1`` is a tenth of the full size.
"""

from __future__ import annotations

import os

FULL = float(os.environ.get("PINCHPOINT_FULL") or 0)


def size(small: int, full: int) -> int:
    """Return how many of something a proof takes."""
    return max(small, round(full * FULL))
