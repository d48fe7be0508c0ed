"""How often each person is notified, and what they press: counted from what goes between app and Slack."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from bot.playground.slack.server import StandIn
from bot.playground.slack.traffic import ApiCall, Delivery
from tests.support.person import Person

POSTS = {"chat.postMessage": "channel", "files.completeUploadExternal": "channel_id"}
PRESSES = {"block_actions", "view_submission"}


@dataclass(frozen=True)
class Cost:
    """What something takes somebody: commands typed, clicks, and messages that they were notified of."""

    commands: int
    clicks: int
    messages: int


class Hands:
    """Counts what people do at the screen, also what Slack tells no app: closing a modal is a click too.

    A choice in a menu is one click. Reading and typing are none.
    """

    CLICKS = ("act", "submit", "close", "shortcut", "message_shortcut")

    def __init__(self, slack: StandIn) -> None:
        self.commands: dict[str, int] = {}
        self.clicks: dict[str, int] = {}
        self._watch(slack, "command", self.commands)
        for name in self.CLICKS:
            self._watch(slack, name, self.clicks)

    @staticmethod
    def _watch(slack: StandIn, name: str, counts: dict[str, int]) -> None:
        gesture = getattr(slack.actor, name)

        async def counted(user_id: str, *args: Any, **more: Any) -> Any:
            counts[user_id] = counts.get(user_id, 0) + 1
            return await gesture(user_id, *args, **more)

        setattr(slack.actor, name, counted)


@dataclass
class Counted:
    """Counts from the moment at which it is made.

    A new message and a shared file notify everybody in their conversation; a change or a deletion nobody.
    """

    slack: StandIn
    told: dict[str, list[str]] = field(default_factory=dict)
    pressed: dict[str, list[str]] = field(default_factory=dict)
    commands: dict[str, int] = field(default_factory=dict)
    calls: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.slack.traffic.watchers.append(self._see)

    def messages(self, person: Person) -> list[str]:
        """The notifications of somebody, oldest first."""
        return self.told.get(person.id, [])

    def cost(self, person: Person, hands: Hands) -> Cost:
        """What it took somebody so far."""
        commands, clicks = (counts.get(person.id, 0) for counts in (hands.commands, hands.clicks))
        return Cost(commands, clicks, len(self.messages(person)))

    def presses(self, person: Person) -> list[str]:
        """What somebody pressed, oldest first."""
        return self.pressed.get(person.id, [])

    def _see(self, entry: ApiCall | Delivery) -> None:
        if isinstance(entry, ApiCall):
            self._see_call(entry)
        elif entry.final and entry.kind in PRESSES:
            what = entry.payload.get("actions", [{}])[0].get("action_id") or "submit"
            self.pressed.setdefault(entry.payload["user"]["id"], []).append(what)
        elif entry.final and entry.kind == "command":
            user_id = entry.payload["user_id"]
            self.commands[user_id] = self.commands.get(user_id, 0) + 1

    def _see_call(self, call: ApiCall) -> None:
        self.calls[call.method] = self.calls.get(call.method, 0) + 1
        place = POSTS.get(call.method)
        if place is None or not (call.answer or {}).get("ok"):
            return
        channel = self.slack.workspace.channels[str(call.args[place])]
        words = str(call.args.get("text") or call.args.get("initial_comment") or "")
        for user_id in channel.members:
            self.told.setdefault(user_id, []).append(words)
