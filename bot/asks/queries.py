"""Reads about asks."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from bot.admin import queries as admin
from bot.asks.rules import Draft, sharper_opening
from bot.delivery.conversations import NOWHERE, Talk, members_of, sharing, talk_of
from bot.delivery.messages import Recipient
from bot.experts import queries as experts
from bot.experts.queries import Supply
from bot.kit.carried import Carried
from bot.kit.db import WorkspaceSession
from bot.kit.i18n import Words
from bot.matching import queries as matching
from bot.matching.rules import CONFIDENTIAL, Rule
from bot.models import (
    LIVE_OFFER,
    OPEN_ASK,
    OPEN_POOL,
    Ask,
    AskState,
    Expert,
    Offer,
    OfferState,
    Pool,
    PoolPlace,
    Session,
    SessionState,
    ShareState,
    Topic,
    WrittenAnswer,
)
from bot.people import queries as people
from bot.people.queries import Away

UNASKED = (OfferState.SUGGESTED,)
LOOK_AHEAD = timedelta(days=7)  # holds a working day wherever it begins


class NextStep(StrEnum):
    """What comes when nobody who has an ask answers in time."""

    EXPERT = "expert"  # the next one is asked
    STEWARD = "steward"  # whoever looks after the topic is asked for somebody
    OPEN = "open"  # nobody is left: it stays open
    MENTEE = "mentee"  # only one person was agreed on: the mentee is asked


TIGHT_MINUTES = 480  # one working day of the mentee: with less, they hear how little it is


@dataclass(frozen=True, slots=True)
class WithExpert:
    """A live offer as the mentee sees it: why this expert, whose name stays out of it until they say yes."""

    offer: Offer
    reasons: tuple[Words, ...]


@dataclass(frozen=True, slots=True)
class Ways:
    """What could be done for an ask that is with nobody, besides waiting.

    ``near_topic``: the name of a topic close to its own, of which somebody could be asked. ``in_writing``:
    whether somebody fits who only shares no hour with the mentee. ``wider``: whether widening would find
    somebody. ``is_offered``: whether anybody offers its topic at all.
    """

    near_topic_id: str = ""
    near_topic: str = ""
    in_writing: bool = False
    wider: bool = False
    is_offered: bool = True


@dataclass(frozen=True, slots=True)
class Tracked:
    """An ask as its mentee sees it.

    ``live`` are those who have it now, two at most; ``expert`` and ``starts_at`` are known once there is one.
    ``left_out`` is the rule that stops the closest other match, while the ask is with nobody. ``begins_at``:
    when it reaches those who have it, while that is ahead. ``only``: whom the mentee agreed to, where nobody
    else is asked; ``only_away``: that they are away. ``ways``: what could be done, while the ask is with
    nobody. ``written_by``: whose answer in writing the mentee has, while it is not settled whether it is
    enough. ``silent``: how many let their time pass. ``meeting`` is how the session with the expert stands,
    ``talk`` where they plan it, and ``sharing`` who else asks in it. ``share`` is whether its mentee
    is asked to share a session, or has agreed to, while nobody is asked for them alone.
    """

    ask: Ask
    topic: Words
    asked: int
    live: tuple[WithExpert, ...]
    expert: Words
    starts_at: datetime | None
    date_passed: bool
    left_out: Rule | None = None
    next_step: NextStep = NextStep.EXPERT
    begins_at: datetime | None = None
    only: Words = ""
    only_away: Away | None = None
    ways: Ways | None = None
    written_by: Words = ""
    silent: int = 0
    meeting: SessionState | None = None
    talk: Talk = NOWHERE
    sharing: tuple[Words, ...] = ()
    share: ShareState | None = None


class MaybeAnswer(Carried):
    """Words that may be the answer to the question of an offer's expert."""

    offer_id: str
    started_id: str


@dataclass(frozen=True, slots=True)
class TopicChoice:
    """A topic that can be asked about, and who offers it where that was looked up."""

    id: str
    name: str
    supply: Supply | None = None


@dataclass(frozen=True, slots=True)
class Again:
    """A past session from which its mentee asks again; ``helps``: its expert can still be asked.

    ``topic_id`` is None where its topic is no longer offered, ``question`` is empty where its words were let
    go. The expert's name is not escaped.
    """

    session_id: str
    expert_id: str
    expert: Words
    helps: bool
    topic_id: str | None
    question: str


