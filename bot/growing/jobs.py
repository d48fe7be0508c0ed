"""When the two of a session are asked whether they would like to go on."""

from __future__ import annotations

from datetime import datetime
from functools import cache, lru_cache

from sqlalchemy import Select, and_, exists, or_, select

from bot.growing import rules, service
from bot.kit.due import for_each_due
from bot.kit.jobs import Job
from bot.kit.services import Services
from bot.models import Growth, Series, SeriesState, Session, SessionState


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


async def follow(services: Services) -> None:
    """Close the messages about going on once what the two chose is over."""
    await for_each_due(services, _to_follow(), service.follow)


@cache
def _to_follow() -> Select[str, str]:
    runs, open_ = Series.state == SeriesState.RUNNING, Growth.closed_at.is_(None)
    return (
        select(Growth.workspace_id, Growth.session_id)
        .join(Series, (Series.workspace_id == Growth.workspace_id) & (Series.id == Growth.series_id))
        .where(Growth.asked_at.is_not(None), or_(and_(runs, ~open_), and_(~runs, open_)))
        .order_by(Series.ended_at)
    )


JOBS = [Job("growing_ask", ask), Job("growing_follow", follow)]
