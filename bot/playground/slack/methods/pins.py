"""pins.*: keeping a message at hand in its conversation."""

from __future__ import annotations

from bot.playground.slack.errors import SlackError
from bot.playground.slack.methods.table import Args, Method, visible_channel
from bot.playground.slack.objects import Json
from bot.playground.slack.workspace import Workspace


def add(workspace: Workspace, args: Args) -> Json:
    """pins.add."""
    channel = visible_channel(workspace, args.needed("channel"))
    if workspace.bot_user_id not in channel.members:
        raise SlackError("not_in_channel")
    item = channel.message(args.needed("timestamp"))
    if item is None or item.ephemeral_to:
        raise SlackError("message_not_found")
    if item.pinned:
        raise SlackError("already_pinned")
    item.pinned = True
    return {}


METHODS = {"pins.add": Method(add, ("pins:write",))}
