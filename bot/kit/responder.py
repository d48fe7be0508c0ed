"""The one place for errors and for answers that only the person who acted sees."""

from __future__ import annotations

import asyncio
import logging
import secrets
from dataclasses import dataclass
from typing import Any

from slack_bolt.async_app import AsyncAck
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy.exc import DBAPIError

from bot.kit import texts
from bot.kit.again import Again
from bot.kit.blocks import Block, View, escape, modal, section
from bot.kit.budget import Budget, OutOfTime
from bot.kit.errors import FormErrors, NotInstalled, SlackAway, UserMessage
from bot.kit.i18n import Words
from bot.kit.interaction import Ephemeral, Interaction, Progress
from bot.kit.outage import is_outage
from bot.kit.reader import NEUTRAL, Reader
from bot.kit.refusals import REFUSED, Asked, entry
from bot.kit.services import Services
from bot.kit.slack import Refused, classify
from bot.kit.words import without_bold

log = logging.getLogger(__name__)

NAME = "Pinchpoint"
STALE = frozenset({"expired_trigger_id", "exchanged_trigger_id", "invalid_trigger_id", "trigger_expired"})
# The view was closed or has changed since: the newer state is on the screen already.
OVERTAKEN = frozenset({"hash_conflict", "not_found", "view_not_found"})


@dataclass(slots=True)
class Incoming:
    """What came in, and how it is answered. ``interaction`` is there as soon as it could be read.

    ``is_acknowledged``: Slack has its answer already, and what there is to say is said another way.
    """

    asked: Asked
    body: dict[str, Any]
    client: AsyncWebClient
    ack: AsyncAck
    budget: Budget
    interaction: Interaction | None = None
    is_acknowledged: bool = False

    @property
    def can_be_answered_later(self) -> bool:
        """Whether words reach the person as well after the acknowledgement, which decides nothing."""
        return self.kind == "shortcut" or (self.kind == "command" and bool(self.body.get("response_url")))

    @property
    def is_answered_in_words(self) -> bool:
        """Whether words go into the answer to Slack itself."""
        return self.kind == "command" and not self.is_acknowledged

    @property
    def kind(self) -> str:
        """Whether it is a command, an action, a view, a shortcut, a search or an event."""
        return self.asked.kind

    @property
    def reader(self) -> Reader:
        """Whoever acted, as far as that is known."""
        return self.interaction.reader if self.interaction else NEUTRAL

    @property
    def progress(self) -> Progress:
        """How far what it decides has come."""
        return self.interaction.progress if self.interaction else Progress.OPEN

    @property
    def user_id(self) -> str:
        """Whoever acted; empty where the payload does not say."""
        user = self.body.get("user")
        named = user.get("id") if isinstance(user, dict) else self.body.get("user_id")
        return self.interaction.user_id if self.interaction else str(named or "")

    @property
    def is_message_shortcut(self) -> bool:
        """Whether somebody chose an entry in the menu of a message."""
        return self.body.get("type") == "message_action"

    @property
    def view(self) -> dict[str, Any]:
        """The view in which it happened."""
        return _object(self.body.get("view"))


