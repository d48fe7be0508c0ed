"""The payloads that Slack sends when a person does something."""

from __future__ import annotations

import re

from bot.playground.slack import messages, shapes, views
from bot.playground.slack.inputs import STATE
from bot.playground.slack.objects import Channel, Json, Message, Shortcut, View
from bot.playground.slack.workspace import Workspace


def _interaction(workspace: Workspace, kind: str, user_id: str) -> Json:
    return {
        "type": kind,
        "user": shapes.user_ref(workspace, user_id),
        "api_app_id": workspace.app_id,
        "token": workspace.verification_token,
        "team": shapes.team_ref(workspace),
        "enterprise": None,
        "is_enterprise_install": False,
    }


def command(workspace: Workspace, user_id: str, channel: Channel, name: str, text: str) -> Json:
    """Return the form fields of a slash command."""
    return {
        "token": workspace.verification_token,
        "team_id": workspace.team_id,
        "team_domain": workspace.team_domain,
        "channel_id": channel.id,
        "channel_name": shapes.channel_ref(channel)["name"],
        "user_id": user_id,
        "user_name": workspace.users[user_id].name,
        "command": name,
        "text": text,
        "api_app_id": workspace.app_id,
        "is_enterprise_install": "false",
        "response_url": messages.new_response_url(workspace, user_id, channel, None, command=True),
        "trigger_id": views.new_trigger(workspace, user_id),
    }


def global_shortcut(workspace: Workspace, user_id: str, shortcut: Shortcut) -> Json:
    """Return the payload of a global shortcut."""
    return _interaction(workspace, "shortcut", user_id) | {
        "action_ts": workspace.next_ts(),
        "callback_id": shortcut.callback_id,
        "trigger_id": views.new_trigger(workspace, user_id),
    }


def message_shortcut(
    workspace: Workspace, user_id: str, shortcut: Shortcut, channel: Channel, item: Message
) -> Json:
    """Return the payload of a shortcut on a message."""
    return _interaction(workspace, "message_action", user_id) | {
        "action_ts": workspace.next_ts(),
        "callback_id": shortcut.callback_id,
        "trigger_id": views.new_trigger(workspace, user_id),
        "response_url": messages.new_response_url(workspace, user_id, channel, None, command=False),
        "message_ts": item.ts,
        "channel": shapes.channel_ref(channel),
        "message": shapes.message(workspace, item),
    }


def message_actions(
    workspace: Workspace, user_id: str, channel: Channel, item: Message, action: Json
) -> Json:
    """Return block_actions for something pressed in a message; an ephemeral message is not carried along."""
    payload = _interaction(workspace, "block_actions", user_id) | {
        "container": message_container(channel, item),
        "trigger_id": views.new_trigger(workspace, user_id),
        "channel": shapes.channel_ref(channel),
        "state": {"values": messages.values_of(item, user_id)},
        "response_url": messages.new_response_url(workspace, user_id, channel, item, command=False),
        "actions": [action],
    }
    return payload if item.ephemeral_to else payload | {"message": shapes.message(workspace, item)}


def message_container(channel: Channel, item: Message) -> Json:
    """Return where in the conversations something was pressed."""
    place: Json = {
        "type": "message",
        "message_ts": item.ts,
        "channel_id": channel.id,
        "is_ephemeral": bool(item.ephemeral_to),
    }
    return place | {"thread_ts": item.thread_ts} if item.thread_ts else place


def view_actions(workspace: Workspace, view: View, action: Json) -> Json:
    """Return block_actions for something pressed in a modal or Home tab."""
    inside = view.id if view.body["type"] == "modal" else None
    return _interaction(workspace, "block_actions", view.user) | {
        "container": {"type": "view", "view_id": view.id},
        "trigger_id": views.new_trigger(workspace, view.user, inside),
        "view": shapes.view(workspace, view),
        "actions": [action],
    }


def view_submission(workspace: Workspace, view: View) -> Json:
    """Return the payload of a submitted modal."""
    return _interaction(workspace, "view_submission", view.user) | {
        "trigger_id": views.new_trigger(workspace, view.user, view.id),
        "view": shapes.view(workspace, view),
        "response_urls": [],
    }


def view_closed(workspace: Workspace, view: View, *, cleared: bool) -> Json:
    """Return the payload that tells of a modal closed by its person."""
    return _interaction(workspace, "view_closed", view.user) | {
        "view": shapes.view(workspace, view),
        "is_cleared": cleared,
    }


def suggestion(workspace: Workspace, user_id: str, target: tuple[str, str], query: str, place: Json) -> Json:
    """Return the payload that asks for an external select's options: ``target`` is (block_id, action_id)."""
    block_id, action_id = target
    return _interaction(workspace, "block_suggestion", user_id) | {
        "block_id": block_id,
        "action_id": action_id,
        "value": query,
        **place,
    }


def action(workspace: Workspace, block_id: str, element: Json, state: Json) -> Json:
    """Return the entry of ``actions`` for an element and its new state."""
    kind = element["type"]
    entry: Json = {
        "type": kind,
        "block_id": block_id,
        "action_id": element["action_id"],
        "action_ts": workspace.next_ts(),
    }
    if kind == "button":
        entry |= {name: element[name] for name in ("text", "value", "style", "url") if name in element}
    elif kind == "overflow":
        entry["selected_option"] = state.get("selected_option")
    elif kind in STATE:
        key, initial, empty = STATE[kind]
        entry[key] = state.get(key, empty)
        entry |= {name: element[name] for name in (initial, "placeholder") if name in element}
    return entry


def home_opened(workspace: Workspace, user_id: str) -> Json:
    """Return the event app_home_opened."""
    event: Json = {
        "type": "app_home_opened",
        "user": user_id,
        "channel": workspace.app_dm(user_id).id,
        "tab": "home",
        "event_ts": workspace.next_ts(),
    }
    home = workspace.homes.get(user_id)
    return event | {"view": shapes.view(workspace, home)} if home else event


def _rich_elements(text: str) -> list[Json]:
    """Return a message's text as its rich text holds it: people as elements, everything else as written."""
    elements: list[Json] = []
    for at, part in enumerate(re.split(r"<@([A-Z0-9]+)>", text)):
        if at % 2:
            elements.append({"type": "user", "user_id": part})
        elif part:
            plain = part.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
            elements.append({"type": "text", "text": plain})
    return elements


def mention_event(workspace: Workspace, channel: Channel, item: Message) -> Json:
    """Return the event of a message that mentions the app; it says nothing of the kind of conversation."""
    event = message_event(workspace, channel, item) | {"type": "app_mention"}
    return {name: value for name, value in event.items() if name not in ("channel_type", "subtype")}


def message_event(workspace: Workspace, channel: Channel, item: Message) -> Json:
    """Return the event of a message that a person wrote."""
    rich = {"type": "rich_text_section", "elements": _rich_elements(item.text)}
    block = {"type": "rich_text", "block_id": workspace.next_id("X")[-5:], "elements": [rich]}
    event = shapes.message(workspace, item) | {
        "client_msg_id": workspace.next_id("M"),
        "blocks": [block],
        "channel": channel.id,
        "channel_type": channel.kind,
        "event_ts": item.ts,
    }
    return event
