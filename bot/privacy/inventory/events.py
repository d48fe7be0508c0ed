"""What is held about flash events."""

from __future__ import annotations

from bot.models import FlashEvent, FlashSeat, FlashTalk
from bot.privacy.inventory.parts import Held, Part, is_

EVENTS = (
    Held(
        model=FlashEvent,
        parts=[
            Part(
                is_(FlashEvent.created_by),
                ("title", "starts_at", "rounds", "minutes", "places", "state", "created_at"),
                {"place": ""},
            )
        ],
        people=("created_by", "cancelled_by"),
        of_event=FlashEvent.id,
        other=(
            *("topic_ids", "channel_id", "change_minutes", "rung", "version", "wakes_at", "replan_at"),
            *("announced_at", "refused_at", "forgotten_at"),
        ),
        because="clocks, counters, and where it was announced",
    ),
    Held(
        model=FlashSeat,
        parts=[
            Part(
                is_(FlashSeat.user_id),
                ("event_id", "role", "state", "joined_at"),
                {"question": ""},
            )
        ],
        deleted=is_(FlashSeat.user_id),
        people=("user_id",),
        of_event=FlashSeat.event_id,
        other=("topic_ids", "first_round", "fits"),
        because="how the rota was made",
    ),
    Held(
        model=FlashTalk,
        parts=[
            Part(
                is_(FlashTalk.mentee_id),
                ("event_id", "round", "mentee_id", "expert_id", "mentee_again"),
                {"mentee_note": "", "thanks": ""},
            ),
            Part(
                is_(FlashTalk.expert_id),
                ("event_id", "round", "mentee_id", "expert_id", "expert_again", "thanks"),
                {"expert_note": ""},
            ),
        ],
        people=("mentee_id", "expert_id", "missed_by"),
        of_event=FlashTalk.event_id,
        other=("missed_told", "ask_id"),
        because="who was told what, and which question goes on from it",
    ),
)
