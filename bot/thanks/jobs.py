"""When what follows a session is planned."""

from __future__ import annotations

from sqlalchemy import select

from bot.kit.jobs import Job
from bot.kit.services import Services
from bot.models import Session, SessionState, Workspace
from bot.thanks import service

AT_ONCE = 50  # sessions planned in one tick; the rest follow in the next


async def plan(services: Services) -> None:
    """Plan the questions after every session that was held since the last tick."""
    now = services.clock.now()
    async with services.database.all_workspaces() as db:
        found = (
            await db.execute(
                select(Session.workspace_id, Session.id)
                .join(Workspace, Workspace.id == Session.workspace_id)
                .where(Session.state == SessionState.HELD, Session.thanks_planned_at.is_(None))
                .where(Workspace.removed_at.is_(None))
                .limit(AT_ONCE)
            )
        ).all()
    for workspace_id, session_id in found:
        async with services.database.begin(workspace_id) as db:
            await service.plan(db, session_id, now)


JOBS = [Job("plan_thanks", plan)]
