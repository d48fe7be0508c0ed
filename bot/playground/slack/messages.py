"""Messages: posting, changing, deleting, and answering through a response_url.

Limits: chat.postMessage cuts text above 40,000 characters, chat.update refuses more than 4,000, a message
has at most 50 blocks; a response_url works five times within thirty minutes (Slack's method and interaction
pages).
"""

from __future__ import annotations

import copy
import json
import secrets
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from bot.playground.slack import blockkit
from bot.playground.slack.errors import SlackError
from bot.playground.slack.inputs import first_values, kept_values
from bot.playground.slack.objects import Channel, Json, Message, ResponseUrl
from bot.playground.slack.shapes import normal_blocks
from bot.playground.slack.workspace import Workspace

BEST_TEXT, MOST_TEXT, MOST_METADATA, MOST_ATTACHMENTS = 4_000, 40_000, 8_000, 100
RESPONSE_URL_USES = 5
RESPONSE_URL_LIFE = timedelta(minutes=30)


@dataclass
class Content:
    """What a message says, already checked."""

    text: str = ""
    blocks: list[Json] = field(default_factory=list)
    attachments: list[Json] = field(default_factory=list)
    metadata: Json | None = None


def checked(workspace: Workspace, raw: Json, where: str, most_text: int = MOST_TEXT) -> Content:
    """Read and check a message's content; whatever breaks a limit is recorded as a violation.

    Raises no_text, invalid_blocks, msg_blocks_too_long, msg_too_long, too_many_attachments,
    invalid_metadata_format and metadata_too_large as the chat.* methods do.
    """
    text = str(raw.get("text") or "")
    blocks = _blocks(workspace, raw.get("blocks"), where)
    attachments = raw.get("attachments") or []
    if not isinstance(attachments, list):
        raise SlackError("invalid_attachments")
    if not text and not blocks and not attachments:
        raise SlackError("no_text")
    if len(attachments) > MOST_ATTACHMENTS:
        raise SlackError("too_many_attachments")
    if not text:
        workspace.violations.append(f"{where}: no top-level text for notifications and screen readers")
    if len(text) > BEST_TEXT:
        workspace.violations.append(f"{where}: text of {len(text)} characters (best at most {BEST_TEXT})")
        if most_text == BEST_TEXT:
            raise SlackError("msg_too_long")
    return Content(text[:MOST_TEXT], blocks, attachments, _metadata(raw.get("metadata")))


def _blocks(workspace: Workspace, raw: Any, where: str) -> list[Json]:
    if raw in (None, "", []):
        return []
    problems = blockkit.message_problems(raw)
    if problems:
        workspace.violations.extend(f"{where}: {line}" for line in problems)
        raise SlackError("invalid_blocks", errors=problems, response_metadata={"messages": problems})
    if blockkit.block_characters(raw) > blockkit.MAX_BLOCK_CHARACTERS:
        workspace.violations.append(f"{where}: msg_blocks_too_long")
        raise SlackError("msg_blocks_too_long")
    return normal_blocks(workspace, raw)


def _metadata(raw: Any) -> Json | None:
    if raw in (None, ""):
        return None
    well_formed = isinstance(raw, dict) and isinstance(raw.get("event_type"), str)
    if not well_formed or not isinstance(raw.get("event_payload"), dict):
        raise SlackError("invalid_metadata_format")
    if len(json.dumps(raw)) > MOST_METADATA:
        raise SlackError("metadata_too_large")
    return {"event_type": raw["event_type"], "event_payload": copy.deepcopy(raw["event_payload"])}


def post(
    workspace: Workspace,
    channel: Channel,
    author: str,
    content: Content,
    *,
    thread_ts: str | None = None,
    ephemeral_to: str | None = None,
    files: list[str] | None = None,
) -> Message:
    """Put a message into a conversation and show it to whoever may see it."""
    item = Message(
        workspace.next_ts(),
        author,
        content.text,
        content.blocks,
        content.attachments,
        files or [],
        content.metadata,
        thread_ts,
        workspace.bot_id if author == workspace.bot_user_id else None,
        ephemeral_to=ephemeral_to,
    )
    channel.messages.append(item)
    if ephemeral_to is None:
        channel.read[author] = item.ts
    workspace.changed([ephemeral_to] if ephemeral_to else channel.members)
    return item


def replace(workspace: Workspace, channel: Channel, item: Message, content: Content) -> None:
    """Change what a message says; inputs in it keep what people chose where both ids stay."""
    item.text, item.blocks, item.attachments = content.text, content.blocks, content.attachments
    if content.metadata is not None:
        item.metadata = content.metadata
    item.edited_ts = workspace.next_ts()
    item.states = {person: kept_values(item.blocks, state) for person, state in item.states.items()}
    workspace.changed([item.ephemeral_to] if item.ephemeral_to else channel.members)


def remove(workspace: Workspace, channel: Channel, item: Message) -> None:
    """Take a message away from everybody."""
    channel.messages.remove(item)
    workspace.changed(channel.members)


def values_of(item: Message, user_id: str) -> Json:
    """Return one person's ``state.values`` in a message."""
    return item.states.setdefault(user_id, first_values(item.blocks))


def new_response_url(
    workspace: Workspace, user_id: str, channel: Channel, item: Message | None, command: bool
) -> str:
    """Hand out an address at which the app may answer an interaction."""
    if len(workspace.response_urls) > 2_000:
        now = workspace.clock.now()
        workspace.response_urls = {s: u for s, u in workspace.response_urls.items() if u.expires > now}
    secret = f"{workspace.next_id('R')}/{secrets.token_urlsafe(16)}"
    workspace.response_urls[secret] = ResponseUrl(
        user_id,
        channel.id,
        workspace.clock.now() + RESPONSE_URL_LIFE,
        item.ts if item else None,
        bool(item and item.ephemeral_to),
        command,
    )
    return f"{workspace.base_url}/response/{secret}"


def answer(workspace: Workspace, secret: str, body: Json) -> Message | None:
    """Do what was posted to a response_url; raises used_url, expired_url and the errors of ``checked``."""
    grant = workspace.response_urls.get(secret)
    if grant is None:
        raise SlackError("invalid_url")
    if workspace.clock.now() > grant.expires:
        raise SlackError("expired_url")
    if grant.uses >= RESPONSE_URL_USES:
        raise SlackError("used_url")
    grant.uses += 1
    channel = workspace.channels[grant.channel]
    original = channel.message(grant.message_ts) if grant.message_ts else None
    if body.get("delete_original"):
        if original is None:
            raise SlackError("message_not_found")
        remove(workspace, channel, original)
        return None
    content = checked(workspace, body, "response_url")
    if body.get("replace_original") and original is not None:
        replace(workspace, channel, original, content)
        return original
    return post_answer(workspace, grant, body, content)


def post_answer(workspace: Workspace, grant: ResponseUrl, body: Json, content: Content) -> Message:
    """Post an answer: to the person alone unless ``response_type`` is in_channel."""
    public = body.get("response_type") == "in_channel" and not grant.ephemeral
    return post(
        workspace,
        workspace.channels[grant.channel],
        workspace.bot_user_id,
        content,
        thread_ts=body.get("thread_ts"),
        ephemeral_to=None if public else grant.user,
    )
