"""From the tables to what the rules rank: asks, and everybody who could help with them."""

from bot.matching.queries.facts import end_of_day, facts_of
from bot.matching.queries.people import candidates, moment, topics
from bot.matching.queries.ranking import alike, prepare, rank_for, rankings_for, reasons_of

__all__ = [
    "alike",
    "candidates",
    "end_of_day",
    "facts_of",
    "moment",
    "prepare",
    "rank_for",
    "rankings_for",
    "reasons_of",
    "topics",
]
