"""What the clock causes for experts: pauses end."""

from __future__ import annotations

from functools import cache

from sqlalchemy import Select, select

from bot.experts import service
from bot.kit.due import NOW, for_each_due
from bot.kit.jobs import Job
from bot.kit.services import Services
from bot.models import Expert


async def end_pauses(services: Services) -> None:
    """Bring back everyone whose pause is over, so that waiting asks find them."""
    await for_each_due(services, _over(), service.end_pause)


@cache
def _over() -> Select[str, str]:
    return (
        select(Expert.workspace_id, Expert.user_id)
        .where(Expert.paused_until <= NOW)
        .order_by(Expert.paused_until)
    )


JOBS = [Job("end_pauses", end_pauses)]
