"""A workspace as JSON, to save it in a file and go on from there."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from pydantic import ConfigDict, TypeAdapter

from bot.playground.slack.objects import (
    Canvas,
    Channel,
    Json,
    Notice,
    ResponseUrl,
    StoredFile,
    Token,
    User,
    UserGroup,
    View,
)
from bot.playground.slack.workspace import Workspace

BASE64 = ConfigDict(ser_json_bytes="base64", val_json_bytes="base64")
# Triggers live three seconds, and declarations come from the manifest.
SAVED_FIELDS: dict[str, TypeAdapter[Any]] = {
    "team_name": TypeAdapter(str),
    "client_secret": TypeAdapter(str),
    "scopes": TypeAdapter(set[str]),
    "users": TypeAdapter(dict[str, User]),
    "user_groups": TypeAdapter(dict[str, UserGroup]),
    "channels": TypeAdapter(dict[str, Channel]),
    "homes": TypeAdapter(dict[str, View]),
    "stacks": TypeAdapter(dict[str, list[View]]),
    "response_urls": TypeAdapter(dict[str, ResponseUrl]),
    "files": TypeAdapter(dict[str, StoredFile], config=BASE64),
    "canvases": TypeAdapter(dict[str, Canvas]),
    "profile_fields": TypeAdapter(dict[str, tuple[str, str]]),
    "tokens": TypeAdapter(dict[str, Token]),
    "refresh_tokens": TypeAdapter(dict[str, str | None]),
    "notices": TypeAdapter(dict[str, list[Notice]]),
    "_last_us": TypeAdapter(int),
    "_ids": TypeAdapter(int),
}
LEFT_OUT_FIELDS = frozenset(
    (
        *("clock", "base_url", "watchers", "triggers", "codes", "violations", "commands", "shortcuts"),
        *("events", "home_enabled", "messages_read_only", "token_rotation", "verification_token"),
        *("team_id", "team_domain", "app_id", "bot_id", "bot_user_id", "app_name", "client_id"),
        *("views", "directs"),  # found again in what is saved
    )
)


def dump_workspace(workspace: Workspace) -> Json:
    """Return a workspace as JSON."""
    return {
        name: kind.dump_python(getattr(workspace, name), mode="json") for name, kind in SAVED_FIELDS.items()
    }


def load_workspace(workspace: Workspace, saved: Json) -> None:
    """Fill an empty workspace with what was saved. Raises ValidationError for what is no workspace."""
    saved = {"user_groups": {}, **saved}  # an older one has none
    for name, kind in SAVED_FIELDS.items():
        setattr(workspace, name, kind.validate_python(saved[name]))
    workspace.views = {view.id: view for view in workspace.homes.values()}
    workspace.views |= {view.id: view for stack in workspace.stacks.values() for view in stack}
    for channel in workspace.channels.values():
        if channel.kind in ("im", "mpim"):
            workspace.directs[frozenset(channel.members)] = channel.id


def undecided_fields() -> set[str]:
    """Return the fields of which nobody said whether they are saved: none, as a test holds."""
    return {part.name for part in fields(Workspace)} - set(SAVED_FIELDS) - LEFT_OUT_FIELDS
