"""Locators that outlive ids: from what a person touched to words and labels, and back.

Each kind has a pair: ``place`` and ``find_place``, ``message`` and ``find_messages``, ``surface`` and
``find_surfaces``, ``element`` and ``find_element``. What is not there raises ImpossibleError.
"""

from __future__ import annotations

import re
from html import unescape

from bot.playground.slack.objects import Channel, Json, Message, View
from bot.playground.slack.outcome import ImpossibleError
from bot.playground.slack.placement import all_blocks, elements_of
from bot.playground.slack.workspace import Workspace

WORDS = 80


def short(text: str) -> str:
    """Return the beginning of a text, in one line."""
    flat = " ".join(text.split())
    return flat if len(flat) <= WORDS else f"{flat[: WORDS - 1]}…"


# --- people and conversations ------------------------------------------------------------------------


def person_name(workspace: Workspace, uid: str) -> str:
    """Return a person's short name, which is unique in a scene."""
    return workspace.users[uid].name if uid in workspace.users else uid


def find_person(workspace: Workspace, name: str) -> str:
    """Return the id of the person with this short name."""
    found = next((p.id for p in workspace.users.values() if p.name == name), None)
    if found is None:
        raise ImpossibleError(f"nobody is called {name}")
    return found


def place(workspace: Workspace, channel_id: str) -> Json:
    """Name a conversation: by its name, or by who is in it."""
    channel = workspace.channels[channel_id]
    if channel.kind in ("channel", "group"):
        return {"channel": channel.name}
    return {"people": sorted(person_name(workspace, uid) for uid in channel.members)}


def find_place(workspace: Workspace, where: Json) -> Channel:
    """Return the conversation."""
    if "channel" in where:
        named = (c for c in workspace.channels.values() if c.kind in ("channel", "group"))
        found = next((c for c in named if c.name == where["channel"]), None)
    else:
        found = workspace.find_direct([find_person(workspace, name) for name in where.get("people", [])])
    if found is None:
        raise ImpossibleError(f"there is no conversation {where}")
    return found


# --- messages and surfaces ---------------------------------------------------------------------------


def seen(channel: Channel, uid: str) -> list[Message]:
    """Return what a person sees in a conversation, oldest first."""
    return [m for m in channel.messages if m.ephemeral_to in (None, uid)]


def message(workspace: Workspace, uid: str, channel_id: str, ts: str) -> Json:
    """Name a message by where it stands, its first words, and how many like it came later."""
    like = seen(workspace.channels[channel_id], uid)
    item = next((m for m in like if m.ts == ts), None)
    if item is None:
        raise ImpossibleError("message_not_found")
    words = plain_words(workspace, item)
    later = sum(1 for m in like if m.ts > ts and plain_words(workspace, m) == words)
    return {"where": place(workspace, channel_id), "words": words, "later": later}


def plain_words(workspace: Workspace, item: Message) -> str:
    """Return the beginning of what a message says, with short names for mentions and the words of links."""
    named = re.sub(r"<@(\w+)>", lambda found: f"@{person_name(workspace, found[1])}", item.text)
    return short(unescape(re.sub(r"<(?:[^<>|]*\|)?([^<>|]*)>", r"\1", named)))


def find_messages(workspace: Workspace, uid: str, wanted: Json) -> tuple[Channel, list[Message]]:
    """Return the messages that may be meant, likeliest first: the same words, then any, newest first."""
    channel = find_place(workspace, wanted.get("where", {}))
    if uid not in channel.members:
        raise ImpossibleError("channel_not_found")
    all_ = list(reversed(seen(channel, uid)))
    same = [m for m in all_ if plain_words(workspace, m) == wanted.get("words")]
    later = int(wanted.get("later", 0))
    first = same[later : later + 1]
    return channel, first + [m for m in same if m not in first] + [m for m in all_ if m not in same]


def surface(workspace: Workspace, uid: str, container: Json) -> Json:
    """Name what holds an element: a message, the Home tab, or a modal by its title and place in the stack."""
    if container.get("type") != "view":
        return {"message": message(workspace, uid, container["channel"], container["ts"])}
    view = workspace.views[container["view_id"]]
    if view.body["type"] == "home":
        return {"home": True}
    return {"modal": True, "title": view.body.get("title", {}).get("text", "")}


def blocks_of(workspace: Workspace, uid: str, container: Json) -> list[Json]:
    """Return the blocks of what a UI container names."""
    if container.get("type") == "view":
        return workspace.views[container["view_id"]].blocks
    item = workspace.channels[container["channel"]].message(container["ts"])
    if item is None:
        raise ImpossibleError("message_not_found")
    return item.blocks


def find_modal(workspace: Workspace, uid: str, wanted: Json) -> View:
    """Return the topmost modal, if it has the title."""
    stack = workspace.stack(uid)
    if not stack or stack[-1].body.get("title", {}).get("text", "") != wanted.get("title", ""):
        raise ImpossibleError(f"the form “{wanted.get('title', '')}” is not open")
    return stack[-1]


def find_surfaces(workspace: Workspace, uid: str, wanted: Json) -> list[tuple[Json, list[Json]]]:
    """Return the (UI container, blocks) that may be meant, likeliest first."""
    if "message" in wanted:
        channel, items = find_messages(workspace, uid, wanted["message"])
        return [({"type": "message", "channel": channel.id, "ts": m.ts}, m.blocks) for m in items]
    view = workspace.homes.get(uid) if wanted.get("home") else find_modal(workspace, uid, wanted)
    if view is None:
        raise ImpossibleError("their Home has not been opened")
    return [({"type": "view", "view_id": view.id}, view.blocks)]


# --- elements ----------------------------------------------------------------------------------------


def stem(action_id: str) -> str:
    """Return an action id without what follows its ":", which may be an id of this run."""
    return action_id.partition(":")[0]


def label(block: Json, item: Json) -> str:
    """Return what a person reads on or beside an element."""
    for text in (item.get("text"), block.get("label"), item.get("placeholder"), block.get("text")):
        if isinstance(text, dict) and text.get("text"):
            return short(text["text"])
    return ""


def _all(blocks: list[Json]) -> list[tuple[Json, Json]]:
    return [(b, e) for b in all_blocks(blocks) for _, e in elements_of(b) if e.get("action_id")]


def element(workspace: Workspace, blocks: list[Json], block_id: str, action_id: str) -> Json:
    """Name an element by its action, its label, and its number among those of the same action."""
    found = _all(blocks)
    block, item = next(
        ((b, e) for b, e in found if b.get("block_id") == block_id and e["action_id"] == action_id),
        (None, None),
    )
    if block is None or item is None:
        raise ImpossibleError("element_not_found")
    alike = [e for _, e in found if stem(e["action_id"]) == stem(action_id)]
    number = next(n for n, e in enumerate(alike) if e is item)
    return {"action": stem(action_id), "label": label(block, item), "number": number}


def find_element(blocks: list[Json], wanted: Json) -> tuple[Json, Json]:
    """Return (block, element): of the same action the one with the label, or else the same number."""
    alike = [(b, e) for b, e in _all(blocks) if stem(e["action_id"]) == wanted.get("action")]
    named = [(b, e) for b, e in alike if label(b, e) == wanted.get("label")]
    number = int(wanted.get("number", 0))
    if len(named) == 1:
        return named[0]
    if number < len(alike) and (not named or alike[number] in named):
        return alike[number]
    if named:
        return named[0]
    raise ImpossibleError(f"there is no “{wanted.get('label') or wanted.get('action')}”")
