"""What an app manifest may hold, with the limits of Slack's published schema; other parts are taken as is."""

from __future__ import annotations

from typing import Any

from bot.playground.slack.schema import (
    Check,
    Problems,
    anything,
    boolean,
    enum,
    items,
    pattern,
    shape,
    string,
)

_ADDRESS = pattern(r"https?://\S{1,2990}", "must be a valid URL")
_COMMAND = shape(
    {
        "command": pattern(r"/\S{1,31}", "must begin with a slash and be less than 33 characters"),
        "url": _ADDRESS,
        "description": string(2000),
        "usage_hint": string(1000),
        "should_escape": boolean,
    },
    ("command", "description"),
)
_SHORTCUT = shape(
    {
        "name": string(24),
        "type": enum("message", "global"),
        "callback_id": string(255),
        "description": string(150),
    },
    ("name", "type", "callback_id", "description"),
)
_HOME = shape(
    {
        "home_tab_enabled": boolean,
        "messages_tab_enabled": boolean,
        "messages_tab_read_only_enabled": boolean,
    }
)
_FEATURES = shape(
    {
        "app_home": _HOME,
        "bot_user": shape({"display_name": string(80), "always_online": boolean}, ("display_name",)),
        "slash_commands": items(_COMMAND, 50),
        "shortcuts": items(_SHORTCUT, 10),
        "unfurl_domains": items(string(255), 5),
    }
)
_SCOPES: dict[str, Check] = {
    name: items(string(255), 255) for name in ("bot", "user", "bot_optional", "user_optional")
}
_OAUTH = shape(
    {
        "redirect_urls": items(_ADDRESS, 1000),
        "scopes": shape(_SCOPES),
        "token_management_enabled": boolean,
    }
)


def _subscribed(value: dict[str, Any], at: str, problems: Problems) -> None:
    settings = value.get("settings")
    if not isinstance(settings, dict) or settings.get("socket_mode_enabled"):
        return
    events = settings.get("event_subscriptions")
    if isinstance(events, dict) and not events.get("request_url"):
        problems.append(
            (
                "Event Subscription requires either Request URL or Socket Mode Enabled",
                f"{at}/settings/event_subscriptions",
            )
        )


_SETTINGS = shape(
    {
        "event_subscriptions": shape(
            {
                "request_url": _ADDRESS,
                "bot_events": items(string(255), 100),
                "user_events": items(string(255), 100),
            }
        ),
        "interactivity": shape(
            {"is_enabled": boolean, "request_url": _ADDRESS, "message_menu_options_url": _ADDRESS},
            ("is_enabled",),
        ),
        "org_deploy_enabled": boolean,
        "socket_mode_enabled": boolean,
        "token_rotation_enabled": boolean,
        "allowed_ip_address_ranges": items(string(255), 10),
    }
)
_DISPLAY = shape(
    {
        "name": string(35),
        "description": string(140),
        "long_description": string(4000),
        "background_color": pattern(r"#(?:[0-9a-fA-F]{3}){1,2}", "must be a hex color"),
    },
    ("name",),
)
_MANIFEST = shape(
    {
        "_metadata": anything,
        "display_information": _DISPLAY,
        "features": _FEATURES,
        "oauth_config": _OAUTH,
        "settings": _SETTINGS,
    },
    ("display_information",),
    _subscribed,
)


def manifest_problems(manifest: Any) -> Problems:
    """Return what is wrong with a manifest: sentences, each with a JSON pointer."""
    problems: Problems = []
    _MANIFEST(manifest, "", problems)
    return problems
