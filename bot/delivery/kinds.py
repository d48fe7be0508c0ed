"""What can be said, and how a feature describes one kind of saying.

A feature's jobs.py has ``MESSAGES: dict[str, Kind]``. The outbox holds ids only; ``render`` makes the message
from the present state in the moment it is sent.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from bot.kit.db import WorkspaceSession
from bot.models import Outbox


@dataclass(frozen=True, slots=True)
class PostMessage:
    """A message. ``text`` is the notification and what screen readers read; ``blocks`` is what is seen.

    With ``card``, a name that each recipient has once, the message is kept current: posted the first time,
    changed in place afterwards, and left alone while it would show the same. With ``update_only`` it is
    changed where it stands and never posted.
    """

    text: str
    blocks: list[dict[str, Any]]
    card: str | None = None
    update_only: bool = False


@dataclass(frozen=True, slots=True)
class File:
    """A file with a few words beside it. Without the scope files:write it is left out, quietly."""

    filename: str
    content: bytes
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Home:
    """The App Home of the recipient, as a view of type "home"."""

    view: dict[str, Any]


Effect = PostMessage | File | Home
Render = Callable[[WorkspaceSession, Outbox, datetime], Awaitable[Effect | None]]


@dataclass(frozen=True, slots=True)
class MessageKind:
    """One kind of saying.

    ``render`` returns what to say now, or None when it no longer applies.
    ``waits_for_hours``: a nudge, which moves to the next working moment of its recipient; one for a pair does
    not wait, since two people's hours may never meet.
    ``useful_for``: how long after its time it is still worth saying; later it ends, visibly, as expired.
    ``gives_way``: it keeps current what its reader can see anyway, so that whatever else is due in the
    workspace goes first.
    ``on_unknown``: when a message's fate is unknown and cannot be looked up, "drop" rather leaves it unsaid
    than says it twice, and "repeat" says it once more, marked as such.
    """

    render: Render
    waits_for_hours: bool = False
    useful_for: timedelta | None = None
    low_priority: bool = False
    on_unknown_outcome: Literal["drop", "repeat"] = "drop"
