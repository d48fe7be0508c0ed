"""Reads about offers."""

from bot.offers.queries.asking import (
    asked,
    blocked,
    capacities,
    is_expert,
    may_be_asked,
    offers_topic,
)
from bot.offers.queries.cards import (
    Clarified,
    Offered,
    offered,
    undecided,
    written,
)
from bot.offers.queries.escalated import (
    Digest,
    EscalatedAsk,
    Invited,
    LeftOut,
    escalated,
    has_digest,
    invited,
    may_invite,
    waiting_for_steward,
    waiting_for_team,
    with_program_team,
    with_steward,
)

__all__ = [
    "Clarified",
    "Digest",
    "EscalatedAsk",
    "Invited",
    "LeftOut",
    "Offered",
    "asked",
    "blocked",
    "capacities",
    "escalated",
    "has_digest",
    "invited",
    "is_expert",
    "may_be_asked",
    "may_invite",
    "offered",
    "offers_topic",
    "undecided",
    "waiting_for_steward",
    "waiting_for_team",
    "with_program_team",
    "with_steward",
    "written",
]
