"""Which request of Slack's, or which run of a job, something belongs to: its id goes along in log lines.

An id is made up here and says nothing of anybody. A message that is planned keeps the id in its row of the
outbox, so that a line about its delivery is found by the request that led to it, in whatever process.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_current: ContextVar[str | None] = ContextVar("request_id", default=None)


def current() -> str | None:
    """Return the id of what this task works for; None outside of any."""
    return _current.get()


@contextmanager
def working_for(request_id: str | None) -> Iterator[None]:
    """Work for a request, or a run of a job, while the block lasts."""
    token = _current.set(request_id)
    try:
        yield
    finally:
        _current.reset(token)


def new() -> str:
    """Make up an id."""
    return secrets.token_hex(8)
