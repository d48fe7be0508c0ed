"""What the clock does with the directory."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from bot.directory import service
from bot.kit.due import for_each_workspace
from bot.kit.jobs import Job
from bot.kit.services import Services
from bot.models import DirectoryEntry


async def link(services: Services) -> None:
    """Connect entries of the directory with the people whom Slack has told us of since."""
    some = select(DirectoryEntry.workspace_id).where(DirectoryEntry.user_id.is_(None))
    await for_each_workspace(services, _link, some.distinct().order_by(DirectoryEntry.workspace_id))


async def _link(services: Services, workspace_id: str) -> None:
    async with services.database.begin(workspace_id) as db:
        await service.link(db)


JOBS = [Job("directory_link", link, every=timedelta(minutes=10), background=True)]