async def again(db: WorkspaceSession, session_id: str, user_id: str) -> Again | None:
    """Return a past session from which this person may ask again: as its mentee, once it took place."""
    whole = joinedload(Session.ask).joinedload(Ask.topic)
    mine = Session.id == session_id, Session.mentee_id == user_id, Session.state == SessionState.HELD
    session = await db.scalar(select(Session).where(*mine).options(whole))
    if session is None:
        return None
    ask, expert = session.ask, await db.get(Expert, session.expert_id)
    someone = await people.person(db, session.expert_id)
    here = someone is not None and not someone.deactivated
    return Again(
        session_id=session.id,
        expert_id=session.expert_id,
        expert=people.name_of(someone),
        helps=here and expert is not None and expert.opted_out_at is None,
        topic_id=ask.topic_id if ask.topic and ask.topic.archived_at is None else None,
        question="" if ask.forgotten_at else ask.question,
    )


async def tight(db: WorkspaceSession, user_id: str, day: date | None, now: datetime) -> int | None:
    """Return how many working minutes are left until a day is over, where that is a working day or less."""
    week = await people.work_week_of(db, user_id)
    end = matching.end_of_day(day, week)
    if end is None or end > now + LOOK_AHEAD:
        return None
    left = week.working_minutes_between(now, end)
    return left if left <= TIGHT_MINUTES else None


async def tracked(db: WorkspaceSession, row: Ask, now: datetime) -> Tracked:
    """Return an ask with everything its tracker card shows."""
    made = select(Offer).where(Offer.ask_id == row.id, Offer.state.not_in(UNASKED))
    offers = list(await db.scalars(made.order_by(Offer.offered_at, Offer.score.desc(), Offer.id)))
    accepted = next((offer for offer in offers if offer.state == OfferState.ACCEPTED), None)
    topic = await db.get(Topic, row.topic_id) if row.topic_id else None
    hours = await people.hours_of(db, row.mentee_id)
    end = matching.end_of_day(row.needed_by, hours)
    passed = end is not None and end <= now and row.state in OPEN_ASK
    live = [offer for offer in offers if offer.state in LIVE_OFFER]
    begins_at = min((offer.offered_at for offer in live), default=now)
    session = await _session(db, accepted) if accepted else None
    only = await people.person(db, row.only_expert_id) if row.only_expert_id else None
    share = await _share(db, row)
    return Tracked(
        ask=row,
        topic=admin.name_of(topic),
        asked=len(offers),
        live=tuple(WithExpert(offer, matching.reasons_of(offer)) for offer in live),
        expert=await people.name(db, accepted.expert_id) if accepted else "",
        starts_at=session.starts_at if session else None,
        meeting=session.state if session else None,
        talk=await _talk(db, row, accepted, session) if accepted else NOWHERE,
        sharing=tuple([await people.name(db, one) for one in await sharing(db, session)]) if session else (),
        silent=sum(offer.state == OfferState.TIMED_OUT for offer in offers),
        date_passed=passed,
        left_out=None if passed or share else await _left_out(db, row, now),
        next_step=await _next_step(db, row, now) if live else NextStep.OPEN,
        begins_at=begins_at if begins_at > now else None,
        only=people.name_of(only) if row.only_expert_id else "",
        only_away=people.away_of(only, now),
        written_by=await _written_by(db, row),
        ways=None if share else await _ways(db, row, now),
        share=share,
    )


async def _share(db: WorkspaceSession, row: Ask) -> ShareState | None:
    """Return how an ask that is with nobody stands in a pool that looks for an expert."""
    if row.state not in (AskState.STEWARD, AskState.WAITING):
        return None
    mine = (PoolPlace.ask_id == row.id, PoolPlace.state != ShareState.OUT, Pool.state.in_(OPEN_POOL))
    wanted = select(PoolPlace.state).join(Pool, Pool.id == PoolPlace.pool_id).where(*mine)
    found: ShareState | None = await db.scalar(wanted)
    return found


async def _talk(db: WorkspaceSession, row: Ask, accepted: Offer, session: Session | None) -> Talk:
    both = Recipient.group(row.mentee_id, accepted.expert_id)
    return await talk_of(db, await members_of(db, session) if session else both)


