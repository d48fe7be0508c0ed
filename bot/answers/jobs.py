"""What the clock does to answers in writing."""

from __future__ import annotations

from functools import cache

from sqlalchemy import Select, select

from bot.answers import service
from bot.kit.due import NOW, for_each_due
from bot.kit.jobs import Job
from bot.kit.services import Services
from bot.models import OPEN_ASK, Ask, WrittenAnswer


async def deliver(services: Services) -> None:
    """Bring the answers to the mentees that were written since the last look."""
    await for_each_due(services, _to_deliver(), service.deliver)


@cache
def _to_deliver() -> Select[str, str]:
    return (
        select(WrittenAnswer.workspace_id, WrittenAnswer.id)
        .where(WrittenAnswer.delivered_at.is_(None))
        .order_by(WrittenAnswer.written_at)
    )


async def settle(services: Services) -> None:
    """Settle the answers about which the mentee said nothing in time, or whose ask is over."""
    await for_each_due(services, _to_settle(), service.settle_by_clock)


@cache
def _to_settle() -> Select[str, str]:
    late = WrittenAnswer.decide_by <= NOW
    return (
        select(WrittenAnswer.workspace_id, WrittenAnswer.id)
        .join(WrittenAnswer.ask)
        .where(WrittenAnswer.settled_at.is_(None), late | Ask.state.not_in(OPEN_ASK))
        .order_by(WrittenAnswer.decide_by)
    )


JOBS = [Job("answers_deliver", deliver, urgent=True), Job("answers_settle", settle)]
