"""A button that does once more what was too late the first time, with a fresh trigger."""

from __future__ import annotations

from typing import Any, Literal, Self

from bot.kit import texts
from bot.kit.blocks import Block, actions, button, quote, section
from bot.kit.carried import Carried
from bot.kit.reader import Reader
from bot.kit.words import length

TRY_AGAIN = "try_again"
MOST_CHARS = 2000  # of a button's value

Way = Literal["command", "action", "shortcut"]


class Again(Carried):
    """Which listener is called once more, and what it is given.

    Only the person who acted sees it: in an ephemeral message, or in their own conversation with the app.
    """

    way: Way
    name: str
    value: str = ""
    channel_id: str = ""
    message_ts: str = ""

    @classmethod
    def of(cls, way: str, body: dict[str, Any]) -> Self | None:
        """Return what would do it once more; None for what needs the state of a modal or of a choice."""
        if way == "command":
            return cls(way="command", name=str(body["command"]), value=str(body.get("text") or ""))
        if way == "shortcut":
            channel = body.get("channel")
            return cls(
                way="shortcut",
                name=str(body["callback_id"]),
                channel_id=str(channel.get("id") or "") if isinstance(channel, dict) else "",
                message_ts=str(body.get("message_ts") or ""),
            )
        pressed = body["actions"][0]
        in_modal = (body.get("view") or {}).get("type") == "modal"
        if in_modal or pressed.get("type") != "button":
            return None
        name, value = str(pressed.get("action_id") or ""), str(pressed.get("value") or "")
        if name == TRY_AGAIN:
            return cls.decode(value)
        return cls(way="action", name=name, value=value)

    def below(self, sentence: str, reader: Reader) -> list[Block] | None:
        """Return a sentence with the button below it; where Slack would not carry so much, with the words.

        None where nothing was typed that could be lost.
        """
        carried = self.encode()
        if length(carried) > MOST_CHARS:
            return [section(sentence), quote(self.value)] if self.way == "command" else None
        return [section(sentence), actions(button(reader(texts.TRY_AGAIN), TRY_AGAIN, carried))]

    def onto(self, body: dict[str, Any]) -> dict[str, Any]:
        """Return the payload of the button as that of the first time."""
        if self.way == "command":
            return {**body, "command": self.name, "text": self.value}
        if self.way == "action":
            pressed = {**body["actions"][0], "action_id": self.name, "value": self.value}
            return {**body, "actions": [pressed]}
        place = {"channel": {"id": self.channel_id}, "message_ts": self.message_ts, "message": {}}
        nothing_pressed = {**body["actions"][0], "value": ""}
        return {**body, "callback_id": self.name, "actions": [nothing_pressed], **place}
