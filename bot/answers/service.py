"""What becomes of an answer in writing: it is delivered, is enough or not, and is thanked for."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.answers import messages, queries, texts
from bot.answers.queries import Written
from bot.asks import service as asks
from bot.delivery.messages import Recipient
from bot.delivery.outbox import enqueue, refresh, refresh_home
from bot.kit.db import WorkspaceSession
from bot.kit.errors import UserMessage
from bot.kit.reader import FirstName
from bot.models import WrittenAnswer
from bot.offers import service as offers
from bot.people import queries as people
from bot.people import service as people_service

ASKED_AFTER = timedelta(weeks=2)


async def deliver(db: WorkspaceSession, answer_id: str, now: datetime) -> None:
    """Bring an answer to the mentee, once."""
    new = (WrittenAnswer.id == answer_id, WrittenAnswer.delivered_at.is_(None))
    if await db.update_where(WrittenAnswer, *new, delivered_at=now):
        found = await db.get(WrittenAnswer, answer_id)
        if found is not None:
            to = Recipient.person(found.mentee_id)
            await enqueue(db, messages.ANSWER, to=to, about=answer_id, now=now)
            await refresh_home(db, [found.mentee_id], now)


async def settle(db: WorkspaceSession, answer_id: str, by: str, enough: bool, now: datetime) -> None:
    """Keep whether an answer is enough: then its ask is closed, else somebody to meet is looked for.

    Raises UserMessage for anybody but the mentee, or where it is settled already.
    """
    found = await of_mentee(db, answer_id, by)
    if found.answer.enough is enough:
        return
    if not found.is_undecided or not await _settle(db, found, enough, now):
        raise UserMessage(texts.SETTLED_ALREADY)


async def settle_by_clock(db: WorkspaceSession, answer_id: str, now: datetime) -> None:
    """Take an answer as enough about which the mentee said nothing in time, or whose ask is over."""
    found = await queries.written(db, answer_id)
    if found is not None and found.answer.settled_at is None:
        await _settle(db, found, None, now)


async def _settle(db: WorkspaceSession, found: Written, enough: bool | None, now: datetime) -> bool:
    answer = found.answer
    undecided = (WrittenAnswer.id == answer.id, WrittenAnswer.settled_at.is_(None))
    if not await db.update_where(WrittenAnswer, *undecided, settled_at=now, enough=enough):
        return False
    if found.ask_is_open and enough is not False:
        await asks.conclude(db, answer.ask_id, now)
    else:
        await asks.changed(db, answer.ask_id, answer.mentee_id, now)
    if enough:
        await people_service.experts_changed(db, [answer.expert_id])
        hours = await people.work_week_of(db, answer.mentee_id)
        due, to = hours.next_working(now + ASKED_AFTER), Recipient.person(answer.mentee_id)
        await enqueue(db, messages.UNBLOCKED, to=to, about=answer.id, now=now, due=due)
    await _show(db, found, now)
    await offers.show(db, answer.offer_id, now)
    return True


async def thankable(db: WorkspaceSession, answer_id: str, by: str) -> Written:
    """Return an answer for which its mentee can say thank you. Raises UserMessage otherwise."""
    found = await of_mentee(db, answer_id, by)
    if found.expert_has_left:
        raise UserMessage(texts.EXPERT_HAS_LEFT.format(expert=FirstName(found.expert, found.mentee)))
    if not found.may_thank and found.answer.thanks is None:
        raise UserMessage(texts.NOT_SETTLED)
    return found


async def thank(db: WorkspaceSession, answer_id: str, by: str, words: str, now: datetime) -> None:
    """Keep a thank-you and bring it to the expert; the first one stands."""
    found = await thankable(db, answer_id, by)
    none = (WrittenAnswer.id == answer_id, WrittenAnswer.thanked_at.is_(None))
    if not await db.update_where(WrittenAnswer, *none, thanks=words, thanked_at=now):
        return
    expert_id = found.answer.expert_id
    await enqueue(db, messages.THANKED, to=Recipient.person(expert_id), about=answer_id, now=now)
    await _show(db, found, now)
    await refresh_home(db, [by, expert_id], now)


async def say_how_much(db: WorkspaceSession, answer_id: str, by: str, value: int, now: datetime) -> None:
    """Keep how much an answer helped, 1 to 5; a later one corrects it."""
    found = await of_mentee(db, answer_id, by)
    await db.update_where(WrittenAnswer, WrittenAnswer.id == answer_id, unblocked=value)
    to = Recipient.person(found.answer.mentee_id)
    await refresh(db, messages.UNBLOCKED_CARD, to=to, about=answer_id, now=now)


async def of_mentee(db: WorkspaceSession, answer_id: str, by: str) -> Written:
    """Return an answer to its mentee. Raises UserMessage for anybody else."""
    found = await queries.written(db, answer_id)
    if found is None or found.answer.mentee_id != by:
        raise UserMessage(texts.NOT_YOURS)
    return found


async def _show(db: WorkspaceSession, found: Written, now: datetime) -> None:
    to = Recipient.person(found.answer.mentee_id)
    await refresh(db, messages.ANSWER, to=to, about=found.answer.id, now=now)
