"""Pure rules of the program area, and the topics that a new workspace begins with."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

TOPICS_DEEP = 3  # a topic, the wider one it belongs to, and the one that this belongs to
SEARCH_TOPICS = "topics_search"  # the id of menus in which one types to find a topic
SETTINGS_OPEN = "admin_settings_open"  # the id of buttons that lead to the settings
INVITE = "offer_invite"  # the id of buttons by which somebody is invited to help with a topic
SYNONYMS_AT_MOST = 20
SYNONYM_CHARS = 40
TOPICS_AT_MOST = 300  # active ones; nobody reads more, and a view with all of them stays far below 250 kB


class Place(StrEnum):
    """Where in the list a topic goes."""

    FIRST = "first"
    UP = "up"
    DOWN = "down"


@dataclass(frozen=True, slots=True)
class TopicDetails:
    """What an admin says of a topic."""

    name: str
    description: str = ""
    synonyms: Sequence[str] = ()
    steward_id: str | None = None
    parent_id: str | None = None


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


def moved_to(order: Sequence[str], one: str, place: Place) -> list[str]:
    """Return the order with one of its members at another place; the same where it is no member."""
    if one not in order:
        return list(order)
    rest = [other for other in order if other != one]
    at = order.index(one)
    goes = {Place.FIRST: 0, Place.UP: max(0, at - 1), Place.DOWN: at + 1}[place]
    return [*rest[:goes], one, *rest[goes:]]


def joined_words(target: TopicDetails, merged: TopicDetails) -> list[str]:
    """Return the other words for a topic once another is part of it, as far as they fit."""
    words = {name_key(target.name): ""}
    for word in (*target.synonyms, merged.name, *merged.synonyms):
        if len(word) <= SYNONYM_CHARS:
            words.setdefault(name_key(word), word)
    return [word for word in words.values() if word][:SYNONYMS_AT_MOST]
