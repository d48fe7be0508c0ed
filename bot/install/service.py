"""What is written when the app comes into a workspace, and when it leaves."""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, case, delete, select, update
from sqlalchemy.dialects import postgresql, sqlite

from bot.delivery.messages import Recipient
from bot.delivery.outbox import enqueue, forget_refusals
from bot.install import messages
from bot.kit.db import Across, Database, WorkspaceSession
from bot.models import Installation, OAuthState, Outbox, OutboxState, Workspace
from bot.people import queries as people

LEARNED_FOR = timedelta(hours=6)  # what Slack does not tell in between
STATE_LIFE = timedelta(minutes=10)  # as long as Slack's own code lives

NOT_RENEWING: dict[str, Any] = dict.fromkeys(
    ("next_token", "next_refresh_token", "next_expires_at", "renewing_until", "renewal_error")
)
NOT_SAID = (OutboxState.PENDING, OutboxState.LEASED, OutboxState.SENDING)

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
    async with database.unnarrowed(team.id) as db:
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
            **NOT_RENEWING,
        )


def expiry(answer: Any, now: datetime) -> datetime | None:
    """Return when a token that Slack has just given ends; None for one that does not."""
    seconds = answer.get("expires_in")
    return None if seconds is None else now + timedelta(seconds=int(seconds))


async def leave(
    database: Database, workspace_id: str, now: datetime, *, told_at: datetime | None = None
) -> bool:
    """Write down that the app was removed and forget its token: nothing is sent from then on.

    ``told_at`` is when Slack says it happened (whole seconds). One from before the present installation
    arrives late and changes nothing. Returns whether the app was here until now.
    """
    async with database.unnarrowed(workspace_id) as db:
        removed = update(Workspace).where(Workspace.id == workspace_id, Workspace.removed_at.is_(None))
        if told_at is not None:
            removed = removed.where(Workspace.installed_at < told_at + timedelta(seconds=1))
        gone = (await db.execute(removed.values(removed_at=now).returning(Workspace.id))).first()
        if gone is None:
            return False
        await db.execute(delete(Installation).where(Installation.workspace_id == workspace_id))
        return True


async def note_learned(database: Database, organisation: str, now: datetime | None) -> None:
    """Note when the workspaces of an organisation were last learned; None has it done again soon."""
    async with database.begin(organisation) as db:
        await db.update_where(Workspace, people_synced_at=now)


def organisations_due(now: datetime) -> Select[str]:
    """Return what finds the organisations whose workspaces are to be learned."""
    seen = Workspace.people_synced_at
    return (
        select(Workspace.id)
        .join(Installation, Installation.workspace_id == Workspace.id)
        .where(Installation.is_enterprise_install.is_(True), seen.is_(None) | (seen < now - LEARNED_FOR))
    )


def new_state(secret: str, now: datetime) -> str:
    """Return a state parameter for an installation that begins; nothing is kept of it."""
    ends = int((now + STATE_LIFE).timestamp())
    return _signed(secret, f"{ends}.{secrets.token_urlsafe(24)}")


def _signed(secret: str, words: str) -> str:
    seal = hmac.digest(secret.encode(), f"pinchpoint install {words}".encode(), "sha256").hex()
    return f"{words}.{seal}"


def is_state(secret: str, state: str, now: datetime) -> bool:
    """Tell whether we made a state parameter, and it is still good."""
    words, _, _ = state.rpartition(".")
    ends = words.partition(".")[0]
    genuine = hmac.compare_digest(_signed(secret, words).encode(), state.encode("utf-8", "replace"))
    return genuine and ends.isdecimal() and int(ends) > now.timestamp()


async def use_state(database: Database, state: str, now: datetime) -> bool:
    """Use up a state parameter; only one of any number of callers at once is told True."""
    insert = sqlite.insert(OAuthState) if database.embedded else postgresql.insert(OAuthState)
    used = insert.values(state=state, expires_at=now + STATE_LIFE).on_conflict_do_nothing()
    async with database.all_workspaces(Across.READ) as db:
        return (await db.execute(used.returning(OAuthState.state))).first() is not None


async def is_removed(db: WorkspaceSession) -> bool:
    """Tell whether the app is not (or no longer) in this workspace."""
    workspace = await db.scalar(select(Workspace).where(Workspace.id == db.workspace_id))
    return workspace is None or workspace.removed_at is not None


async def tell_access_ends(db: WorkspaceSession, now: datetime) -> None:
    """Tell whoever installed the app, once for each installation, that it has to be installed again."""
    row = await db.scalar(select(Installation))
    if row is None:
        return
    for user_id in await _installers(db, row):
        key = f"access-ends:{row.installed_at.isoformat()}:{user_id}"
        to = Recipient.person(user_id)
        await enqueue(db, messages.ACCESS_ENDS, to=to, about=db.workspace_id, now=now, key=key)


async def tell_turned_away(db: WorkspaceSession, now: datetime) -> None:
    """Plan to tell whoever installed the app that the workspace turned it away: it arrives when it is let in.

    As long as that is planned, it is not planned again.
    """
    for user_id in await _installers(db, await db.scalar(select(Installation))):
        to = Recipient.person(user_id)
        waiting = (Outbox.kind == messages.LET_IN_AGAIN.id, Outbox.state.in_(NOT_SAID))
        if not await db.scalar(select(Outbox.id).where(*waiting, Outbox.recipient == str(to)).limit(1)):
            key = f"turned-away:{now.isoformat()}:{user_id}"
            await enqueue(db, messages.LET_IN_AGAIN, to=to, about=db.workspace_id, now=now, key=key)


async def _installers(db: WorkspaceSession, row: Installation | None) -> list[str]:
    """Return who installed the app; where that is not known, those who run the program."""
    return [row.installed_by] if row and row.installed_by else await people.program_team(db)
