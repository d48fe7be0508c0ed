"""Reads about pooled asks."""

from bot.pooled.queries.alike import WAITS, alike
from bot.pooled.queries.home import AskedToShare, AskedToTake, OwnPool, Sharing, of_person
from bot.pooled.queries.shown import (
    ForExpert,
    Member,
    Own,
    Shared,
    everybody,
    for_expert,
    meetings_of,
    other_times,
    own,
    place,
    places,
    pool,
    shared,
    times,
)

__all__ = [
    "WAITS",
    "AskedToShare",
    "AskedToTake",
    "ForExpert",
    "Member",
    "Own",
    "OwnPool",
    "Shared",
    "Sharing",
    "alike",
    "everybody",
    "for_expert",
    "meetings_of",
    "of_person",
    "other_times",
    "own",
    "place",
    "places",
    "pool",
    "shared",
    "times",
]
