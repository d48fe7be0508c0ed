"""Sessions of several mentees with one expert at the same hour: booked as one, wrapped up each by itself."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy.exc import IntegrityError

from bot.checklists import service as checklists
from bot.kit.db import WorkspaceSession
from bot.models import Ask, BookedCell, Offer, Session, SessionState
from bot.people import queries as people
from bot.sessions import rules
from bot.sessions.service.booking import plan_nudges
from bot.sessions.service.common import (
    advance,
    post_card,
    refresh_home_and_ask,
    send_calendar,
    take_back_nudges,
)


async def open_together(
    db: WorkspaceSession,
    offers: Sequence[Offer],
    *,
    pool_id: str,
    minutes: int,
    start: datetime,
    now: datetime,
) -> list[Session] | None:
    """Book the sessions of several accepted offers of one expert at one hour.

    None, with nothing written, when one of these people is booked at it: the cells' key decides.
    """
    try:
        async with db.begin_nested():
            opened = [await _open(db, offer, pool_id, minutes, start, now) for offer in offers]
            await db.insert_all(BookedCell, _cells(opened, start, minutes))
    except IntegrityError:
        return None
    for session in opened:
        await _plan_preparation(db, session, now)
        await refresh_home_and_ask(db, session, now)
    return opened


async def _open(
    db: WorkspaceSession, offer: Offer, pool_id: str, minutes: int, start: datetime, now: datetime
) -> Session:
    ask = await db.get_one(Ask, offer.ask_id)
    session = await db.insert(
        Session,
        ask_id=ask.id,
        offer_id=offer.id,
        mentee_id=ask.mentee_id,
        expert_id=offer.expert_id,
        pool_id=pool_id,
        minutes=minutes,
        created_at=now,
    )
    ends_at = start + timedelta(minutes=minutes)
    times = {"starts_at": start, "ends_at": ends_at, "wakes_at": max(start, now)}
    return await advance(db, session, to=SessionState.BOOKED, **times)


def _cells(opened: Sequence[Session], start: datetime, minutes: int) -> list[dict[str, object]]:
    """Return the cells of everybody, the expert's once, in one order for whoever books."""
    whose = {session.mentee_id: session.id for session in opened} | {opened[0].expert_id: opened[0].id}
    cells = rules.cells(start, start + timedelta(minutes=minutes))
    return [
        {"user_id": user_id, "starts_at": cell, "session_id": whose[user_id]}
        for user_id in sorted(whose)
        for cell in cells
    ]


async def _plan_preparation(db: WorkspaceSession, session: Session, now: datetime) -> None:
    """Plan that the mentee is asked to prepare, where there is time for it."""
    starts_at = session.starts_at or now
    plan = rules.nudge_plan(starts_at=starts_at, minutes=session.minutes, booked_at=now)
    if rules.Nudge.BRIEF in plan.overdue:
        return
    week = await people.work_week_of(db, session.mentee_id)
    await checklists.remind(
        db,
        session.id,
        session.mentee_id,
        version=session.version,
        prepare=rules.prepare_due(starts_at, now, week),
        items=plan.items,
        now=now,
    )


async def move_together(
    db: WorkspaceSession, booked: Sequence[Session], start: datetime, now: datetime
) -> list[Session] | None:
    """Move the sessions that share an hour to another one; preparing is planned anew.

    None, with nothing written, when one of these people is booked at it.
    """
    minutes = booked[0].minutes
    ends_at, wakes_at = start + timedelta(minutes=minutes), max(start, now)
    try:
        async with db.begin_nested():
            moved = [
                await advance(db, session, starts_at=start, ends_at=ends_at, wakes_at=wakes_at)
                for session in booked
            ]
            await db.delete_where(BookedCell, BookedCell.session_id.in_([one.id for one in booked]))
            await db.insert_all(BookedCell, _cells(moved, start, minutes))
    except IntegrityError:
        return None
    for session in moved:
        await take_back_nudges(db, session, now)
        await _plan_preparation(db, session, now)
        await refresh_home_and_ask(db, session, now)
    return moved


async def rejoin(
    db: WorkspaceSession, session: Session, start: datetime, minutes: int, now: datetime
) -> Session | None:
    """Book a session again, at the hour of those with which it was shared: its mentee comes after all.

    None, with nothing written, where the mentee is booked at that hour.
    """
    ends_at, wakes_at = start + timedelta(minutes=minutes), max(start, now)
    times = {"starts_at": start, "ends_at": ends_at, "wakes_at": wakes_at}
    nobody = {"changed_by": None, "change_reason": None, "closed_at": None}
    mine = {"user_id": session.mentee_id, "session_id": session.id}
    try:
        async with db.begin_nested():
            again = await advance(db, session, to=SessionState.BOOKED, **times, **nobody)
            cells = rules.cells(start, ends_at)
            await db.insert_all(BookedCell, [{**mine, "starts_at": cell} for cell in cells])
    except IntegrityError:
        return None
    await _plan_preparation(db, again, now)
    await refresh_home_and_ask(db, again, now)
    return again


async def go_on_as_two(db: WorkspaceSession, session: Session, now: datetime) -> None:
    """Make a booked session that was shared one of its two people alone, at the time that it has."""
    at, place = session.starts_at, session.place
    alone = await advance(db, session, pool_id=None, calendar_at=at, calendar_place=place)
    await post_card(db, alone, now)
    await send_calendar(db, alone, now)
    await plan_nudges(db, alone, now)
