"""What the clock causes for asks: words that nobody came back to are forgotten."""

from __future__ import annotations

from datetime import timedelta
from functools import cache

from sqlalchemy import Select, select

from bot.asks import service
from bot.kit.due import NOW, for_each_due
from bot.kit.jobs import Job
from bot.kit.services import Services
from bot.models import StartedAsk


async def forget_started(services: Services) -> None:
    """Forget words that no form was opened for."""
    await for_each_due(services, _forgotten(), service.forget_started)


@cache
def _forgotten() -> Select[str, str]:
    old = (StartedAsk.used_at.is_(None), StartedAsk.forget_at <= NOW)
    return select(StartedAsk.workspace_id, StartedAsk.id).where(*old).order_by(StartedAsk.forget_at)


JOBS = [Job("forget_started", forget_started, every=timedelta(hours=1))]
