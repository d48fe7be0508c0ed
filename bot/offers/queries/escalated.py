"""What stewards and the program's team see of asks that found nobody, and whom they invite."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import exists, func, select
from sqlalchemy.orm import joinedload

from bot.admin import queries as admin
from bot.asks import queries as asks
from bot.asks.queries import UNASKED, TopicChoice
from bot.delivery.messages import Recipient
from bot.delivery.outbox import card_key
from bot.experts.rules import paused_through
from bot.kit.db import WorkspaceSession
from bot.kit.i18n import Words
from bot.matching import queries as matching
from bot.matching.rules import CONFIDENTIAL, Rule
from bot.models import (
    Ask,
    AskState,
    Card,
    Expert,
    ExpertTopic,
    Invitation,
    Offer,
    Person,
    Topic,
)
from bot.offers.queries.asking import is_expert
from bot.people import queries as people

DIGEST = 8  # asks that one digest shows
SMALLEST_GROUP = 5  # as everywhere: what concerns fewer people than these could be traced to one of them


@dataclass(frozen=True, slots=True)
class LeftOut:
    """The closest match of those who can't be asked, and the rule that stops them.

    ``name`` is empty where the rule is confidential; ``paused_through`` is the last day of a pause, or of an
    absence where that is known.
    """

    rule: Rule
    name: Words = ""
    paused_through: date | None = None


@dataclass(frozen=True, slots=True)
class EscalatedAsk:
    """An ask as stewards and admins see it: counts and states, never its words."""

    ask: Ask
    topic: Words
    asked: int
    left_out: LeftOut | None = None


@dataclass(frozen=True, slots=True)
class Digest:
    """The asks that one person hears of together, as many as one message shows; ``count`` is of all."""

    asks: tuple[EscalatedAsk, ...]
    count: int


@dataclass(frozen=True, slots=True)
class Invited:
    """A personal word to somebody who is no expert yet; the name is not escaped."""

    name: Words
    topic: Words
    note: str
    topic_id: str


async def escalated(db: WorkspaceSession, ask_id: str, reader_id: str, now: datetime) -> EscalatedAsk | None:
    """Return an ask for a steward or admin; None where there is none of this id."""
    ask = await db.scalar(select(Ask).where(Ask.id == ask_id).options(joinedload(Ask.topic)))
    if ask is None:
        return None
    made = select(func.count(Offer.id)).where(Offer.ask_id == ask_id, Offer.state.not_in(UNASKED))
    return EscalatedAsk(
        ask=ask,
        topic=admin.name_of(ask.topic),
        asked=await db.scalar(made) or 0,
        left_out=await _left_out(db, ask, reader_id, now),
    )


async def with_steward(db: WorkspaceSession, user_id: str, now: datetime) -> Digest:
    """Return the asks with nobody for which somebody was asked as their topic's steward."""
    idle = (AskState.STEWARD, AskState.WAITING)
    theirs = select(Ask).where(Ask.steward_id == user_id, Ask.state.in_(idle))
    return await _digest(db, list(await db.scalars(theirs.order_by(Ask.created_at, Ask.id))), user_id, now)


async def with_program_team(db: WorkspaceSession, user_id: str, now: datetime) -> Digest:
    """Return the waiting asks of which a member of the program's team hears."""
    return await _digest(db, await waiting_for_team(db, user_id, now), user_id, now)


async def waiting_for_team(db: WorkspaceSession, user_id: str, now: datetime) -> list[Ask]:
    """Return the asks that wait for somebody and whose day is not over, oldest first; but for those that a
    member of the program's team knows as mentee or steward.
    """
    known = (Ask.mentee_id == user_id) | (Ask.steward_id == user_id)
    waiting = select(Ask).where(
        Ask.state == AskState.WAITING, Ask.only_expert_id.is_(None), func.coalesce(known, False).is_(False)
    )
    waiting = waiting.options(joinedload(Ask.topic)).order_by(Ask.created_at, Ask.id)
    rows = list(await db.scalars(waiting))
    weeks = await people.work_weeks_of(db, {row.mentee_id for row in rows})
    ends = [(row, matching.end_of_day(row.needed_by, weeks[row.mentee_id])) for row in rows]
    return [row for row, end in ends if end is None or end > now]


