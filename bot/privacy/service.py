"""Erasing somebody, and forgetting what has been kept for long enough."""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, delete, or_, select

from bot.asks import service as asks
from bot.asks.lifecycle import UNANSWERED
from bot.delivery.messages import Recipient
from bot.delivery.outbox import enqueue, refresh_home
from bot.experts import service as experts
from bot.kit.db import Base, Database, WorkspaceSession
from bot.kit.ids import new_id
from bot.models import (
    LIVE_EVENT,
    OPEN_ASK,
    OPEN_SESSION,
    Ask,
    Campaign,
    Card,
    Conversation,
    Erasure,
    FlashEvent,
    Offer,
    Outbox,
    OutboxState,
    Person,
    Session,
    Sheet,
    Workspace,
)
from bot.models.transitions import move
from bot.offers.service import responses as offers
from bot.people import service as people_service
from bot.privacy import messages, queries
from bot.privacy.inventory import HELD, Held
from bot.privacy.rules import ERASED_AFTER, RECEIPT_KEPT
from bot.sessions import queries as sessions
from bot.sessions.service import changes
from bot.stories import service as stories

AT_ONCE = 200  # asks or sessions that are forgotten in one transaction
_GROUP = re.compile(r"[\w-]+(?:\+[\w-]+)+")  # ids as Recipient writes them
NOBODY = "erased-"  # what begins the id that stands in place of an erased person's


async def send_everything(db: WorkspaceSession, user_id: str, now: datetime) -> None:
    """Have a person sent a file of all that is held about them, once an hour at most."""
    for kind in (messages.PAGE, messages.DATA):
        key = f"{user_id}:{kind.id}:{now:%Y-%m-%dT%H}"
        await enqueue(db, kind, to=Recipient.person(user_id), about=user_id, now=now, key=key)


async def ask_to_erase(db: WorkspaceSession, user_id: str, now: datetime) -> bool:
    """End all of a person that is open, and erase them a little later; False when they asked before."""
    await people_service.add_missing(db, [user_id])
    await db.scalar(select(Person).where(Person.user_id == user_id).with_for_update())
    if await queries.under_way(db, user_id):
        return False
    await db.insert(Erasure, user_id=user_id, asked_at=now, due_at=now + ERASED_AFTER)
    await end_everything(db, user_id, now)
    return True


async def end_everything(db: WorkspaceSession, user_id: str, now: datetime) -> bool:
    """Withdraw a person's questions and stories, answer what was put before them with no, cancel what is
    ahead.

    Returns whether there was anything of which somebody else hears.
    """
    await experts.leave(db, user_id, now)
    own_asks = select(Ask.id).where(Ask.mentee_id == user_id, Ask.state.in_(OPEN_ASK))
    ask_ids = await _ids(db, own_asks)
    for ask_id in ask_ids:
        await asks.withdraw(db, ask_id, user_id, now)
    asked = (
        select(Offer.id)
        .join(Ask, Offer.ask)
        .where(Offer.expert_id == user_id, Offer.state.in_(UNANSWERED), Ask.state.in_(OPEN_ASK))
    )
    offer_ids = await _ids(db, asked)
    for offer_id in offer_ids:
        await offers.decline(db, offer_id, user_id, "", now)
    own = or_(Session.mentee_id == user_id, Session.expert_id == user_id)
    session_ids = await _ids(db, select(Session.id).where(own, Session.state.in_(OPEN_SESSION)))
    for session_id in session_ids:
        meeting = await sessions.meeting(db, session_id)
        if meeting is not None:
            helped = meeting.session.expert_id == user_id
            await changes.close(db, meeting, now, by=user_id, keep_looking=helped)
    told = await stories.withdraw_all(db, user_id, now)
    await refresh_home(db, [user_id], now)
    return told or bool(ask_ids or offer_ids or session_ids)


