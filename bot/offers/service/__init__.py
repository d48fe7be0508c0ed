"""Decisions about offers: who is asked next, what an answer changes, and what happens where nobody is."""

from bot.offers.service.answering import (
    accept,
    answer,
    ask_back,
    close,
    decline,
    mine,
    move_on,
    vacate,
)
from bot.offers.service.placing import place, place_all, reconsider, reconsider_all
from bot.offers.service.seeking import pass_steward, steward_suggests, stewarded
from bot.offers.service.steps import ANSWERED, ASKED_BACK, CARD, CARETAKER, REMINDER, STEWARD, suggest

__all__ = [
    "ANSWERED",
    "ASKED_BACK",
    "CARD",
    "CARETAKER",
    "REMINDER",
    "STEWARD",
    "accept",
    "answer",
    "ask_back",
    "close",
    "decline",
    "mine",
    "move_on",
    "pass_steward",
    "place",
    "place_all",
    "reconsider",
    "reconsider_all",
    "steward_suggests",
    "stewarded",
    "suggest",
    "vacate",
]
