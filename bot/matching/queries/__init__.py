"""From the tables to what the rules rank: asks, and everybody who could help with them."""

from bot.matching.queries.facts import asked_before, end_of_day, facts_of, origins
from bot.matching.queries.people import candidates, moment, topics
from bot.matching.queries.ranking import alike, prepare, rank_for, rankings_for, reasons_of

__all__ = [
    "alike",
    "asked_before",
    "candidates",
    "end_of_day",
    "facts_of",
    "moment",
    "origins",
    "prepare",
    "rank_for",
    "rankings_for",
    "reasons_of",
    "topics",
]
