"""Row ids: opaque, unguessable, and in order of creation so that indexes stay compact."""

from __future__ import annotations

import secrets
import time


def new_id() -> str:
    """Return 32 hex digits: 48 bits of milliseconds, then 80 random bits (the layout of UUIDv7, RFC 9562)."""
    return f"{time.time_ns() // 1_000_000:012x}{secrets.token_hex(10)}"
