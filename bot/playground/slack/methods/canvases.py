"""canvases.*: a page beside the messages of a channel."""

from __future__ import annotations

from typing import Any

from bot.playground.slack.errors import SlackError, invalid_arguments
from bot.playground.slack.methods.table import Args, Method, visible_channel
from bot.playground.slack.objects import Canvas, Json
from bot.playground.slack.workspace import Workspace

MOST_CHARS = 1_048_576


def create(workspace: Workspace, args: Args) -> Json:
    """canvases.create, as a tab of a channel; one of nobody's channel is left out."""
    markdown = _markdown(args.json("document_content"))
    channel = visible_channel(workspace, args.needed("channel_id"))
    if workspace.bot_user_id not in channel.members:
        raise SlackError("not_in_channel")
    item = Canvas(workspace.next_id("F"), args.text("title") or "Untitled", channel.id, markdown)
    workspace.canvases[item.id] = item
    workspace.changed(channel.members)
    return {"canvas_id": item.id}


def edit(workspace: Workspace, args: Args) -> Json:
    """canvases.edit: writing the whole of it anew; changes of single sections are left out."""
    item = workspace.canvases.get(args.needed("canvas_id"))
    if item is None:
        raise SlackError("canvas_not_found")
    changes: Any = args.json("changes")
    if not isinstance(changes, list) or len(changes) != 1 or not isinstance(changes[0], dict):
        raise invalid_arguments("[ERROR] must provide exactly one change [json-pointer:/changes]")
    if changes[0].get("operation") != "replace" or "section_id" in changes[0]:
        raise invalid_arguments("[ERROR] invalid operation [json-pointer:/changes/0/operation]")
    markdown = _markdown(changes[0].get("document_content"))
    if item.deleted:
        raise SlackError("canvas_deleted")
    item.markdown = markdown
    workspace.changed(workspace.channels[item.channel].members)
    return {}


def _markdown(content: Any) -> str:
    if not isinstance(content, dict) or content.get("type") != "markdown":
        raise invalid_arguments("[ERROR] must be of type markdown [json-pointer:/document_content/type]")
    markdown = str(content.get("markdown") or "")
    if len(markdown) > MOST_CHARS:
        raise invalid_arguments("[ERROR] is too long [json-pointer:/document_content/markdown]")
    return markdown


METHODS = {
    "canvases.create": Method(create, ("canvases:write",)),
    "canvases.edit": Method(edit, ("canvases:write",)),
}
