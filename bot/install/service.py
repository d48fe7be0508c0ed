"""What is written when the app comes into a workspace, and when it leaves."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import case, delete, select, update
from sqlalchemy.dialects import postgresql, sqlite

from bot.delivery.outbox import forget_refusals
from bot.kit.db import Database, WorkspaceSession
from bot.models import Installation, OAuthState, Workspace

STATE_LIFE = timedelta(minutes=10)  # as long as Slack's own code lives

# What a feature does in a workspace that has got the app. It runs again at every installation, and at every
# start of a process that serves a single workspace: it only adds what is missing.
Hook = Callable[[WorkspaceSession, datetime], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Team:
    """A workspace, or a whole organisation that installed the app, and the app's bot in it."""

    id: str
    name: str
    bot_user_id: str
    bot_id: str = ""
    enterprise_id: str | None = None


@dataclass(frozen=True, slots=True)
class Grant:
    """What Slack gave at an installation. ``expires_at`` and ``refresh_token`` come with token rotation."""

    team: Team
    token: str
    for_enterprise: bool = False
    app_id: str = ""
    scopes: str = ""
    refresh_token: str | None = None
    expires_at: datetime | None = None
    installed_by: str = ""


async def arrive(database: Database, team: Team, hooks: Sequence[Hook], now: datetime, *, anew: bool) -> None:
    """Write down that the app is in a workspace, and let every feature add what it needs there.

    ``anew`` says that it was installed just now; otherwise it counts as installed now only where it was not,
    or had been removed.
    """
    async with database.all_workspaces() as db:
        await db.execute(_workspace_row(database, team, now, anew=anew))
    async with database.begin(team.id) as db:
        await forget_refusals(db)
        for hook in hooks:
            await hook(db, now)


def _workspace_row(database: Database, team: Team, now: datetime, *, anew: bool) -> Any:
    insert = sqlite.insert(Workspace) if database.embedded else postgresql.insert(Workspace)
    known = {"name": team.name, "bot_user_id": team.bot_user_id, "enterprise_id": team.enterprise_id}
    installed = case((Workspace.removed_at.is_not(None) | anew, now), else_=Workspace.installed_at)
    return insert.values(id=team.id, installed_at=now, rematch_at=now, **known).on_conflict_do_update(
        index_elements=["id"], set_={**known, "installed_at": installed, "removed_at": None}
    )


async def keep(database: Database, grant: Grant, now: datetime) -> None:
    """Keep an installation's token, in place of an earlier one's. The workspace's row must stand."""
    async with database.begin(grant.team.id) as db:
        await db.upsert(
            Installation,
            {},
            app_id=grant.app_id,
            enterprise_id=grant.team.enterprise_id,
            is_enterprise_install=grant.for_enterprise,
            bot_id=grant.team.bot_id,
            bot_user_id=grant.team.bot_user_id,
            scopes=grant.scopes,
            bot_token=grant.token,
            refresh_token=grant.refresh_token,
            expires_at=grant.expires_at,
            installed_by=grant.installed_by,
            installed_at=now,
        )


async def leave(
    database: Database, workspace_id: str, now: datetime, *, told_at: datetime | None = None
) -> bool:
    """Write down that the app was removed and forget its token: nothing is sent from then on.

    ``told_at`` is when Slack says it happened (whole seconds). One from before the present installation
    arrives late and changes nothing. Returns whether the app was here until now.
    """
    async with database.all_workspaces() as db:
        removed = update(Workspace).where(Workspace.id == workspace_id, Workspace.removed_at.is_(None))
        if told_at is not None:
            removed = removed.where(Workspace.installed_at < told_at + timedelta(seconds=1))
        gone = (await db.execute(removed.values(removed_at=now).returning(Workspace.id))).first()
        if gone is None:
            return False
        await db.execute(delete(Installation).where(Installation.workspace_id == workspace_id))
        return True


async def new_state(database: Database, state: str, now: datetime) -> None:
    """Remember the state parameter of an installation that begins."""
    async with database.all_workspaces() as db:
        db.add(OAuthState(state=state, expires_at=now + STATE_LIFE))


async def use_state(database: Database, state: str, now: datetime) -> bool:
    """Use up a state parameter; only one of any number of callers at once is told True."""
    async with database.all_workspaces() as db:
        used = delete(OAuthState).where(OAuthState.state == state, OAuthState.expires_at > now)
        return (await db.execute(used.returning(OAuthState.state))).first() is not None


async def is_removed(db: WorkspaceSession) -> bool:
    """Tell whether the app is not (or no longer) in this workspace."""
    workspace = await db.scalar(select(Workspace).where(Workspace.id == db.workspace_id))
    return workspace is None or workspace.removed_at is not None