async def erase(db: WorkspaceSession, erasure_id: str, now: datetime) -> None:
    """Take a person out of every table, and plan their receipt.

    What they have begun since they asked for it is ended first, and whoever it concerns hears of it.
    """
    erasure = await db.get(Erasure, erasure_id)
    if erasure is None or erasure.user_id is None or erasure.done_at is not None:
        return
    user_id = erasure.user_id
    if await end_everything(db, user_id, now):
        await db.update_where(Erasure, Erasure.id == erasure_id, due_at=now + ERASED_AFTER)
        return
    held = await queries.counts(db, user_id)
    deleted = {one.name for one in HELD if one.deleted is not None} | {"person"}
    gone = {name: count for name, count in held.items() if name in deleted}
    kept = {name: count for name, count in held.items() if name not in deleted and name != "erasure"}
    met = await _met(db, user_id)
    await _forget_words(db, user_id)
    await _unlink(db, user_id, NOBODY + new_id(), now)
    await refresh_home(db, [user_id, *met], now)
    await db.update_where(Erasure, Erasure.id == erasure_id, done_at=now, gone=gone, kept=kept)
    await enqueue(db, messages.RECEIPT, to=Recipient.person(user_id), about=erasure_id, now=now)


async def drop_receipt(db: WorkspaceSession, erasure_id: str, now: datetime) -> None:
    """Forget for whom an erasure was, once their receipt is old: then nothing is left of them."""
    erasure = await db.get(Erasure, erasure_id)
    if erasure is None or erasure.user_id is None or erasure.done_at is None:
        return
    if erasure.done_at > now - RECEIPT_KEPT:
        return
    user_id = erasure.user_id
    await db.update_where(Erasure, Erasure.id == erasure_id, user_id=None)
    await db.delete_where(Outbox, Outbox.subject_id == erasure_id)
    if await db.get(Person, user_id) is None:  # else they are back, and their conversation is in use
        await db.delete_where(Outbox, Outbox.recipient == user_id)
        await db.delete_where(Conversation, Conversation.members == user_id)


async def forget_old_words(db: WorkspaceSession, before: datetime, now: datetime) -> bool:
    """Let go of the words of some of what ended before a moment; False when none are left."""
    old_asks = select(Ask.id).where(Ask.closed_at < before, Ask.forgotten_at.is_(None))
    old_sessions = select(Session.id).where(Session.closed_at < before, Session.forgotten_at.is_(None))
    ask_ids = await _ids(db, old_asks.order_by(Ask.id).limit(AT_ONCE))
    session_ids = await _ids(db, old_sessions.order_by(Session.id).limit(AT_ONCE))
    event_ids = await _ids(db, _old_events(before).order_by(FlashEvent.id).limit(AT_ONCE))
    old_sheets = select(Sheet.id).where(Sheet.ended_at < before, Sheet.forgotten_at.is_(None))
    sheet_ids = await _ids(db, old_sheets.order_by(Sheet.id).limit(AT_ONCE))
    old_campaigns = select(Campaign.id).where(Campaign.ended_at < before, Campaign.forgotten_at.is_(None))
    campaign_ids = await _ids(db, old_campaigns.order_by(Campaign.id).limit(AT_ONCE))
    for held in HELD:
        if held.of_campaign is not None and campaign_ids:
            await _let_go(db, held, held.of_campaign.in_(campaign_ids))
        if held.of_sheet is not None and sheet_ids:
            await _let_go(db, held, held.of_sheet.in_(sheet_ids))
        if held.of_event is not None and event_ids:
            await _let_go(db, held, held.of_event.in_(event_ids))
        if held.of_ask is not None and ask_ids:
            await _let_go(db, held, held.of_ask.in_(ask_ids))
        if held.of_session is not None and session_ids:
            await _let_go(db, held, held.of_session.in_(session_ids))
    await db.update_where(Ask, Ask.id.in_(ask_ids), forgotten_at=now)
    await db.update_where(Session, Session.id.in_(session_ids), forgotten_at=now)
    await db.update_where(FlashEvent, FlashEvent.id.in_(event_ids), forgotten_at=now)
    await db.update_where(Sheet, Sheet.id.in_(sheet_ids), forgotten_at=now)
    await db.update_where(Campaign, Campaign.id.in_(campaign_ids), forgotten_at=now)
    await refresh_home(db, await _who_met(db, Session.id.in_(session_ids)), now)
    return bool(ask_ids or session_ids or event_ids or sheet_ids or campaign_ids)


def _old_events(before: datetime) -> Select[str]:
    """Return the events that were over, or called off, before a moment."""
    over = FlashEvent.state.not_in(LIVE_EVENT)
    return select(FlashEvent.id).where(over, FlashEvent.starts_at < before, FlashEvent.forgotten_at.is_(None))


