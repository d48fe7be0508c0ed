"""A busy quarter: what two hundred people asked, met about and thanked for, generated with a seed.

Experts join by the app's own service; what is over is written as rows; what is under way is left to the app:
asks that look for somebody and yeses without a session are put there, and its worker does the rest.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select

from bot.admin import service as admin
from bot.app import MESSAGES
from bot.asks import service as asks
from bot.delivery import calls
from bot.delivery.kinds import PostMessage
from bot.delivery.service import card_key, enqueue
from bot.experts import service as experts
from bot.kit.db import WorkspaceSession
from bot.kit.hours import DEFAULT_WEEK
from bot.kit.ids import new_id
from bot.models import (
    Action,
    Ask,
    Card,
    Conversation,
    Expert,
    FollowUp,
    Offer,
    Outbox,
    OutboxState,
    Session,
    Slot,
    Thanks,
    Topic,
    WrapUp,
)
from bot.people import service as people
from bot.people.queries import hours_of_all
from bot.playground import shapes
from bot.playground.crowd import UNKNOWN_TOPIC, WORDS
from bot.playground.history import DAYS, UNDER_WAY, Quarter, Rows
from bot.playground.messages import checked
from bot.playground.server import StandIn
from bot.playground.world import Message
from bot.sessions.service import booking, scheduling
from bot.thanks import service as thanks
from bot.thanks.rules import follow_up_due

SEED = 7
EXPERTS = 60
PAUSED = 4
ASKS = 300


@dataclass(frozen=True, slots=True)
class Helper:
    """Somebody who opts in."""

    user_id: str
    topics: tuple[str, ...]
    skills: str
    about: str
    capacity: int = 2


async def fill(db: WorkspaceSession, slack: StandIn, known: Sequence[Helper], now: datetime) -> None:
    """Write the quarter into the app's database and, where people would see it, into the world.

    ``known`` are experts whom one should meet in every scene.
    """
    chance = random.Random(SEED)  # noqa: S311 - invents a company, guards nothing
    users = [u for u in slack.world.users.values() if not u.is_bot]
    shown = [shapes.user(slack.world, user) for user in users]
    await people.learn(db, shown, now, strangers=True)
    ids = [user.id for user in users]
    noor = next(user.id for user in users if user.is_admin)
    await admin.create_topic(db, noor, admin.TopicDetails(UNKNOWN_TOPIC, "Filing and reading them."), now)
    topics = {topic.name: topic.id for topic in await db.scalars(select(Topic))}
    able = await _experts_join(db, _helpers(chance, ids, known), topics, now)
    quarter = Quarter(chance, now, {u.id: u.tz for u in users}, ids, topics, able)
    for _ in range(ASKS - UNDER_WAY):
        quarter.past()
    _, booked = quarter.under_way()
    for model in (Ask, Offer, Session, WrapUp, Action, Thanks, FollowUp):
        await db.insert_all(model, quarter.rows.of[model])
    for offer_id in booked:
        await _book(db, chance, offer_id, now)
    await _plan_questions(db, quarter.follow, now)
    await _history(db, slack, now)


def _helpers(chance: random.Random, ids: list[str], known: Sequence[Helper]) -> list[Helper]:
    """Choose who helps, and with what."""
    names = sorted(WORDS)
    others = chance.sample(
        [one for one in ids if one not in {k.user_id for k in known}], EXPERTS - len(known)
    )
    chosen = list(known)
    for number, user_id in enumerate(others):
        first = names[number % len(names)]
        topics = tuple(sorted({first, chance.choice(names)}))
        capacity = chance.choice((1, 2, 2, 3, 4))
        chosen.append(Helper(user_id, topics, WORDS[first].skills, WORDS[first].about, capacity))
    return chosen


async def _experts_join(
    db: WorkspaceSession, helpers: Sequence[Helper], topics: dict[str, str], now: datetime
) -> dict[str, list[str]]:
    """Have them opt in, and the last few pause; return who can help with each topic."""
    able: dict[str, list[str]] = defaultdict(list)
    for one in helpers:
        details = experts.Details(
            topic_ids=[topics[name] for name in one.topics],
            windows=DEFAULT_WEEK,
            skills=one.skills,
            about=one.about,
            capacity=one.capacity,
        )
        await experts.join_or_update(db, one.user_id, details, now - timedelta(days=DAYS + 5))
        for name in one.topics:
            able[name].append(one.user_id)
    for days, one in enumerate(helpers[-PAUSED:], start=3):
        await db.update_where(Expert, Expert.user_id == one.user_id, paused_until=now + timedelta(days=days))
    return able


async def _book(db: WorkspaceSession, chance: random.Random, offer_id: str, now: datetime) -> None:
    """Open a session and have the mentee pick one of the proposed times."""
    opened = await scheduling.open_session(db, offer_id, now)
    if opened is None:
        return
    proposed = select(Slot.starts_at).where(Slot.session_id == opened.id)
    slots = list(await db.scalars(proposed.order_by(Slot.starts_at)))
    if slots:
        await booking.pick(db, opened.id, opened.mentee_id, chance.choice(slots), now)


async def _plan_questions(db: WorkspaceSession, held: list[tuple[str, str, datetime]], now: datetime) -> None:
    """Plan the questions after the sessions that still lie ahead."""
    hours = await hours_of_all(db, [mentee for _, mentee, _ in held])
    for session_id, mentee, end in held:
        for kind, weeks in thanks.WEEKS.items():
            due = follow_up_due(end, hours[mentee], weeks)
            if due > now:
                await enqueue(db, thanks.UNBLOCKED[kind], to=mentee, about=session_id, now=now, due=due)


async def _history(db: WorkspaceSession, slack: StandIn, now: datetime) -> None:
    """Put into people's messages what the app told them: how their asks stood, and the thank-yous."""
    told: list[tuple[datetime, str, str, str]] = [
        (ask.created_at, asks.TRACKER, ask.id, ask.mentee_id)
        for ask in await db.scalars(select(Ask).where(Ask.closed_at.is_not(None)))
    ]
    told += [
        (one.written_at, thanks.RECEIVED, one.session_id, one.expert_id)
        for one in await db.scalars(select(Thanks))
    ]
    rows = Rows()
    for at, kind, about, to in sorted(told):
        message = {"kind": kind, "recipient": to, "subject_id": about, "due_at": at, "created_at": at}
        effect = await MESSAGES[kind].render(db, Outbox(version=0, **message), now)
        if isinstance(effect, PostMessage):
            channel_id, stamp = _show(slack, to, effect, at)
            where = {"channel_id": channel_id, "message_ts": stamp}
            key = f"{about}:{kind}:{to}:0"
            sent = {"id": new_id(), "dedupe_key": key, "state": OutboxState.SENT, "done_at": at}
            rows.add(Outbox, **message, **sent, **where)
            if effect.card:
                card = card_key(effect.card, to)
                rows.add(Card, key=card, digest=calls.digest_of(effect), **where)
    for to in {row["recipient"] for row in rows.of[Outbox]}:
        await db.upsert(Conversation, {"members": to}, channel_id=slack.world.app_dm(to).id)
    for model in (Outbox, Card):
        await db.insert_all(model, rows.of[model])


def _show(slack: StandIn, to: str, say: PostMessage, at: datetime) -> tuple[str, str]:
    """Put a message of the past, long read, into somebody's DM; return where it stands."""
    world = slack.world
    channel = world.app_dm(to)
    content = checked(world, {"text": say.text, "blocks": say.blocks}, "history")
    stamp = f"{int(at.timestamp())}.{len(channel.messages):06d}"  # unique in its conversation
    channel.messages.append(
        Message(stamp, world.bot_user_id, content.text, content.blocks, bot_id=world.bot_id)
    )
    channel.read[to] = stamp
    return channel.id, stamp