async def _next_step(db: WorkspaceSession, row: Ask, now: datetime) -> NextStep:
    """Return what comes after those who have an ask now."""
    if row.only_expert_id is not None:
        return NextStep.MENTEE
    named = select(Offer.id).where(Offer.ask_id == row.id, Offer.state.in_(UNASKED)).limit(1)
    if await db.scalar(named) is not None or (await matching.rankings_for(db, [row], now))[0].ranked:
        return NextStep.EXPERT
    return NextStep.OPEN if row.steward_id or not await steward_of(db, row, now) else NextStep.STEWARD


async def steward_of(db: WorkspaceSession, row: Ask, now: datetime) -> str | None:
    """Return who looks after an ask's topic and can be asked: not the mentee, nobody who left or is away."""
    whole = select(Topic).where(Topic.id == row.topic_id).options(joinedload(Topic.steward))
    topic = await db.scalar(whole) if row.topic_id else None
    steward = topic.steward if topic else None
    if steward is None or steward.deactivated or steward.user_id == row.mentee_id:
        return None
    if people.away_until(steward, now) is not None:
        return None
    return steward.user_id


async def _ways(db: WorkspaceSession, row: Ask, now: datetime) -> Ways | None:
    """Return what could be done for an ask that is with nobody."""
    if row.state not in (AskState.STEWARD, AskState.WAITING) or row.only_expert_id:
        return None
    found = await matching.ways_on(db, row, now)
    near = await db.get(Topic, found.near_topic) if found.near_topic else None
    return Ways(
        near_topic_id=near.id if near else "",
        near_topic=near.name if near else "",
        in_writing=found.in_writing is not None,
        wider=found.wider,
        is_offered=row.topic_id is None or row.topic_id in await experts.supply(db, row.mentee_id, now),
    )


async def _written_by(db: WorkspaceSession, row: Ask) -> Words:
    undecided = select(WrittenAnswer.expert_id).where(
        WrittenAnswer.ask_id == row.id, WrittenAnswer.settled_at.is_(None)
    )
    expert_id = await db.scalar(undecided.order_by(WrittenAnswer.written_at.desc()).limit(1))
    return await people.name(db, expert_id) if expert_id and row.state in OPEN_ASK else ""


async def _left_out(db: WorkspaceSession, row: Ask, now: datetime) -> Rule | None:
    """Return the rule that stops the closest match at this moment, while an ask is with nobody.

    Nothing of a confidential one: whoever reads that somebody can't be asked would look for who it is.
    """
    if row.state not in (AskState.STEWARD, AskState.WAITING) or row.only_expert_id:
        return None
    (ranking,) = await matching.rankings_for(db, [row], now)
    rule = ranking.best_left_out[1] if ranking.best_left_out else None
    return None if rule in CONFIDENTIAL else rule


async def _session(db: WorkspaceSession, accepted: Offer) -> Session | None:
    return await db.scalar(select(Session).where(Session.offer_id == accepted.id).limit(1))


def opening_of(ask: Ask) -> str | None:
    """Return the opening that the clinic makes of an ask, of the words and the day it has now."""
    return sharper_opening(Draft(ask.question, minutes=ask.minutes, needed_by=ask.needed_by))


async def question_back(db: WorkspaceSession, mentee_id: str) -> Offer | None:
    """Return the offer whose expert's question a mentee has still to answer; the most urgent of several."""
    waiting = (
        select(Offer)
        .join(Offer.ask)
        .where(
            Ask.mentee_id == mentee_id,
            Offer.state.in_(LIVE_OFFER),
            Offer.question.is_not(None),
            Offer.answer.is_(None),
        )
    )
    return await db.scalar(waiting.order_by(Offer.deadline_at, Offer.id).limit(1))


async def topic_choices(db: WorkspaceSession) -> list[TopicChoice]:
    """Return the topics that can be asked about, by name."""
    return [TopicChoice(topic.id, topic.name) for topic in await admin.active_topics(db)]


async def offered_topics(db: WorkspaceSession, mentee_id: str, now: datetime) -> list[TopicChoice]:
    """Return the topics that can be asked about, each with who else offers it and how soon they say yes."""
    offered = await experts.supply(db, mentee_id, now)
    return [replace(topic, supply=offered.get(topic.id, Supply())) for topic in await topic_choices(db)]


async def gap_days(db: WorkspaceSession, ask_id: str = "") -> int:
    """Return the days between the sessions of a series: those it was wished for with, or the workspace's."""
    ask = await db.get(Ask, ask_id) if ask_id else None
    return (ask.gap_days if ask else None) or (await people.settings(db)).series_gap_days
