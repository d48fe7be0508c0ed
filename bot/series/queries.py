"""Reads about series."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from bot.admin import queries as admin
from bot.kit.db import WorkspaceSession
from bot.kit.i18n import Words
from bot.models import Ask, Person, Series, Session, Topic
from bot.people import queries as people


@dataclass(frozen=True, slots=True)
class Ended:
    """A series that somebody ended, as the other one is told. Name and topic are not escaped."""

    series: Series
    by: Words
    topic: Words


async def ended(db: WorkspaceSession, series_id: str) -> Ended | None:
    """Return a series that one of its two people ended early."""
    series = await db.get(Series, series_id)
    if series is None or series.ended_by is None:
        return None
    ask = await db.get_one(Ask, series.ask_id)
    topic = await db.get(Topic, ask.topic_id) if ask.topic_id else None
    return Ended(series, await people.name(db, series.ended_by), admin.name_of(topic))


async def sessions_of(db: WorkspaceSession, series_id: str) -> list[Session]:
    """Return the sessions of a series in their order."""
    mine = select(Session).join(Session.ask).where(Session.series_id == series_id)
    return list(await db.scalars(mine.order_by(Ask.part, Session.created_at, Session.id)))


async def somebody_left(db: WorkspaceSession, series: Series) -> bool:
    """Return whether one of the two is no longer in Slack."""
    left = select(Person.user_id).where(
        Person.user_id.in_((series.mentee_id, series.expert_id)), Person.deactivated.is_(True)
    )
    return await db.scalar(left.limit(1)) is not None
