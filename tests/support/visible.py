"""What a person reads: Block Kit and mrkdwn flattened to plain text, with dates in their own zone."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from bot.playground.slack import messages
from bot.playground.slack.objects import Channel, Json, Message, User, View
from bot.playground.slack.placement import all_blocks
from bot.playground.slack.workspace import Workspace

ENTITIES = (("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&"))


def unescaped(text: str) -> str:
    """Return the characters that Slack's three entities stand for."""
    for entity, character in ENTITIES:
        text = text.replace(entity, character)
    return text


class Reader:
    """Reads for one person: their zone, and everybody's names."""

    def __init__(self, workspace: Workspace, person: User) -> None:
        self.workspace = workspace
        self.person = person

    def mrkdwn(self, text: str) -> str:
        """Return what mrkdwn shows: mentions, links and dates resolved, marks for bold and so on gone."""
        text = re.sub(r"<([^<>\n]+)>", self._entity, text)
        for mark in ("*", "_", "~"):
            sign = re.escape(mark)
            text = re.sub(rf"(?<![\w{sign}]){sign}(?=\S)([^{sign}\n]*?\S){sign}(?![\w{sign}])", r"\1", text)
        return unescaped(text.replace("```", "").replace("`", ""))

    def _entity(self, found: re.Match[str]) -> str:
        body = found[1]
        if body.startswith("!date^"):
            return self._date(body)
        target, _, label = body.partition("|")
        if target.startswith("@"):
            user = self.workspace.users.get(target[1:])
            return f"@{user.real_name}" if user else label or target
        if target.startswith("#"):
            channel = self.workspace.channels.get(target[1:])
            return f"#{channel.name}" if channel else label or target
        if target.startswith("!"):
            return label or f"@{target[1:]}"
        return label or target

    def _date(self, body: str) -> str:
        instruction, _, fallback = body.partition("|")
        parts = instruction.split("^")
        if len(parts) < 3 or not parts[1].isdigit():
            return fallback
        return self.date(int(parts[1]), parts[2])

    def date(self, seconds: int, pattern: str) -> str:
        """Return a date as Slack's tokens ({date_short}, {time}...) show it in this person's zone."""
        zone = ZoneInfo(self.person.tz)
        moment = datetime.fromtimestamp(seconds, UTC).astimezone(zone)
        today = self.workspace.clock.now().astimezone(zone).date()
        near = {0: "today", 1: "tomorrow", -1: "yesterday"}.get((moment.date() - today).days)
        clock = f"{(moment.hour - 1) % 12 + 1}:{moment.minute:02d} {'AM' if moment.hour < 12 else 'PM'}"
        day = moment.day
        plain = {
            "date": f"{moment:%B} {day}, {moment:%Y}",
            "date_short": f"{moment:%b} {day}, {moment:%Y}",
            "date_long": f"{moment:%A}, {moment:%B} {day}, {moment:%Y}",
        }
        shown = {
            "date_num": f"{moment:%Y-%m-%d}",
            "time": clock,
            "time_secs": clock.replace(" ", f":{moment.second:02d} "),
            "day_divider_pretty": near or f"{moment:%A}, {moment:%B} {day}",
            "ago": f"{seconds - int(self.workspace.clock.now().timestamp())} seconds",
            **plain,
            **{f"{name}_pretty": near or text for name, text in plain.items()},
        }
        return re.sub(r"\{(\w+)\}", lambda token: shown.get(token[1], token[0]), pattern)

    def text(self, item: Any) -> str:
        """Return what a text object shows."""
        if not isinstance(item, dict):
            return ""
        text = str(item.get("text", ""))
        return self.mrkdwn(text) if item.get("type") == "mrkdwn" else unescaped(text)

    def blocks(self, blocks: list[Json], values: Json) -> str:
        """Return everything that blocks show, a line for each piece, inputs with what stands in them."""
        return "\n".join(line for block in blocks for line in self._block(block, values) if line)

    def _block(self, block: Json, values: Json) -> Iterator[str]:
        kind = block["type"]
        states = values.get(block.get("block_id", ""), {})
        if kind in {"section", "header", "markdown"}:
            text = block.get("text")
            yield unescaped(text) if isinstance(text, str) else self.text(text)
            yield from (self.text(f) for f in block.get("fields", []))
        elif kind == "context":
            yield " ".join(e["alt_text"] if e["type"] == "image" else self.text(e) for e in block["elements"])
        elif kind == "input":
            yield self.text(block["label"])
            yield self.text(block.get("hint"))
        elif kind == "image":
            yield self.text(block.get("title"))
            yield block["alt_text"]
        elif kind == "rich_text":
            yield self._rich(block)
        elif kind == "container":
            yield self.text(block["title"])
            yield self.blocks(block["child_blocks"], values)
        elif kind == "data_visualization":
            yield block["title"]
            for series in block["chart"]["series"]:
                points = ", ".join(f"{point['label']} {point['value']}" for point in series["data"])
                yield f"{series['name']}: {points}"
        elif kind == "table":
            for row in block["rows"]:
                yield " | ".join(str(cell.get("text") or self._rich(cell)) for cell in row)
        for element in [block.get("accessory"), block.get("element"), *_actions(block)]:
            if isinstance(element, dict):
                yield self._element(element, states.get(element.get("action_id", "")))

    def _rich(self, value: Any) -> str:
        if isinstance(value, list):
            return "".join(self._rich(v) for v in value)
        if not isinstance(value, dict):
            return ""
        if value.get("type") == "user":
            return self._entity(re.match("(.*)", f"@{value['user_id']}"))  # type: ignore[arg-type]
        own = value.get("text") or value.get("url") or ""
        end = "\n" if str(value.get("type")).startswith("rich_text_") else ""
        return (own if isinstance(own, str) else "") + self._rich(value.get("elements")) + end

    def _element(self, element: Json, state: Json | None) -> str:
        kind = element["type"]
        if kind == "button":
            return f"[{self.text(element['text'])}]"
        if kind == "image":
            return str(element["alt_text"])
        if kind == "overflow":
            return "[… " + " · ".join(self.text(o["text"]) for o in element["options"]) + "]"
        held = self.state(state) if state else ""
        if kind in {"checkboxes", "radio_buttons"}:
            chosen = held.split(", ")
            texts = [self.text(o["text"]) for o in element["options"]]
            return "\n".join(f"({'x' if t in chosen else ' '}) {t}" for t in texts)
        return f"<{held or self.text(element.get('placeholder'))}>"

    def state(self, state: Json) -> str:
        """Return what an input shows as its value."""
        for key, value in state.items():
            if key not in {"type", "timezone"} and value:
                return ", ".join(self._value(v) for v in (value if isinstance(value, list) else [value]))
        return ""

    def _value(self, value: Any) -> str:
        if isinstance(value, dict):
            return (
                self.text(value["text"]) if "text" in value else str(value.get("name") or self._rich(value))
            )
        if isinstance(value, int):
            return self.date(value, "{date_short} {time}")
        user = self.workspace.users.get(str(value))
        return f"@{user.real_name}" if user else str(value)


