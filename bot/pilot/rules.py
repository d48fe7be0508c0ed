"""The first steps of a program, and what may be posted."""

from __future__ import annotations

from collections.abc import Collection
from enum import IntFlag

EXPERTS_TO_INVITE = 3
INVITED_AT_MOST = 5  # at once
GROUP = 10  # tick boxes that Slack takes in one input
TOPICS_SHOWN = 40
ADDED_AT_MOST = 10
WORDS_CHARS = 2500  # of a post


class Step(IntFlag):
    """One of the first steps, in their order; together they are stored as bits."""

    TOPICS = 1
    MANAGERS = 2
    EXPERTS = 4
    LAUNCH = 8
    GUIDE = 16


def bits(done: Collection[Step]) -> int:
    """Return steps as they are stored."""
    return sum(step.value for step in done)
