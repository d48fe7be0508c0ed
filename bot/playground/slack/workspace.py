"""Everything the stand-in knows: one team, its people, conversations, messages, views and files.

Plain data in memory with a few look-ups. Rules about messages live in ``messages.py``, about views in
``views.py``; how things look in JSON is in ``shapes.py``.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, fields
from datetime import datetime
from typing import Protocol

from bot.playground.slack.objects import (
    Canvas,
    Channel,
    Command,
    ConversationKind,
    Json,
    Notice,
    ResponseUrl,
    Shortcut,
    StoredFile,
    Token,
    Trigger,
    User,
    UserGroup,
    View,
)

COLORS = ("4bbe2e", "e7392d", "3c989f", "674b1b", "e96699", "5b89d5", "9d8eee", "9f69e7", "2b6836", "d58247")


class Clock(Protocol):
    """What the stand-in asks the time of: ``now()`` in UTC."""

    def now(self) -> datetime:
        """Return the present instant, aware and in UTC."""
        ...


@dataclass
class Workspace:
    """The state of the stand-in. ``watchers`` are told which people's screens have changed."""

    clock: Clock
    team_id: str = "T0PLAYGND"
    team_name: str = "Playground"
    team_domain: str = "playground"
    app_id: str = "A0PINCHPT"
    bot_id: str = "B0PINCHPT"
    bot_user_id: str = "U0PINCHPT"
    app_name: str = "Pinchpoint"
    verification_token: str = "stand-in-verification"  # noqa: S105  (Slack's deprecated one; guards nothing)
    client_id: str = "1111.2222"
    client_secret: str = field(default_factory=lambda: secrets.token_hex(16))
    base_url: str = ""
    home_enabled: bool = True
    messages_read_only: bool = False  # whether people can only read in their conversation with the app
    token_rotation: bool = False
    scopes: set[str] = field(default_factory=set)
    events: set[str] = field(default_factory=set)
    commands: dict[str, Command] = field(default_factory=dict)
    shortcuts: dict[str, Shortcut] = field(default_factory=dict)
    users: dict[str, User] = field(default_factory=dict)
    user_groups: dict[str, UserGroup] = field(default_factory=dict)
    channels: dict[str, Channel] = field(default_factory=dict)
    views: dict[str, View] = field(default_factory=dict)
    stacks: dict[str, list[View]] = field(default_factory=dict)
    homes: dict[str, View] = field(default_factory=dict)
    triggers: dict[str, Trigger] = field(default_factory=dict)
    response_urls: dict[str, ResponseUrl] = field(default_factory=dict)
    files: dict[str, StoredFile] = field(default_factory=dict)
    canvases: dict[str, Canvas] = field(default_factory=dict)
    profile_fields: dict[str, tuple[str, str]] = field(default_factory=dict)  # label and type, by id
    tokens: dict[str, Token] = field(default_factory=dict)
    refresh_tokens: dict[str, str | None] = field(default_factory=dict)
    codes: dict[str, Json] = field(default_factory=dict)
    directs: dict[frozenset[str], str] = field(default_factory=dict)
    notices: dict[str, list[Notice]] = field(default_factory=dict)
    violations: list[str] = field(default_factory=list)
    watchers: list[Callable[[set[str]], None]] = field(default_factory=list)
    _last_us: int = 0
    _ids: int = 0

    def replace_with(self, other: Workspace) -> None:
        """Take over everything another workspace knows; the address, the clock and the watchers stay."""
        for part in fields(self):
            if part.name not in ("clock", "base_url", "watchers"):
                setattr(self, part.name, getattr(other, part.name))
        self.changed(self.users)

    def declare_as(self, other: Workspace) -> None:
        """Take over what a manifest declared in another workspace, but scopes and events."""
        self.commands, self.shortcuts = dict(other.commands), dict(other.shortcuts)
        self.home_enabled, self.messages_read_only = other.home_enabled, other.messages_read_only

    def is_read_only(self, channel: Channel) -> bool:
        """Tell whether people can only read here: the app's own conversation, where its manifest says so."""
        return self.messages_read_only and channel.kind == "im" and self.bot_user_id in channel.members

    def next_id(self, prefix: str) -> str:
        """Return a fresh id in Slack's manner: a letter for the kind, then capitals and digits."""
        self._ids += 1
        return f"{prefix}0{self._ids:08X}"

    def now_seconds(self) -> int:
        """Return the clock's UNIX seconds."""
        return int(self.clock.now().timestamp())

    def next_ts(self) -> str:
        """Return a message timestamp from the clock, greater than every one before it."""
        now_us = round(self.clock.now().timestamp() * 1_000_000)
        self._last_us = max(now_us, self._last_us + 1)
        return f"{self._last_us // 1_000_000}.{self._last_us % 1_000_000:06d}"

    def changed(self, people: Iterable[str]) -> None:
        """Tell the watchers that these people's screens are no longer up to date."""
        affected = set(people)
        for watcher in self.watchers:
            watcher(affected)

    def notify(self, user_id: str, text: str) -> Notice:
        """Show one person a sentence of Slack's own."""
        notice = Notice(self.next_id("N"), text)
        self.notices.setdefault(user_id, []).append(notice)
        self.changed([user_id])
        return notice

    def add_user(self, user: User) -> User:
        """Take somebody in and give them their direct message with the app, which everyone has."""
        user.color = COLORS[len(self.users) % len(COLORS)]
        user.email = user.email or f"{user.name}@example.com"
        user.updated = self.now_seconds()
        self.users[user.id] = user
        if not user.is_bot:
            self.open_direct([self.bot_user_id, user.id])
        return user

    def add_channel(self, kind: ConversationKind, name: str, members: list[str]) -> Channel:
        """Create a conversation of any kind."""
        prefix = {"channel": "C", "group": "C", "im": "D", "mpim": "G"}[kind]
        channel = Channel(self.next_id(prefix), kind, name, list(members), members[0], self.now_seconds())
        self.channels[channel.id] = channel
        self.changed(members)
        return channel

    def find_direct(self, members: list[str]) -> Channel | None:
        """Return the DM or group DM of exactly these people, if it exists."""
        channel_id = self.directs.get(frozenset(members))
        return self.channels[channel_id] if channel_id else None

    def open_direct(self, members: list[str]) -> Channel:
        """Return the DM (two) or group DM (more) of exactly these people, created when it is new."""
        found = self.find_direct(members)
        if found is not None:
            return found
        names = sorted(self.users[m].name for m in members)
        kind: ConversationKind = "im" if len(set(members)) == 2 else "mpim"
        name = "directmessage" if kind == "im" else f"mpdm-{'--'.join(names)}-1"
        channel = self.add_channel(kind, name, members)
        self.directs[frozenset(members)] = channel.id
        return channel

    def app_dm(self, user_id: str) -> Channel:
        """Return the direct message between the app and this person."""
        return self.open_direct([self.bot_user_id, user_id])

    def add_uploaded_file(self, user_id: str, name: str, content: bytes) -> StoredFile:
        """Take a file that a person chose in a form."""
        item = StoredFile(self.next_id("F"), name, name, user_id, len(content), self.now_seconds(), content)
        item.done = True
        self.files[item.id] = item
        return item

    def stack(self, user_id: str) -> list[View]:
        """Return the person's open modals, bottom to top."""
        return self.stacks.setdefault(user_id, [])
