"""Three who wait with the same question: two would share a session, and Ada is asked whether she would."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select

from bot.asks import service as asking_service
from bot.kit.db import WorkspaceSession
from bot.models import Ask, AskState, Person, PoolPlace, Topic
from bot.playground.scenes.colleagues import SMALL_COMPANY, add_colleagues
from bot.playground.scenes.scene import BuildContext, first_steps_taken
from bot.playground.scenes.small_company import experts_join, tidy_topics, wakeups_held_back
from bot.pooled import service
from bot.pooled.rules import Group

PEOPLE = len(SMALL_COMPANY)
TOPIC = "Presentations and storytelling"
ASKING = "ada"
QUESTIONS = {
    "jo": "How should I show the board what the new prices change for support?",
    "noor": "How do I present the new prices to the board without losing them in numbers?",
    "ada": "How do I show our pricing change to the board?",
}


async def build(context: BuildContext) -> None:
    """Bring everybody in, have three ask alike some days ago, and have two say that they would share."""
    ids = add_colleagues(context.slack)
    running = await context.start()
    await first_steps_taken(context, running)
    with wakeups_held_back(running.services):
        await tidy_topics(context.slack, ids["noor"])
        await experts_join(context.slack, ids)
        now = context.clock.now()
        async with running.services.database.begin(context.slack.workspace.team_id) as db:
            await _meet(db, context, ids, now)
            await _ask(db, ids, now)


async def _meet(db: WorkspaceSession, context: BuildContext, ids: dict[str, str], now: datetime) -> None:
    for one in SMALL_COMPANY:
        user = context.slack.workspace.users[ids[one.name]]
        known = {"name": user.real_name, "zone": user.tz, "is_admin": one.is_admin, "synced_at": now}
        await db.upsert(Person, {"user_id": user.id}, **known)


async def _ask(db: WorkspaceSession, ids: dict[str, str], now: datetime) -> None:
    topic_id = await db.scalar(select(Topic.id).where(Topic.name == TOPIC))
    asks = []
    for days, (name, question) in enumerate(QUESTIONS.items(), start=1):
        said = {"mentee_id": ids[name], "topic_id": topic_id, "question": question}
        at = now - timedelta(days=days)
        ask = await db.insert(Ask, **said, state=AskState.WAITING, created_at=at)
        asks.append(ask)
        await asking_service.changed(db, ask.id, ask.mentee_id, now)
    await service.propose(db, Group(tuple(sorted(one.id for one in asks)), 0.7), now)
    for place in await db.scalars(select(PoolPlace).order_by(PoolPlace.user_id)):
        if place.user_id != ids[ASKING]:
            await service.answer(db, place.id, place.user_id, yes=True, now=now)
