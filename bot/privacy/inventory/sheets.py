"""What is held about sign-up sheets."""

from __future__ import annotations

from bot.models import Sheet, SheetExpert, SheetPlace, SheetPlan, SheetSlot
from bot.privacy.inventory.parts import Held, Part, is_

SHEETS = (
    Held(
        model=SheetPlan,
        parts=[
            Part(
                is_(SheetPlan.created_by), ("topic_id", "rule", "days_off", "minutes", "places", "created_at")
            )
        ],
        people=("created_by",),
        other=("channel_id", "zone", "next_post_at", "wakes_at", "tried_at", "refused_at"),
        because="clocks, and where its sheets are posted",
    ),
    Held(
        model=Sheet,
        other=(
            *("plan_id", "topic_id", "channel_id", "minutes", "places", "post_at", "state", "wakes_at"),
            *("ended_at", "forgotten_at", "created_at"),
        ),
        because="a month's sheet names nobody; its times and places do",
    ),
    Held(
        model=SheetExpert,
        parts=[Part(is_(SheetExpert.user_id), ("sheet_id", "asked_at", "declined_at"))],
        deleted=is_(SheetExpert.user_id),
        people=("user_id",),
    ),
    Held(
        model=SheetSlot,
        parts=[Part(is_(SheetSlot.expert_id), ("sheet_id", "starts_at", "state"))],
        people=("expert_id",),
    ),
    Held(
        model=SheetPlace,
        parts=[
            Part(is_(SheetPlace.user_id), ("sheet_id", "state", "listed_at", "joined_at"), {"question": ""})
        ],
        deleted=is_(SheetPlace.user_id),
        people=("user_id",),
        of_sheet=SheetPlace.sheet_id,
        other=("slot_id", "session_id"),
        because="which time and which session it is",
    ),
)
