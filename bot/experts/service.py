"""Decisions about being an expert: joining, changing, pausing, leaving."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from bot.admin import queries as admin
from bot.delivery.outbox import refresh_home
from bot.experts import rules, texts
from bot.kit.db import WorkspaceSession
from bot.kit.errors import UserMessage
from bot.kit.hours import Window
from bot.models import Avoidance, Expert, ExpertTopic, Person
from bot.people import queries as people
from bot.people import service as people_service


@dataclass(frozen=True, slots=True)
class Details:
    """What an expert tells us. ``capacity`` is sessions a month, ``lengths`` minutes.

    ``paused_through`` is the last day of a pause in the person's zone; ``avoids`` are the people they would
    rather not be matched with, in either role.
    """

    topic_ids: Collection[str]
    windows: Sequence[Window]
    skills: str = ""
    about: str = ""
    capacity: int = 2
    lengths: Sequence[int] = (30, 45, 60)
    paused_through: date | None = None
    avoids: Collection[str] = ()


async def join_or_update(db: WorkspaceSession, user_id: str, details: Details, now: datetime) -> bool:
    """Make a person an expert, or change what they told us; return whether they were none before.

    Raises UserMessage when none of the topics can be chosen any more.
    """
    active = {topic.id for topic in await admin.active_topics(db)}
    wanted = active & set(details.topic_ids)
    if not wanted:
        raise UserMessage(texts.TOPICS_GONE)
    avoids = set(details.avoids) - {user_id}
    await people_service.add_missing(db, [user_id, *avoids])
    zone = await people.zone(db, user_id)
    before = await db.get(Expert, user_id)
    joined = before is None or before.opted_out_at is not None
    through = details.paused_through
    # First, because it locks the row: two submissions of one person then take turns with all that follows.
    await db.upsert(
        Expert,
        {"user_id": user_id},
        skills=details.skills,
        about=details.about,
        capacity=details.capacity,
        lengths=sorted(details.lengths),
        paused_until=rules.end_of_pause(through, zone) if through else None,
        opted_in_at=now if before is None or joined else before.opted_in_at,
        opted_out_at=None,
    )
    # Links to archived topics stay: whoever helped with one does so again when it is restored.
    await db.delete_where(
        ExpertTopic, ExpertTopic.user_id == user_id, ExpertTopic.topic_id.in_(sorted(active))
    )
    await db.insert_all(ExpertTopic, [{"user_id": user_id, "topic_id": topic} for topic in sorted(wanted)])
    await _prefer(db, user_id, details.windows, avoids, now)
    return joined


async def set_preferences(
    db: WorkspaceSession, user_id: str, windows: Sequence[Window], avoids: Collection[str], now: datetime
) -> None:
    """Keep when somebody can meet and whom they would rather not meet, as a mentee or an expert."""
    others = set(avoids) - {user_id}
    await people_service.add_missing(db, [user_id, *others])
    await _prefer(db, user_id, windows, others, now)


async def _prefer(
    db: WorkspaceSession, user_id: str, windows: Sequence[Window], avoids: Collection[str], now: datetime
) -> None:
    await db.delete_where(Avoidance, Avoidance.user_id == user_id)
    await db.insert_all(Avoidance, [{"user_id": user_id, "other_id": other} for other in sorted(avoids)])
    await people_service.set_hours(db, user_id, windows)
    await people_service.experts_changed(db, [user_id])
    await people_service.pool_changed(db, now)
    await refresh_home(db, [user_id], now)


async def leave(db: WorkspaceSession, user_id: str, now: datetime) -> None:
    """Stop being an expert; what they told us stays for a return. Leaving twice is as good as once.

    Offers that are open with them move on with the next look at them: asks watches for experts who left.
    """
    left = await db.update_where(
        Expert,
        Expert.user_id == user_id,
        Expert.opted_out_at.is_(None),
        opted_out_at=now,
        paused_until=None,
    )
    if left:
        await people_service.experts_changed(db, [user_id])
    await refresh_home(db, [user_id], now)


async def pause(db: WorkspaceSession, user_id: str, until: date, now: datetime) -> None:
    """Offer nobody to an expert until a day of their calendar is over: ``until`` itself is paused too.

    ``paused_until`` becomes the start of the next day in their zone. Raises UserMessage for anybody else.
    """
    ends = rules.end_of_pause(until, await people.zone(db, user_id))
    changed = await db.update_where(
        Expert, Expert.user_id == user_id, Expert.opted_out_at.is_(None), paused_until=ends
    )
    if not changed:
        raise UserMessage(texts.NOT_JOINED)
    await people_service.experts_changed(db, [user_id])
    await refresh_home(db, [user_id], now)


async def unpause(db: WorkspaceSession, user_id: str, now: datetime) -> None:
    """End a pause now; nothing happens without one."""
    await _resume(db, user_id, now, Expert.paused_until.is_not(None))


async def end_pause(db: WorkspaceSession, user_id: str, now: datetime) -> None:
    """End a pause whose last day is over; nothing happens when it has been prolonged meanwhile."""
    await _resume(db, user_id, now, Expert.paused_until <= now)


async def say_here(db: WorkspaceSession, user_id: str, now: datetime) -> None:
    """Take somebody for here in spite of their Slack status, until they have another."""
    if await people_service.say_here(db, user_id):
        await follow_status(db, user_id, now)


async def follow_status(db: WorkspaceSession, user_id: str, now: datetime) -> None:
    """Show that somebody is away or back; whoever is back is found by the asks that wait."""
    someone = await people.person(db, user_id)
    if someone is None:
        return
    until = people.away_until(someone, now)
    await db.update_where(Person, Person.user_id == user_id, away_shown=until)
    if until is None:
        await people_service.pool_changed(db, now)
    await refresh_home(db, [user_id], now)


async def _resume(db: WorkspaceSession, user_id: str, now: datetime, *where: Any) -> None:
    if await db.update_where(Expert, Expert.user_id == user_id, *where, paused_until=None):
        await people_service.experts_changed(db, [user_id])
        await people_service.pool_changed(db, now)
        await refresh_home(db, [user_id], now)
