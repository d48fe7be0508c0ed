"""From the tables to what the engine ranks: asks, and everybody who could help with them."""

from bot.matching.queries.closeness import closeness
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
from bot.matching.queries.standing import Standing
from bot.matching.queries.trial import PastAsk, Trial, past_asks, trial

__all__ = [
    "PastAsk",
    "Standing",
    "Suggestion",
    "Trial",
    "WaysOn",
    "alike",
    "asked_before",
    "candidates",
    "closeness",
    "end_of_day",
    "facts_of",
    "fits",
    "live_state",
    "mentee_hours",
    "nearness",
    "origins",
    "past_asks",
    "prepare",
    "rank_for",
    "rankings_for",
    "reasons_of",
    "shares_hour",
    "suggest_topics",
    "together",
    "topics",
    "trial",
    "use_encoder",
    "ways_on",
]
