"""What the clock does to offers, and what is said about them."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import Select, exists, select, update

from bot.asks import service as asks
from bot.delivery.kinds import Effect, MessageKind, PostMessage
from bot.kit.db import WorkspaceSession
from bot.kit.jobs import Job
from bot.kit.services import Services
from bot.matching import queries as matching
from bot.models import (
    LIVE_OFFER,
    OPEN_ASK,
    Ask,
    AskState,
    Expert,
    Offer,
    OfferState,
    Outbox,
    Person,
    Workspace,
)
from bot.offers import queries, service, views

log = logging.getLogger(__name__)

AT_ONCE = 200
REMATCH_EVERY = timedelta(hours=1)

TOGETHER = 50  # asks that are placed in one transaction

Step = Callable[[WorkspaceSession, str, datetime], Awaitable[None]]
Together = Callable[[WorkspaceSession, list[str], datetime], Awaitable[None]]


async def _each(services: Services, due: Select[str, str], step: Step) -> None:
    """Do one step for every due row, each in its own transaction: one that fails holds nobody else up."""
    now = services.clock.now()
    async with services.database.all_workspaces() as db:
        found = (await db.execute(due.limit(AT_ONCE))).all()
    for workspace_id, row_id in found:
        try:
            async with services.database.begin(workspace_id) as db:
                await step(db, row_id, now)
        except Exception:
            log.exception("error %s in a step for %s", secrets.token_hex(4), row_id)


def _installed(column: Any) -> Any:
    return exists().where(Workspace.id == column, Workspace.removed_at.is_(None))


def _same(left: Any, right: Any) -> Any:
    return left.workspace_id == right.workspace_id


async def _together(services: Services, workspace_id: str, ask_ids: list[str], step: Together) -> None:
    """Do one step for several asks in one transaction; when it fails, for each half of them by itself.

    So the rest is still placed together, and one that fails holds nobody else up.
    """
    try:
        async with services.database.begin(workspace_id) as db:
            await step(db, ask_ids, services.clock.now())
    except Exception:
        if len(ask_ids) == 1:
            log.exception("error %s in a step for %s", secrets.token_hex(4), ask_ids[0])
            return
        log.warning("%d asks could not be taken together: each half is taken by itself", len(ask_ids))
        half = len(ask_ids) // 2
        for some in (ask_ids[:half], ask_ids[half:]):
            await _together(services, workspace_id, some, step)


async def _each_batch(services: Services, due: Select[str, str], step: Together) -> None:
    """Do one step for all due asks of a workspace together, oldest first, so many at a time."""
    async with services.database.all_workspaces() as db:
        found = (await db.execute(due.limit(AT_ONCE))).all()
    asks_of: dict[str, list[str]] = {}
    for workspace_id, ask_id in found:
        asks_of.setdefault(workspace_id, []).append(ask_id)
    for workspace_id, ask_ids in asks_of.items():
        await _prepare(services, workspace_id)
        for start in range(0, len(ask_ids), TOGETHER):
            await _together(services, workspace_id, ask_ids[start : start + TOGETHER], step)


async def _prepare(services: Services, workspace_id: str) -> None:
    """Read what ranking needs before anything is locked: after a start that takes seconds for many people."""
    try:
        async with services.database.read(workspace_id) as db:
            await matching.prepare(db)
    except Exception:
        log.exception("error %s in preparing to match in %s", secrets.token_hex(4), workspace_id)


async def place(services: Services) -> None:
    """Put the asks that are with nobody before the next experts, those of a workspace together."""
    await _each_batch(services, _to_place(), service.place_all)


@cache
def _to_place() -> Select[str, str]:
    """Return what finds them. It is asked after every press: making it takes as long as executing it."""
    live = exists().where(_same(Offer, Ask), Offer.ask_id == Ask.id, Offer.state.in_(LIVE_OFFER))
    known = exists().where(_same(Person, Ask), Person.user_id == Ask.mentee_id, Person.synced_at.is_not(None))
    return (
        select(Ask.workspace_id, Ask.id)
        .where(Ask.state == AskState.LOOKING, ~live, known, _installed(Ask.workspace_id))
        .order_by(Ask.created_at)
    )


async def move_on(services: Services) -> None:
    """End the offers whose time is over."""
    now = services.clock.now()
    due = select(Offer.workspace_id, Offer.id).where(
        Offer.state.in_(LIVE_OFFER), Offer.deadline_at <= now, _installed(Offer.workspace_id)
    )
    await _each(services, due.order_by(Offer.deadline_at), service.move_on)


async def vacate(services: Services) -> None:
    """End the offers to people who left, paused or were deactivated."""
    now = services.clock.now()
    gone = Expert.opted_out_at.is_not(None) | (Expert.paused_until > now) | Person.deactivated.is_(True)
    due = (
        select(Offer.workspace_id, Offer.id)
        .join(Expert, _same(Expert, Offer) & (Expert.user_id == Offer.expert_id))
        .join(Person, _same(Person, Offer) & (Person.user_id == Offer.expert_id))
        .where(Offer.state.in_(LIVE_OFFER), gone, _installed(Offer.workspace_id))
    )
    await _each(services, due, service.vacate)


async def close(services: Services) -> None:
    """End the offers of asks that were withdrawn or settled."""
    await _each(services, _to_close(), service.close)


@cache
def _to_close() -> Select[str, str]:
    """Return what finds them, made once as well."""
    over = (AskState.WITHDRAWN, AskState.CONCLUDED)
    return (
        select(Offer.workspace_id, Offer.id)
        .join(Ask, _same(Ask, Offer) & (Ask.id == Offer.ask_id))
        .where(Offer.state.in_((*LIVE_OFFER, OfferState.TIMED_OUT)), Ask.state.in_(over))
    )


async def pass_stewards(services: Services) -> None:
    """Go on where a steward's time is over."""
    due = select(Ask.workspace_id, Ask.id).where(
        Ask.state == AskState.STEWARD,
        Ask.steward_until <= services.clock.now(),
        _installed(Ask.workspace_id),
    )
    await _each(services, due, service.pass_steward)


