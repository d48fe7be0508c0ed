"""Erasing whoever asked for it, and forgetting what has been kept for long enough."""

from __future__ import annotations

from datetime import timedelta
from functools import cache

from sqlalchemy import Select, select

from bot.kit.due import NOW, for_each_due, for_each_workspace
from bot.kit.jobs import Job
from bot.kit.services import Services
from bot.models import Erasure, Workspace
from bot.people import queries as people
from bot.privacy import service
from bot.privacy.rules import WORKSPACE_KEPT, kept_since


async def erase_people(services: Services) -> None:
    """Erase whoever asked for it a while ago."""
    await for_each_due(services, _asked(), service.erase)
    await for_each_due(services, _receipts(), service.drop_receipt)


@cache
def _asked() -> Select[str, str]:
    due = Erasure.done_at.is_(None), Erasure.due_at <= NOW
    return select(Erasure.workspace_id, Erasure.id).where(*due).order_by(Erasure.due_at)


@cache
def _receipts() -> Select[str, str]:
    sent = Erasure.user_id.is_not(None), Erasure.done_at.is_not(None), Erasure.done_at < NOW
    return select(Erasure.workspace_id, Erasure.id).where(*sent).order_by(Erasure.done_at)


async def forget_old_words(services: Services) -> None:
    """Let go of words that have been kept for as long as their workspace wants, a few at a time."""
    await for_each_workspace(services, _forget_words_of)


async def _forget_words_of(services: Services, workspace_id: str) -> None:
    now = services.clock.now()
    more = True
    while more:
        async with services.database.begin(workspace_id) as db:
            months = (await people.settings(db)).retention_months
            more = await service.forget_old_words(db, kept_since(now, months), now)


async def erase_workspaces(services: Services) -> None:
    """Erase the workspaces that removed the app so long ago that they will hardly come back."""
    long_ago = services.clock.now() - WORKSPACE_KEPT
    due = select(Workspace.id).where(Workspace.removed_at < long_ago).order_by(Workspace.id)
    await for_each_workspace(services, _erase_workspace, due, removed_too=True)


async def _erase_workspace(services: Services, workspace_id: str) -> None:
    before = services.clock.now() - WORKSPACE_KEPT
    await service.erase_workspace(services.database, workspace_id, before)


JOBS = [
    Job("erase_people", erase_people, every=timedelta(minutes=1)),
    Job("forget_old_words", forget_old_words, every=timedelta(hours=1), background=True),
    Job("erase_workspaces", erase_workspaces, every=timedelta(hours=1), background=True),
]
