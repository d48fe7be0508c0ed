"""Slack as delivery reaches it: each call once, its failure named, and a pause when Slack is in trouble."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime, timedelta
from enum import Enum
from typing import Any, TypeVar

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.delivery.breakers import Breakers
from bot.delivery.decide import Call, Receipt
from bot.delivery.messages import Canvas, File, Home, Pin, PostMessage, Recipient, Remove
from bot.delivery.newer import NewerBlocks
from bot.kit.blocks import Block, View
from bot.kit.errors import NotInstalled
from bot.kit.outage import is_outage
from bot.kit.slack import MESSAGE_GONE, Failure, NotSent, RateLimited, Unknown, classify, upload
from bot.models import Outbox

EVENT_TYPE = "pinchpoint"
PAGES = 10
PAGE = 100
MOST_BLOCKS = 50
# Slack keeps the message: somebody else's rule, which no second try changes.
KEPT = {"cant_delete_message", "compliance_exports_prevent_deletion", "restricted_action"}
# It is pinned already, or the workspace or the channel does not have it.
UNPINNED = {
    *("already_pinned", "missing_scope", "not_pinnable", "permission_denied", "restricted_action"),
    *("too_many_pins", "channel_not_found", "message_not_found", "not_in_channel", "is_archived"),
}

ClientFor = Callable[[str], Awaitable[AsyncWebClient]]
T = TypeVar("T")

log = logging.getLogger(__name__)


class Lookup(Enum):
    """What a search that found no message says about it."""

    NOT_THERE = "not_there"
    CANNOT_TELL = "cannot_tell"


class SlackApi:
    """Slack's API with the tokens of all workspaces."""

    def __init__(self, client_for: ClientFor) -> None:
        self._client_for = client_for
        self._newer = NewerBlocks()
        self.breakers = Breakers()

    async def client(self, workspace_id: str) -> AsyncWebClient | None:
        """Return a workspace's client, or None when no token is to be had at present."""
        try:
            return await self._client_for(workspace_id)
        except NotInstalled:
            log.info("workspace %s has no installation: what is due there waits", workspace_id)
        except Exception as error:
            if is_outage(error):
                raise
            log.warning("workspace %s: no token to be had", workspace_id, exc_info=error)
        return None

    async def attempt(self, workspace_id: str, call: Awaitable[T]) -> T | Failure:
        """Make a call and return its answer, or what its failure means."""
        try:
            answer = await call
        except Exception as error:
            failure = classify(error)
            bad, too_many = isinstance(failure, Unknown | NotSent), isinstance(failure, RateLimited)
            self.breakers.record(workspace_id, bad=bad, too_many=too_many)
            return failure
        self.breakers.record(workspace_id, bad=False)
        return answer

    async def perform(
        self, client: AsyncWebClient, row: Outbox, call: Call, file_id: str | None
    ) -> Receipt | Failure:
        """Make the call that was decided on, once. ``file_id`` is the uploaded file, where one is shared."""
        effect = call.effect
        if isinstance(effect, Home):
            return await self.attempt(row.workspace_id, self._publish(client, row, effect.view))
        if isinstance(effect, PostMessage):
            return await self.attempt(row.workspace_id, self._say(client, row, call, effect))
        return await self.attempt(row.workspace_id, _perform(client, row, call, effect, file_id))

    async def _publish(self, client: AsyncWebClient, row: Outbox, view: View) -> Receipt:
        """Publish a Home, as richly as Slack takes it."""

        async def publish(blocks: list[Block]) -> Receipt:
            await client.views_publish(user_id=row.recipient, view={**view, "blocks": blocks})
            return Receipt()

        return await self._newer.shown(row.workspace_id, view["blocks"], publish)

    async def _say(self, client: AsyncWebClient, row: Outbox, call: Call, effect: PostMessage) -> Receipt:
        """Post or change a message, as richly as Slack takes it."""

        async def say(blocks: list[Block]) -> Receipt:
            return await _said(client, row, call, replace(effect, blocks=blocks))

        return await self._newer.shown(row.workspace_id, effect.blocks, say)


async def _perform(
    client: AsyncWebClient,
    row: Outbox,
    call: Call,
    effect: File | Remove | Pin | Canvas,
    file_id: str | None,
) -> Receipt:
    if isinstance(effect, File):
        return await _share(client, call.channel_id, effect, file_id or "")
    if isinstance(effect, Remove):
        return await _remove(client, call, effect)
    if isinstance(effect, Canvas):
        return await _write_canvas(client, call, effect)
    return await _pin(client, call)


async def _said(client: AsyncWebClient, row: Outbox, call: Call, effect: PostMessage) -> Receipt:
    if call.card is not None:
        await client.chat_update(
            channel=call.channel_id, ts=call.card.message_ts or "", text=effect.text, blocks=effect.blocks
        )
        return call.card
    return await _post(client, call.channel_id, effect, row, call.note)


def mark_of(row: Outbox) -> str:
    """Return the opaque mark by which a row's message is found again; other apps may see it."""
    return hashlib.sha256(f"{row.workspace_id}|{row.dedupe_key}".encode()).hexdigest()[:32]


async def open_conversation(client: AsyncWebClient, recipient: Recipient) -> str:
    """Open the DM or group DM with these people and return its id; doing it again changes nothing."""
    answer = await client.conversations_open(users=list(recipient.user_ids))
    return str(answer["channel"]["id"])


