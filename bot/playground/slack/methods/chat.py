"""chat.*: posting, changing and deleting messages."""

from __future__ import annotations

from bot.playground.slack import messages, shapes
from bot.playground.slack.errors import SlackError
from bot.playground.slack.methods.table import Args, Method, find_user, visible_channel
from bot.playground.slack.objects import Channel, Json, Message
from bot.playground.slack.workspace import Workspace


def _content(
    workspace: Workspace, args: Args, where: str, most_text: int = messages.MOST_TEXT
) -> messages.Content:
    raw = {name: args.json(name) for name in ("blocks", "attachments", "metadata")}
    return messages.checked(workspace, raw | {"text": args.text("text")}, where, most_text)


def _writable(workspace: Workspace, channel_id: str) -> Channel:
    """Return where the bot may write: a user's id stands for the DM with them."""
    if channel_id in workspace.users and channel_id != workspace.bot_user_id:
        return workspace.app_dm(channel_id)
    channel = visible_channel(workspace, channel_id)
    if channel.archived:
        raise SlackError("is_archived")
    if workspace.bot_user_id not in channel.members and "chat:write.public" not in workspace.scopes:
        raise SlackError("not_in_channel")
    return channel


def _own(workspace: Workspace, args: Args, refusal: str) -> tuple[Channel, Message]:
    channel = visible_channel(workspace, args.needed("channel"))
    item = channel.message(args.needed("ts"))
    if item is None or item.ephemeral_to:
        raise SlackError("message_not_found")
    if item.user != workspace.bot_user_id:
        raise SlackError(refusal)
    if channel.archived:
        raise SlackError("is_inactive")
    return channel, item


def _in_thread(channel: Channel, args: Args) -> str | None:
    thread_ts = args.text("thread_ts") or None
    if thread_ts and channel.message(thread_ts) is None:
        raise SlackError("thread_not_found")
    return thread_ts


def post_message(workspace: Workspace, args: Args) -> Json:
    """chat.postMessage."""
    channel = _writable(workspace, args.needed("channel"))
    content = _content(workspace, args, "chat.postMessage")
    thread_ts = _in_thread(channel, args)
    item = messages.post(workspace, channel, workspace.bot_user_id, content, thread_ts=thread_ts)
    return {
        "channel": channel.id,
        "ts": item.ts,
        "message": shapes.message(workspace, item, with_metadata=True),
    }


def post_ephemeral(workspace: Workspace, args: Args) -> Json:
    """chat.postEphemeral."""
    channel = _writable(workspace, args.needed("channel"))
    person = find_user(workspace, args.needed("user"))
    if person.id not in channel.members:
        raise SlackError("user_not_in_channel")
    content = _content(workspace, args, "chat.postEphemeral")
    item = messages.post(
        workspace,
        channel,
        workspace.bot_user_id,
        content,
        thread_ts=_in_thread(channel, args),
        ephemeral_to=person.id,
    )
    return {"message_ts": item.ts}


def update(workspace: Workspace, args: Args) -> Json:
    """chat.update: what is not given (blocks, attachments) stays as it was; an empty list takes it away."""
    channel, item = _own(workspace, args, "cant_update_message")
    raw = {name: args.json(name) for name in ("blocks", "attachments", "metadata")}
    content = messages.checked(
        workspace,
        {
            "text": args.text("text"),
            "blocks": item.blocks if raw["blocks"] is None else raw["blocks"],
            "attachments": item.attachments if raw["attachments"] is None else raw["attachments"],
            "metadata": raw["metadata"],
        },
        "chat.update",
        messages.BEST_TEXT,
    )
    messages.replace(workspace, channel, item, content)
    shape = shapes.message(workspace, item, with_metadata=True)
    return {"channel": channel.id, "ts": item.ts, "text": item.text, "message": shape}


def delete(workspace: Workspace, args: Args) -> Json:
    """chat.delete."""
    channel, item = _own(workspace, args, "cant_delete_message")
    messages.remove(workspace, channel, item)
    return {"channel": channel.id, "ts": item.ts}


def get_permalink(workspace: Workspace, args: Args) -> Json:
    """chat.getPermalink."""
    channel = visible_channel(workspace, args.needed("channel"))
    item = channel.message(args.needed("message_ts"))
    if item is None:
        raise SlackError("message_not_found")
    return {"channel": channel.id, "permalink": permalink(workspace, channel, item)}


def permalink(workspace: Workspace, channel: Channel, item: Message) -> str:
    """Return the address of a message."""
    link = f"https://{workspace.team_domain}.slack.com/archives/{channel.id}/p{item.ts.replace('.', '')}"
    return f"{link}?thread_ts={item.thread_ts}&cid={channel.id}" if item.thread_ts else link


METHODS = {
    "chat.postMessage": Method(post_message, ("chat:write",)),
    "chat.postEphemeral": Method(post_ephemeral, ("chat:write",)),
    "chat.update": Method(update, ("chat:write",)),
    "chat.delete": Method(delete, ("chat:write",)),
    "chat.getPermalink": Method(get_permalink),
}
