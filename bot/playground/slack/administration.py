"""What an administrator does in a workspace: people, channels, the app's installation."""

from __future__ import annotations

import secrets
from typing import Any

from bot.playground.slack.dispatcher import Dispatcher
from bot.playground.slack.methods.apps import CODE_LIFE
from bot.playground.slack.objects import Channel, User, UserGroup
from bot.playground.slack.shapes import user as user_shape
from bot.playground.slack.workspace import Workspace


class Administration:
    """Changes a workspace from Slack's side; the app hears of it by events where Slack would send them."""

    def __init__(self, workspace: Workspace, dispatcher: Dispatcher, bot_token: str) -> None:
        self.workspace = workspace
        self.dispatcher = dispatcher
        self.bot_token = bot_token
        self.declared_scopes: set[str] = set(workspace.scopes)

    def add_person(self, name: str, real_name: str = "", *, id: str = "", **more: Any) -> User:
        """Take a person into the team and into #general, if there is one; ``more`` are fields of User."""
        user = User(id or self.workspace.next_id("U"), name, real_name or name.title(), **more)
        self.workspace.add_user(user)
        for channel in self.workspace.channels.values():
            if channel.name == "general" and not user.deleted:
                channel.members.append(user.id)
        return user

    def add_channel(
        self, name: str, members: list[str] | None = None, *, private: bool = False, bot: bool = True
    ) -> Channel:
        """Create a channel with these people (everybody unless told), with or without the bot."""
        everybody = [u.id for u in self.workspace.users.values() if not u.is_bot and not u.deleted]
        inside = list(everybody if members is None else members)
        if bot:
            inside.append(self.workspace.bot_user_id)
        return self.workspace.add_channel("group" if private else "channel", name, inside)

    def add_user_group(self, handle: str, name: str, members: list[str]) -> UserGroup:
        """Create a user group of these people."""
        group = UserGroup(self.workspace.next_id("S"), handle, name, list(members))
        self.workspace.user_groups[group.id] = group
        return group

    async def deactivate(self, user_id: str) -> None:
        """Deactivate a person; the app hears of it by ``user_change``."""
        user = self.workspace.users[user_id]
        user.deleted, user.updated = True, self.workspace.now_seconds()
        await self.send_user_change(user_id)

    async def reactivate(self, user_id: str) -> None:
        """Let a deactivated person back in; the app hears of it by ``user_change``."""
        user = self.workspace.users[user_id]
        user.deleted, user.updated = False, self.workspace.now_seconds()
        await self.send_user_change(user_id)

    async def set_profile(self, user_id: str, **values: str) -> None:
        """Fill fields of a person's profile, by their labels; told by ``user_change``."""
        user = self.workspace.users[user_id]
        for label, value in values.items():
            field_id = next(one for one, (name, _) in self.workspace.profile_fields.items() if name == label)
            user.fields[field_id] = {"value": value, "alt": ""}
        user.updated = self.workspace.now_seconds()
        await self.send_user_change(user_id)

    async def set_status(self, user_id: str, words: str, emoji: str = "", until: int = 0) -> None:
        """Give a person a status, ``until`` an instant in seconds (0: no end); told by ``user_change``."""
        user = self.workspace.users[user_id]
        user.status, user.updated = (words, emoji, until), self.workspace.now_seconds()
        await self.send_user_change(user_id)

    async def send_user_change(self, user_id: str) -> None:
        """Send ``user_change`` for a person whose data was changed here."""
        shape = user_shape(self.workspace, self.workspace.users[user_id])
        self.workspace.changed([user_id])
        event = {"type": "user_change", "user": shape, "cache_ts": self.workspace.now_seconds()}
        await self.dispatcher.event(event | {"event_ts": self.workspace.next_ts()})

    async def send_team_join(self, user_id: str) -> None:
        """Send ``team_join`` for a person who was added."""
        shape = user_shape(self.workspace, self.workspace.users[user_id])
        await self.dispatcher.event(
            {"type": "team_join", "user": shape, "event_ts": self.workspace.next_ts()}
        )

    def delete_canvas(self, canvas_id: str) -> None:
        """Delete a canvas, as somebody in its channel may; the app does not hear of it."""
        canvas = self.workspace.canvases[canvas_id]
        canvas.deleted = True
        self.workspace.changed(self.workspace.channels[canvas.channel].members)

    def revoke_token(self, code: str = "token_revoked") -> None:
        """Kill every bot token: calls are answered with ``code`` (account_inactive after an uninstall)."""
        for token in self.workspace.tokens.values():
            if token.kind == "bot":
                token.dead = code

    async def uninstall(self) -> None:
        """Remove the app: its tokens die first, then it is told, in Slack's no particular order."""
        self.revoke_token("account_inactive")
        tokens = {"oauth": [], "bot": [self.workspace.bot_user_id]}
        stamp = {"event_ts": self.workspace.next_ts()}
        await self.dispatcher.event({"type": "tokens_revoked", "tokens": tokens} | stamp)
        await self.dispatcher.event({"type": "app_uninstalled"} | stamp)

    @property
    def installed(self) -> bool:
        """Whether the app's bot token still works."""
        return self.workspace.tokens[self.bot_token].dead is None

    def reinstall(self) -> None:
        """Install the app again: its token works as before, with every scope it asks for."""
        self.workspace.tokens[self.bot_token].dead = None
        self.workspace.scopes = set(self.declared_scopes)

    def issue_code(self, user_id: str, redirect_uri: str = "") -> str:
        """Return a code as the consent page would send it to the app; good for ten minutes."""
        code = secrets.token_urlsafe(24)
        expires = self.workspace.clock.now() + CODE_LIFE
        grant = {"user": user_id, "redirect_uri": redirect_uri, "expires": expires, "used": False}
        self.workspace.codes[code] = grant
        return code
