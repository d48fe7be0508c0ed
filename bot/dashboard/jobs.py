"""The digest of each week."""

from __future__ import annotations

from datetime import timedelta

from bot.dashboard import service
from bot.kit.due import for_each_workspace
from bot.kit.jobs import Job
from bot.kit.services import Services

MONDAY, TUESDAY = 0, 1  # the second for whoever was not running on the first


async def plan_digests(services: Services) -> None:
    """Plan the digests as a week begins; each comes with its reader's next working hour."""
    if services.clock.now().weekday() in (MONDAY, TUESDAY):
        await for_each_workspace(services, _plan_digest)


async def _plan_digest(services: Services, workspace_id: str) -> None:
    async with services.database.begin(workspace_id) as db:
        await service.plan_digest(db, services.clock.now())


JOBS = [Job("plan_digests", plan_digests, every=timedelta(hours=1))]
