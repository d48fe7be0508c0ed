"""Reads an app manifest: the commands, shortcuts, scopes and events that an app declares."""

from __future__ import annotations

from typing import Any, Literal

from bot.playground.slack.objects import Command, Shortcut
from bot.playground.slack.workspace import Workspace


def apply(workspace: Workspace, manifest: dict[str, Any]) -> set[str]:
    """Declare in a workspace what a manifest says; return every bot scope, optional ones too."""
    features = manifest.get("features", {})
    for entry in features.get("slash_commands", []):
        declare_command(
            workspace,
            entry["command"],
            entry.get("description", ""),
            entry.get("usage_hint", ""),
            bool(entry.get("should_escape")),
        )
    for entry in features.get("shortcuts", []):
        described = entry.get("description", "")
        declare_shortcut(workspace, entry["type"], entry["name"], entry["callback_id"], described)
    app_home = features.get("app_home", {})
    workspace.home_enabled = bool(app_home.get("home_tab_enabled", True))
    workspace.messages_read_only = bool(app_home.get("messages_tab_read_only_enabled", False))
    scopes = manifest.get("oauth_config", {}).get("scopes", {})
    declared = {*scopes.get("bot", []), *scopes.get("bot_optional", [])}
    workspace.scopes = set(declared)
    subscriptions = manifest.get("settings", {}).get("event_subscriptions", {})
    workspace.events = set(subscriptions.get("bot_events", []))
    return declared


def declare_command(
    workspace: Workspace,
    command: str,
    description: str = "",
    usage_hint: str = "",
    should_escape: bool = False,
) -> None:
    """Let people type this slash command."""
    workspace.commands[command] = Command(command, description, usage_hint, should_escape)


def declare_shortcut(
    workspace: Workspace, kind: str, name: str, callback_id: str, description: str = ""
) -> None:
    """Let people use this shortcut; ``kind`` is "global" or "message"."""
    where: Literal["global", "message"] = "global" if kind == "global" else "message"
    workspace.shortcuts[callback_id] = Shortcut(where, name, callback_id, description)
