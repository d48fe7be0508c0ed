"""What a Web API method is, and how it reads the arguments that came as a form or as JSON."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from bot.playground.slack.errors import SlackError, invalid_arguments
from bot.playground.slack.objects import Channel, Json, User
from bot.playground.slack.workspace import Workspace


class Args:
    """The arguments of one call: strings from a form, or any JSON."""

    def __init__(self, raw: Json) -> None:
        self.raw = raw

    def text(self, name: str, default: str = "") -> str:
        """Return an argument as text."""
        value = self.raw.get(name)
        return default if value is None else str(value)

    def needed(self, name: str) -> str:
        """Return an argument that must be there."""
        value = self.text(name)
        if not value:
            raise invalid_arguments(f"[ERROR] missing required field: {name}")
        return value

    def flag(self, name: str, default: bool = False) -> bool:
        """Return a yes or no, in any of the ways Slack's clients write it."""
        value = self.raw.get(name)
        return default if value is None else value in (True, 1, "1", "true", "True")

    def number(self, name: str, default: int) -> int:
        """Return a whole number."""
        try:
            return int(self.text(name) or default)
        except ValueError:
            raise invalid_arguments(f"[ERROR] must be an integer [json-pointer:/{name}]") from None

    def json(self, name: str) -> Any:
        """Return a structure, which a form carries as JSON text."""
        value = self.raw.get(name)
        if not isinstance(value, str) or not value:
            return value
        try:
            return json.loads(value)
        except json.JSONDecodeError:
            code = "invalid_blocks_format" if name == "blocks" else "invalid_arguments"
            raise SlackError(
                code, response_metadata={"messages": [f"[ERROR] invalid JSON in {name}"]}
            ) from None

    def names(self, name: str) -> list[str]:
        """Return a list that may come as JSON or as comma-separated text."""
        value = self.raw.get(name)
        if isinstance(value, str):
            value = value.strip("[]").replace('"', "").split(",")
        return [str(v).strip() for v in value or [] if str(v).strip()]


Handler = Callable[[Workspace, Args], Json]
Scopes = tuple[str, ...]


@dataclass(frozen=True)
class Method:
    """A Web API method: what it does, the bot scopes any one of which it needs, and whose token it takes."""

    run: Handler
    scopes: Scopes = ()
    bearer: Literal["bot", "app", "configuration", "nobody"] = "bot"


def require_scope(workspace: Workspace, *needed: str) -> None:
    """Refuse with missing_scope unless one of these was granted; for scopes that depend on the arguments."""
    if needed and not workspace.scopes & set(needed):
        raise SlackError(
            "missing_scope", needed=",".join(needed), provided=",".join(sorted(workspace.scopes))
        )


def find_user(workspace: Workspace, user_id: str, code: str = "user_not_found") -> User:
    """Return a person or refuse."""
    person = workspace.users.get(user_id)
    if person is None:
        raise SlackError(code)
    return person


def visible_channel(workspace: Workspace, channel_id: str) -> Channel:
    """Return a conversation that the bot can see, or refuse with channel_not_found."""
    channel = workspace.channels.get(channel_id)
    if channel is None or (channel.kind != "channel" and workspace.bot_user_id not in channel.members):
        raise SlackError("channel_not_found")
    return channel


def page(args: Args, rows: list[Any], default: int, most: int = 1000) -> tuple[list[Any], Json]:
    """Cut one page out of a list; the cursor is opaque to callers."""
    limit = max(1, min(args.number("limit", default) or default, most))
    cursor = args.text("cursor")
    if cursor and not re.fullmatch(r"next:\d+", cursor):
        raise SlackError("invalid_cursor")
    start = int(cursor[5:]) if cursor else 0
    following = f"next:{start + limit}" if start + limit < len(rows) else ""
    return rows[start : start + limit], {"next_cursor": following}
