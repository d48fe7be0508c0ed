"""What is behind a figure: ids, times and states, from the same reads as the figure, so that both agree."""

from __future__ import annotations

import asyncio
from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import select

from bot.admin import queries as admin
from bot.dashboard.queries.program import helpers, questions_since, sessions_since, topics
from bot.dashboard.rules import (
    FEWEST_PEOPLE,
    Item,
    Listed,
    Listing,
    Stage,
    Why,
    came_to,
    grouped,
    held,
)
from bot.kit.db import WorkspaceSession
from bot.models import Ask, AskState, Topic


async def behind(db: WorkspaceSession, listed: Listed, days: int, now: datetime) -> Listing:
    """Return the list behind a figure of the last ``days``; what waits is listed whenever it was asked."""
    since = now - timedelta(days=days)
    if listed is Listed.TOPICS:
        return await _topics(db, days, since)
    if listed.stage:
        items = await _came_to(db, listed.stage, since)
    else:
        items = await _helpers(db, since) if listed is Listed.LOAD else await _waiting(db)
    return Listing(listed, days, len(items), await asyncio.to_thread(grouped, items))


async def _topics(db: WorkspaceSession, days: int, since: datetime) -> Listing:
    questions = await questions_since(db, since)
    found = await topics(db, questions)
    enough = len({one.mentee_id for one in questions}) >= FEWEST_PEOPLE
    return Listing(Listed.TOPICS, days, len(found), topics=found, enough=enough)


async def _came_to(db: WorkspaceSession, stage: Stage, since: datetime) -> list[Item]:
    there = [one for one in await questions_since(db, since) if stage in one.stages]
    names = dict((await db.execute(select(Topic.id, Topic.name))).all())
    return [
        Item(one.mentee_id, names.get(one.topic_id or "", ""), came_to(one), one.created_at) for one in there
    ]


async def _waiting(db: WorkspaceSession) -> list[Item]:
    """Return the questions that wait, each with the reason."""
    wanted = select(Ask.mentee_id, Ask.topic_id, Topic.name, Ask.state, Ask.created_at)
    waits = Ask.state.in_((AskState.WAITING, AskState.STEWARD))
    rows = await db.execute(wanted.outerjoin(Topic, Topic.id == Ask.topic_id).where(waits))
    helped = {row.topic.id for row in await admin.topics_with_experts(db) if row.experts}
    return [
        Item(mentee_id, name or "", _why(state, topic_id, helped), at)
        for mentee_id, topic_id, name, state, at in rows
    ]


def _why(state: AskState, topic_id: str | None, helped: Collection[str]) -> Why:
    if state is AskState.STEWARD:
        return Why.STEWARD
    return Why.BUSY if topic_id is None or topic_id in helped else Why.NOBODY


async def _helpers(db: WorkspaceSession, since: datetime) -> list[Item]:
    """Return who helps or helped, by what they offer for a month."""
    found = await helpers(db, await sessions_since(db, since))
    return [Item(one.user_id, str(one.capacity), held(one)) for one in found]
