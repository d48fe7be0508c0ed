"""Reads about sign-up sheets: plans, months, who offers what, and who has or waits for a place."""

from bot.sheets.queries.own import (
    AskedForTimes,
    Invited,
    OnList,
    OwnPlace,
    asked,
    choices,
    invited,
    on_lists,
    own_place,
    place,
    waiting,
)
from bot.sheets.queries.plans import (
    Planned,
    experts,
    has_older_twin,
    helps,
    organisers,
    plan,
    planned,
    topics,
)
from bot.sheets.queries.running import Running, run_by
from bot.sheets.queries.sheets import OfferedSlot, Overview, overview, sheet, slots, taken, went_out

__all__ = [
    "AskedForTimes",
    "Invited",
    "OfferedSlot",
    "OnList",
    "Overview",
    "OwnPlace",
    "Planned",
    "Running",
    "asked",
    "choices",
    "experts",
    "has_older_twin",
    "helps",
    "invited",
    "on_lists",
    "organisers",
    "overview",
    "own_place",
    "place",
    "plan",
    "planned",
    "run_by",
    "sheet",
    "slots",
    "taken",
    "topics",
    "waiting",
    "went_out",
]
