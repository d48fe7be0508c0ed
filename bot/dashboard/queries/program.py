"""What became of the questions of a period."""

from __future__ import annotations

import asyncio
from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select

from bot.admin import queries as admin
from bot.dashboard.queries.formats import formats
from bot.dashboard.rules import (
    AS_EXPECTED,
    FEWEST_PEOPLE,
    Asker,
    Figures,
    Happened,
    Helper,
    Meeting,
    Question,
    Share,
    Stage,
    TopicFigures,
    figures,
)
from bot.experts import queries as experts
from bot.kit.db import WorkspaceSession
from bot.models import (
    Action,
    ActionState,
    Ask,
    AskState,
    Expert,
    FollowUp,
    Offer,
    OfferState,
    Person,
    Series,
    Session,
    SessionState,
    StoryAnswer,
    Thanks,
    Tick,
)

ANSWERS = (OfferState.ACCEPTED, OfferState.DECLINED)


async def program_figures(db: WorkspaceSession, days: int, now: datetime) -> Figures:
    """Return how the program went in the last ``days``."""
    since = now - timedelta(days=days)
    sessions = await sessions_since(db, since)
    answers = await _answers(db, since)
    questions = [*await _questions(db, since, sessions, answers), *await _answered_before(db, since)]
    happened = Happened(
        questions=questions,
        helpers=await helpers(db, sessions),
        meetings=await _meetings(db, since, sessions, answers),
        actions=await _actions(db, since),
        topics=await topics(db, questions),
        forecasts=await _forecasts(db, now),
        formats=await formats(db, since),
        askers=await _askers(db),
    )
    # Ten thousand questions take most of a second, which nobody else should wait for.
    return await asyncio.to_thread(figures, happened, days, now)


async def questions_since(db: WorkspaceSession, since: datetime) -> list[Question]:
    """Return the questions of the period, as the figures count them."""
    sessions, answers = await sessions_since(db, since), await _answers(db, since)
    return [*await _questions(db, since, sessions, answers), *await _answered_before(db, since)]


async def sessions_since(db: WorkspaceSession, since: datetime) -> list[Any]:
    """Return the sessions of the period; those of a series belong to the question with which it began."""
    wanted = select(
        Session.id,
        func.coalesce(Series.ask_id, Session.ask_id).label("ask_id"),
        Session.mentee_id,
        Session.expert_id,
        Session.state,
        Session.minutes,
        experts.MEETING.label("meeting"),
        Session.starts_at,
        Session.created_at,
    )
    with_series = wanted.outerjoin(Series, Series.id == Session.series_id)
    return list((await db.execute(with_series.where(Session.created_at > since))).all())


async def _answers(db: WorkspaceSession, since: datetime) -> dict[str, int]:
    """Return by session the latest answer to how much it helped."""
    wanted = select(FollowUp.session_id, FollowUp.answer).join(FollowUp.session)
    return dict((await db.execute(wanted.where(Session.created_at > since).order_by(FollowUp.kind))).all())


async def _questions(
    db: WorkspaceSession, since: datetime, sessions: Iterable[Any], answers: dict[str, int]
) -> list[Question]:
    asked = select(Ask.id, Ask.mentee_id, Ask.topic_id, Ask.created_at, Ask.state, Person.zone).join(
        Ask.mentee
    )
    asks = (await db.execute(asked.where(Ask.created_at > since, Ask.part == 1))).all()
    offers = await _offers(db, since)
    thanked = set(
        await db.scalars(select(Thanks.session_id).join(Thanks.session).where(Session.created_at > since))
    )
    of_ask: dict[str, list[Any]] = defaultdict(list)
    for session in sessions:
        of_ask[session.ask_id].append(session)
    return [_question(ask, offers[ask.id], of_ask[ask.id], thanked, answers) for ask in asks]


async def _answered_before(db: WorkspaceSession, since: datetime) -> list[Question]:
    """Return the questions that a story answered before they were sent: asked, and helped."""
    who = (Person.workspace_id == StoryAnswer.workspace_id) & (Person.user_id == StoryAnswer.user_id)
    wanted = select(StoryAnswer.user_id, Person.zone, StoryAnswer.topic_id, StoryAnswer.created_at)
    rows = await db.execute(wanted.join(Person, who).where(StoryAnswer.created_at > since))
    stages = frozenset({Stage.ASKED, Stage.ANSWERED, Stage.HELPED})
    return [Question(user_id, zone, topic_id, at, stages) for user_id, zone, topic_id, at in rows]


async def _offers(db: WorkspaceSession, since: datetime) -> dict[str, list[Any]]:
    wanted = select(Offer.ask_id, Offer.state, Offer.answered_at).join(Offer.ask)
    found: dict[str, list[Any]] = defaultdict(list)
    real = Offer.state != OfferState.SUGGESTED
    for offer in (await db.execute(wanted.where(Ask.created_at > since, real))).all():
        found[offer.ask_id].append(offer)
    return found


