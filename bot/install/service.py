"""What is written when the app comes into a workspace, and when it leaves."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import case, delete, select, update
from sqlalchemy.dialects import postgresql, sqlite

from bot.delivery.service import forget_refusals
from bot.kit.db import Database, Tx
from bot.models import Installation, OAuthState, Workspace

STATE_LIFE = timedelta(minutes=10)  # as long as Slack's own code lives

# What a feature does in a workspace that has got the app. It runs again at every installation, and at every
# start of a process that serves a single workspace: it only adds what is missing.
Hook = Callable[[Tx, datetime], Awaitable[None]]


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


async def arrive(db: Database, team: Team, hooks: Sequence[Hook], now: datetime, *, anew: bool) -> None:
    """Write down that the app is in a workspace, and let every feature add what it needs there.

    ``anew`` says that it was installed just now; otherwise it counts as installed now only where it was not,
    or had been removed.
    """
    async with db.begin_across() as session:
        await session.execute(_workspace_row(db, team, now, anew=anew))
    async with db.begin(team.id) as tx:
        await forget_refusals(tx)
        for hook in hooks:
            await hook(tx, now)


def _workspace_row(db: Database, team: Team, now: datetime, *, anew: bool) -> Any:
    insert = sqlite.insert(Workspace) if db.embedded else postgresql.insert(Workspace)
    known = {"name": team.name, "bot_user_id": team.bot_user_id, "enterprise_id": team.enterprise_id}
    installed = case((Workspace.removed_at.is_not(None) | anew, now), else_=Workspace.installed_at)
    return insert.values(id=team.id, installed_at=now, rematch_at=now, **known).on_conflict_do_update(
        index_elements=["id"], set_={**known, "installed_at": installed, "removed_at": None}
    )


async def keep(db: Database, grant: Grant, now: datetime) -> None:
    """Keep an installation's token, in place of an earlier one's. The workspace's row must stand."""
    async with db.begin(grant.team.id) as tx:
        await tx.put(
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


async def leave(db: Database, workspace_id: str, now: datetime, *, told_at: datetime | None = None) -> bool:
    """Write down that the app was removed and forget its token: nothing is sent from then on.

    ``told_at`` is when Slack says it happened (whole seconds). One from before the present installation
    arrives late and changes nothing. Returns whether the app was here until now.
    """
    async with db.begin_across() as session:
        removed = update(Workspace).where(Workspace.id == workspace_id, Workspace.removed_at.is_(None))
        if told_at is not None:
            removed = removed.where(Workspace.installed_at < told_at + timedelta(seconds=1))
        gone = (await session.execute(removed.values(removed_at=now).returning(Workspace.id))).first()
        if gone is None:
            return False
        await session.execute(delete(Installation).where(Installation.workspace_id == workspace_id))
        return True


async def new_state(db: Database, state: str, now: datetime) -> None:
    """Remember the state parameter of an installation that begins."""
    async with db.begin_across() as session:
        session.add(OAuthState(state=state, expires_at=now + STATE_LIFE))


async def use_state(db: Database, state: str, now: datetime) -> bool:
    """Use up a state parameter; only one of any number of callers at once is told True."""
    async with db.begin_across() as session:
        used = delete(OAuthState).where(OAuthState.state == state, OAuthState.expires_at > now)
        return (await session.execute(used.returning(OAuthState.state))).first() is not None


async def is_removed(tx: Tx) -> bool:
    """Tell whether the app is not (or no longer) in this workspace."""
    workspace = await tx.first(select(Workspace).where(Workspace.id == tx.workspace_id))
    return workspace is None or workspace.removed_at is not None
