"""What is written down when something is refused: a foreign id, what is closed, a button nobody knows."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass, replace

from bot.kit.errors import UserMessage

REFUSED = "refused %(kind)s %(listener)s in %(workspace)s by %(who)s: %(why)s"
UNHEARD = "unknown"
_NAMING_KEY = secrets.token_bytes(16)


@dataclass(frozen=True, slots=True)
class Asked:
    """What came in: a "command", "action", "view", "shortcut", "search" or "event", and its listener's id."""

    kind: str
    listener: str

    def unheard(self) -> Asked:
        """Return the same where nothing listens: an id that we did not make is not repeated."""
        return replace(self, listener=UNHEARD)


def entry(asked: Asked, refusal: UserMessage, workspace_id: str, user_id: str) -> dict[str, str]:
    """Return the values of a log line. The reason is the sentence without what is filled in."""
    return {
        "kind": asked.kind,
        "listener": asked.listener,
        "workspace": workspace_id,
        "who": _alias(workspace_id, user_id),
        "why": refusal.sentence.text,
    }


def _alias(workspace_id: str, user_id: str) -> str:
    """Return what stands for somebody until this process ends: many refusals of one person can be told."""
    named = f"{workspace_id}|{user_id}".encode()
    return hmac.new(_NAMING_KEY, named, hashlib.sha256).hexdigest()[:8]
