"""Reads for the figures. Ids, times and states; the words of an ask are never read here."""

from __future__ import annotations

from bot.dashboard.queries.glance import last_weeks
from bot.dashboard.queries.lists import behind
from bot.dashboard.queries.program import program_figures

__all__ = ["behind", "last_weeks", "program_figures"]
