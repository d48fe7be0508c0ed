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


async def _leave(interaction: Interaction) -> None:
    told_at = datetime.fromtimestamp(
        int(interaction.body.get("event_time") or interaction.now.timestamp()), UTC
    )
    for workspace_id in _workspaces(interaction):
        if await service.leave(interaction.services.database, workspace_id, interaction.now, told_at=told_at):
            log.warning("the app was removed from workspace %s; nothing more is sent there", workspace_id)


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
