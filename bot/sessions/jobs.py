"""What the clock does with sessions."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Iterable
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Select, exists, select

from bot.kit.db import WorkspaceSession
from bot.kit.errors import UserMessage
from bot.kit.jobs import Job
from bot.kit.services import Services
from bot.models import Ask, AskState, Offer, OfferState, Person, Session, SessionState, Workspace
from bot.sessions.service import deadlines
from bot.sessions.service.scheduling import open_session

log = logging.getLogger(__name__)

AT_ONCE = 100


async def open_sessions(services: Services) -> None:
    """Open a session for every acceptance that has none yet."""
    now = services.clock.now()
    async with services.database.all_workspaces() as db:
        found = (await db.execute(_to_open())).all()
    await _each(services, found, open_session, now)


@cache
def _to_open() -> Select[str, str]:
    """Return what finds them. It is asked after every press: making it takes as long as executing it."""
    none_yet = (
        ~select(Session.id)
        .where(Session.workspace_id == Offer.workspace_id, Session.offer_id == Offer.id)
        .exists()
    )
    # The ask is matched while its session lives, which keeps the old acceptances out of the search.
    return (
        select(Offer.workspace_id, Offer.id)
        .join(Ask, (Ask.workspace_id == Offer.workspace_id) & (Ask.id == Offer.ask_id))
        .join(Workspace, Workspace.id == Offer.workspace_id)
        .where(Ask.state == AskState.MATCHED, Offer.state == OfferState.ACCEPTED, none_yet)
        .where(Workspace.removed_at.is_(None))
        .limit(AT_ONCE)
    )


async def wake_sessions(services: Services) -> None:
    """Move every session whose time has come: over, never scheduled, never wrapped up."""
    now = services.clock.now()
    async with services.database.all_workspaces() as db:
        found = (
            await db.execute(
                select(Session.workspace_id, Session.id)
                .join(Workspace, Workspace.id == Session.workspace_id)
                .where(Session.wakes_at <= now, Workspace.removed_at.is_(None))
                .order_by(Session.wakes_at)
                .limit(AT_ONCE)
            )
        ).all()
    await _each(services, found, deadlines.wake, now)


async def part_leavers(services: Services) -> None:
    """End the sessions ahead of people whose account was deactivated."""
    now = services.clock.now()
    ahead = Session.state.in_((SessionState.SCHEDULING, SessionState.BOOKED))
    left = exists().where(
        Person.workspace_id == Session.workspace_id,
        Person.user_id.in_((Session.mentee_id, Session.expert_id)),
        Person.deactivated.is_(True),
    )
    async with services.database.all_workspaces() as db:
        found = (
            await db.execute(
                select(Session.workspace_id, Session.id)
                .join(Workspace, Workspace.id == Session.workspace_id)
                .where(ahead, left, Workspace.removed_at.is_(None))
                .limit(AT_ONCE)
            )
        ).all()
    await _each(services, found, deadlines.part, now)


async def _each(
    services: Services,
    found: Iterable[Any],
    step: Callable[[WorkspaceSession, str, datetime], Awaitable[Any]],
    now: datetime,
) -> None:
    """Take each step in its own transaction, so that one that fails holds nobody else up."""
    for workspace_id, row_id in found:
        try:
            async with services.database.begin(workspace_id) as db:
                await step(db, row_id, now)
        except UserMessage:
            log.info("somebody was faster than the clock: %s", row_id)
        except Exception as error:
            log.error("%s of %s failed: %s", step.__name__, row_id, type(error).__name__)


JOBS = [
    Job("open_sessions", open_sessions),
    Job("part_leavers", part_leavers),
    Job("wake_sessions", wake_sessions),
]
