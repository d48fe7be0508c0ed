"""A flash event that begins soon: Noor has planned it, and twenty-three others have joined."""

from __future__ import annotations

import random
from datetime import datetime, timedelta

from sqlalchemy import select

from bot.flash import service
from bot.kit.db import WorkspaceSession
from bot.models import Expert, ExpertTopic, FlashEvent, Person, Topic
from bot.people.service import experts_changed
from bot.playground.scenes.colleagues import SMALL_COMPANY, add_colleagues
from bot.playground.scenes.members import invent_members
from bot.playground.scenes.scene import BuildContext, first_steps_taken

PEOPLE = 24
SEED = 11
BEGINS_IN = timedelta(minutes=12)  # two before the rota is made: time to join, too
TOPICS = ("Presentations and storytelling", "Feedback and difficult conversations")
EXPERTS = 8
QUESTIONS = (
    "How do I end a talk so that people decide something?",
    "How many slides are enough for ten minutes with the board?",
    "How do I tell a colleague that their part of the work is late again?",
    "How do I open a talk for people who already know the numbers?",
    "What do I say when a review turns into a quarrel?",
    "How do I show one bad quarter without hiding it?",
    "How do I ask my manager for feedback that I can use?",
    "How do I cut a story of twenty minutes to five?",
    "How do I answer a hard question that I had not expected?",
    "How do I say no to a customer and keep them?",
    "Which picture says best that a plan has changed?",
    "How do I give feedback to somebody who has my old job?",
    "How do I keep a talk alive on a call with cameras off?",
    "How do I begin a conversation that I have put off for weeks?",
    "How do I make the second half of my talk as good as the first?",
)


async def build(context: BuildContext) -> None:
    """Bring everybody in, start the service, and have them join an event that begins soon."""
    ids = add_colleagues(context.slack)
    rng = random.Random(SEED)  # noqa: S311 - invents a company, guards nothing
    for one in invent_members(rng, PEOPLE - len(ids), set(ids)):
        user = context.slack.add_person(one.name, one.real_name, title=one.title, tz="Europe/Berlin")
        ids[one.name] = user.id
    channel = context.slack.add_channel("onboarding-week")
    running = await context.start()
    await first_steps_taken(context, running)
    now = context.clock.now()
    async with running.services.database.begin(context.slack.workspace.team_id) as db:
        await _meet(db, context, ids, now)
        event = await _plan(db, ids["noor"], channel.id, now)
        await _join(db, event, [ids[name] for name in ids if name != "noor"], now)
    running.services.wake()


async def _meet(db: WorkspaceSession, context: BuildContext, ids: dict[str, str], now: datetime) -> None:
    admins = {one.name for one in SMALL_COMPANY if one.is_admin}
    for name, user_id in ids.items():
        user = context.slack.workspace.users[user_id]
        known = {"name": user.real_name, "zone": user.tz, "is_admin": name in admins, "synced_at": now}
        await db.upsert(Person, {"user_id": user_id}, **known)


async def _plan(db: WorkspaceSession, by: str, channel_id: str, now: datetime) -> FlashEvent:
    topics = list(await db.scalars(select(Topic.id).where(Topic.name.in_(TOPICS)).order_by(Topic.name)))
    starts_at = (now + BEGINS_IN).replace(second=0, microsecond=0)
    return await db.insert(
        FlashEvent,
        created_by=by,
        title="Onboarding week: ask those who know",
        topic_ids=topics,
        channel_id=channel_id,
        starts_at=starts_at,
        rounds=5,
        minutes=10,
        change_minutes=2,
        places=20,
        wakes_at=starts_at - timedelta(minutes=10),
        announced_at=now,
        created_at=now,
    )


async def _join(db: WorkspaceSession, event: FlashEvent, people: list[str], now: datetime) -> None:
    helping, asking = people[1 : EXPERTS + 1], [people[0], *people[EXPERTS + 1 :]]
    for number, user_id in enumerate(helping):
        topics = event.topic_ids if number % 3 == 0 else [event.topic_ids[number % 2]]
        await _help(db, user_id, topics, now)
        await service.join_as_expert(db, event.id, user_id, topics, now)
    for number, user_id in enumerate(asking):
        topic = event.topic_ids[number % 2]
        question = QUESTIONS[number % len(QUESTIONS)]
        await service.join_with_question(db, event.id, user_id, question, topic, now)


async def _help(db: WorkspaceSession, user_id: str, topics: list[str], now: datetime) -> None:
    """Have somebody take questions between events, too: two who would meet again go on with one."""
    await db.insert(Expert, user_id=user_id, opted_in_at=now)
    for topic_id in topics:
        await db.insert(ExpertTopic, user_id=user_id, topic_id=topic_id)
    await experts_changed(db, [user_id])
