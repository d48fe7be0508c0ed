"""From the tables to what the engine ranks: asks, and everybody who could help with them."""

from bot.matching.queries.facts import asked_before, end_of_day, facts_of, mentee_hours, origins
from bot.matching.queries.people import candidates, live_state, topics
from bot.matching.queries.ranking import (
    Suggestion,
    alike,
    fits,
    prepare,
    rank_for,
    rankings_for,
    suggest_topics,
    use_encoder,
)
from bot.matching.queries.reasons import reasons_of

__all__ = [
    "Suggestion",
    "alike",
    "asked_before",
    "candidates",
    "end_of_day",
    "facts_of",
    "fits",
    "live_state",
    "mentee_hours",
    "origins",
    "prepare",
    "rank_for",
    "rankings_for",
    "reasons_of",
    "suggest_topics",
    "topics",
    "use_encoder",
]
