"""What is held about how a program began, and what was posted for it."""

from __future__ import annotations

from bot.models import ChecklistItem, FirstSteps, ProgramPost
from bot.privacy.inventory.parts import Held, Part, is_

PILOT = (
    Held(
        model=ChecklistItem,
        other=("list", "key", "text", "asks_words", "position"),
        because="what stands on everybody's checklists",
    ),
    Held(
        model=FirstSteps,
        other=("done", "started_at", "greeted_at", "finished_at"),
        because="which first steps of the program are done",
    ),
    Held(
        model=ProgramPost,
        parts=[Part(is_(ProgramPost.posted_by), ("created_at",), {"words": ""})],
        people=("posted_by",),
        other=("kind", "channel_id", "tried_at", "refused_at"),
        because="what it is for, and where it was posted",
    ),
)
