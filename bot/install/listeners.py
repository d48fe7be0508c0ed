"""What Slack tells about the app itself: it was removed, or its token was."""

from __future__ import annotations

import logging
from datetime import UTC, datetime

from bot.install import service
from bot.kit.interaction import Interaction
from bot.kit.router import Router

log = logging.getLogger(__name__)


async def leave_workspace(interaction: Interaction) -> None:
    """Stop acting in a workspace from which the app was removed."""
    await _leave(interaction)


async def leave_when_revoked(interaction: Interaction) -> None:
    """Stop acting in a workspace that revoked the bot's token; those of people do not matter here."""
    if interaction.body["event"].get("tokens", {}).get("bot"):
        await _leave(interaction)


async def join_teams(interaction: Interaction) -> None:
    """Learn soon in which workspaces an organisation's admins have approved the app."""
    if organisation := str(interaction.body.get("enterprise_id") or ""):
        await service.note_learned(interaction.services.database, organisation, None)
        interaction.services.wake()


async def leave_teams(interaction: Interaction) -> None:
    """Stop acting in workspaces of an organisation that lost the app."""
    database, told_at = interaction.services.database, _told_at(interaction)
    for workspace_id in _teams(interaction):
        if await service.leave(database, workspace_id, interaction.now, told_at=told_at):
            log.warning("the app was taken from workspace %s; nothing more is sent there", workspace_id)


def _teams(interaction: Interaction) -> list[str]:
    given = interaction.body["event"].get("team_ids")
    return [one for one in given if isinstance(one, str)] if isinstance(given, list) else []


async def _leave(interaction: Interaction) -> None:
    told_at = _told_at(interaction)
    for workspace_id in _workspaces(interaction):
        if await service.leave(interaction.services.database, workspace_id, interaction.now, told_at=told_at):
            log.warning("the app was removed from workspace %s; nothing more is sent there", workspace_id)


def _told_at(interaction: Interaction) -> datetime:
    return datetime.fromtimestamp(int(interaction.body.get("event_time") or interaction.now.timestamp()), UTC)


def _workspaces(interaction: Interaction) -> list[str]:
    """Return the workspace, and the organisation with it where the app was installed in all of it."""
    organisation = interaction.body.get("enterprise_id")
    for_all = any(one.get("is_enterprise_install") for one in interaction.body.get("authorizations") or [])
    return (
        [interaction.workspace_id, organisation] if for_all and organisation else [interaction.workspace_id]
    )


def register(router: Router) -> None:
    """Say what this feature listens to."""
    router.event("app_uninstalled", leave_workspace)
    router.event("tokens_revoked", leave_when_revoked)
    router.event("team_access_granted", join_teams)
    router.event("team_access_revoked", leave_teams)
