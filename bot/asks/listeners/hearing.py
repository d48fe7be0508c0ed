"""What people write to the app: in their conversation with it, and where they mention it."""

from __future__ import annotations

import asyncio
import logging
from typing import Any

from bot.asks import queries, service, texts
from bot.asks.forms import BACKGROUND_CHARS
from bot.asks.listeners.common import link_to, names_of
from bot.asks.rules import is_small_talk
from bot.kit.interaction import Interaction, Result
from bot.kit.said import Json, mentioned, words_of
from bot.kit.slack import FAILED
from bot.kit.words import cut, length
from bot.models import Inbox

log = logging.getLogger(__name__)

LOOK_SECONDS = 0.8  # for the calls to Slack that bring a conversation: without, its link has to do
MESSAGES = 15  # of a thread: as many as Slack gives to every app


async def hear(interaction: Interaction) -> Result:
    """Answer what somebody writes into their conversation with the app."""
    event = interaction.body["event"]
    if event.get("channel_type") != "im":
        return None
    words = words_of(event, await names_of(interaction, mentioned(event)))
    await _answer(interaction, words, "")
    return None


async def hear_mention(interaction: Interaction) -> Result:
    """Answer a mention with the way to the form, in the conversation of the two: what is asked is private."""
    event = interaction.body["event"]
    thread = [] if event.get("channel_type") == "im" else await _thread(interaction, event)
    ids = {one for message in (event, *thread) for one in mentioned(message)}
    writers = {str(message.get("user") or "") for message in thread} - {""}
    names = await names_of(interaction, ids | writers)
    names |= dict.fromkeys(_own_ids(interaction.body), "")
    link = await link_to(interaction, str(event.get("channel") or ""), str(event.get("ts") or ""))
    lines = [_line(message, names) for message in thread]
    told = [interaction.reader(texts.FROM_CONVERSATION), *lines] if lines else []
    room = BACKGROUND_CHARS - length(link) - 1
    background = "\n".join(part for part in (cut("\n".join(told), room), link) if part)
    await _answer(interaction, " ".join(words_of(event, names).split()), background)
    return None


async def _answer(interaction: Interaction, words: str, background: str) -> None:
    user_id, now = interaction.user_id, interaction.now
    key = f"event:{interaction.body.get('event_id')}"
    async with interaction.write() as db:
        if not await db.insert_or_ignore(Inbox, key=key, received_at=now):
            return  # Slack sends an event again whose answer it missed
        asked = None if background else await queries.question_back(db, user_id)
        if asked is None and not background and is_small_talk(words):
            await service.say_help(db, user_id, key, now)
            return
        row = await service.start(db, user_id, words, background, now)
        await service.say_started(db, row, now)


async def _thread(interaction: Interaction, event: Json) -> list[dict[str, Any]]:
    """Return what was said before in the thread; nothing where the app may not read it."""
    channel, thread, ts = (str(event.get(name) or "") for name in ("channel", "thread_ts", "ts"))
    if thread in ("", ts):
        return []
    try:
        async with asyncio.timeout(LOOK_SECONDS):
            answer = await interaction.client.conversations_replies(
                channel=channel, ts=thread, limit=MESSAGES
            )
    except FAILED as error:
        log.info("a thread could not be read: %s", type(error).__name__)
        return []
    said = [message for message in answer.get("messages") or [] if isinstance(message, dict)]
    return [message for message in said if message.get("ts") != ts]


def _line(message: Json, names: dict[str, str]) -> str:
    words, who = words_of(message, names), names.get(str(message.get("user") or ""))
    return f"{who}: {words}" if who else words


def _own_ids(body: Json) -> list[str]:
    """Return by which ids the app itself is mentioned."""
    return [str(one.get("user_id")) for one in body.get("authorizations") or [] if isinstance(one, dict)]
