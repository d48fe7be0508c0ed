"""Somebody at the stand-in who presses by action id, whatever the words on a button are."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from bot.playground.slack.inputs import STATE, merge_values
from bot.playground.slack.objects import Channel, Json, Message, View
from bot.playground.slack.outcome import ImpossibleError
from bot.playground.slack.placement import all_blocks, elements_of
from bot.playground.slack.server import StandIn

WORDS = "How do I open a board talk about a missed quarter so that we decide on the new plan on Friday?"


@dataclass(frozen=True, slots=True)
class Target:
    """Something to press: where it stands, and with what state it is pressed."""

    container: Json
    block_id: str
    action_id: str
    state: Json

    @property
    def kind(self) -> str:
        """The action without what tells repeated elements apart, with the choice of a menu."""
        chosen = self.state.get("selected_option") or {}
        return f"{self.action_id.partition(':')[0]} {str(chosen.get('value', '')).partition(':')[0]}".strip()


class Hands:
    """What one person sees and does."""

    def __init__(self, slack: StandIn, user_id: str) -> None:
        self.slack, self.user_id = slack, user_id

    @property
    def modal(self) -> View | None:
        """The topmost modal."""
        return next(iter(self.slack.workspace.stack(self.user_id)[::-1]), None)

    def targets(self) -> list[Target]:
        """Return what can be pressed: in the modal alone where one is open, else newest messages first."""
        if self.modal is not None:
            return list(_of_view(self.modal))
        found = [target for place, one in self._messages() for target in _of_message(place, one)]
        home = self.slack.workspace.homes.get(self.user_id)
        return found + (list(_of_view(home)) if home else [])

    def _messages(self) -> list[tuple[Channel, Message]]:
        inside = [one for one in self.slack.workspace.channels.values() if self.user_id in one.members]
        seen = [
            (place, one)
            for place in inside
            for one in place.messages
            if one.ephemeral_to in (None, self.user_id)
        ]
        return sorted(seen, key=lambda found: float(found[1].ts), reverse=True)

    def find(self, action_id: str) -> Target | None:
        """Return the newest thing to press with this action id."""
        return next((one for one in self.targets() if one.action_id.partition(":")[0] == action_id), None)

    async def press(self, target: Target) -> bool:
        """Press it; False where it has gone, or the app did not answer."""
        try:
            done = await self.slack.actor.act(
                self.user_id,
                target.container,
                target.block_id,
                target.action_id,
                state=target.state,
                values={},
            )
        except ImpossibleError:
            return False
        return done.ok

    async def command(self, text: str) -> bool:
        """Type a slash command into the conversation with the app."""
        return (await self.slack.actor.command(self.user_id, "", text)).ok

    async def submit(self, given: dict[str, Json] | None = None) -> bool:
        """Fill in the topmost modal, what is ``given`` by block id as it says, and send it."""
        view = self.modal
        if view is None:
            return False
        for block in view.blocks:
            if block["type"] == "input":
                self._fill(view, block, (given or {}).get(block["block_id"]))
        try:
            done = await self.slack.actor.submit(self.user_id, view.id, {})
        except ImpossibleError:
            return False
        return done.ok and not done.errors

    def _fill(self, view: View, block: Json, given: Json | None) -> None:
        element = block["element"]
        key, _, empty = STATE[element["type"]]
        held = view.values[block["block_id"]][element["action_id"]]
        if given is None and (block.get("optional") or held[key] != empty):
            return
        state = given or {key: self._something(element, empty)}
        merge_values(view.values, {block["block_id"]: {element["action_id"]: state}})

    def _something(self, element: Json, empty: object) -> object:
        """Return what somebody might enter."""
        kind = element["type"]
        many = isinstance(empty, list)
        if "options" in element or "option_groups" in element:
            groups = element.get("option_groups") or [element]
            first = groups[0]["options"][0]
            return [first] if many else first
        if kind.endswith("users_select"):
            others = [one.id for one in self.slack.workspace.users.values() if not one.is_bot]
            other = next(one for one in others if one != self.user_id)
            return [other] if many else other
        if kind == "datepicker":
            return f"{self.slack.clock.now() + timedelta(days=3):%Y-%m-%d}"
        if kind == "plain_text_input":
            return WORDS[: element.get("max_length", 3000)]
        return {"timepicker": "10:00", "number_input": element.get("min_value", "1")}.get(kind, empty)

    async def close_all(self) -> None:
        """Close every modal."""
        for view in reversed(self.slack.workspace.stack(self.user_id)):
            try:
                await self.slack.actor.close(self.user_id, view.id)
            except ImpossibleError:
                return


def _of_view(view: View) -> Iterator[Target]:
    yield from _pressable({"type": "view", "view_id": view.id}, view.blocks)


def _of_message(channel: Channel, message: Message) -> Iterator[Target]:
    yield from _pressable({"type": "message", "channel": channel.id, "ts": message.ts}, message.blocks)


def _pressable(container: Json, blocks: list[Json]) -> Iterator[Target]:
    for block in all_blocks(blocks):
        for _, element in elements_of(block):
            where = (container, block.get("block_id", ""), element.get("action_id", ""))
            if element["type"] == "button" and "url" not in element:
                yield Target(*where, {"type": "button"})
            elif element["type"] == "overflow":
                for option in element["options"]:
                    if "url" not in option:
                        yield Target(*where, {"type": "overflow", "selected_option": option})
