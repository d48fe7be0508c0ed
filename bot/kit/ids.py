"""Row ids: opaque, unguessable, and in order of creation, which indexes and what is said keep to."""

from __future__ import annotations

import secrets
import threading
import time

_RANDOM_BITS = 80
_STEP_BITS = 64  # a later id of the same millisecond is larger by up to so much, which nobody can guess


class _Rising:
    """Numbers of 48 bits of milliseconds and 80 random ones, each larger than the one before."""

    def __init__(self) -> None:
        self._turn = threading.Lock()
        self._last = 0

    def next(self) -> int:
        fresh = (time.time_ns() // 1_000_000 << _RANDOM_BITS) | secrets.randbits(_RANDOM_BITS)
        with self._turn:
            if fresh <= self._last:
                fresh = self._last + 1 + secrets.randbits(_STEP_BITS)
            self._last = fresh
        return fresh


_ids = _Rising()


def new_id() -> str:
    """Return 32 hex digits: 48 bits of milliseconds, then 80 random bits (the layout of UUIDv7, RFC 9562).

    Ids of one process rise, also those of one millisecond (RFC 9562, 6.2, method 2): what was put into the
    outbox first is said first.
    """
    return f"{_ids.next():032x}"
