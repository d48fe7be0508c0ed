"""files.*: the upload in three steps (address, bytes, completion)."""

from __future__ import annotations

from typing import Any

from bot.playground.slack import messages, shapes
from bot.playground.slack.errors import SlackError
from bot.playground.slack.methods.table import Args, Method, visible_channel
from bot.playground.slack.objects import Json, StoredFile
from bot.playground.slack.workspace import Workspace


def get_upload_url(workspace: Workspace, args: Args) -> Json:
    """files.getUploadURLExternal."""
    name = args.needed("filename")
    length = args.number("length", 0)
    if length <= 0:
        raise SlackError("invalid_arguments", response_metadata={"messages": ["[ERROR] invalid `length`"]})
    item = StoredFile(
        workspace.next_id("F"), name, name, workspace.bot_user_id, length, workspace.now_seconds()
    )
    workspace.files[item.id] = item
    return {"upload_url": f"{workspace.base_url}/upload/{item.id}", "file_id": item.id}


def complete_upload(workspace: Workspace, args: Args) -> Json:
    """files.completeUploadExternal: share what was uploaded, with a first comment, in a conversation."""
    given: Any = args.json("files")
    items = [_uploaded(workspace, entry) for entry in given] if isinstance(given, list) else []
    if not items:
        raise SlackError("invalid_arguments", response_metadata={"messages": ["[ERROR] missing `files`"]})
    channel_id = args.text("channel_id") or next(iter(args.names("channels")), "")
    if channel_id:
        channel = visible_channel(workspace, channel_id)
        if workspace.bot_user_id not in channel.members:
            raise SlackError("not_in_channel")
        for item in items:
            item.channels.append(channel.id)
        content = messages.Content(args.text("initial_comment"))
        messages.post(
            workspace,
            channel,
            workspace.bot_user_id,
            content,
            thread_ts=args.text("thread_ts") or None,
            files=[item.id for item in items],
        )
    for item in items:
        item.done = True
    return {"files": [shapes.file(workspace, item) for item in items]}


def _uploaded(workspace: Workspace, entry: Any) -> StoredFile:
    item = workspace.files.get(entry.get("id", "")) if isinstance(entry, dict) else None
    if item is None or item.content is None or item.done:
        raise SlackError("file_not_found")
    item.title = entry.get("title") or item.name
    return item


def info(workspace: Workspace, args: Args) -> Json:
    """files.info."""
    item = workspace.files.get(args.needed("file"))
    if item is None:
        raise SlackError("file_not_found")
    return {"file": shapes.file(workspace, item), "comments": [], "response_metadata": {"next_cursor": ""}}


METHODS = {
    "files.getUploadURLExternal": Method(get_upload_url, ("files:write",)),
    "files.completeUploadExternal": Method(complete_upload, ("files:write",)),
    "files.info": Method(info, ("files:read",)),
}
