"""Planning what those who run the program are sent."""

from __future__ import annotations

from datetime import datetime

from bot.dashboard import messages
from bot.delivery.messages import Recipient
from bot.delivery.outbox import enqueue
from bot.kit.db import WorkspaceSession
from bot.models import WeeklyDigest
from bot.people import queries as people


async def send_file(db: WorkspaceSession, user_id: str, days: int, now: datetime) -> None:
    """Have somebody sent the figures of so many days as a file, once a minute at most."""
    key = f"{user_id}:{messages.CSV.id}:{days}:{now:%Y-%m-%dT%H:%M}"
    to = Recipient.person(user_id)
    await enqueue(db, messages.CSV, to=to, about=user_id, now=now, key=key, version=days)


async def plan_digest(db: WorkspaceSession, now: datetime) -> None:
    """Plan the digest of the week for the program team, once for each; not where it is switched off."""
    if (await people.settings(db)).weekly_digest is WeeklyDigest.NEVER:
        return
    year, week, _ = now.isocalendar()
    for user_id in await people.program_team(db):
        key = f"{user_id}:{messages.DIGEST.id}:{year}-{week}"
        to = Recipient.person(user_id)
        await enqueue(db, messages.DIGEST, to=to, about=user_id, now=now, key=key)
