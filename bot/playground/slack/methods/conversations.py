"""conversations.*: opening DMs and group DMs, and reading who and what is in a conversation."""

from __future__ import annotations

from bot.playground import shapes
from bot.playground.errors import SlackError
from bot.playground.methods.table import Args, Method, find_user, page, require_scope, visible_channel
from bot.playground.world import Channel, Json, Message, World

FAMILY = {"channel": "channels", "group": "groups", "im": "im", "mpim": "mpim"}
TYPES = {"public_channel": "channel", "private_channel": "group", "im": "im", "mpim": "mpim"}
MOST_USERS = 8


def open_(world: World, args: Args) -> Json:
    """conversations.open: the DM or group DM of the bot and one to eight people."""
    channel_id = args.text("channel")
    if channel_id:
        return _opened(world, args, visible_channel(world, channel_id), existed=True)
    users = list(dict.fromkeys(args.names("users")))
    if not users:
        raise SlackError("users_list_not_supplied")
    if len(users) > MOST_USERS:
        raise SlackError("too_many_users")
    people = [find_user(world, u) for u in users]
    if any(p.deleted for p in people):
        raise SlackError("user_disabled")
    if world.bot_user_id in users:
        raise SlackError("invalid_user_combination")
    require_scope(world, "im:write" if len(users) == 1 else "mpim:write")
    members = [world.bot_user_id, *users]
    found = world.find_direct(members)
    if found is None and args.flag("prevent_creation"):
        raise SlackError("channel_not_found")
    return _opened(world, args, found or world.open_direct(members), existed=found is not None)


def _opened(world: World, args: Args, channel: Channel, *, existed: bool) -> Json:
    shape = shapes.channel(world, channel) if args.flag("return_im") else {"id": channel.id}
    return {"no_op": existed, "already_open": existed, "channel": shape}


def _readable(world: World, args: Args, right: str = "read") -> Channel:
    channel = visible_channel(world, args.needed("channel"))
    require_scope(world, f"{FAMILY[channel.kind]}:{right}")
    return channel


def info(world: World, args: Args) -> Json:
    """conversations.info."""
    channel = _readable(world, args)
    count = len(channel.members) if args.flag("include_num_members") else None
    return {"channel": shapes.channel(world, channel, count)}


def members(world: World, args: Args) -> Json:
    """conversations.members."""
    channel = _readable(world, args)
    rows, metadata = page(args, channel.members, 100)
    return {"members": rows, "response_metadata": metadata}


def list_(world: World, args: Args) -> Json:
    """conversations.list: what the bot can see of the kinds asked for."""
    kinds = [TYPES.get(t) for t in args.names("types") or ["public_channel"]]
    if None in kinds:
        raise SlackError("invalid_types")
    for kind in kinds:
        require_scope(world, f"{FAMILY[str(kind)]}:read")
    rows = [
        c
        for c in world.channels.values()
        if c.kind in kinds
        and (c.kind == "channel" or world.bot_user_id in c.members)
        and not (c.archived and args.flag("exclude_archived"))
    ]
    chosen, metadata = page(args, rows, 100)
    return {
        "channels": [shapes.channel(world, c, len(c.members)) for c in chosen],
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


def _member(world: World, args: Args) -> Channel:
    channel = _readable(world, args, "history")
    if world.bot_user_id not in channel.members:
        raise SlackError("not_in_channel")
    return channel


def history(world: World, args: Args) -> Json:
    """conversations.history: newest first, replies in threads left out."""
    channel = _member(world, args)
    rows = [m for m in channel.messages if not m.ephemeral_to and m.thread_ts in (None, m.ts)]
    chosen, metadata = page(args, list(reversed(_between(rows, args))), 100, 999)
    full = args.flag("include_all_metadata")
    answer: Json = {
        "messages": [_with_replies(world, channel, m, full) for m in chosen],
        "has_more": bool(metadata["next_cursor"]),
        "pin_count": 0,
        "channel_actions_ts": None,
        "channel_actions_count": 0,
    }
    return answer | {"response_metadata": metadata} if metadata["next_cursor"] else answer


def _with_replies(world: World, channel: Channel, item: Message, full: bool) -> Json:
    shape = shapes.message(world, item, with_metadata=full)
    replies = [m for m in channel.messages if m.thread_ts == item.ts and m is not item and not m.ephemeral_to]
    if replies:
        shape |= {"thread_ts": item.ts, "reply_count": len(replies), "latest_reply": replies[-1].ts}
    return shape


def replies(world: World, args: Args) -> Json:
    """conversations.replies: the first message of a thread and its replies, oldest first."""
    channel = _member(world, args)
    root = channel.message(args.needed("ts"))
    if root is None or root.ephemeral_to:
        raise SlackError("thread_not_found")
    top = root.thread_ts or root.ts
    rows = [m for m in channel.messages if top in (m.ts, m.thread_ts) and not m.ephemeral_to]
    chosen, metadata = page(args, _between(rows, args), 1000)
    full = args.flag("include_all_metadata")
    return {
        "messages": [_with_replies(world, channel, m, full) for m in chosen],
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