async def erase_workspace(database: Database, workspace_id: str, before: datetime) -> None:
    """Delete every row of a workspace that removed the app before a moment, unless the app is back in it."""
    async with database.unnarrowed(workspace_id) as db:
        gone = select(Workspace.id).where(Workspace.id == workspace_id, Workspace.removed_at < before)
        if (await db.execute(gone.with_for_update())).first() is None:
            return
        for table in reversed(Base.metadata.sorted_tables):
            if "workspace_id" in table.columns:
                await db.execute(delete(table).where(table.c.workspace_id == workspace_id))
        await db.execute(delete(Workspace).where(Workspace.id == workspace_id))


async def _let_go(db: WorkspaceSession, held: Held, which: Any) -> None:
    if held.words and held.deleted is None:
        await db.update_where(held.model, which, **held.words)
    else:
        await db.delete_where(held.model, which)


async def _forget_words(db: WorkspaceSession, user_id: str) -> None:
    for held in HELD:
        if held.deleted is not None:
            await db.delete_where(held.model, held.deleted(user_id))
            continue
        for part in held.parts:
            if part.going:
                await db.update_where(held.model, part.whose(user_id), **part.going)


async def _unlink(db: WorkspaceSession, user_id: str, nobody: str, now: datetime) -> None:
    """Put another id in place of a person's, so that what stays counts for nobody in particular."""
    await db.insert(Person, user_id=nobody, deactivated=True, synced_at=now)
    for held in HELD:
        if held.model is Person or held.deleted is not None:
            continue
        for name in (*held.people, *held.released):
            left = nobody if name in held.people else None
            column = getattr(held.model, name)
            change = db.update_key if column.primary_key else db.update_where
            await change(held.model, column == user_id, **{name: left})
    await db.delete_where(Person, Person.user_id == user_id)
    await _unlink_messages(db, user_id, nobody)


async def _unlink_messages(db: WorkspaceSession, user_id: str, nobody: str) -> None:
    """Take the id out of what was sent: what was for them alone goes, what was for a group stays."""
    await db.delete_where(Outbox, Outbox.recipient == user_id)
    await db.delete_where(Conversation, Conversation.members == user_id)
    await db.delete_where(Card, Card.key.endswith(f"@{user_id}", autoescape=True))
    word = re.compile(rf"(?<![A-Za-z0-9]){re.escape(user_id)}(?![A-Za-z0-9])")
    for model, column, others in (
        (Outbox, Outbox.dedupe_key, (Outbox.recipient, Outbox.subject_id, Outbox.card_key)),
        (Conversation, Conversation.members, ()),
        (Card, Card.key, ()),
    ):
        columns = (column, *others)
        holds = or_(*(one.contains(user_id, autoescape=True) for one in columns))
        for row in await db.scalars(select(model).where(holds)):
            values = {one.key: getattr(row, one.key) for one in columns}
            renamed = {name: _in_order(word.sub(nobody, text)) for name, text in values.items() if text}
            await db.update_where(model, column == values[column.key], **renamed)
    await move(
        db,
        Outbox,
        Outbox.recipient.contains(nobody, autoescape=True),
        Outbox.recipient.not_in(await _conversations_of_others(db, nobody)),
        since=(OutboxState.PENDING, OutboxState.LEASED),
        to=OutboxState.CANCELLED,
        done_at=Outbox.due_at,
    )


def _in_order(text: str) -> str:
    """Put the ids of a group in the order in which they are written."""
    return _GROUP.sub(lambda found: str(Recipient.parse(found[0])), text)


async def _conversations_of_others(db: WorkspaceSession, nobody: str) -> list[str]:
    """Return the conversations with an erased person in which several others still talk."""
    known = (Conversation.members.contains(nobody, autoescape=True), Conversation.channel_id.is_not(None))
    found = await db.scalars(select(Conversation.members).where(*known))
    return [members for members in found if len(Recipient.parse(members).user_ids) > 2]


async def _met(db: WorkspaceSession, user_id: str) -> set[str]:
    """Return whom somebody met: their App Homes show it."""
    own = or_(Session.mentee_id == user_id, Session.expert_id == user_id)
    return await _who_met(db, own) - {user_id}


async def _who_met(db: WorkspaceSession, which: ColumnElement[bool]) -> set[str]:
    rows = await db.execute(select(Session.mentee_id, Session.expert_id).where(which))
    return {user_id for row in rows for user_id in row}


async def _ids(db: WorkspaceSession, found: Select[str]) -> Collection[str]:
    return list(await db.scalars(found))
