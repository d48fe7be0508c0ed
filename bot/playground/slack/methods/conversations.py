"""conversations.*: opening DMs and group DMs, and reading who and what is in a conversation."""

from __future__ import annotations

from bot.playground.slack import shapes
from bot.playground.slack.errors import SlackError
from bot.playground.slack.methods.table import Args, Method, find_user, page, require_scope, visible_channel
from bot.playground.slack.objects import Channel, Json, Message
from bot.playground.slack.workspace import Workspace

FAMILY = {"channel": "channels", "group": "groups", "im": "im", "mpim": "mpim"}
TYPES = {"public_channel": "channel", "private_channel": "group", "im": "im", "mpim": "mpim"}
MOST_USERS = 8


def open_(workspace: Workspace, args: Args) -> Json:
    """conversations.open: the DM or group DM of the bot and one to eight people."""
    channel_id = args.text("channel")
    if channel_id:
        return _opened(workspace, args, visible_channel(workspace, channel_id), existed=True)
    users = list(dict.fromkeys(args.names("users")))
    if not users:
        raise SlackError("users_list_not_supplied")
    if len(users) > MOST_USERS:
        raise SlackError("too_many_users")
    people = [find_user(workspace, u) for u in users]
    if any(p.deleted for p in people):
        raise SlackError("user_disabled")
    if workspace.bot_user_id in users:
        raise SlackError("invalid_user_combination")
    require_scope(workspace, "im:write" if len(users) == 1 else "mpim:write")
    members = [workspace.bot_user_id, *users]
    found = workspace.find_direct(members)
    if found is None and args.flag("prevent_creation"):
        raise SlackError("channel_not_found")
    return _opened(workspace, args, found or workspace.open_direct(members), existed=found is not None)


def _opened(workspace: Workspace, args: Args, channel: Channel, *, existed: bool) -> Json:
    shape = shapes.channel(workspace, channel) if args.flag("return_im") else {"id": channel.id}
    return {"no_op": existed, "already_open": existed, "channel": shape}


def _readable(workspace: Workspace, args: Args, right: str = "read") -> Channel:
    channel = visible_channel(workspace, args.needed("channel"))
    require_scope(workspace, f"{FAMILY[channel.kind]}:{right}")
    return channel


def info(workspace: Workspace, args: Args) -> Json:
    """conversations.info."""
    channel = _readable(workspace, args)
    count = len(channel.members) if args.flag("include_num_members") else None
    return {"channel": shapes.channel(workspace, channel, count)}


def members(workspace: Workspace, args: Args) -> Json:
    """conversations.members."""
    channel = _readable(workspace, args)
    rows, metadata = page(args, channel.members, 100)
    return {"members": rows, "response_metadata": metadata}


def list_(workspace: Workspace, args: Args) -> Json:
    """conversations.list: what the bot can see of the kinds asked for."""
    kinds = [TYPES.get(t) for t in args.names("types") or ["public_channel"]]
    if None in kinds:
        raise SlackError("invalid_types")
    for kind in kinds:
        require_scope(workspace, f"{FAMILY[str(kind)]}:read")
    rows = [
        c
        for c in workspace.channels.values()
        if c.kind in kinds
        and (c.kind == "channel" or workspace.bot_user_id in c.members)
        and not (c.archived and args.flag("exclude_archived"))
    ]
    chosen, metadata = page(args, rows, 100)
    return {
        "channels": [shapes.channel(workspace, c, len(c.members)) for c in chosen],
        "response_metadata": metadata,
    }


def _between(rows: list[Message], args: Args) -> list[Message]:
    oldest, latest = _instant(args, "oldest", 0.0), _instant(args, "latest", 1e12)
    if args.flag("inclusive"):
        return [m for m in rows if oldest <= float(m.ts) <= latest]
    return [m for m in rows if oldest < float(m.ts) < latest]


def _instant(args: Args, name: str, default: float) -> float:
    try:
        return float(args.text(name) or default)
    except ValueError:
        raise SlackError(f"invalid_ts_{name}") from None


def _member(workspace: Workspace, args: Args) -> Channel:
    channel = _readable(workspace, args, "history")
    if workspace.bot_user_id not in channel.members:
        raise SlackError("not_in_channel")
    return channel


def history(workspace: Workspace, args: Args) -> Json:
    """conversations.history: newest first, replies in threads left out."""
    channel = _member(workspace, args)
    rows = [m for m in channel.messages if not m.ephemeral_to and m.thread_ts in (None, m.ts)]
    chosen, metadata = page(args, list(reversed(_between(rows, args))), 100, 999)
    full = args.flag("include_all_metadata")
    answer: Json = {
        "messages": [_with_replies(workspace, channel, m, full) for m in chosen],
        "has_more": bool(metadata["next_cursor"]),
        "pin_count": 0,
        "channel_actions_ts": None,
        "channel_actions_count": 0,
    }
    return answer | {"response_metadata": metadata} if metadata["next_cursor"] else answer


def _with_replies(workspace: Workspace, channel: Channel, item: Message, full: bool) -> Json:
    shape = shapes.message(workspace, item, with_metadata=full)
    replies = [m for m in channel.messages if m.thread_ts == item.ts and m is not item and not m.ephemeral_to]
    if replies:
        shape |= {"thread_ts": item.ts, "reply_count": len(replies), "latest_reply": replies[-1].ts}
    return shape


def replies(workspace: Workspace, args: Args) -> Json:
    """conversations.replies: the first message of a thread and its replies, oldest first."""
    channel = _member(workspace, args)
    root = channel.message(args.needed("ts"))
    if root is None or root.ephemeral_to:
        raise SlackError("thread_not_found")
    top = root.thread_ts or root.ts
    rows = [m for m in channel.messages if top in (m.ts, m.thread_ts) and not m.ephemeral_to]
    chosen, metadata = page(args, _between(rows, args), 1000)
    full = args.flag("include_all_metadata")
    return {
        "messages": [_with_replies(workspace, channel, m, full) for m in chosen],
        "has_more": bool(metadata["next_cursor"]),
        "response_metadata": metadata,
    }


METHODS = {
    "conversations.open": Method(open_, ("im:write", "mpim:write")),
    "conversations.info": Method(info),
    "conversations.members": Method(members),
    "conversations.list": Method(list_),
    "conversations.history": Method(history),
    "conversations.replies": Method(replies),
}
