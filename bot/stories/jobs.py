"""What the clock decides about stories."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import cache

from sqlalchemy import Select, exists, select

from bot.kit.due import for_each_due
from bot.kit.jobs import Job
from bot.kit.services import Services
from bot.models import Outbox, OutboxState, Story, StoryState
from bot.stories import service


async def lapse(services: Services) -> None:
    """End the wait for those who were asked and said nothing."""
    await for_each_due(services, _to_lapse(services.clock.now()), service.lapse)


def _to_lapse(now: datetime) -> Select[str, str]:
    found = select(Story.workspace_id, Story.id).where(Story.lapses_at <= now)
    return found.order_by(Story.lapses_at)


async def note_refused(services: Services) -> None:
    """Have stories wait again whose channel Slack refuses for good."""
    await for_each_due(services, _refused(), service.note_refused)


@cache
def _refused() -> Select[str, str]:
    dead = exists().where(
        Outbox.workspace_id == Story.workspace_id,
        Outbox.subject_id == Story.id,
        Outbox.kind == service.POST_KIND,
        Outbox.state == OutboxState.DEAD,
        Outbox.created_at >= Story.published_at,
    )
    found = select(Story.workspace_id, Story.id)
    return found.where(Story.state == StoryState.PUBLISHED, dead).order_by(Story.id)


JOBS = [
    Job("stories_lapse", lapse, every=timedelta(minutes=1)),
    Job("stories_refused", note_refused, every=timedelta(seconds=5)),
]
