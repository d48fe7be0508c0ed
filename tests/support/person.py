"""A person at the stand-in's screen: reads, presses, types and waits as a human would.

    ada = Person(slack, ada_id)
    await ada.command("/ask-expert", "How do I read a trace?")
    await ada.fill({"Topic": "Observability", "Your question": "How do I read a trace?"})
    assert await ada.submit() == {}
    await ada.sees("We are asking")             # waits up to ``patience`` seconds of real time
    await eli.press("I can help")               # in the newest surface that shows it

Reading: ``dm()``, ``messages(channel)``, ``home()``, ``modal()``, ``text_of(surface)``, ``screen()``,
``notices()``. Whatever is not found raises AssertionError with all that is visible. A gesture that the app
did not acknowledge raises AssertionError too, unless ``tolerant`` is set.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from bot.playground.slack.inputs import STATE, merge_values
from bot.playground.slack.objects import Channel, Json, StoredFile, View
from bot.playground.slack.outcome import Outcome
from bot.playground.slack.server import StandIn
from tests.support.clock import PATIENCE
from tests.support.visible import Reader, Surface


class Person:
    """One member of the team, with eyes and hands."""

    def __init__(self, stand_in: StandIn, user_id: str, patience: float = PATIENCE) -> None:
        self.slack = stand_in
        self.id = user_id
        self.patience = patience
        self.tolerant = False
        self.reader = Reader(stand_in.workspace, stand_in.workspace.users[user_id])

    def __repr__(self) -> str:
        return f"<{self.reader.person.real_name}>"

    # --- eyes --------------------------------------------------------------------------------------

    def messages(self, channel: Channel | str) -> list[Surface]:
        """The messages of a conversation that this person sees, oldest first."""
        place = self.slack.workspace.channels[channel if isinstance(channel, str) else channel.id]
        assert self.id in place.members, f"{self} is not in {place.name}"
        seen = [m for m in place.messages if m.ephemeral_to in (None, self.id)]
        return [Surface(self.reader, m, place) for m in seen]

    def dm(self) -> list[Surface]:
        """The messages in the direct message with the app, oldest first."""
        return self.messages(self.slack.workspace.app_dm(self.id))

    def group_dms(self) -> list[Channel]:
        """The group direct messages this person is in, oldest first."""
        return [
            c for c in self.slack.workspace.channels.values() if c.kind == "mpim" and self.id in c.members
        ]

    def home(self) -> Surface | None:
        """The app's Home tab as it was last published."""
        view = self.slack.workspace.homes.get(self.id)
        return Surface(self.reader, view) if view else None

    def modal(self) -> Surface | None:
        """The topmost modal."""
        stack = self.slack.workspace.stack(self.id)
        return Surface(self.reader, stack[-1]) if stack else None

    def notices(self) -> list[str]:
        """What Slack itself told this person."""
        return [n.text for n in self.slack.workspace.notices.get(self.id, [])]

    def text_of(self, surface: Surface) -> str:
        """All visible text of a surface."""
        return surface.text

    def surfaces(self) -> list[Surface]:
        """Everything in reach: the modal alone if one is open, else messages (newest first), then Home."""
        modal = self.modal()
        if modal is not None:
            return [modal]
        inside = [c for c in self.slack.workspace.channels.values() if self.id in c.members]
        seen = sorted((s for c in inside for s in self.messages(c)), key=lambda s: float(s.ts), reverse=True)
        home = self.home()
        return seen + ([home] if home else [])

    def screen(self) -> str:
        """All that is visible now, for error messages and for looking around."""
        parts = [f"--- modal\n{m.text}" for m in [self.modal()] if m]
        for channel in self.slack.workspace.channels.values():
            if self.id in channel.members:
                for surface in self.messages(channel)[-8:]:
                    only = " (only you)" if getattr(surface.item, "ephemeral_to", None) else ""
                    parts.append(f"--- {channel.name} {surface.ts}{only}\n{surface.text}")
        parts += [f"--- home\n{h.text}" for h in [self.home()] if h]
        parts += [f"--- Slack says: {n}" for n in self.notices()]
        return "\n".join(parts) or "(nothing)"

    def find(self, text: str, in_: Surface | str | None = None) -> Surface | None:
        """The newest surface that shows this text now."""
        wanted = _flat(text)
        return next((s for s in self._reach(in_) if wanted in _flat(s.text)), None)

    async def sees(self, text: str, in_: Surface | str | None = None) -> Surface:
        """Wait until a surface shows this text, and return the newest that does."""
        return await self._wait(lambda: self.find(text, in_), f"does not see {text!r}")

    async def sees_no_more(self, text: str, in_: Surface | str | None = None) -> None:
        """Wait until no surface in reach shows this text."""
        await self._wait(lambda: self.find(text, in_) is None, f"still sees {text!r}")

    async def sees_modal(self, title: str = "") -> Surface:
        """Wait for a modal, with this title if given."""
        return await self._wait(lambda: self._titled(title), f"sees no modal {title!r}")

    def _titled(self, title: str) -> Surface | None:
        modal = self.modal()
        return modal if modal is not None and title in ("", modal.title) else None

    def _reach(self, in_: Surface | str | None) -> list[Surface]:
        if isinstance(in_, Surface):
            return [in_]
        if in_ is None:
            return self.surfaces()
        return [s for s in self.surfaces() if _flat(in_) in _flat(s.text)]

    async def _wait(self, predicate: Callable[[], Any], complaint: str) -> Any:
        try:
            return await self.slack.wait_until(predicate, self.patience)
        except TimeoutError:
            raise AssertionError(f"{self} {complaint}. Visible:\n{self.screen()}") from None

    # --- hands -------------------------------------------------------------------------------------

    def _done(self, outcome: Outcome) -> Outcome:
        if not outcome.ok and not self.tolerant:
            sent = outcome.delivery
            heard = (
                f"; the app answered {sent.status} {sent.body!r} after {sent.seconds:.2f} s" if sent else ""
            )
            raise AssertionError(f"{self}: {outcome.notice} ({outcome.error}{heard})")
        return outcome

    async def command(self, command: str, text: str = "", channel: Channel | str | None = None) -> Outcome:
        """Type a slash command, in the DM with the app unless told where."""
        place = channel.id if isinstance(channel, Channel) else channel or ""
        return self._done(await self.slack.actor.command(self.id, place, f"{command} {text}".strip()))

    async def says(
        self, text: str, channel: Channel | str | None = None, thread_ts: str | None = None
    ) -> Surface:
        """Write a message, to the app unless told where."""
        place = (
            channel.id if isinstance(channel, Channel) else channel or self.slack.workspace.app_dm(self.id).id
        )
        item = await self.slack.actor.message(self.id, place, text, thread_ts)
        return Surface(self.reader, item, self.slack.workspace.channels[place])

    async def shortcut(self, name: str) -> Outcome:
        """Use a global shortcut by its name or callback_id."""
        return self._done(await self.slack.actor.shortcut(self.id, self._callback(name)))

    async def message_shortcut(self, channel: Channel | str, ts: str, name: str) -> Outcome:
        """Use a message shortcut by its name or callback_id."""
        place = channel.id if isinstance(channel, Channel) else channel
        done = await self.slack.actor.message_shortcut(self.id, self._callback(name), place, ts)
        return self._done(done)

    def _callback(self, name: str) -> str:
        known = self.slack.workspace.shortcuts
        found = next((s.callback_id for s in known.values() if name in (s.name, s.callback_id)), None)
        assert found, f"no shortcut {name!r}; there are {[s.name for s in known.values()]}"
        return found

    async def open_home(self) -> Surface:
        """Open the app's Home tab and wait until it is there."""
        self._done(await self.slack.actor.open_home(self.id))
        return await self._wait(self.home, "sees no Home tab")

    async def press(self, label: str, in_: Surface | str | None = None) -> Outcome:
        """Press a button or an entry of a "…" menu in the newest surface that shows it; confirms."""
        found = await self._wait(
            lambda: next((f for s in self._reach(in_) for f in self._pressable(s, label)), None),
            f"finds nothing to press called {label!r}",
        )
        surface, block, element, state = found
        return await self._act(surface, block, element, state)

    def _pressable(self, surface: Surface, label: str) -> list[tuple[Surface, Json, Json, Json]]:
        found = []
        for block, element in surface.elements():
            if element["type"] == "button" and self.reader.text(element["text"]) == label:
                given = {"value": element["value"]} if "value" in element else {}
                found.append((surface, block, element, {"type": "button"} | given))
            elif element["type"] == "overflow":
                for option in element["options"]:
                    if self.reader.text(option["text"]) == label:
                        state = {"type": "overflow", "selected_option": option}
                        found.append((surface, block, element, state))
        return found

    async def choose(self, name: str, value: Any, in_: Surface | str | None = None) -> Outcome:
        """Choose in a select, picker, radio or checkbox group; ``name`` as in ``fill``."""
        surface, block, element = await self._wait(lambda: self._named(name, in_), f"finds no input {name!r}")
        state = await self._state(surface, block, element, value)
        return await self._act(surface, block, element, state)

    async def fill(self, inputs: dict[str, Any]) -> None:
        """Fill inputs of the open modal by label (or placeholder, section text, action_id, block_id).

        Values: text, option text (a list for several), ids or Persons for people, "YYYY-MM-DD" or date,
        "HH:MM", datetime, (filename, bytes) pairs for files; None clears.
        """
        for name, value in inputs.items():
            found = await self._wait(lambda name=name: self._in_modal(name), f"finds no input {name!r}")
            surface, block, element = found
            state = await self._state(surface, block, element, value)
            if block["type"] == "input" and not block.get("dispatch_action"):
                merge_values(surface.values, {block["block_id"]: {element["action_id"]: state}})
            else:
                await self._act(surface, block, element, state)

    def _in_modal(self, name: str) -> tuple[Surface, Json, Json] | None:
        modal = self.modal()
        return self._named(name, modal) if modal else None

    def _named(self, name: str, in_: Surface | str | None) -> tuple[Surface, Json, Json] | None:
        for surface in self._reach(in_):
            for block, element in surface.elements():
                if element["type"] in STATE and name in self._names(block, element):
                    return surface, block, element
        return None

    def _names(self, block: Json, element: Json) -> set[str]:
        shown = [block.get("label"), block.get("text"), element.get("placeholder")]
        return {element["action_id"], block["block_id"], *(_flat(self.reader.text(t)) for t in shown if t)}

    async def _act(self, surface: Surface, block: Json, element: Json, state: Json) -> Outcome:
        target = (block["block_id"], element["action_id"])
        act = self.slack.actor.act
        return self._done(await act(self.id, surface.container, *target, state=state, values={}))

    async def _state(self, surface: Surface, block: Json, element: Json, value: Any) -> Json:
        kind = element["type"]
        key, _, empty = STATE[kind]
        if value is None:
            return {"type": kind, key: empty}
        if "option" in key:
            many = isinstance(empty, list)
            texts = value if many and not isinstance(value, str) else [value]
            chosen = [await self._option(surface, block, element, t) for t in texts]
            return {"type": kind, key: chosen if many else chosen[0]}
        if kind == "file_input":
            return {"type": kind, key: [self._file(*f) for f in value]}
        if kind == "rich_text_input":
            parts = [{"type": "rich_text_section", "elements": [{"type": "text", "text": value}]}]
            return {"type": kind, key: {"type": "rich_text", "elements": parts}}
        if isinstance(empty, list):
            return {"type": kind, key: [_plain(v) for v in value]}
        return {"type": kind, key: _plain(value)}

    async def _option(self, surface: Surface, block: Json, element: Json, text: str) -> Json:
        source: Json = element
        if element["type"].endswith("external_select"):
            target = (block["block_id"], element["action_id"])
            asked = await self.slack.actor.options(self.id, surface.container, *target, query=text)
            source = self._done(asked).answer
        options = list(source.get("options") or [])
        for group in source.get("option_groups") or []:
            options += group["options"]
        found: Json | None = next(
            (o for o in options if text in (self.reader.text(o["text"]), o["value"])), None
        )
        shown = [self.reader.text(o["text"]) for o in options]
        assert found is not None, f"{self} cannot choose {text!r}; there are {shown}"
        return found

    def _file(self, name: str, content: bytes) -> Json:
        workspace = self.slack.workspace
        item = StoredFile(
            workspace.next_id("F"), name, name, self.id, len(content), workspace.now_seconds(), content
        )
        item.done = True
        workspace.files[item.id] = item
        return {"id": item.id, "name": name, "user": self.id, "size": item.length}

    async def submit(self) -> dict[str, str]:
        """Submit the topmost modal; returns the errors shown at its fields by label, {} when it was taken."""
        modal = await self.sees_modal()
        assert isinstance(modal.item, View)
        labels = {b["block_id"]: self.reader.text(b["label"]) for b in modal.blocks if b["type"] == "input"}
        outcome = self._done(await self.slack.actor.submit(self.id, modal.item.id, {}))
        return {labels.get(block_id, block_id): sentence for block_id, sentence in outcome.errors.items()}

    async def close(self) -> None:
        """Close the topmost modal."""
        modal = await self.sees_modal()
        assert isinstance(modal.item, View)
        self._done(await self.slack.actor.close(self.id, modal.item.id))


def _flat(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


def _plain(value: Any) -> Any:
    if isinstance(value, Person):
        return value.id
    if isinstance(value, datetime):
        return int(value.timestamp())
    if isinstance(value, date):
        return value.isoformat()
    return str(value)
