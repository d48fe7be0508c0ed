"""What other features see of matching: plain values, and the placing of several asks together."""

from bot.matching.engine.assignment import Capacity, Demand, assign
from bot.matching.engine.facts import (
    CONFIDENTIAL,
    TELLING,
    AskFacts,
    Candidate,
    Help,
    Interval,
    LiveState,
    Ranked,
    Ranking,
    Reason,
    Rule,
    ScoreComponent,
    TopicFacts,
)
from bot.matching.engine.weights import PRESETS, RULES_VERSION, SUITABLE

__all__ = [
    "CONFIDENTIAL",
    "PRESETS",
    "RULES_VERSION",
    "SUITABLE",
    "TELLING",
    "AskFacts",
    "Candidate",
    "Capacity",
    "Demand",
    "Help",
    "Interval",
    "LiveState",
    "Ranked",
    "Ranking",
    "Reason",
    "Rule",
    "ScoreComponent",
    "TopicFacts",
    "assign",
]