class Responder:
    """Turns results and errors into words at the place where the person is looking."""

    def __init__(self, services: Services) -> None:
        self._services = services

    def notice(self, sentence: str, reader: Reader) -> View:
        """Return a small modal with a sentence, in mrkdwn."""
        return modal("notice", NAME, [section(sentence)], close=reader(texts.CLOSE))

    async def tell(self, incoming: Incoming, reply: Ephemeral) -> None:
        """Say something to the person alone: in the conversation, or in a small modal from App Home."""
        if incoming.is_answered_in_words:
            await incoming.ack(
                text=incoming.reader(reply.text), blocks=reply.blocks or None, response_type="ephemeral"
            )
            return
        if incoming.kind != "event":
            await self._say_in_time(incoming, reply)
        await incoming.ack()

    async def answer(self, incoming: Incoming, error: Exception) -> None:
        """Turn an error into words. What was typed into a modal stays there."""
        reader, ack = incoming.reader, incoming.ack
        if isinstance(error, UserMessage):
            self.note(incoming, error)
        if isinstance(error, FormErrors) and incoming.kind == "view":
            await self._at_fields(incoming, error)
            return
        if _code(error) in OVERTAKEN or (incoming.kind == "event" and _is_settled(incoming, error)):
            await ack()
            return
        if incoming.kind == "event":
            raise error  # nobody is looking; an answer that is not 200 makes Slack send it again
        sentence = _plain(reader, self._sentence(incoming, error))
        if incoming.kind == "search":
            await ack(options=[])  # there is no place for words; whoever sends the form hears them
            return
        if incoming.kind == "view":
            await self._in_view(incoming, sentence)
            return
        reply = Ephemeral(escape(sentence), _button_again(incoming, error, escape(sentence)))
        if incoming.is_answered_in_words:
            await ack(text=escape(sentence), blocks=reply.blocks, response_type="ephemeral")
        else:
            await self._say_in_time(incoming, reply, late=isinstance(error, OutOfTime))
            await ack()

    def note(self, incoming: Incoming, refusal: UserMessage) -> None:
        """Count what is refused, and write down what it was and why, in no words of anybody's."""
        self._services.metrics.refused(incoming.kind, incoming.asked.listener)
        workspace_id = incoming.interaction.workspace_id if incoming.interaction else ""
        log.info(REFUSED, entry(incoming.asked, refusal, workspace_id, incoming.user_id))

    async def _at_fields(self, incoming: Incoming, error: FormErrors) -> None:
        """Say what is wrong at its fields; where none of them is shown, where there is room."""
        shown = _inputs(incoming.view)
        errors = {name: _plain(incoming.reader, said) for name, said in error.fields.items() if name in shown}
        if errors:
            await incoming.ack(response_action="errors", errors=errors)
        else:
            await self._in_view(incoming, _plain(incoming.reader, _first(error)))

    def _sentence(self, incoming: Incoming, error: Exception) -> Words:
        if isinstance(error, UserMessage):
            return error.sentence
        if isinstance(error, FormErrors):  # somebody pressed a button: there are no fields
            return _first(error)
        if isinstance(error, NotInstalled):
            return self._not_here()
        if isinstance(error, SlackAway):
            return texts.NOT_READY
        if _is_turned_away(error):
            log.warning("a %s was not answered: Slack says %s of its workspace", incoming.kind, _code(error))
            return texts.NOT_LET_IN
        if _is_late(error):
            log.warning("a %s was not answered in time: %s", incoming.kind, type(error).__name__)
            return _late_sentence(incoming, error)
        reference = secrets.token_hex(4)
        log.error("error %s in a %s", reference, incoming.kind, exc_info=_without_words(error))
        return texts.WENT_WRONG.format(reference=reference)

    def _not_here(self) -> Words:
        settings = self._services.settings
        if settings.installs and settings.public_url:
            address = f"{str(settings.public_url).rstrip('/')}/slack/install"
            return texts.NOT_HERE_YET.format(address=address)
        return texts.NOT_HERE

    async def _in_view(self, incoming: Incoming, sentence: str) -> None:
        """Say it below a field, so that what was typed can be sent again; else in place of the view."""
        inputs = _inputs(incoming.view)
        if inputs and incoming.progress is Progress.OPEN:
            await incoming.ack(response_action="errors", errors={inputs[0]: sentence})
        else:
            view = self.notice(escape(sentence), incoming.reader)
            await incoming.ack(response_action="update", view=view)

    async def _say_in_time(self, incoming: Incoming, reply: Ephemeral, *, late: bool = False) -> None:
        """Say it while the budget lasts; where Slack is slow, the acknowledgement does not wait for it."""
        saying = asyncio.create_task(self._try_to_say(incoming, reply, late=late))
        await asyncio.wait({saying}, timeout=incoming.budget.left)
        if not saying.done():
            self._services.background.leave(saying)

    async def _try_to_say(self, incoming: Incoming, reply: Ephemeral, *, late: bool) -> None:
        """Try each way to the person until one works. When it is ``late``, the trigger is no longer good."""
        here = [self._by_response_url, self._in_conversation]
        if incoming.is_message_shortcut and not late:
            here = []  # a modal is seen at once, wherever the shortcut was chosen
        for way in [*here, *([] if late else [self._in_modal]), self._in_dm]:
            try:
                if await way(incoming, reply):
                    return
            except Exception as error:
                log.warning("could not tell a person something: %s", type(error).__name__)

    async def _by_response_url(self, incoming: Incoming, reply: Ephemeral) -> bool:
        url = incoming.body.get("response_url")
        if not url or not isinstance(url, str):
            return False
        await self._services.slack.respond(url, _content(incoming, reply))
        return True

    async def _in_conversation(self, incoming: Incoming, reply: Ephemeral) -> bool:
        body = incoming.body
        channel = _object(body.get("container")).get("channel_id") or _object(body.get("channel")).get("id")
        # A message shortcut works in conversations in which the app is no member and could say nothing.
        if incoming.view or not channel or incoming.is_message_shortcut:
            return False
        await incoming.client.chat_postEphemeral(
            channel=str(channel), user=incoming.user_id, **_content(incoming, reply)
        )
        return True

    async def _in_modal(self, incoming: Incoming, reply: Ephemeral) -> bool:
        trigger = str(incoming.body.get("trigger_id") or "")
        if not trigger:
            return False
        in_modal = incoming.view.get("type") == "modal"
        call = incoming.client.views_push if in_modal else incoming.client.views_open
        reader = incoming.reader
        await call(trigger_id=trigger, view=self.notice(reader(reply.text), reader))
        return True

    async def _in_dm(self, incoming: Incoming, reply: Ephemeral) -> bool:
        if not incoming.user_id or not incoming.client.token:
            return False
        await incoming.client.chat_postMessage(channel=incoming.user_id, **_content(incoming, reply))
        return True