async def _post(client: AsyncWebClient, channel_id: str, say: PostMessage, row: Outbox, note: str) -> Receipt:
    """Post a message, marked so that it can be found again, with a ``note`` below it where there is one."""
    answer = await client.chat_postMessage(
        channel=channel_id,
        text=say.text,
        blocks=_blocks(say, note) or None,
        metadata={"event_type": EVENT_TYPE, "event_payload": {"k": mark_of(row)}},
        unfurl_links=False,
        unfurl_media=False,
    )
    return Receipt(str(answer["channel"]), str(answer["ts"]))


async def _remove(client: AsyncWebClient, call: Call, what: Remove) -> Receipt:
    """Take a message away; where Slack keeps it, leave one line. Doing it again changes nothing."""
    where = call.card or Receipt()
    ts = where.message_ts or ""
    try:
        await client.chat_delete(channel=call.channel_id, ts=ts)
    except SlackApiError as error:
        code = error.response.get("error")
        if code in KEPT:
            words = await _folded(client, what)
            await _fold(client, call.channel_id, ts, words)
        elif code not in MESSAGE_GONE:
            raise
    return where


async def _pin(client: AsyncWebClient, call: Call) -> Receipt:
    """Pin a message; where that is not granted or not possible, it stays as it is."""
    where = call.card or Receipt()
    try:
        await client.pins_add(channel=call.channel_id, timestamp=where.message_ts or "")
    except SlackApiError as error:
        if error.response.get("error") not in UNPINNED:
            raise
    return where


async def _write_canvas(client: AsyncWebClient, call: Call, canvas: Canvas) -> Receipt:
    """Make a canvas in its channel, or write one that is there anew; its id stands for a message's time."""
    content = {"type": "markdown", "markdown": canvas.markdown}
    if call.card is not None:
        change = {"operation": "replace", "document_content": content}
        await client.canvases_edit(canvas_id=call.card.message_ts or "", changes=[change])
        return call.card
    answer = await client.canvases_create(
        title=canvas.title, document_content=content, channel_id=call.channel_id
    )
    return Receipt(call.channel_id, str(answer["canvas_id"]))


async def _fold(client: AsyncWebClient, channel_id: str, ts: str, words: str) -> None:
    line = [{"type": "context", "elements": [{"type": "mrkdwn", "text": words}]}]
    try:
        await client.chat_update(channel=channel_id, ts=ts, text=words, blocks=line)
    except SlackApiError as error:
        if error.response.get("error") not in MESSAGE_GONE:
            raise


async def _folded(client: AsyncWebClient, what: Remove) -> str:
    """Return what stays of a message, with a link to the newest where Slack gives one."""
    if what.newest is None:
        return what.words
    channel_id, ts = what.newest
    try:
        answer = await client.chat_getPermalink(channel=channel_id, message_ts=ts)
    except SlackApiError:
        return what.words
    return f"{what.words} <{answer['permalink']}|{what.link}>"


async def upload_file(client: AsyncWebClient, file: File) -> str:
    """Upload a file's bytes and return its id; nobody sees it until it is shared."""
    answer = await client.files_getUploadURLExternal(filename=file.filename, length=len(file.content))
    await upload(client, answer["upload_url"], file.content)
    return str(answer["file_id"])


async def _share(client: AsyncWebClient, channel_id: str, file: File, file_id: str) -> Receipt:
    """Show an uploaded file in a conversation, with its words beside it."""
    await client.files_completeUploadExternal(
        files=[{"id": file_id, "title": file.title}], channel_id=channel_id, initial_comment=file.text
    )
    return Receipt(channel_id)


async def find(client: AsyncWebClient, row: Outbox, bot_user_id: str) -> Receipt | Lookup:
    """Look for a row's message in its conversation, from just before it was dispatched.

    Only one of our own bot's counts: others see its mark, and could post it too.
    """
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
            if _is_ours(message, bot_user_id) and _is_of(message, row):
                return Receipt(row.channel_id, str(message["ts"]))
        cursor = (page.get("response_metadata") or {}).get("next_cursor")
        if not cursor:
            return Lookup.NOT_THERE
    return Lookup.CANNOT_TELL


def _is_ours(message: dict[str, Any], bot_user_id: str) -> bool:
    """Tell whether our bot wrote a message; where the bot is not known yet, none is refused."""
    return not bot_user_id or message.get("user") == bot_user_id


def _is_of(message: dict[str, Any], row: Outbox) -> bool:
    if row.file_id and any(file.get("id") == row.file_id for file in message.get("files") or []):
        return True
    payload = (message.get("metadata") or {}).get("event_payload") or {}
    return bool(payload.get("k") == mark_of(row))


def _blocks(say: PostMessage, note: str) -> list[dict[str, Any]]:
    if not note or len(say.blocks) >= MOST_BLOCKS:
        return say.blocks
    small = {"type": "context", "elements": [{"type": "plain_text", "text": note}]}
    return [*(say.blocks or words_as_blocks(say.text)), small]


def words_as_blocks(text: str) -> list[dict[str, Any]]:
    """Return words as the one section of a message."""
    return [{"type": "section", "text": {"type": "mrkdwn", "text": text}}]


def _slack_time(at: datetime) -> str:
    return f"{at.timestamp():.6f}"
