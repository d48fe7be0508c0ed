"""Who may take part: people and not apps, of this workspace, guests where the program lets them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

SLACKBOT = "USLACKBOT"  # says of itself that it is no bot


def is_app(member: Mapping[str, Any]) -> bool:
    """Return whether a member (shape: users.info) is an app."""
    return bool(member.get("is_bot")) or member.get("id") == SLACKBOT


def is_guest(member: Mapping[str, Any]) -> bool:
    """Return whether somebody is let into some channels only."""
    return bool(member.get("is_restricted") or member.get("is_ultra_restricted"))


def is_foreign(member: Mapping[str, Any], workspace_id: str) -> bool:
    """Return whether somebody belongs to another company, and is only met in a shared channel.

    In Enterprise Grid ``team_id`` is where somebody's account is kept, and ``teams`` are the workspaces that
    they are in: these decide.
    """
    teams = (member.get("enterprise_user") or {}).get("teams")
    if isinstance(teams, list) and teams:
        return workspace_id not in teams
    home = str(member.get("team_id") or "")
    elsewhere = home.startswith("T") and home != workspace_id  # an E… names the whole organization
    return elsewhere or bool(member.get("is_stranger"))