def _plain(reader: Reader, sentence: Words) -> str:
    """Return a refusal as it is shown below a field too, where nothing is bold: buttons stand in quotes."""
    return without_bold(reader(sentence), reader.locale)


def _content(incoming: Incoming, reply: Ephemeral) -> dict[str, Any]:
    words = {"text": incoming.reader(reply.text)}
    return {**words, "blocks": reply.blocks} if reply.blocks else words


def _late_sentence(incoming: Incoming, error: Exception) -> Words:
    match incoming.progress:
        case Progress.COMMITTED:
            return texts.SAVED
        case Progress.COMMITTING:
            return texts.STILL_SAVING
        case Progress.OPEN:
            return texts.TOO_LATE if _code(error) in STALE else texts.TOO_SLOW


def _button_again(incoming: Incoming, error: Exception, sentence: str) -> list[Block] | None:
    """Return the sentence with a button that does it once more, where that is right and possible."""
    if not _is_late(error) or incoming.progress is not Progress.OPEN:
        return None
    again = Again.of(incoming.kind, incoming.body)
    return again.below(sentence, incoming.reader) if again else None


def _first(error: FormErrors) -> Words:
    return next(iter(error.fields.values()))


def _is_late(error: Exception) -> bool:
    busy = isinstance(error, DBAPIError) and is_outage(error)
    return isinstance(error, OutOfTime) or busy or _code(error) in STALE


def _is_turned_away(error: Exception) -> bool:
    """Tell whether Slack refused a call because nobody has let the app into the workspace."""
    failure = classify(error) if isinstance(error, SlackApiError) else None
    return isinstance(failure, Refused) and failure.kind == "admin"


def _is_settled(incoming: Incoming, error: Exception) -> bool:
    """Tell whether an event needs no second delivery."""
    decided = _is_late(error) and incoming.progress is Progress.COMMITTED
    return decided or isinstance(error, NotInstalled | UserMessage | FormErrors)


def _inputs(view: dict[str, Any]) -> list[str]:
    blocks = view.get("blocks")
    known = [block for block in blocks if isinstance(block, dict)] if isinstance(blocks, list) else []
    return [str(block.get("block_id")) for block in known if block.get("type") == "input"]


def _object(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _code(error: Exception) -> str:
    answer = getattr(error.response, "data", None) if isinstance(error, SlackApiError) else None
    return str(answer.get("error")) if isinstance(answer, dict) else ""  # a bare 5xx is text


def _without_words(error: Exception) -> Exception:
    """Return an error that is safe to log: database errors carry the row's values in their text."""
    if error.__class__.__module__.startswith(("sqlalchemy", "pydantic")):
        return RuntimeError(type(error).__name__).with_traceback(error.__traceback__)
    return error
