"""What the page shows: the whole of the stand-in for everybody, and the screen of one person."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from bot.playground import shapes
from bot.playground.delivery import HttpCarrier
from bot.playground.world import Channel, Json, Message

if TYPE_CHECKING:
    from bot.playground.server import StandIn


def instant(moment: datetime) -> str:
    """Write an instant as the page reads it: ISO 8601 in UTC with a Z."""
    return moment.isoformat(timespec="seconds").replace("+00:00", "Z")


def clock_json(stand_in: StandIn) -> Json:
    """Return the time and how fast it passes."""
    return {"now": instant(stand_in.clock.now()), "speed": stand_in.time.speed}


def _scene(stand_in: StandIn) -> Json:
    behind = stand_in.backstage
    if behind is None:
        return {"name": "", "title": "", "busy": False}
    return {"name": behind.scene.name, "title": behind.scene.title, "busy": behind.busy}


def overview(stand_in: StandIn) -> Json:
    """Return what every page needs whoever it shows: people, app, commands, shortcuts, clock."""
    world = stand_in.world
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
        for p in world.users.values()
        if not p.is_bot
    ]
    by_http = isinstance(stand_in.courier.carrier, HttpCarrier)
    last = stand_in.traffic.deliveries[-1] if stand_in.traffic.deliveries else None
    answering = last is None or last.reason != "connection_failed"
    return {
        "team": {"id": world.team_id, "name": world.team_name},
        "people": people,
        "bot": {"id": world.bot_id, "user_id": world.bot_user_id, "name": world.app_name},
        "commands": [
            {"command": c.command, "description": c.description, "usage_hint": c.usage_hint}
            for c in world.commands.values()
        ],
        "shortcuts": [vars(s) for s in world.shortcuts.values()],
        "clock": clock_json(stand_in),
        "backstage": stand_in.backstage is not None,
        "scene": _scene(stand_in),
        "weather": {"n": len(stand_in.weather.faults) + bool(stand_in.weather.duplicate_events)},
        "app": {
            "connected": answering if by_http else bool(stand_in.sockets.connections),
            "mode": "http" if by_http else "socket",
        },
    }


def snapshot(stand_in: StandIn, user_id: str) -> Json:
    """Return everything one person sees."""
    world = stand_in.world
    home = world.homes.get(user_id)
    return {
        "person_id": user_id,
        "conversations": [
            _conversation(stand_in, c, user_id) for c in world.channels.values() if user_id in c.members
        ],
        "home": shapes.view(world, home) if home else None,
        "modals": [shapes.view(world, v) for v in world.stack(user_id)],
        "notices": [{"id": n.id, "text": n.text} for n in world.notices.get(user_id, [])],
    }


def _conversation(stand_in: StandIn, channel: Channel, user_id: str) -> Json:
    seen = [m for m in channel.messages if m.ephemeral_to in (None, user_id)]
    read = float(channel.read.get(user_id, "0"))
    return {
        "id": channel.id,
        "kind": "channel" if channel.kind == "group" else channel.kind,
        "name": channel.name,
        "private": channel.kind == "group",
        "members": channel.members,
        "unread": sum(float(m.ts) > read and m.user != user_id for m in seen),
        "messages": [_message(stand_in, m, user_id) for m in seen],
    }


def _message(stand_in: StandIn, item: Message, user_id: str) -> Json:
    files = [shapes.file(stand_in.world, stand_in.world.files[f]) for f in item.files]
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
