"""What offers look like: the card and what belongs to it, the modals, what stewards and admins see."""

from bot.offers.views.card import ANSWER, HELP, MORE, NOT_ME, answered, asked_back, card, reminder
from bot.offers.views.escalation import (
    INVITE,
    STEWARD_NOBODY,
    STEWARD_SUGGEST,
    invitation,
    program_team,
    steward,
)
from bot.offers.views.modals import (
    ANSWER_MODAL,
    DECLINE_MODAL,
    INVITE_MODAL,
    MORE_MODAL,
    STEWARD_MODAL,
    answer_modal,
    decline_modal,
    invite_modal,
    more_modal,
    steward_modal,
)

__all__ = [
    "ANSWER",
    "ANSWER_MODAL",
    "DECLINE_MODAL",
    "HELP",
    "INVITE",
    "INVITE_MODAL",
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
    "invitation",
    "invite_modal",
    "more_modal",
    "program_team",
    "reminder",
    "steward",
    "steward_modal",
]
