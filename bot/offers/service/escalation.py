"""What happens to an ask that is with nobody: the topic's steward, the program's team, waiting."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import select

from bot.admin import service as admin
from bot.asks import lifecycle
from bot.asks import queries as asks_queries
from bot.asks import service as asks
from bot.delivery.messages import Recipient
from bot.delivery.outbox import enqueue
from bot.kit.db import WorkspaceSession
from bot.kit.errors import FormErrors, UserMessage
from bot.models import Act, Ask, AskState, Inbox, Invitation, OfferSource
from bot.offers import messages, queries, texts
from bot.offers.forms import InviteForm
from bot.offers.service import common
from bot.people import queries as people
from bot.people import service as people_service

QUIET = timedelta(days=30)  # between two invitations of one person
IDLE = (AskState.STEWARD, AskState.WAITING)


async def escalate(db: WorkspaceSession, ask: Ask, now: datetime) -> None:
    """Turn to the topic's steward, once; after them to the program's team, and wait."""
    steward = None if ask.only_expert_id else await asks_queries.steward_of(db, ask, now)
    if steward is None or ask.steward_id is not None:
        await wait(db, ask, now)
        return
    until = (await common.clock_for(db, ask, steward, now)).deadline
    if not await lifecycle.escalate_to_steward(db, ask.id, steward, until):
        return
    await common.tell_in_digest(db, messages.STEWARD, steward, now)
    await asks.changed(db, ask.id, ask.mentee_id, now)


async def wait(db: WorkspaceSession, ask: Ask, now: datetime) -> None:
    """Keep an ask open until somebody suitable joins or gets free, and say so."""
    if not await lifecycle.wait(db, ask.id):
        return
    await asks.changed(db, ask.id, ask.mentee_id, now)
    if await common.date_passed(db, ask, now):
        await asks.say_date_passed(db, ask, now)
    elif ask.only_expert_id is not None:
        await asks.say_not_them(db, ask, now)
    else:
        await asks.say_waiting(db, ask, now)
        for user_id in await people.program_team(db):
            if user_id not in (ask.mentee_id, ask.steward_id):
                await common.tell_in_digest(db, messages.PROGRAM_TEAM, user_id, now)
    await common.digests_changed(db, ask, now)


async def resume(db: WorkspaceSession, ask: Ask, now: datetime) -> None:
    """Look for somebody again, for an ask that had found nobody."""
    waited = ask.state == AskState.WAITING
    if await lifecycle.look_again(db, ask.id):
        if waited:
            await asks.say_moved(db, ask, now)
        await asks.changed(db, ask.id, ask.mentee_id, now)
        await common.digests_changed(db, ask, now)


async def pass_steward(db: WorkspaceSession, ask_id: str, now: datetime) -> None:
    """Go on without the steward, whose time is over or to whom nobody comes to mind."""
    ask = await common.lock_ask(db, ask_id)
    if ask is not None and ask.state == AskState.STEWARD:
        await wait(db, ask, now)


async def steward_suggests(db: WorkspaceSession, ask_id: str, user_id: str, to: str, now: datetime) -> None:
    """Ask whom the steward named."""
    ask = await stewarded(db, ask_id, user_id)
    await common.suggest(db, ask, to=to, by=user_id, source=OfferSource.STEWARD, note="", now=now)
    await resume(db, ask, now)


async def stewarded(db: WorkspaceSession, ask_id: str, user_id: str) -> Ask:
    """Return an open ask that this person was asked to find somebody for. Raises UserMessage otherwise."""
    ask = await db.get(Ask, ask_id)
    if ask is None or ask.steward_id != user_id or ask.state not in IDLE:
        raise UserMessage(texts.STEWARD_DONE)
    return ask


async def invite_each(
    db: WorkspaceSession, by: str, colleagues: Iterable[str], topic: str, note: str, key: str, now: datetime
) -> None:
    """Have a personal word sent to each of these; at the first who can't be invited, to nobody.

    Raises UserMessage, and FormErrors whose field is the id of that colleague.
    """
    for user_id in colleagues:
        form = InviteForm(colleague=user_id, topic=topic, note=note)
        try:
            await invite(db, by, form, f"{key}:{user_id}", now)
        except FormErrors as error:
            raise FormErrors({user_id: next(iter(error.fields.values()))}) from None


async def invite(db: WorkspaceSession, by: str, form: InviteForm, key: str, now: datetime) -> None:
    """Have a personal word sent to somebody who is no expert yet; this submission is taken once.

    Raises UserMessage for whoever may not, and FormErrors.
    """
    topics = {topic.id: topic.name for topic in await queries.may_invite(db, by)}
    if form.topic not in topics:
        raise UserMessage(texts.INVITE_NOT_YOURS)
    if form.colleague == by:
        raise FormErrors({"colleague": texts.INVITE_SELF})
    await people_service.check_named(db, [form.colleague], "colleague")
    if await queries.is_expert(db, form.colleague):
        raise FormErrors({"colleague": texts.INVITE_JOINED})
    lately = (Invitation.invited_id == form.colleague, Invitation.created_at > now - QUIET)
    if await db.scalar(select(Invitation.id).where(*lately).limit(1)) is not None:
        raise FormErrors({"colleague": texts.INVITE_LATELY})
    if not await db.insert_or_ignore(Inbox, key=key, received_at=now):
        return
    await people_service.add_missing(db, [form.colleague])
    made = await db.insert(
        Invitation,
        invited_id=form.colleague,
        invited_by=by,
        topic_id=form.topic,
        note=form.note,
        created_at=now,
    )
    await admin.record(db, by, Act.EXPERT_INVITED, now, about=form.colleague, subject=topics[form.topic])
    to = Recipient.person(form.colleague)
    await enqueue(db, messages.INVITATION, to=to, about=made.id, now=now)
