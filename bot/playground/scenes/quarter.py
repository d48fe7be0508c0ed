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
from bot.admin.rules import TopicDetails
from bot.delivery.messages import Recipient
from bot.delivery.outbox import enqueue
from bot.experts import service as experts
from bot.kit.db import WorkspaceSession
from bot.kit.hours import DEFAULT_WEEK
from bot.models import (
    Action,
    Ask,
    Expert,
    FollowUp,
    Offer,
    Session,
    Slot,
    Thanks,
    Topic,
    WrapUp,
)
from bot.people import service as people
from bot.people.queries import hours_of_all
from bot.playground.scenes.history import DAYS, UNDER_WAY, Quarter
from bot.playground.scenes.phrases import UNKNOWN_TOPIC, WORDS
from bot.playground.scenes.told_messages import write_told
from bot.playground.slack import shapes
from bot.playground.slack.server import StandIn
from bot.sessions.service import booking, scheduling
from bot.thanks import messages as thanks
from bot.thanks.queries import WEEKS
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
    """Write the quarter into the app's database and, where people would see it, into the workspace.

    ``known`` are experts whom one should meet in every scene.
    """
    rng = random.Random(SEED)  # noqa: S311 - invents a company, guards nothing
    users = [u for u in slack.workspace.users.values() if not u.is_bot]
    shown = [shapes.user(slack.workspace, user) for user in users]
    await people.store_members(db, shown, now, add_unknown=True)
    ids = [user.id for user in users]
    noor = next(user.id for user in users if user.is_admin)
    await admin.create_topic(db, noor, TopicDetails(UNKNOWN_TOPIC, "Filing and reading them."), now)
    topics = {topic.name: topic.id for topic in await db.scalars(select(Topic))}
    experts_by_topic = await _experts_join(db, _helpers(rng, ids, known), topics, now)
    quarter = Quarter(rng, now, {u.id: u.tz for u in users}, ids, topics, experts_by_topic)
    for _ in range(ASKS - UNDER_WAY):
        quarter.past()
    _, booked = quarter.under_way()
    for model in (Ask, Offer, Session, WrapUp, Action, Thanks, FollowUp):
        await db.insert_all(model, quarter.rows.of[model])
    for offer_id in booked:
        await _book(db, rng, offer_id, now)
    await _plan_questions(db, quarter.follow, now)
    await write_told(db, slack, now)


def _helpers(rng: random.Random, ids: list[str], known: Sequence[Helper]) -> list[Helper]:
    """Choose who helps, and with what."""
    names = sorted(WORDS)
    others = rng.sample([one for one in ids if one not in {k.user_id for k in known}], EXPERTS - len(known))
    chosen = list(known)
    for number, user_id in enumerate(others):
        first = names[number % len(names)]
        topics = tuple(sorted({first, rng.choice(names)}))
        capacity = rng.choice((1, 2, 2, 3, 4))
        chosen.append(Helper(user_id, topics, WORDS[first].skills, WORDS[first].about, capacity))
    return chosen


async def _experts_join(
    db: WorkspaceSession, helpers: Sequence[Helper], topics: dict[str, str], now: datetime
) -> dict[str, list[str]]:
    """Have them opt in, and the last few pause; return who can help with each topic."""
    experts_by_topic: dict[str, list[str]] = defaultdict(list)
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
            experts_by_topic[name].append(one.user_id)
    for days, one in enumerate(helpers[-PAUSED:], start=3):
        await db.update_where(Expert, Expert.user_id == one.user_id, paused_until=now + timedelta(days=days))
    return experts_by_topic


async def _book(db: WorkspaceSession, rng: random.Random, offer_id: str, now: datetime) -> None:
    """Open a session and have the mentee pick one of the proposed times."""
    opened = await scheduling.open_session(db, offer_id, now)
    if opened is None:
        return
    proposed = select(Slot.starts_at).where(Slot.session_id == opened.id)
    slots = list(await db.scalars(proposed.order_by(Slot.starts_at)))
    if slots:
        await booking.pick(db, opened.id, opened.mentee_id, rng.choice(slots), now)


async def _plan_questions(db: WorkspaceSession, held: list[tuple[str, str, datetime]], now: datetime) -> None:
    """Plan the questions after the sessions that still lie ahead."""
    hours = await hours_of_all(db, [mentee for _, mentee, _ in held])
    for session_id, mentee, end in held:
        for kind, weeks in WEEKS.items():
            due = follow_up_due(end, hours[mentee], weeks)
            if due > now:
                to = Recipient.person(mentee)
                await enqueue(db, thanks.UNBLOCKED[kind], to=to, about=session_id, now=now, due=due)