def _actions(block: Json) -> list[Json]:
    return block["elements"] if block["type"] == "actions" else []


@dataclass(eq=False)
class Surface:
    """A message, modal or Home tab as one person sees it; it changes when the app changes it."""

    reader: Reader
    item: Message | View
    channel: Channel | None = None

    def as_seen(self) -> Surface:
        """What is shown at present, for a press upon it after it has changed."""
        return replace(self, item=copy.deepcopy(self.item))

    @property
    def blocks(self) -> list[Json]:
        return self.item.blocks

    @property
    def values(self) -> Json:
        if isinstance(self.item, View):
            return self.item.values
        return messages.values_of(self.item, self.reader.person.id)

    @property
    def container(self) -> Json:
        if isinstance(self.item, View):
            return {"type": "view", "view_id": self.item.id}
        assert self.channel is not None
        return {"type": "message", "channel": self.channel.id, "ts": self.item.ts}

    @property
    def title(self) -> str:
        return self.reader.text(self.item.body.get("title")) if isinstance(self.item, View) else ""

    @property
    def text(self) -> str:
        """Everything this surface shows, as text in its reader's zone."""
        item = self.item
        shown = self.reader.blocks(item.blocks, self.values)
        if isinstance(item, View):
            ends = [self.reader.text(item.body.get(n)) for n in ("close", "submit")]
            return "\n".join(p for p in [self.title, shown, *(f"[{e}]" for e in ends if e)] if p)
        files = [self.reader.workspace.files[f].name for f in item.files]
        return "\n".join(p for p in [shown or self.reader.mrkdwn(item.text), *files] if p)

    @property
    def ts(self) -> str:
        assert isinstance(self.item, Message)
        return self.item.ts

    def elements(self) -> list[tuple[Json, Json]]:
        """Every element that can be touched, with its block."""
        found = []
        for block in all_blocks(self.blocks):
            inside = [block.get("accessory"), block.get("element")]
            inside += block["elements"] if block["type"] == "actions" else []
            found += [(block, e) for e in inside if isinstance(e, dict) and "action_id" in e]
        return found

    def buttons(self) -> list[str]:
        """The labels of all buttons."""
        return [self.reader.text(e["text"]) for _, e in self.elements() if e["type"] == "button"]
