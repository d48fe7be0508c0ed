"""From the tables to what the engine ranks: asks, and everybody who could help with them."""

from bot.matching.queries.facts import (
    asked_before,
    end_of_day,
    facts_of,
    mentee_hours,
    origins,
    shares_hour,
)
from bot.matching.queries.indexes import prepare, use_encoder
from bot.matching.queries.people import candidates, live_state, topics
from bot.matching.queries.ranking import (
    Suggestion,
    WaysOn,
    alike,
    fits,
    nearness,
    rank_for,
    rankings_for,
    suggest_topics,
    together,
    ways_on,
)
from bot.matching.queries.reasons import reasons_of

__all__ = [
    "Suggestion",
    "WaysOn",
    "alike",
    "asked_before",
    "candidates",
    "end_of_day",
    "facts_of",
    "fits",
    "live_state",
    "mentee_hours",
    "nearness",
    "origins",
    "prepare",
    "rank_for",
    "rankings_for",
    "reasons_of",
    "shares_hour",
    "suggest_topics",
    "together",
    "topics",
    "use_encoder",
    "ways_on",
]
