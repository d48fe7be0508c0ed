"""What Slack tells about the app itself: it was removed, or its token was."""

from __future__ import annotations

import logging
from datetime import UTC, datetime

from bot.install import service
from bot.kit.act import Act
from bot.kit.listening import Listeners

log = logging.getLogger(__name__)


async def removed(act: Act) -> None:
    """The app was removed from the workspace."""
    await _leave(act)


async def revoked(act: Act) -> None:
    """Tokens were revoked; only the bot's matter here."""
    if act.body["event"].get("tokens", {}).get("bot"):
        await _leave(act)


async def _leave(act: Act) -> None:
    told_at = datetime.fromtimestamp(int(act.body.get("event_time") or act.now.timestamp()), UTC)
    for workspace_id in _left(act):
        if await service.leave(act.house.db, workspace_id, act.now, told_at=told_at):
            log.warning("the app was removed from workspace %s; nothing more is sent there", workspace_id)


def _left(act: Act) -> list[str]:
    """Return the workspace, and the organisation with it where the app was installed in all of it."""
    organisation = act.body.get("enterprise_id")
    for_all = any(one.get("is_enterprise_install") for one in act.body.get("authorizations") or [])
    return [act.workspace_id, organisation] if for_all and organisation else [act.workspace_id]


def register(on: Listeners) -> None:
    """Say what this feature listens to."""
    on.event("app_uninstalled", removed)
    on.event("tokens_revoked", revoked)
