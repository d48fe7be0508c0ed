"""What ranking is told of an ask."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from sqlalchemy import or_, select

from bot.directory import queries as directory
from bot.kit.db import WorkspaceSession
from bot.kit.hours import WorkingHours, instant_of, narrowed
from bot.matching.engine.hours import Calendar, Weeks
from bot.matching.rules import AskFacts
from bot.models import UNDER_WAY, Ask, Avoidance, Offer, OfferState, Session, SessionState, Topic, WrapUp
from bot.people import queries as people

MET_LATELY = timedelta(days=90)


def end_of_day(day: date | None, hours: WorkingHours) -> datetime | None:
    """Return the instant at which a day of somebody's calendar ends, in UTC."""
    return instant_of(hours.tz, day + timedelta(days=1), 0) if day else None


async def origins(db: WorkspaceSession, ask: Ask) -> list[str]:
    """Return the ids of the asks that an ask goes on from, the last one first."""
    found: list[str] = []
    origin = ask.origin_id
    while origin is not None:
        found.append(origin)
        origin = await db.scalar(select(Ask.origin_id).where(Ask.id == origin).limit(1))
    return found


async def asked_before(db: WorkspaceSession, ask: Ask) -> set[str]:
    """Return who had the questions that an ask goes on from, and is not asked again."""
    if ask.origin_id is None:
        return set()
    never = (OfferState.SUGGESTED, OfferState.CLOSED)
    had = select(Offer.expert_id).where(Offer.ask_id.in_(await origins(db, ask)), Offer.state.not_in(never))
    return set(await db.scalars(had))


async def mentee_hours(db: WorkspaceSession, ask: Ask) -> WorkingHours:
    """Return when the mentee can meet for an ask: the hours named in it, else those of their week."""
    return narrowed(await people.hours_of(db, ask.mentee_id), ask.hours_from, ask.hours_to)


async def facts_of(db: WorkspaceSession, ask: Ask, now: datetime) -> AskFacts:
    """Return what ranking knows of an ask."""
    hours = await mentee_hours(db, ask)
    topic = await db.get(Topic, ask.topic_id) if ask.topic_id else None
    workspace = await people.workspace(db)
    asked = set(await db.scalars(select(Offer.expert_id).where(Offer.ask_id == ask.id)))
    met = list(
        await db.scalars(
            select(Session.expert_id).where(
                Session.mentee_id == ask.mentee_id,
                Session.state == SessionState.HELD,
                Session.ends_at > now - MET_LATELY,
            )
        )
    )
    return AskFacts(
        mentee_id=ask.mentee_id,
        topic_id=ask.topic_id,
        topic_name=topic.name if topic else "",
        question=ask.question,
        background=ask.background,
        outcome=ask.outcome,
        minutes=ask.minutes,
        needed_by=end_of_day(ask.needed_by, hours),
        hours=hours,
        avoids=await _blocks(db, ask.mentee_id),
        already_asked=frozenset(asked | await asked_before(db, ask)),
        line=await directory.reporting_line(db, ask.mentee_id),
        met_before=frozenset(met),
        liked=await _liked(db, ask.mentee_id),
        widened=ask.widened,
        key=ask.id,
        preset=workspace.settings.matching_preset.value,
        newcomer_percent=workspace.settings.newcomer_percent,
    )


async def shares_hour(db: WorkspaceSession, ask: Ask, user_id: str, now: datetime) -> bool:
    """Return whether somebody could meet the mentee of an ask, as ranking sees it."""
    facts, weeks = await facts_of(db, ask, now), Weeks()
    calendar = Calendar(facts, now, weeks)
    theirs = or_(Session.expert_id == user_id, Session.mentee_id == user_id)
    booked = select(Session.starts_at, Session.ends_at).where(
        theirs, Session.state.in_(UNDER_WAY), Session.ends_at > now
    )
    rows = (await db.execute(booked.order_by(Session.starts_at))).all()
    busy = [(starts, ends) for starts, ends in rows if starts and ends]
    return bool(calendar.days(weeks.number(await people.hours_of(db, user_id)), busy))


async def _blocks(db: WorkspaceSession, user_id: str) -> frozenset[str]:
    """Whom somebody would rather not meet, and who would rather not meet them."""
    rows = list(
        await db.scalars(
            select(Avoidance).where(or_(Avoidance.user_id == user_id, Avoidance.other_id == user_id))
        )
    )
    return frozenset({row.user_id for row in rows} | {row.other_id for row in rows}) - {user_id}


async def _liked(db: WorkspaceSession, user_id: str) -> frozenset[str]:
    """With whom both sides said, each in private, that they would gladly meet again."""
    glad = (
        await db.execute(
            select(WrapUp.session_id, WrapUp.user_id, Session.mentee_id, Session.expert_id)
            .join(
                Session,
                (Session.workspace_id == WrapUp.workspace_id) & (Session.id == WrapUp.session_id),
            )
            .where(
                Session.mentee_id == user_id,
                Session.state == SessionState.HELD,
                WrapUp.version == Session.version,  # what was said of an earlier time holds no longer
                WrapUp.meet_again.is_(True),
            )
        )
    ).all()
    said = {(session, who) for session, who, _, _ in glad}
    return frozenset(
        expert for session, who, mentee, expert in glad if who == mentee and (session, expert) in said
    )
