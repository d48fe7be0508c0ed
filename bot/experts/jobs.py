"""What the clock causes for experts: pauses end, and so do absences."""

from __future__ import annotations

from functools import cache

from sqlalchemy import Select, and_, or_, select

from bot.experts import service
from bot.kit.due import NOW, for_each_due
from bot.kit.jobs import Job
from bot.kit.services import Services
from bot.models import Expert, Person


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


async def follow_statuses(services: Services) -> None:
    """Show who is away by their Slack status, and bring back everyone whose status is over."""
    await for_each_due(services, _changed(), service.follow_status)


@cache
def _changed() -> Select[str, str]:
    away = Person.away_until > NOW
    unseen = Person.away_shown.is_(None) | (Person.away_shown != Person.away_until)
    over = Person.away_until.is_(None) | (Person.away_until <= NOW)
    return (
        select(Person.workspace_id, Person.user_id)
        .where(or_(and_(away, unseen), and_(Person.away_shown.is_not(None), over)))
        .order_by(Person.workspace_id, Person.user_id)
    )


JOBS = [Job("end_pauses", end_pauses), Job("follow_statuses", follow_statuses)]
