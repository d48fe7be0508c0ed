"""Slack's objects as the stand-in keeps them: users, conversations, messages, views, files, tokens."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

Json = dict[str, Any]
ConversationKind = Literal["channel", "group", "im", "mpim"]


@dataclass
class User:
    """A member of the team, the app's bot user included."""

    id: str
    name: str
    real_name: str
    display_name: str = ""  # as people choose it; where it is empty Slack shows the real name
    title: str = ""
    tz: str = "Europe/London"
    locale: str = ""  # such as "de-DE"; told only when asked for, and only where it is set
    color: str = "4bbe2e"
    email: str = ""
    is_admin: bool = False
    is_owner: bool = False
    is_bot: bool = False
    is_restricted: bool = False
    home_team: str = ""  # of somebody of another company, who is met in a shared channel
    deleted: bool = False
    presence: Literal["active", "away"] = "active"
    dnd: tuple[int, int] | None = None
    status: tuple[str, str, int] = ("", "", 0)  # words, emoji, and until when in seconds; 0: until changed
    fields: Json = field(default_factory=dict)
    updated: int = 0


@dataclass
class UserGroup:
    """People who can be mentioned together, by a handle."""

    id: str
    handle: str
    name: str
    users: list[str] = field(default_factory=list)


@dataclass
class Message:
    """One message; an ephemeral one is seen by ``ephemeral_to`` alone and is in no history."""

    ts: str
    user: str
    text: str
    blocks: list[Json] = field(default_factory=list)
    attachments: list[Json] = field(default_factory=list)
    files: list[str] = field(default_factory=list)
    metadata: Json | None = None
    thread_ts: str | None = None
    bot_id: str | None = None
    edited_ts: str | None = None
    ephemeral_to: str | None = None
    pinned: bool = False
    states: dict[str, Json] = field(default_factory=dict)


@dataclass
class Channel:
    """A channel, private channel ("group"), direct message ("im") or group direct message ("mpim")."""

    id: str
    kind: ConversationKind
    name: str
    members: list[str]
    creator: str
    created: int
    archived: bool = False
    messages: list[Message] = field(default_factory=list)
    read: dict[str, str] = field(default_factory=dict)

    def message(self, ts: str) -> Message | None:
        """Return the message with this ``ts``, if it is still here."""
        return next((m for m in reversed(self.messages) if m.ts == ts), None)


@dataclass
class View:
    """A modal or Home tab of one person, with the values of its inputs as they stand."""

    id: str
    user: str
    body: Json
    hash: str
    values: Json
    external_id: str = ""
    root_id: str = ""
    previous_id: str | None = None

    @property
    def blocks(self) -> list[Json]:
        """The blocks, completed with the ids Slack makes up where the app gave none."""
        blocks: list[Json] = self.body["blocks"]
        return blocks


@dataclass
class Trigger:
    """A right to open one view, for three seconds of real time."""

    id: str
    user: str
    born: float
    view_id: str | None = None
    used: bool = False


@dataclass
class ResponseUrl:
    """A right to answer five times within thirty minutes to where an interaction came from."""

    user: str
    channel: str
    expires: datetime
    message_ts: str | None = None
    ephemeral: bool = False
    command: bool = False
    uses: int = 0


@dataclass
class StoredFile:
    """A file between its upload address, its bytes and the messages that show it."""

    id: str
    name: str
    title: str
    user: str
    length: int
    created: int
    content: bytes | None = None
    channels: list[str] = field(default_factory=list)
    done: bool = False


@dataclass
class Canvas:
    """A canvas that is a tab of a channel; a deleted one is kept, since it is answered differently."""

    id: str
    title: str
    channel: str
    markdown: str
    deleted: bool = False


@dataclass
class Token:
    """An access token: of the bot, the app, or whoever makes apps, and why it may have stopped working."""

    value: str
    kind: Literal["bot", "app", "configuration"]
    dead: str | None = None
    expires: datetime | None = None


@dataclass
class Notice:
    """A sentence that Slack itself, not the app, shows to one person."""

    id: str
    text: str


@dataclass(frozen=True)
class Command:
    """A slash command that the app declares."""

    command: str
    description: str = ""
    usage_hint: str = ""
    should_escape: bool = False


@dataclass(frozen=True)
class Shortcut:
    """A global or message shortcut that the app declares."""

    type: Literal["global", "message"]
    name: str
    callback_id: str
    description: str = ""
