"""What a person can do outside a surface: write, type a command, use a shortcut, open the app's Home."""

from __future__ import annotations

import re

from bot.playground.slack import messages, payloads
from bot.playground.slack.dispatcher import Dispatcher
from bot.playground.slack.errors import SlackError
from bot.playground.slack.objects import Channel, Json, Message
from bot.playground.slack.outcome import SORRY, ImpossibleError, Outcome, refused
from bot.playground.slack.workspace import Workspace


def escaped(text: str) -> str:
    """Escape the three characters that Slack escapes in what people write."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


class UserActions:
    """Does for a person what Slack's client does when they type and click."""

    def __init__(self, workspace: Workspace, dispatcher: Dispatcher) -> None:
        self.workspace = workspace
        self.dispatcher = dispatcher

    def present(self, user_id: str) -> None:
        """Refuse whoever is unknown or deactivated."""
        person = self.workspace.users.get(user_id)
        if person is None or person.deleted:
            raise ImpossibleError("user_not_found")

    def conversation(self, user_id: str, channel_id: str) -> Channel:
        """Return a conversation that this person is in."""
        channel = self.workspace.channels.get(channel_id)
        if channel is None or user_id not in channel.members:
            raise ImpossibleError("channel_not_found")
        return channel

    def item(self, user_id: str, channel_id: str, ts: str) -> tuple[Channel, Message]:
        """Return a message that this person can see."""
        channel = self.conversation(user_id, channel_id)
        item = channel.message(ts)
        if item is None or item.ephemeral_to not in (None, user_id):
            raise ImpossibleError("message_not_found")
        return channel, item

    async def command(self, user_id: str, channel_id: str, text: str) -> Outcome:
        """Type a slash command into a conversation; the app's direct answer becomes a message."""
        self.present(user_id)
        channel = self.conversation(user_id, channel_id or self.workspace.app_dm(user_id).id)
        name, _, rest = text.strip().partition(" ")
        declared = self.workspace.commands.get(name)
        if declared is None:
            return refused(self.workspace, user_id, "invalid_command", f"{name} is not a valid command.")
        rest = self._command_text(rest.strip(), declared.should_escape)
        payload = payloads.command(self.workspace, user_id, channel, name, rest)
        sent = await self.dispatcher.send("slash_commands", "command", payload)
        if sent.failure:
            sentence = f"{name} failed with the error “{sent.failure}”"
            return refused(self.workspace, user_id, sent.failure, sentence, sent)
        try:
            with self.dispatcher.recording_violations(sent):
                self._show_answer(payload, sent.body)
        except SlackError:
            sentence = f"{name} failed with the error “invalid_command_response”"
            return refused(self.workspace, user_id, "invalid_command_response", sentence, sent)
        return Outcome(delivery=sent)

    def _command_text(self, text: str, should_escape: bool) -> str:
        if not should_escape:
            return escaped(text)
        return self._with_mentions(text, named=True)

    def _with_mentions(self, text: str, named: bool = False) -> str:
        """Escape a text and turn @name of a person here, or of the app, into a mention."""
        by_name = {p.name.lower(): (p.id, p.name) for p in self.workspace.users.values()}
        app = self.workspace.app_name
        by_name.setdefault(app.lower(), (self.workspace.bot_user_id, app))

        def mention(found: re.Match[str]) -> str:
            if found[1].lower() not in by_name:
                return found[0]
            user_id, name = by_name[found[1].lower()]
            return f"<@{user_id}|{name}>" if named else f"<@{user_id}>"

        return re.sub(r"(?<!\w)@([\w.-]+\w|\w)", mention, escaped(text))

    def _show_answer(self, payload: Json, body: object) -> None:
        if isinstance(body, str):
            body = {"text": body}
        if not isinstance(body, dict) or not (body.get("text") or body.get("blocks")):
            return
        content = messages.checked(self.workspace, body, "command answer")
        secret = str(payload["response_url"]).split("/response/", 1)[1]
        messages.post_answer(self.workspace, self.workspace.response_urls[secret], body, content)

    async def message(
        self, user_id: str, channel_id: str, text: str, thread_ts: str | None = None
    ) -> Message:
        """Write a message; the app hears of it if it subscribed to this kind of conversation."""
        self.present(user_id)
        channel = self.conversation(user_id, channel_id)
        if self.workspace.is_read_only(channel):
            raise ImpossibleError("messages_tab_read_only")
        content = messages.Content(self._with_mentions(text))
        item = messages.post(self.workspace, channel, user_id, content, thread_ts=thread_ts)
        if self.workspace.bot_user_id in channel.members:
            await self.dispatcher.event(payloads.message_event(self.workspace, channel, item))
            if channel.kind != "im" and f"<@{self.workspace.bot_user_id}>" in item.text:
                await self.dispatcher.event(payloads.mention_event(self.workspace, channel, item))
        return item

    async def shortcut(self, user_id: str, callback_id: str) -> Outcome:
        """Use a global shortcut."""
        self.present(user_id)
        shortcut = self.workspace.shortcuts.get(callback_id)
        if shortcut is None or shortcut.type != "global":
            raise ImpossibleError("shortcut_not_found")
        return await self._interact(user_id, payloads.global_shortcut(self.workspace, user_id, shortcut))

    async def message_shortcut(self, user_id: str, callback_id: str, channel_id: str, ts: str) -> Outcome:
        """Use a shortcut from a message's menu."""
        self.present(user_id)
        channel, item = self.item(user_id, channel_id, ts)
        shortcut = self.workspace.shortcuts.get(callback_id)
        if shortcut is None or shortcut.type != "message":
            raise ImpossibleError("shortcut_not_found")
        payload = payloads.message_shortcut(self.workspace, user_id, shortcut, channel, item)
        return await self._interact(user_id, payload)

    async def _interact(self, user_id: str, payload: Json) -> Outcome:
        sent = await self.dispatcher.send("interactive", payload["type"], payload)
        if sent.failure:
            return refused(self.workspace, user_id, sent.failure, SORRY, sent)
        return Outcome(delivery=sent)

    async def open_home(self, user_id: str) -> Outcome:
        """Open the app's Home tab."""
        self.present(user_id)
        sent = await self.dispatcher.event(payloads.home_opened(self.workspace, user_id))
        return Outcome(delivery=sent)

    def read(self, user_id: str, channel_id: str) -> None:
        """Mark a conversation as read."""
        channel = self.conversation(user_id, channel_id)
        if channel.messages:
            channel.read[user_id] = channel.messages[-1].ts
        self.workspace.changed([user_id])

    def dismiss(self, user_id: str, notice_id: str) -> None:
        """Wave one of Slack's own notices away."""
        notices = self.workspace.notices.get(user_id, [])
        self.workspace.notices[user_id] = [n for n in notices if n.id != notice_id]
        self.workspace.changed([user_id])
