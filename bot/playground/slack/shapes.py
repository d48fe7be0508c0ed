"""How the workspace looks in Slack's JSON: users, conversations, messages, views and files."""

from __future__ import annotations

import mimetypes
from typing import Any
from urllib.parse import quote
from zoneinfo import ZoneInfo

from bot.playground.slack.objects import Channel, Json, Message, StoredFile, User, View
from bot.playground.slack.workspace import Workspace


def team_ref(workspace: Workspace) -> Json:
    """Return the team as interaction payloads name it."""
    return {"id": workspace.team_id, "domain": workspace.team_domain}


def user_ref(workspace: Workspace, user_id: str) -> Json:
    """Return a person as interaction payloads name them."""
    person = workspace.users[user_id]
    home = person.home_team or workspace.team_id
    return {"id": user_id, "username": person.name, "name": person.name, "team_id": home}


def channel_ref(channel: Channel) -> Json:
    """Return a conversation as interaction payloads name it: private ones keep their name to themselves."""
    names = {"im": "directmessage", "group": "privategroup"}
    return {"id": channel.id, "name": names.get(channel.kind, channel.name)}


def user(workspace: Workspace, person: User, *, include_locale: bool = False) -> Json:
    """Return a user object (users.info); a deactivated one has lost its zone and its flags."""
    shape: Json = {
        "id": person.id,
        "team_id": person.home_team or workspace.team_id,
        "name": person.name,
        "deleted": person.deleted,
        "profile": profile(workspace, person),
        "is_bot": person.is_bot,
        "is_app_user": False,
        "updated": person.updated,
    }
    if person.deleted:
        return shape
    now = workspace.clock.now().astimezone(ZoneInfo(person.tz))
    offset = now.utcoffset()
    shape |= {
        "color": person.color,
        "real_name": person.real_name,
        "tz": person.tz,
        "tz_label": now.tzname() or person.tz,
        "tz_offset": int(offset.total_seconds()) if offset else 0,
        "is_admin": person.is_admin or person.is_owner,
        "is_owner": person.is_owner,
        "is_primary_owner": False,
        "is_restricted": person.is_restricted,
        "is_ultra_restricted": False,
        "is_email_confirmed": True,
        "who_can_share_contact_card": "EVERYONE",
    }
    if include_locale and person.locale:
        shape["locale"] = person.locale
    return shape


def profile(workspace: Workspace, person: User) -> Json:
    """Return a profile; the e-mail address only where its scope was granted."""
    words, emoji, until = person.status
    picture = f"{workspace.base_url}/static/avatar-{person.color}.png"
    shape: Json = {
        "title": person.title,
        "phone": "",
        "skype": "",
        "real_name": person.real_name,
        "real_name_normalized": person.real_name,
        "display_name": person.display_name,
        "display_name_normalized": person.display_name,
        "fields": person.fields or None,
        "status_text": words,
        "status_emoji": emoji,
        "status_expiration": until,
        "avatar_hash": f"g{person.color}",
        "image_24": picture,
        "image_48": picture,
        "image_72": picture,
        "image_192": picture,
        "team": workspace.team_id,
    }
    if person.is_bot:
        shape |= {"api_app_id": workspace.app_id, "bot_id": workspace.bot_id, "always_active": True}
    elif "users:read.email" in workspace.scopes:
        shape["email"] = person.email
    return shape


def channel(workspace: Workspace, conversation: Channel, with_members: int | None = None) -> Json:
    """Return a conversation object (conversations.info), from the bot's point of view."""
    kind = conversation.kind
    shape: Json = {
        "id": conversation.id,
        "created": conversation.created,
        "creator": conversation.creator,
        "context_team_id": workspace.team_id,
        "is_archived": conversation.archived,
        "is_im": kind == "im",
        "is_mpim": kind == "mpim",
        "is_private": kind != "channel",
        "is_channel": kind == "channel",
        "is_group": kind in {"group", "mpim"},
        "updated": conversation.created * 1000,
    }
    if kind == "im":
        other = next((m for m in conversation.members if m != workspace.bot_user_id), workspace.bot_user_id)
        shape |= {
            "user": other,
            "is_user_deleted": workspace.users[other].deleted,
            "is_open": True,
            "priority": 0,
        }
    else:
        shape |= {
            "name": conversation.name,
            "name_normalized": conversation.name,
            "is_general": conversation.name == "general",
            "is_shared": False,
            "is_org_shared": False,
            "is_ext_shared": False,
            "is_member": workspace.bot_user_id in conversation.members,
            "topic": {"value": "", "creator": "", "last_set": 0},
            "purpose": {"value": "", "creator": "", "last_set": 0},
        }
    if with_members is not None:
        shape["num_members"] = with_members
    return shape


