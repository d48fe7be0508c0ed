"""What is held about invitations to ask a first question."""

from __future__ import annotations

from bot.models import Campaign, CampaignMember
from bot.privacy.inventory.parts import Held, Part, is_

REACH = (
    Held(
        model=Campaign,
        parts=[Part(is_(Campaign.created_by), ("created_at",), {"words": "", "question": ""})],
        people=("created_by",),
        of_campaign=Campaign.id,
        other=(
            *("state", "cohort", "chosen", "seed", "begins_at", "looks_at", "ended_at", "forgotten_at"),
            *("first_people", "first_asked", "second_people", "second_asked"),
        ),
        because="which cohort was invited and when, how it was drawn, and counts of both halves",
    ),
    Held(
        model=CampaignMember,
        parts=[Part(is_(CampaignMember.user_id), ("state", "half", "invited_at"))],
        deleted=is_(CampaignMember.user_id),
        people=("user_id",),
        of_campaign=CampaignMember.campaign_id,
        other=("campaign_id", "begins_at", "due_at"),
        because="to which invitations it belongs, and when its half is due",
    ),
)
