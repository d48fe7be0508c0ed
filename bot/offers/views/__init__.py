"""What offers look like: the card and what belongs to it, the modals, what stewards and admins see."""

from bot.offers.views.card import ANSWER, HELP, MORE, NOT_ME, answered, asked_back, card, reminder
from bot.offers.views.escalation import STEWARD_NOBODY, STEWARD_SUGGEST, program_team, steward
from bot.offers.views.modals import (
    ANSWER_MODAL,
    DECLINE_MODAL,
    MORE_MODAL,
    STEWARD_MODAL,
    answer_modal,
    decline_modal,
    more_modal,
    steward_modal,
)

__all__ = [
    "ANSWER",
    "ANSWER_MODAL",
    "DECLINE_MODAL",
    "HELP",
    "MORE",
    "MORE_MODAL",
    "NOT_ME",
    "STEWARD_MODAL",
    "STEWARD_NOBODY",
    "STEWARD_SUGGEST",
    "answer_modal",
    "answered",
    "asked_back",
    "card",
    "decline_modal",
    "more_modal",
    "program_team",
    "reminder",
    "steward",
    "steward_modal",
]
