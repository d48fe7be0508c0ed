"""Changing the program's settings, and who runs it."""

from __future__ import annotations

import logging
from collections.abc import Collection
from datetime import datetime

from bot.admin import queries, texts
from bot.admin.service.audit import record
from bot.admin.service.roles import require_admin
from bot.delivery.outbox import refresh_home
from bot.kit.db import WorkspaceSession
from bot.kit.errors import UserMessage
from bot.models import Act, ProgramSettings
from bot.people import queries as people
from bot.people import service as people_service

log = logging.getLogger(__name__)


async def change_settings(
    db: WorkspaceSession,
    by: str,
    settings: ProgramSettings,
    *,
    managers: Collection[str] | None,
    now: datetime,
) -> set[str]:
    """Change the program's settings and return the names of those that differ from before.

    ``managers`` None leaves them as they are; where they changed, "managers" is among the names. An open
    offer keeps the deadline it was given. Raises UserMessage or FormErrors in words that help.
    """
    await require_admin(db, by)
    appointed = set() if managers is None else await _appoint(db, by, managers, now)
    workspace = await people.workspace(db)
    changed = workspace.settings.changes_to(settings)
    for name, (old, new) in changed.items():
        log.info("%s set %s in %s: %s, before %s", by, name, db.workspace_id, new, old)
        await record(db, by, Act.SETTING_CHANGED, now, part=name, before=str(old), after=str(new))
    workspace.settings = settings
    if "guests" in changed:
        await people_service.let_guests(db, settings.guests)
    await people_service.pool_changed(db, now)
    await refresh_home(db, sorted({by, *appointed}), now)
    return {*changed, *(["managers"] if appointed else [])}


async def appoint(db: WorkspaceSession, by: str, managers: Collection[str], now: datetime) -> None:
    """Make exactly these people program managers. Raises UserMessage or FormErrors."""
    await require_admin(db, by)
    await refresh_home(db, sorted(await _appoint(db, by, managers, now)), now)


async def _appoint(db: WorkspaceSession, by: str, managers: Collection[str], now: datetime) -> set[str]:
    """Make exactly these people program managers; return whose App Home shows it."""
    before = set(await queries.managers(db))
    wanted = set(managers)
    if wanted == before:
        return set()
    if not await queries.may_appoint(db, by):
        raise UserMessage(texts.ONLY_ADMINS_APPOINT)
    await people_service.check_named(db, wanted - before, "managers")
    await people_service.set_managers(db, managers)
    for user_id in sorted(wanted - before):
        await record(db, by, Act.MANAGER_NAMED, now, about=user_id)
    for user_id in sorted(before - wanted):
        await record(db, by, Act.MANAGER_REMOVED, now, about=user_id)
    return {*wanted, *before}
