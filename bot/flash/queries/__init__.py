"""Reads about flash events: who takes part, each person's rounds, and what came of them."""

from bot.flash.queries.events import (
    Overview,
    event,
    organisers,
    overview,
    run_by,
    seat,
    seats,
    table_of,
    talks,
    talks_of,
    topic_names,
    topics,
)
from bot.flash.queries.own import OwnRound, OwnSeat, Talk, going_on, own_seat, own_talks, talk
from bot.flash.queries.planning import RotaFacts, rota_facts, rota_of, with_known
from bot.flash.queries.results import Managed, Report, managed, report, took_part

__all__ = [
    "Managed",
    "Overview",
    "OwnRound",
    "OwnSeat",
    "Report",
    "RotaFacts",
    "Talk",
    "event",
    "going_on",
    "managed",
    "organisers",
    "overview",
    "own_seat",
    "own_talks",
    "report",
    "rota_facts",
    "rota_of",
    "run_by",
    "seat",
    "seats",
    "table_of",
    "talk",
    "talks",
    "talks_of",
    "took_part",
    "topic_names",
    "topics",
    "with_known",
]