def _question(
    ask: Any, offers: list[Any], sessions: list[Any], thanked: set[str], answers: dict[str, int]
) -> Question:
    # A place on a sign-up sheet is a yes beforehand: nobody took any time over it.
    told = [one.answered_at for one in offers if one.state in ANSWERS and _after(ask, one.answered_at)]
    held = [one for one in sessions if one.state is SessionState.HELD]
    booked = [one.starts_at for one in sessions if one.starts_at]
    reached = {
        Stage.ASKED: True,
        Stage.OFFERED: bool(offers),
        Stage.ACCEPTED: bool(sessions),
        Stage.BOOKED: bool(booked),
        Stage.HELD: bool(held),
        Stage.THANKED: any(one.id in thanked for one in held),
        Stage.HELPED: any(answers.get(one.id, 0) >= AS_EXPECTED for one in held),
    }
    return Question(
        mentee_id=ask.mentee_id,
        zone=ask.zone,
        topic_id=ask.topic_id,
        created_at=ask.created_at,
        stages=frozenset(stage for stage, came in reached.items() if came),
        waits=ask.state in (AskState.WAITING, AskState.STEWARD),
        answered_at=min(told, default=None),
        accepted_at=min((one.created_at for one in sessions if _after(ask, one.created_at)), default=None),
        meets_at=min(booked, default=None),
    )


def _after(ask: Any, at: datetime | None) -> bool:
    return at is not None and at > ask.created_at


async def helpers(db: WorkspaceSession, sessions: Iterable[Any]) -> list[Helper]:
    """Return everybody who offers to help or helped, with what they held."""
    held: dict[str, dict[str, int]] = defaultdict(dict)
    for one in sessions:
        if one.state is SessionState.HELD:
            held[one.expert_id][one.meeting] = one.minutes
    there = select(Expert.user_id, Expert.capacity).join(Expert.person)
    active = Expert.opted_out_at.is_(None), Person.deactivated.is_(False)
    declared = dict((await db.execute(there.where(*active))).all())
    everybody = sorted({*declared, *held})
    return [Helper(one, declared.get(one, 1), len(held[one]), sum(held[one].values())) for one in everybody]


async def _meetings(
    db: WorkspaceSession, since: datetime, sessions: Iterable[Any], answers: dict[str, int]
) -> list[Meeting]:
    """Return the sessions that were held; one counts as prepared when the mentee ticked something."""
    held = [one for one in sessions if one.state is SessionState.HELD]
    ticked = select(Tick.session_id, Tick.user_id).join(Tick.session).distinct()
    lately = Tick.ticked.is_(True), Session.created_at > since
    ready = {tuple(row) for row in (await db.execute(ticked.where(*lately))).all()}
    return [Meeting(one.mentee_id, (one.id, one.mentee_id) in ready, answers.get(one.id)) for one in held]


async def _actions(db: WorkspaceSession, since: datetime) -> Counter[bool]:
    """Return how many agreed actions are done, and how many are not."""
    counted = select(Action.state, func.count()).join(Action.session).where(Session.created_at > since)
    found: Counter[bool] = Counter()
    for state, count in (await db.execute(counted.group_by(Action.state))).all():
        found[state is ActionState.DONE] += count
    return found


async def _forecasts(db: WorkspaceSession, now: datetime) -> Share:
    """Return how many of the last waits for a yes were as forecast, over all topics with enough people."""
    told = [one for one in (await experts.forecasts(db, now)).values() if one.people >= FEWEST_PEOPLE]
    return Share(sum(one.held for one in told), sum(one.judged for one in told))


async def _askers(db: WorkspaceSession) -> list[Asker]:
    """Return everybody who has asked, also what a story answered before it was sent."""
    first, many = func.min(Ask.created_at), func.count()
    sent = select(Ask.mentee_id, first, many).where(Ask.part == 1).group_by(Ask.mentee_id)
    told = select(StoryAnswer.user_id, func.min(StoryAnswer.created_at), many).group_by(StoryAnswer.user_id)
    found: dict[str, Asker] = {}
    for user_id, at, count in [*(await db.execute(sent)), *(await db.execute(told))]:
        before = found.get(user_id, Asker(user_id, at, 0))
        found[user_id] = Asker(user_id, min(before.first_at, at), before.questions + count)
    return list(found.values())


async def topics(db: WorkspaceSession, questions: Iterable[Question]) -> list[TopicFigures]:
    """Return supply and demand of the active topics, those in need first."""
    asked = Counter(one.topic_id for one in questions)
    open_asks = select(Ask.topic_id, func.count()).where(Ask.state.in_((AskState.WAITING, AskState.STEWARD)))
    waiting = Counter(dict((await db.execute(open_asks.group_by(Ask.topic_id))).all()))
    found = [
        TopicFigures(row.topic.name, row.experts, asked[row.topic.id], waiting[row.topic.id])
        for row in await admin.topics_with_experts(db)
        if row.topic.archived_at is None
    ]
    return sorted(
        found, key=lambda one: (-one.waiting, -(one.asked if not one.experts else 0), -one.asked, one.name)
    )
