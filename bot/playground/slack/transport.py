"""What a way to the app looks like: it brings one payload and waits three seconds for the acknowledgement."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal, Protocol

from bot.playground.slack.objects import Json

ACK_SECONDS = 3.0
Envelope = Literal["events_api", "interactive", "slash_commands"]


@dataclass
class Ack:
    """The app's answer. ``failure`` is Slack's word for what went wrong, ``reason`` the retry header's."""

    status: int = 0
    body: Any = None
    failure: str = ""
    reason: str = ""
    no_retry: bool = False


class Transport(Protocol):
    """A way to the app."""

    async def deliver(self, envelope: Envelope, payload: Json, retry: int, reason: str) -> Ack:
        """Bring one payload and wait for its acknowledgement."""
        ...