async def waiting_for_steward(db: WorkspaceSession, user_id: str) -> list[Ask]:
    """Return the asks for which somebody is asked, as their topic's steward, whom to ask."""
    theirs = select(Ask).where(Ask.steward_id == user_id, Ask.state == AskState.STEWARD)
    whole = theirs.options(joinedload(Ask.topic)).order_by(Ask.created_at, Ask.id)
    return list(await db.scalars(whole))


async def _digest(db: WorkspaceSession, rows: list[Ask], user_id: str, now: datetime) -> Digest:
    shown = [await escalated(db, row.id, user_id, now) for row in rows[:DIGEST]]
    return Digest(tuple(one for one in shown if one is not None), len(rows))


async def has_digest(db: WorkspaceSession, name: str, user_id: str) -> bool:
    """Return whether somebody's digest has been posted."""
    return await db.get(Card, card_key(f"{name}:{user_id}", Recipient.person(user_id))) is not None


async def may_invite(db: WorkspaceSession, user_id: str) -> list[TopicChoice]:
    """Return the topics for which somebody may invite: all for the program's team, a steward's own."""
    topics = await asks.topic_choices(db)
    if await people.is_admin(db, user_id):
        return topics
    own = set(await db.scalars(select(Topic.id).where(Topic.steward_id == user_id)))
    return [topic for topic in topics if topic.id in own]


async def invited(db: WorkspaceSession, invitation_id: str) -> Invited | None:
    """Return an invitation as it is read, unless it is no longer needed."""
    whole = select(Invitation).where(Invitation.id == invitation_id).options(joinedload(Invitation.topic))
    found = await db.scalar(whole)
    if found is None or await is_expert(db, found.invited_id):
        return None
    return Invited(await people.name(db, found.invited_by), found.topic.name, found.note, found.topic_id)


async def _left_out(db: WorkspaceSession, ask: Ask, reader_id: str, now: datetime) -> LeftOut | None:
    """Return the closest match that a rule stops at this moment, while an ask is with nobody.

    One whom a block stops is mentioned only in a crowd, and then to every reader: to leave out the person
    themselves would tell the others who it is.
    """
    if ask.state not in (AskState.STEWARD, AskState.WAITING):
        return None
    (ranking,) = await matching.rankings_for(db, [ask], now)
    if ranking.best_left_out is None:
        return None
    user_id, rule = ranking.best_left_out
    if rule in CONFIDENTIAL:
        return LeftOut(rule) if await _group_size(db, ask, now) >= SMALLEST_GROUP else None
    if user_id == reader_id:
        return None
    expert = await db.get(Expert, user_id)
    someone = await people.person(db, user_id)
    away = people.away_of(someone, now)
    if rule is Rule.AWAY and away:
        return LeftOut(rule, people.name_of(someone), away.through)
    paused = paused_through(expert.paused_until, someone.zone, now) if expert and someone else None
    return LeftOut(rule, people.name_of(someone), paused)


async def _group_size(db: WorkspaceSession, ask: Ask, now: datetime) -> int:
    """Return how many experts on the topic it could be, for somebody who sees who is there and not paused."""
    holds = exists().where(ExpertTopic.user_id == Expert.user_id, ExpertTopic.topic_id == ask.topic_id)
    there = (
        select(func.count(Expert.user_id))
        .join(Expert.person)
        .where(
            *([holds] if ask.topic_id else []),
            Expert.user_id != ask.mentee_id,
            Expert.opted_out_at.is_(None),
            Expert.paused_until.is_(None) | (Expert.paused_until <= now),
            Person.away_until.is_(None) | (Person.away_until <= now),
            Person.deactivated.is_(False),
        )
    )
    return await db.scalar(there) or 0
