"""Invitations to ask: the message, the modals of those who run the program, and what came of it."""

from bot.reach.views.figures import figures
from bot.reach.views.invitation import NO_MORE, invitation, no_more
from bot.reach.views.overview import CHOOSE, OPEN, OVERVIEW, STOP, overview
from bot.reach.views.plan import PLAN, Options, Preview, plan_modal
from bot.reach.views.spreadsheet import rows

__all__ = [
    "CHOOSE",
    "NO_MORE",
    "OPEN",
    "OVERVIEW",
    "PLAN",
    "STOP",
    "Options",
    "Preview",
    "figures",
    "invitation",
    "no_more",
    "overview",
    "plan_modal",
    "rows",
]
