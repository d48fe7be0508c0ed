"""The calls that delivery makes, each once. They raise what Slack's client raises."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from bot.delivery.kinds import File, PostMessage
from bot.kit.slack import upload
from bot.models import Card, Outbox

EVENT_TYPE = "pinchpoint"
SEEN_ALREADY = "You may have seen this already."
PAGES = 10
PAGE = 100
MOST_BLOCKS = 50

POST = "chat.postMessage"
CHANGE = "chat.update"
PUBLISH = "views.publish"
OPEN = "conversations.open"
BEGIN_UPLOAD = "files.getUploadURLExternal"
SHARE = "files.completeUploadExternal"
HISTORY = "conversations.history"


class Lookup(Enum):
    """What a search that found no message says about it."""

    NOT_THERE = "not_there"
    CANNOT_TELL = "cannot_tell"


@dataclass(frozen=True, slots=True)
class Receipt:
    """Where a message stands in Slack."""

    channel_id: str | None = None
    message_ts: str | None = None


def mark_of(row: Outbox) -> str:
    """Return the opaque mark by which a row's message is found again; other apps may see it."""
    return hashlib.sha256(f"{row.workspace_id}|{row.dedupe_key}".encode()).hexdigest()[:32]


def digest_of(say: PostMessage) -> str:
    """Return a digest of what a message shows. Raises TypeError when it is no JSON."""
    shown = json.dumps([say.text, say.blocks], sort_keys=True)
    return hashlib.sha256(shown.encode()).hexdigest()


async def open_conversation(client: AsyncWebClient, members: str) -> str:
    """Open the DM or group DM with these people and return its id; doing it again changes nothing."""
    answer = await client.conversations_open(users=members.split("+"))
    return str(answer["channel"]["id"])


async def post(client: AsyncWebClient, channel_id: str, say: PostMessage, row: Outbox) -> Receipt:
    """Post a message, marked so that it can be found again."""
    answer = await client.chat_postMessage(
        channel=channel_id,
        text=say.text,
        blocks=_blocks(say, again=row.again) or None,
        metadata={"event_type": EVENT_TYPE, "event_payload": {"k": mark_of(row)}},
        unfurl_links=False,
        unfurl_media=False,
    )
    return Receipt(str(answer["channel"]), str(answer["ts"]))


async def change(client: AsyncWebClient, card: Card, say: PostMessage) -> Receipt:
    """Change a message where it stands; doing it again changes nothing. Its mark stays."""
    await client.chat_update(
        channel=card.channel_id, ts=card.message_ts, text=say.text, blocks=_blocks(say, again=False)
    )
    return Receipt(card.channel_id, card.message_ts)


async def publish(client: AsyncWebClient, user_id: str, view: dict[str, Any]) -> Receipt:
    """Publish a person's App Home; doing it again changes nothing."""
    await client.views_publish(user_id=user_id, view=view)
    return Receipt()


async def bring(client: AsyncWebClient, file: File) -> str:
    """Bring a file's bytes to Slack and return its id; nobody sees it until it is shared."""
    answer = await client.files_getUploadURLExternal(filename=file.filename, length=len(file.content))
    await upload(client, answer["upload_url"], file.content)
    return str(answer["file_id"])


async def share(client: AsyncWebClient, channel_id: str, file: File, file_id: str) -> Receipt:
    """Show an uploaded file in a conversation, with its words beside it."""
    await client.files_completeUploadExternal(
        files=[{"id": file_id, "title": file.title}], channel_id=channel_id, initial_comment=file.text
    )
    return Receipt(channel_id)


async def find(client: AsyncWebClient, row: Outbox) -> Receipt | Lookup:
    """Look for a row's message in its conversation, from just before it was dispatched."""
    if row.channel_id is None or row.dispatched_at is None:
        return Lookup.CANNOT_TELL
    cursor = None
    for _ in range(PAGES):
        page = await client.conversations_history(
            channel=row.channel_id,
            oldest=_slack_time(row.dispatched_at - timedelta(seconds=5)),
            inclusive=True,
            include_all_metadata=True,
            limit=PAGE,
            cursor=cursor,
        )
        for message in page["messages"]:
            if _is_of(message, row):
                return Receipt(row.channel_id, str(message["ts"]))
        cursor = (page.get("response_metadata") or {}).get("next_cursor")
        if not cursor:
            return Lookup.NOT_THERE
    return Lookup.CANNOT_TELL


def _is_of(message: dict[str, Any], row: Outbox) -> bool:
    if row.file_id and any(file.get("id") == row.file_id for file in message.get("files") or []):
        return True
    payload = (message.get("metadata") or {}).get("event_payload") or {}
    return bool(payload.get("k") == mark_of(row))


def _blocks(say: PostMessage, *, again: bool) -> list[dict[str, Any]]:
    if not again or len(say.blocks) >= MOST_BLOCKS:
        return say.blocks
    note = {"type": "context", "elements": [{"type": "plain_text", "text": SEEN_ALREADY}]}
    words = {"type": "section", "text": {"type": "mrkdwn", "text": say.text}}
    return [*(say.blocks or [words]), note]


def _slack_time(at: datetime) -> str:
    return f"{at.timestamp():.6f}"
