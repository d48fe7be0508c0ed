"""Who could help with an ask: pure rules, from plain values to an explained order."""

from bot.matching.rules.alike import alike
from bot.matching.rules.answering import answering
from bot.matching.rules.language import STOP_WORDS, stems
from bot.matching.rules.pool import LiveState, Pool, uncollected
from bot.matching.rules.ranking import rank, weigh, why_not
from bot.matching.rules.shapes import (
    CONFIDENTIAL,
    TELLING,
    AskFacts,
    Candidate,
    Help,
    Interval,
    Ranked,
    Ranking,
    Reason,
    Rule,
    ScoreComponent,
    TopicFacts,
)
from bot.matching.rules.weights import PRESETS, RULES_VERSION, weights

__all__ = [
    "CONFIDENTIAL",
    "PRESETS",
    "RULES_VERSION",
    "STOP_WORDS",
    "TELLING",
    "AskFacts",
    "Candidate",
    "Help",
    "Interval",
    "LiveState",
    "Pool",
    "Ranked",
    "Ranking",
    "Reason",
    "Rule",
    "ScoreComponent",
    "TopicFacts",
    "alike",
    "answering",
    "rank",
    "stems",
    "uncollected",
    "weigh",
    "weights",
    "why_not",
]
