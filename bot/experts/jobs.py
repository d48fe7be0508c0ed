"""What the clock causes for experts: pauses end."""

from __future__ import annotations

from sqlalchemy import select

from bot.experts import service
from bot.kit.jobs import Job
from bot.kit.services import Services
from bot.models import Expert

AT_ONCE = 100


async def end_pauses(services: Services) -> None:
    """Bring back everyone whose pause is over, so that waiting asks find them."""
    now = services.clock.now()
    async with services.database.all_workspaces() as db:
        due = (
            await db.execute(
                select(Expert.workspace_id, Expert.user_id)
                .where(Expert.paused_until <= now)
                .order_by(Expert.paused_until)
                .limit(AT_ONCE)
            )
        ).all()
    for workspace_id, user_id in due:
        async with services.database.begin(workspace_id) as db:
            await service.end_pause(db, user_id, now)


JOBS = [Job("end_pauses", end_pauses)]
