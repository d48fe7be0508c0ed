"""What the page shows: the whole of the stand-in for everybody, and the screen of one person."""

from __future__ import annotations

from bot.playground.page.locators import seen
from bot.playground.slack import shapes
from bot.playground.slack.http_transport import HttpTransport
from bot.playground.slack.objects import Channel, Json, Message
from bot.playground.slack.server import StandIn
from bot.playground.slack.workspace import Workspace


def overview(slack: StandIn) -> Json:
    """Return what every page needs whoever it shows: people, app, commands, shortcuts."""
    workspace = slack.workspace
    people = [
        {
            "id": p.id,
            "name": p.name,
            "real_name": p.real_name,
            "title": p.title,
            "tz": p.tz,
            "color": p.color,
            "is_admin": p.is_admin or p.is_owner,
            "deleted": p.deleted,
        }
        for p in workspace.users.values()
        if not p.is_bot
    ]
    by_http = isinstance(slack.dispatcher.transport, HttpTransport)
    last = slack.traffic.deliveries[-1] if slack.traffic.deliveries else None
    answering = last is None or last.reason != "connection_failed"
    return {
        "team": {"id": workspace.team_id, "name": workspace.team_name},
        "people": people,
        "bot": {"id": workspace.bot_id, "user_id": workspace.bot_user_id, "name": workspace.app_name},
        "commands": [
            {"command": c.command, "description": c.description, "usage_hint": c.usage_hint}
            for c in workspace.commands.values()
        ],
        "shortcuts": [vars(s) for s in workspace.shortcuts.values()],
        "weather": {"n": len(slack.weather.faults) + bool(slack.weather.duplicate_events)},
        "app": {
            "connected": answering if by_http else bool(slack.socket_mode.connections),
            "mode": "http" if by_http else "socket",
        },
    }


def snapshot(workspace: Workspace, user_id: str) -> Json:
    """Return everything one person sees."""
    home = workspace.homes.get(user_id)
    return {
        "person_id": user_id,
        "conversations": [
            _conversation(workspace, c, user_id) for c in workspace.channels.values() if user_id in c.members
        ],
        "home": shapes.view(workspace, home) if home else None,
        "modals": [shapes.view(workspace, v) for v in workspace.stack(user_id)],
        "notices": [{"id": n.id, "text": n.text} for n in workspace.notices.get(user_id, [])],
    }


def _conversation(workspace: Workspace, channel: Channel, user_id: str) -> Json:
    return {
        "id": channel.id,
        "kind": "channel" if channel.kind == "group" else channel.kind,
        "name": channel.name,
        "private": channel.kind == "group",
        "read_only": workspace.is_read_only(channel),
        "members": channel.members,
        "unread": len(unread_in(channel, user_id)),
        "canvases": [
            {"id": one.id, "title": one.title, "markdown": one.markdown}
            for one in workspace.canvases.values()
            if one.channel == channel.id and not one.deleted
        ],
        "messages": [_message(workspace, m, user_id) for m in seen(channel, user_id)],
    }


def unread_in(channel: Channel, user_id: str) -> list[Message]:
    """Return what others wrote in a conversation since this person looked at it."""
    read = float(channel.read.get(user_id, "0"))
    return [m for m in seen(channel, user_id) if float(m.ts) > read and m.user != user_id]


def _message(workspace: Workspace, item: Message, user_id: str) -> Json:
    files = [shapes.file(workspace, workspace.files[f]) for f in item.files]
    return {
        "ts": item.ts,
        "user": item.user,
        "text": item.text,
        "blocks": item.blocks,
        "files": [
            {
                "id": f["id"],
                "name": f["name"],
                "url": f["url_private"],
                "mimetype": f["mimetype"],
                "size": f["size"],
            }
            for f in files
        ],
        "edited": item.edited_ts is not None,
        "ephemeral": item.ephemeral_to is not None,
        "thread_ts": item.thread_ts,
        "values": item.states.get(user_id, {}),
    }
