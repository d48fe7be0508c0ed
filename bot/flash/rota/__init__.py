"""Who talks with whom in which round, by numbers alone: no table, no Slack."""

from bot.flash.rota.explain import Shortage, shortages
from bot.flash.rota.people import UNKNOWN, Participant, Participants, first_rota, next_rota
from bot.flash.rota.plan import Rota, plan
from bot.flash.rota.replan import replan

__all__ = [
    "UNKNOWN",
    "Participant",
    "Participants",
    "Rota",
    "Shortage",
    "first_rota",
    "next_rota",
    "plan",
    "replan",
    "shortages",
]
