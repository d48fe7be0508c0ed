"""What the clock causes for experts: pauses end."""

from __future__ import annotations

from sqlalchemy import select

from bot.experts import service
from bot.kit.house import House
from bot.kit.jobs import Job
from bot.models import Expert

AT_ONCE = 100


async def end_pauses(house: House) -> None:
    """Bring back everyone whose pause is over, so that waiting asks find them."""
    now = house.clock.now()
    async with house.db.begin_across() as db:
        due = (
            await db.execute(
                select(Expert.workspace_id, Expert.user_id)
                .where(Expert.paused_until <= now)
                .order_by(Expert.paused_until)
                .limit(AT_ONCE)
            )
        ).all()
    for workspace_id, user_id in due:
        async with house.db.begin(workspace_id) as tx:
            await service.end_pause(tx, user_id, now)


JOBS = [Job("end_pauses", end_pauses)]
