"""Reads about monthly rules: who looks after them, and who could be asked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from bot.kit.db import WorkspaceSession
from bot.models import (
    Expert,
    ExpertTopic,
    Person,
    Sheet,
    SheetPlan,
    SheetState,
    Topic,
)
from bot.people import queries as people


@dataclass(frozen=True, slots=True)
class Planned:
    """A monthly sheet as its organisers see it; ``gathering``: experts are asked at present."""

    plan: SheetPlan
    topic: Topic
    gathering: Sheet | None


async def plan(db: WorkspaceSession, plan_id: str, *, lock: bool = False) -> SheetPlan | None:
    """Return a monthly rule; ``lock``: kept from others who decide about it."""
    wanted = select(SheetPlan).where(SheetPlan.id == plan_id)
    found: SheetPlan | None = await db.scalar(wanted.with_for_update() if lock else wanted)
    return found


async def has_older_twin(db: WorkspaceSession, found: SheetPlan) -> bool:
    """Return whether an older rule brings sheets of the same topic to the same channel.

    Two topics with one each have been merged, or two people started it at the same time.
    """
    same = (SheetPlan.topic_id == found.topic_id, SheetPlan.channel_id == found.channel_id)
    older = (SheetPlan.created_at < found.created_at) | (
        (SheetPlan.created_at == found.created_at) & (SheetPlan.id < found.id)
    )
    running = select(SheetPlan.id).where(*same, SheetPlan.wakes_at.is_not(None), older)
    return await db.scalar(running.limit(1)) is not None


async def topics(db: WorkspaceSession) -> list[Topic]:
    """Return the active topics, whoever most help with first."""
    helping = (
        select(func.count())
        .select_from(ExpertTopic)
        .where(ExpertTopic.topic_id == Topic.id)
        .scalar_subquery()
    )
    wanted = select(Topic).where(Topic.archived_at.is_(None)).order_by(helping.desc(), Topic.name_key)
    return list(await db.scalars(wanted))


async def experts(db: WorkspaceSession, topic_id: str, now: datetime) -> list[str]:
    """Return who helps with a topic and is there at present."""
    awake = Expert.paused_until.is_(None) | (Expert.paused_until <= now)
    wanted = (
        select(Expert.user_id)
        .join(ExpertTopic, (ExpertTopic.user_id == Expert.user_id))
        .join(Person, (Person.user_id == Expert.user_id))
        .where(ExpertTopic.topic_id == topic_id, Expert.opted_out_at.is_(None), awake)
        .where(Person.deactivated.is_(False))
    )
    return list(await db.scalars(wanted.order_by(Expert.user_id)))


async def helps(db: WorkspaceSession, user_id: str) -> bool:
    """Return whether somebody is an expert at present."""
    found = await db.get(Expert, user_id)
    return found is not None and found.opted_out_at is None


async def planned(db: WorkspaceSession, plan_id: str) -> Planned | None:
    """Return a monthly sheet as its organisers see it."""
    found = await plan(db, plan_id)
    topic = await db.get(Topic, found.topic_id) if found else None
    if found is None or topic is None:
        return None
    gathering = (Sheet.plan_id == plan_id, Sheet.state == SheetState.GATHERING)
    return Planned(found, topic, await db.scalar(select(Sheet).where(*gathering)))


async def organisers(db: WorkspaceSession, found: SheetPlan) -> list[str]:
    """Return who looks after a monthly sheet: who started it, or the program team once they are gone."""
    if await people.is_admin(db, found.created_by):
        return [found.created_by]
    return await people.program_team(db)
