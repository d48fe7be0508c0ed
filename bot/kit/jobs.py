"""What a feature wants done by the clock."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta

from bot.kit.services import Services


@dataclass(frozen=True, slots=True)
class Job:
    """Something to run ``every`` so often, in every process that has a worker.

    ``run`` finds what is due in a table and claims it there: several workers at once do no harm.
    ``urgent``: people who have just pressed something wait for it, so it comes next whenever somebody has.
    ``background``: it may take minutes, so the other jobs do not wait for it; it is never run twice at once
    in one process, and is broken off when that ends.
    """

    name: str
    run: Callable[[Services], Awaitable[None]]
    every: timedelta = timedelta(seconds=1)
    urgent: bool = False
    background: bool = False
