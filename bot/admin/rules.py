"""Pure rules of the program area."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping

TOPICS_DEEP = 3  # a topic, the wider one it belongs to, and the one that this belongs to
TOPICS_AT_MOST = 300  # active ones; nobody reads more, and a view with all of them stays far below 250 kB


def name_key(name: str) -> str:
    """Return what makes two topic names the same: "SQL", " sql " and the full-width form are one topic."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


def wider(topic_id: str, parents: Mapping[str, str | None]) -> list[str]:
    """Return the topics in which one lies, the nearest first; ``parents`` says to which each belongs."""
    found: list[str] = []
    at = parents.get(topic_id)
    while at is not None and at not in {topic_id, *found}:
        found.append(at)
        at = parents.get(at)
    return found


def levels(topic_id: str, parents: Mapping[str, str | None]) -> int:
    """Return how many levels the longest line through a topic has, from the widest to the narrowest."""
    above = wider(topic_id, parents)
    lines = (wider(other, parents) for other in parents)
    below = max((line.index(topic_id) + 1 for line in lines if topic_id in line), default=0)
    return len(above) + 1 + below
