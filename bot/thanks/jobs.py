"""When what follows a session is planned."""

from __future__ import annotations

from functools import cache

from sqlalchemy import Select, select

from bot.kit.due import for_each_due
from bot.kit.jobs import Job
from bot.kit.services import Services
from bot.models import Session, SessionState
from bot.thanks import service


async def plan(services: Services) -> None:
    """Plan the questions after every session that was held since the last tick."""
    await for_each_due(services, _to_plan(), service.plan)


@cache
def _to_plan() -> Select[str, str]:
    return (
        select(Session.workspace_id, Session.id)
        .where(Session.state == SessionState.HELD, Session.thanks_planned_at.is_(None), Session.concludes)
        .order_by(Session.closed_at)
    )


JOBS = [Job("plan_thanks", plan)]
