"""What is held about stories, whose words stay until one of the two takes them back."""

from __future__ import annotations

from bot.models import Story, StoryAnswer
from bot.privacy.inventory.parts import Held, Part, is_

STORIES = (
    Held(
        model=Story,
        parts=[
            Part(
                is_(Story.mentee_id, Story.expert_id),
                ("session_id", "topic_id", "created_at", "published_at"),
                {"question": "", "helped": ""},
            )
        ],
        people=("mentee_id", "expert_id", "written_by", "published_by"),
        other=("state", "version", "lapses_at", "channel_id"),
        because="how far it is, which does not tell a no, and where it was posted",
    ),
    Held(
        model=StoryAnswer,
        parts=[Part(is_(StoryAnswer.user_id), ("topic_id", "created_at"))],
        people=("user_id",),
        other=("story_id",),
        because="which story it was",
    ),
)
