"""When the two of a session are asked whether they would like to go on."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache

from sqlalchemy import Select, exists, select

from bot.growing import rules, service
from bot.kit.due import for_each_due
from bot.kit.jobs import Job
from bot.kit.services import Services
from bot.models import Growth, Session, SessionState


async def ask(services: Services) -> None:
    """Ask after each session that was wrapped up lately and after which thanks follow."""
    since = services.clock.now() - rules.LATELY
    await for_each_due(
        services, _to_ask(since.replace(hour=0, minute=0, second=0, microsecond=0)), service.ask
    )


@lru_cache(maxsize=1)
def _to_ask(since: datetime) -> Select[str, str]:
    asked = exists().where(Growth.workspace_id == Session.workspace_id, Growth.session_id == Session.id)
    return (
        select(Session.workspace_id, Session.id)
        .where(
            Session.state == SessionState.HELD,
            Session.thanks_planned_at > since,
            Session.concludes.is_(True),
            ~asked,
        )
        .order_by(Session.closed_at)
    )


JOBS = [Job("growing_ask", ask)]
