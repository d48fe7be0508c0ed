"""What is held about pooled asks."""

from __future__ import annotations

from bot.models import Pool, PoolExpert, PoolPlace
from bot.privacy.inventory.parts import Held, Part, is_

POOLS = (
    Held(
        model=Pool,
        parts=[
            Part(
                is_(Pool.expert_id),
                ("topic_id", "minutes", "state", "starts_at", "ends_at", "created_at", "ended_at"),
            )
        ],
        people=("expert_id", "called_off_by"),
        other=("closeness", "wakes_at", "give_up_at"),
        because="how alike the questions were, and clocks",
    ),
    Held(
        model=PoolPlace,
        parts=[Part(is_(PoolPlace.user_id), ("pool_id", "ask_id", "state", "answered_at", "session_id"))],
        people=("user_id",),
        other=("answer_by",),
        because="until when an answer was waited for",
    ),
    Held(
        model=PoolExpert,
        parts=[Part(is_(PoolExpert.user_id), ("pool_id", "asked_at", "declined"))],
        deleted=is_(PoolExpert.user_id),
        people=("user_id",),
        other=("answer_by",),
        because="until when an answer was waited for",
    ),
)
