"""Decisions about going on: who is asked, what each says, and how the two go on."""

from __future__ import annotations

from datetime import datetime

from bot.delivery.messages import Recipient
from bot.delivery.outbox import enqueue, refresh, refresh_home, refresh_home_at
from bot.growing import messages, queries, rules, texts
from bot.growing.forms import ChooseForm
from bot.growing.queries import Question
from bot.kit.db import WorkspaceSession
from bot.kit.errors import UserMessage
from bot.kit.reader import FirstName
from bot.models import Growth, Session
from bot.people import queries as people
from bot.series import service as series
from bot.thanks import service as thanks


async def ask(db: WorkspaceSession, session_id: str, now: datetime) -> None:
    """Ask both of a session that was the last of theirs, once, where they can go on."""
    session = await db.get_one(Session, session_id)
    asks = await queries.may_go_on(db, session_id)
    both = {"mentee_id": session.mentee_id, "expert_id": session.expert_id}
    asked_at = now if asks else None
    if not await db.insert_or_ignore(Growth, session_id=session_id, asked_at=asked_at, **both) or not asks:
        return
    hours = await people.work_weeks_of(db, both.values())
    closed_at = session.closed_at or now
    for user_id, due in ((one, rules.asked_at(closed_at, hours[one])) for one in sorted(hours)):
        await refresh_home_at(db, user_id, session_id, due, now)
    if session.pool_id is not None:
        return  # to the expert of several it would come as often: App Home asks them
    # The mentee finds it below the question for a thank-you.
    due, to = rules.asked_at(closed_at, hours[session.expert_id]), Recipient.person(session.expert_id)
    await enqueue(db, messages.QUESTION, to=to, about=session_id, now=now, due=due)


async def answer(db: WorkspaceSession, session_id: str, by: str, *, yes: bool, now: datetime) -> None:
    """Keep what one of the two says; it can be changed until both have said yes, and then both learn it.

    Raises UserMessage for anybody else, and where it is settled.
    """
    growth = await queries.lock(db, session_id)
    found = await queries.question(db, session_id, by)
    if growth is None or found is None:
        raise UserMessage(texts.NOT_YOURS)
    if found.agreed_at is not None:
        raise UserMessage(texts.AGREED_ALREADY.format(other=FirstName(found.other.plain_name)))
    mine, theirs = growth.mentee_yes, growth.expert_yes
    if by == growth.mentee_id:
        mine = yes
    else:
        theirs = yes
    await db.update_where(Growth, Growth.session_id == session_id, mentee_yes=mine, expert_yes=theirs)
    if mine and theirs and await queries.may_go_on(db, session_id):
        await _agree(db, growth, now)
    await _refresh(db, [by], session_id, now)


async def _agree(db: WorkspaceSession, growth: Growth, now: datetime) -> None:
    await db.update_where(Growth, Growth.session_id == growth.session_id, agreed_at=now)
    both = (growth.mentee_id, growth.expert_id)
    await enqueue(db, messages.BOTH, to=Recipient.group(*both), about=growth.session_id, now=now)
    await _refresh(db, both, growth.session_id, now)


async def _refresh(
    db: WorkspaceSession, user_ids: tuple[str, ...] | list[str], session_id: str, now: datetime
) -> None:
    session = await db.get_one(Session, session_id)
    for user_id in user_ids:
        if user_id == session.mentee_id:
            await thanks.show(db, session, now)
        else:
            await refresh(db, messages.ANSWERED, to=Recipient.person(user_id), about=session_id, now=now)
    await refresh_home(db, sorted(user_ids), now)


async def to_choose(db: WorkspaceSession, session_id: str, by: str) -> Question:
    """Return what one of the two may choose now. Raises UserMessage otherwise."""
    found = await queries.question(db, session_id, by)
    if found is None:
        raise UserMessage(texts.NOT_YOURS)
    if found.agreed_at is None:
        raise UserMessage(texts.NOT_BOTH)
    if found.chosen_by is not None:
        raise UserMessage(texts.CHOSEN_ALREADY)
    if not await queries.may_go_on(db, session_id):
        raise UserMessage(texts.NOT_NOW)
    return found


async def choose(db: WorkspaceSession, session_id: str, by: str, form: ChooseForm, now: datetime) -> None:
    """Have the two go on as one of them chose. Raises UserMessage as ``to_choose`` does."""
    await queries.lock(db, session_id)
    found = await to_choose(db, session_id, by)
    session, way = found.meeting.session, rules.WAYS[form.how]
    series_id = await series.start(db, session, form.about, count=way.count, gap_days=way.gap_days, now=now)
    values = {"chosen_by": by, "series_id": series_id}
    await db.update_where(Growth, Growth.session_id == session_id, **values)
    await _show(db, session_id, found.meeting.user_ids, now)


async def follow(db: WorkspaceSession, session_id: str, now: datetime) -> None:
    """Have the messages about going on say that it is over, or that it goes on after all."""
    growth = await queries.lock(db, session_id)
    found = await queries.question(db, session_id, growth.mentee_id) if growth else None
    if growth is None or found is None or found.is_over == (growth.closed_at is not None):
        return
    closed_at = now if found.is_over else None
    await db.update_where(Growth, Growth.session_id == session_id, closed_at=closed_at)
    await _show(db, session_id, (growth.mentee_id, growth.expert_id), now)


async def _show(db: WorkspaceSession, session_id: str, both: tuple[str, str], now: datetime) -> None:
    """Bring what both read about going on up to date, in their conversation and in private."""
    await refresh(db, messages.BOTH, to=Recipient.group(*both), about=session_id, now=now)
    await _refresh(db, both, session_id, now)
