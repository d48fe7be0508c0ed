"""The one place for errors and for answers that only the person who acted sees."""

from __future__ import annotations

import logging
import secrets
from typing import Any

from slack_bolt.async_app import AsyncAck
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.kit import texts
from bot.kit.blocks import View, escape, modal, section
from bot.kit.errors import FormErrors, UserMessage
from bot.kit.i18n import Words
from bot.kit.interaction import Ephemeral, Interaction
from bot.kit.reader import NEUTRAL, Reader

log = logging.getLogger(__name__)

NAME = "Pinchpoint"
STALE = frozenset({"expired_trigger_id", "exchanged_trigger_id", "invalid_trigger_id", "trigger_expired"})
# The view was closed or has changed since: the newer state is on the screen already.
OVERTAKEN = frozenset({"hash_conflict", "not_found", "view_not_found"})


class Responder:
    """Turns results and errors into words at the place where the person is looking."""

    def notice(self, sentence: str, reader: Reader) -> View:
        """Return a small modal with a sentence, in mrkdwn."""
        return modal("notice", NAME, [section(sentence)], close=reader(texts.CLOSE))

    async def tell(self, kind: str, interaction: Interaction, ack: AsyncAck, reply: Ephemeral) -> None:
        """Say something to the person alone: in the conversation, or in a small modal from App Home."""
        if kind == "command":
            await ack(
                text=interaction.reader(reply.text), blocks=reply.blocks or None, response_type="ephemeral"
            )
            return
        if kind == "event":
            await ack()
            return
        await self._say(interaction.body, interaction.client, interaction.user_id, reply, interaction.reader)
        await ack()

    async def answer(
        self,
        kind: str,
        interaction: Interaction | None,
        body: dict[str, Any],
        client: AsyncWebClient,
        ack: AsyncAck,
        error: Exception,
    ) -> None:
        """Turn an error into words. What was typed into a modal stays there."""
        reader = interaction.reader if interaction else NEUTRAL
        if isinstance(error, FormErrors):
            errors = {name: reader(sentence) for name, sentence in error.fields.items()}
            await ack(response_action="errors", errors=errors)
            return
        if _code(error) in OVERTAKEN:
            await ack()
            return
        sentence = reader(self._sentence(kind, error))
        if kind == "view":
            await self._below_a_field(body, ack, sentence, reader)
        elif kind == "command":
            await ack(text=escape(sentence), response_type="ephemeral")
        elif kind == "event":
            raise error  # nobody is looking; an answer that is not 200 makes Slack send it again
        else:
            user_id = interaction.user_id if interaction else str((body.get("user") or {}).get("id") or "")
            await self._try_to_say(body, client, user_id, Ephemeral(escape(sentence)), reader)
            await ack()

    def _sentence(self, kind: str, error: Exception) -> Words:
        if isinstance(error, UserMessage):
            return error.sentence
        if _code(error) in STALE:
            return texts.TOO_LATE
        reference = secrets.token_hex(4)
        log.error("error %s in a %s", reference, kind, exc_info=_without_words(error))
        return texts.WENT_WRONG.format(reference=reference)

    async def _below_a_field(
        self, body: dict[str, Any], ack: AsyncAck, sentence: str, reader: Reader
    ) -> None:
        inputs = [block["block_id"] for block in body["view"]["blocks"] if block["type"] == "input"]
        if inputs:
            await ack(response_action="errors", errors={inputs[0]: sentence})
        else:
            await ack(response_action="update", view=self.notice(escape(sentence), reader))

    async def _try_to_say(
        self, body: dict[str, Any], client: AsyncWebClient, user_id: str, reply: Ephemeral, reader: Reader
    ) -> None:
        try:
            await self._say(body, client, user_id, reply, reader)
        except Exception as error:
            log.warning("could not tell a person about an error: %s", type(error).__name__)

    async def _say(
        self, body: dict[str, Any], client: AsyncWebClient, user_id: str, reply: Ephemeral, reader: Reader
    ) -> None:
        view = body.get("view") or {}
        channel = (body.get("container") or {}).get("channel_id") or (body.get("channel") or {}).get("id")
        # A message shortcut works in conversations in which the app is no member and could say nothing.
        if not view and channel and body.get("type") != "message_action":
            await client.chat_postEphemeral(
                channel=channel, user=user_id, text=reader(reply.text), blocks=reply.blocks or None
            )
            return
        trigger = str(body.get("trigger_id") or "")
        call = client.views_push if view.get("type") == "modal" else client.views_open
        await call(trigger_id=trigger, view=self.notice(reader(reply.text), reader))


def _code(error: Exception) -> str:
    answer = getattr(error.response, "data", None) if isinstance(error, SlackApiError) else None
    return str(answer.get("error")) if isinstance(answer, dict) else ""  # a bare 5xx is text


def _without_words(error: Exception) -> Exception:
    """Return an error that is safe to log: database errors carry the row's values in their text."""
    if error.__class__.__module__.startswith(("sqlalchemy", "pydantic")):
        return RuntimeError(type(error).__name__).with_traceback(error.__traceback__)
    return error
