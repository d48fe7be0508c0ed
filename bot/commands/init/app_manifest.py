"""The app as Slack shall know it: the project's manifest, with one's own address or for Socket Mode."""

from __future__ import annotations

import json
from importlib import resources
from typing import Any

PLACEHOLDER = "https://your-host.example/"


def manifest(url: str | None, *, installs: bool = False) -> str:
    """Return the manifest as JSON; ``url`` is the public address, with a slash at its end.

    Without one it is for Socket Mode. ``installs``: several workspaces install the app by its page.
    """
    source = resources.files("bot") / "playground" / "manifest.json"
    text = source.read_text("utf-8")
    found: dict[str, Any] = json.loads(text if url is None else text.replace(PLACEHOLDER, url))
    if url is None:
        _without_addresses(found)
    if not installs:
        del found["oauth_config"]["redirect_urls"]
    return json.dumps(found, indent=2, ensure_ascii=False) + "\n"


def _without_addresses(found: dict[str, Any]) -> None:
    for command in found["features"]["slash_commands"]:
        del command["url"]
    del found["settings"]["event_subscriptions"]["request_url"]
    del found["settings"]["interactivity"]["request_url"]
    found["settings"]["socket_mode_enabled"] = True