def message(workspace: Workspace, item: Message, *, with_metadata: bool = False) -> Json:
    """Return a message object as history, answers and payloads show it."""
    shape: Json = {
        "type": "message",
        "user": item.user,
        "text": item.text,
        "ts": item.ts,
        "team": workspace.team_id,
    }
    if item.bot_id:
        shape |= {"bot_id": item.bot_id, "app_id": workspace.app_id, "bot_profile": bot_profile(workspace)}
    if item.blocks:
        shape["blocks"] = item.blocks
    if item.attachments:
        shape["attachments"] = item.attachments
    if item.files:
        shape |= {"files": [file(workspace, workspace.files[f]) for f in item.files], "upload": True}
    if item.thread_ts:
        shape["thread_ts"] = item.thread_ts
    if item.edited_ts:
        shape["edited"] = {"user": item.user, "ts": item.edited_ts}
    if item.pinned:
        shape["pinned_to"] = [where.id for where in workspace.channels.values() if item in where.messages]
    if with_metadata and item.metadata:
        shape["metadata"] = item.metadata
    return shape


def bot_profile(workspace: Workspace) -> Json:
    """Return the app's face beside its messages."""
    return {
        "id": workspace.bot_id,
        "app_id": workspace.app_id,
        "user_id": workspace.bot_user_id,
        "name": workspace.app_name,
        "icons": {"image_36": "", "image_48": "", "image_72": ""},
        "deleted": False,
        "updated": 0,
        "team_id": workspace.team_id,
    }


def view(workspace: Workspace, item: View) -> Json:
    """Return a view object with its state, as views.* answers and interaction payloads carry it."""
    body = item.body
    shape: Json = {
        "id": item.id,
        "team_id": workspace.team_id,
        "type": body["type"],
        "blocks": body["blocks"],
        "private_metadata": body.get("private_metadata", ""),
        "callback_id": body.get("callback_id", ""),
        "state": {"values": item.values},
        "hash": item.hash,
        "title": body.get("title") or {"type": "plain_text", "text": "View Title", "emoji": True},
        "clear_on_close": body.get("clear_on_close", False),
        "notify_on_close": body.get("notify_on_close", False),
        "close": body.get("close"),
        "submit": body.get("submit"),
        "previous_view_id": item.previous_id,
        "root_view_id": item.root_id or item.id,
        "app_id": workspace.app_id,
        "external_id": item.external_id,
        "app_installed_team_id": workspace.team_id,
        "bot_id": workspace.bot_id,
    }
    return shape


def file_kind(name: str) -> str:
    """Return the MIME type that a file's name suggests."""
    return mimetypes.guess_type(name)[0] or "application/octet-stream"


def file(workspace: Workspace, item: StoredFile) -> Json:
    """Return a file object."""
    url = f"{workspace.base_url}/files/{item.id}/{quote(item.name)}"
    extension = item.name.rsplit(".", 1)[-1].lower() if "." in item.name else "text"
    return {
        "id": item.id,
        "created": item.created,
        "timestamp": item.created,
        "name": item.name,
        "title": item.title,
        "mimetype": file_kind(item.name),
        "filetype": extension,
        "pretty_type": extension.upper(),
        "user": item.user,
        "user_team": workspace.team_id,
        "editable": False,
        "size": item.length,
        "mode": "hosted",
        "is_external": False,
        "is_public": False,
        "url_private": url,
        "url_private_download": url,
        "permalink": url,
        "channels": [c for c in item.channels if c.startswith("C")],
        "groups": [c for c in item.channels if c.startswith("G")],
        "ims": [c for c in item.channels if c.startswith("D")],
        "has_rich_preview": False,
        "file_access": "visible",
    }


def normal_blocks(workspace: Workspace, blocks: list[Json]) -> list[Json]:
    """Return the blocks as Slack stores them: ids made up where missing, text defaults written out."""
    done: list[Json] = []
    for number, raw in enumerate(blocks):
        block: Json = with_text_defaults(raw)
        block.setdefault("block_id", f"b{number}{workspace.next_id('X')[-5:]}")
        inner = [block.get("accessory"), block.get("element")]
        inner += block.get("elements", []) if block.get("type") in {"actions", "context_actions"} else []
        for element in inner:
            if isinstance(element, dict) and element.get("type") not in {"image", None}:
                element.setdefault("action_id", f"a{workspace.next_id('X')[-6:]}")
        if block["type"] == "container":
            block["child_blocks"] = normal_blocks(workspace, block["child_blocks"])
        done.append(block)
    return done


def with_text_defaults(value: Any) -> Any:
    """Copy a JSON value; plain text says ``emoji``, mrkdwn says ``verbatim``, as in Slack's answers."""
    if isinstance(value, list):
        return [with_text_defaults(v) for v in value]
    if not isinstance(value, dict):
        return value
    copy = {k: with_text_defaults(v) for k, v in value.items()}
    if copy.get("type") == "plain_text":
        copy.setdefault("emoji", True)
    elif copy.get("type") == "mrkdwn":
        copy.setdefault("verbatim", False)
    return copy
