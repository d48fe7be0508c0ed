"""App Home as the outbox publishes it."""

from __future__ import annotations

from datetime import datetime

from bot.delivery.kinds import Effect, Home, MessageKind
from bot.delivery.service import HOME
from bot.home import queries, views
from bot.kit.db import WorkspaceSession
from bot.kit.jobs import Job
from bot.models import Outbox


async def home(db: WorkspaceSession, row: Outbox, now: datetime) -> Effect | None:
    """Return a person's App Home as it should be now; nothing for those who never open it."""
    if not await queries.keeps_home(db, row.recipient):
        return None
    return Home(views.home(await queries.page(db, row.recipient, now), now))


JOBS: list[Job] = []
MESSAGES: dict[str, MessageKind] = {HOME: MessageKind(home, low_priority=True, on_unknown_outcome="repeat")}