async def withdraw_for_leavers(services: Services) -> None:
    """Close the open asks of people whose account was deactivated."""
    due = (
        select(Ask.workspace_id, Ask.id)
        .join(Person, _same(Person, Ask) & (Person.user_id == Ask.mentee_id))
        .where(Ask.state.in_(OPEN_ASK), Person.deactivated.is_(True))
    )
    await _each(services, due, asks.conclude)


async def rematch(services: Services) -> None:
    """Compare the waiting asks with the experts: hourly, and whenever something changed the pool."""
    now = services.clock.now()
    async with services.database.all_workspaces() as db:
        due = Workspace.rematch_at <= now, Workspace.removed_at.is_(None)
        claimed = update(Workspace).where(*due).values(rematch_at=now + REMATCH_EVERY)
        ids = (await db.execute(claimed.returning(Workspace.id))).scalars().all()
    idle = Ask.state.in_((AskState.STEWARD, AskState.WAITING))
    for workspace_id in ids:
        rows = select(Ask.workspace_id, Ask.id).where(Ask.workspace_id == workspace_id, idle)
        await _each_batch(services, rows.order_by(Ask.created_at), service.reconsider_all)


async def card(db: WorkspaceSession, row: Outbox, now: datetime) -> Effect | None:
    """Return the offer's card as it should be now; one that is over is never posted anew."""
    found = await queries.offered(db, row.subject_id)
    if found is None or found.offer.state == OfferState.SUGGESTED:
        return None
    over = found.offer.state not in LIVE_OFFER
    return PostMessage(*views.card(found), card=f"offer:{found.offer.id}", update_only=over)


async def reminder(db: WorkspaceSession, row: Outbox, now: datetime) -> Effect | None:
    """Return the one reminder, while the offer is still unanswered."""
    found = await queries.offered(db, row.subject_id)
    if found is None:
        return None
    over = found.offer.state != OfferState.OPEN or found.offer.deadline_at <= now
    return PostMessage(*views.reminder(found), card=f"offer_reminder:{found.offer.id}", update_only=over)


async def asked_back(db: WorkspaceSession, row: Outbox, now: datetime) -> Effect | None:
    """Return the expert's question for the mentee."""
    found = await queries.offered(db, row.subject_id)
    if found is None or not found.offer.question:
        return None
    over = found.offer.answer is not None or found.offer.state not in LIVE_OFFER
    return PostMessage(*views.asked_back(found), card=f"offer_question:{found.offer.id}", update_only=over)


async def answered(db: WorkspaceSession, row: Outbox, now: datetime) -> Effect | None:
    """Return the mentee's answer for the expert."""
    found = await queries.offered(db, row.subject_id)
    if found is None or not found.offer.answer:
        return None
    over = found.offer.state not in LIVE_OFFER
    return PostMessage(*views.answered(found), card=f"offer_answer:{found.offer.id}", update_only=over)


async def steward(db: WorkspaceSession, row: Outbox, now: datetime) -> Effect | None:
    """Return what the topic's steward sees now."""
    found = await queries.sought(db, row.subject_id, row.recipient, now)
    if found is None:
        return None
    over = found.ask.state != AskState.STEWARD
    return PostMessage(*views.steward(found), card=f"steward:{found.ask.id}", update_only=over)


async def program_team(db: WorkspaceSession, row: Outbox, now: datetime) -> Effect | None:
    """Return what the program's team hears, while the ask still waits."""
    found = await queries.sought(db, row.subject_id, row.recipient, now)
    if found is None or found.ask.state != AskState.WAITING:
        return None
    return PostMessage(*views.program_team(found))


JOBS = [
    Job("offers_close", close),
    Job("offers_withdraw_for_leavers", withdraw_for_leavers),
    Job("offers_vacate", vacate),
    Job("offers_move_on", move_on),
    Job("offers_pass_stewards", pass_stewards),
    Job("offers_rematch", rematch),
    Job("offers_place", place),
]
MESSAGES = {
    service.CARD: MessageKind(card, on_unknown_outcome="repeat"),
    service.REMINDER: MessageKind(reminder, waits_for_hours=True, useful_for=timedelta(days=2)),
    service.ASKED_BACK: MessageKind(asked_back, on_unknown_outcome="repeat"),
    service.ANSWERED: MessageKind(answered, on_unknown_outcome="repeat"),
    service.STEWARD: MessageKind(steward, waits_for_hours=True, on_unknown_outcome="repeat"),
    service.PROGRAM_TEAM: MessageKind(program_team, waits_for_hours=True, useful_for=timedelta(days=7)),
}
