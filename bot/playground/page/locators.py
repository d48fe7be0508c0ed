"""Addresses that outlive their ids: from what a person touched to words and labels, and back.

Each kind has a pair: ``place`` and ``find_place``, ``message`` and ``find_message``, ``surface`` and
``find_surface``, ``element`` and ``find_element``, ``state`` and ``find_state``, ``values`` and
``find_values``. What is not there raises ImpossibleError.
"""

from __future__ import annotations

import re
from base64 import b64decode, b64encode
from typing import Any

from bot.playground.blockkit import elements_of
from bot.playground.inputs import STATE
from bot.playground.outcome import ImpossibleError
from bot.playground.world import Channel, Json, Message, StoredFile, View, World

WORDS = 80
MOST_FILE_BYTES = 256 * 1024  # of a file whose bytes a journey holds
MOST_ZEROS = 64 * 1024 * 1024
PEOPLE = ("selected_user", "selected_users")
CONVERSATIONS = (
    *("selected_conversation", "selected_conversations"),
    *("selected_channel", "selected_channels"),
)
OPTIONS = ("selected_option", "selected_options")


def short(text: str) -> str:
    """Return the beginning of a text, in one line."""
    flat = " ".join(text.split())
    return flat if len(flat) <= WORDS else f"{flat[: WORDS - 1]}…"


# --- people and conversations ------------------------------------------------------------------------


def person_name(world: World, uid: str) -> str:
    """Return a person's short name, which is unique in a scene."""
    return world.users[uid].name if uid in world.users else uid


def find_person(world: World, name: str) -> str:
    """Return the id of the person with this short name."""
    found = next((p.id for p in world.users.values() if p.name == name), None)
    if found is None:
        raise ImpossibleError(f"nobody is called {name}")
    return found


def place(world: World, channel_id: str) -> Json:
    """Name a conversation: by its name, or by who is in it."""
    channel = world.channels[channel_id]
    if channel.kind in ("channel", "group"):
        return {"channel": channel.name}
    return {"people": sorted(person_name(world, uid) for uid in channel.members)}


def find_place(world: World, where: Json) -> Channel:
    """Return the conversation."""
    if "channel" in where:
        named = (c for c in world.channels.values() if c.kind in ("channel", "group"))
        found = next((c for c in named if c.name == where["channel"]), None)
    else:
        found = world.find_direct([find_person(world, name) for name in where.get("people", [])])
    if found is None:
        raise ImpossibleError(f"there is no conversation {where}")
    return found


# --- messages and surfaces ---------------------------------------------------------------------------


def seen(channel: Channel, uid: str) -> list[Message]:
    """Return what a person sees in a conversation, oldest first."""
    return [m for m in channel.messages if m.ephemeral_to in (None, uid)]


def message(world: World, uid: str, channel_id: str, ts: str) -> Json:
    """Name a message by where it stands, its first words, and how many like it came later."""
    like = seen(world.channels[channel_id], uid)
    item = next((m for m in like if m.ts == ts), None)
    if item is None:
        raise ImpossibleError("message_not_found")
    words = _words(world, item)
    later = sum(1 for m in like if m.ts > ts and _words(world, m) == words)
    return {"where": place(world, channel_id), "words": words, "later": later}


def _words(world: World, item: Message) -> str:
    return short(re.sub(r"<@(\w+)>", lambda found: f"@{person_name(world, found[1])}", item.text))


def find_messages(world: World, uid: str, wanted: Json) -> tuple[Channel, list[Message]]:
    """Return the messages that may be meant, likeliest first: the same words, then any, newest first."""
    channel = find_place(world, wanted.get("where", {}))
    if uid not in channel.members:
        raise ImpossibleError("channel_not_found")
    all_ = list(reversed(seen(channel, uid)))
    same = [m for m in all_ if _words(world, m) == wanted.get("words")]
    later = int(wanted.get("later", 0))
    first = same[later : later + 1]
    return channel, first + [m for m in same if m not in first] + [m for m in all_ if m not in same]


def surface(world: World, uid: str, container: Json) -> Json:
    """Name what holds an element: a message, the Home tab, or a modal by its title and place in the stack."""
    if container.get("type") != "view":
        return {"message": message(world, uid, container["channel"], container["ts"])}
    view = world.views[container["view_id"]]
    if view.body["type"] == "home":
        return {"home": True}
    return {"modal": True, "title": view.body.get("title", {}).get("text", "")}


def blocks_of(world: World, uid: str, container: Json) -> list[Json]:
    """Return the blocks of what a UI container names."""
    if container.get("type") == "view":
        return world.views[container["view_id"]].blocks
    item = world.channels[container["channel"]].message(container["ts"])
    if item is None:
        raise ImpossibleError("message_not_found")
    return item.blocks


def find_modal(world: World, uid: str, wanted: Json) -> View:
    """Return the topmost modal, if it has the title."""
    stack = world.stack(uid)
    if not stack or stack[-1].body.get("title", {}).get("text", "") != wanted.get("title", ""):
        raise ImpossibleError(f"the form “{wanted.get('title', '')}” is not open")
    return stack[-1]


def find_surfaces(world: World, uid: str, wanted: Json) -> list[tuple[Json, list[Json]]]:
    """Return the (UI container, blocks) that may be meant, likeliest first."""
    if "message" in wanted:
        channel, items = find_messages(world, uid, wanted["message"])
        return [({"type": "message", "channel": channel.id, "ts": m.ts}, m.blocks) for m in items]
    view = world.homes.get(uid) if wanted.get("home") else find_modal(world, uid, wanted)
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
    return [(b, e) for b in blocks for _, e in elements_of(b) if e.get("action_id")]


def element(world: World, blocks: list[Json], block_id: str, action_id: str) -> Json:
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


# --- what inputs hold --------------------------------------------------------------------------------


def state(world: World, given: Json) -> Json:
    """Rewrite an element's state: options by their text, people and conversations by name, files whole."""
    named: Json = {}
    for key, value in given.items():
        if key in PEOPLE:
            named[key] = _each(value, lambda uid: person_name(world, uid))
        elif key in (
            "selected_conversation",
            "selected_channel",
            "selected_conversations",
            "selected_channels",
        ):
            named[key] = _each(value, lambda cid: place(world, cid) if cid in world.channels else cid)
        elif key in OPTIONS:
            named[key] = _each(value, lambda o: {"text": o["text"]["text"], "value": o.get("value")})
        elif key == "files":
            named[key] = [_file(world, one["id"]) for one in value if one["id"] in world.files]
        else:
            named[key] = value
    return named


def find_state(world: World, item: Json, named: Json) -> Json:
    """Return the state in this run's ids, for an element of this run."""
    found: Json = {}
    for key, value in named.items():
        if key in PEOPLE:
            found[key] = _each(value, lambda name: find_person(world, name))
        elif key in (
            "selected_conversation",
            "selected_channel",
            "selected_conversations",
            "selected_channels",
        ):
            found[key] = _each(value, lambda w: find_place(world, w).id if isinstance(w, dict) else w)
        elif key in OPTIONS:
            found[key] = _each(value, lambda o: _option(item, o))
        elif key == "files":
            found[key] = [{"id": _find_file(world, one).id} for one in value]
        else:
            found[key] = value
    return found


def _each(value: Any, change: Any) -> Any:
    if isinstance(value, list):
        return [change(one) for one in value]
    return change(value) if value is not None else None


def _file(world: World, file_id: str) -> Json:
    item = world.files[file_id]
    named: Json = {"name": item.name, "owner": person_name(world, item.user), "size": item.length}
    if item.content and item.length <= MOST_FILE_BYTES:
        named["content"] = b64encode(item.content).decode()
    return named


def _find_file(world: World, named: Json) -> StoredFile:
    """Hand over the same file once more; one too large for a journey comes as so many zeros."""
    content = (
        b64decode(named["content"]) if "content" in named else bytes(min(int(named["size"]), MOST_ZEROS))
    )
    return world.hand_over(find_person(world, named["owner"]), str(named["name"]), content)


def _option(item: Json, wanted: Json) -> Json:
    options: list[Json] = list(item.get("options") or [])
    for group in item.get("option_groups") or []:
        options += group["options"]
    same = [o for o in options if o["text"]["text"] == wanted.get("text")]
    same = [o for o in same if o.get("value") == wanted.get("value")] or same
    if same:
        return same[0]
    raise ImpossibleError(f"there is no choice “{wanted.get('text')}”")


def values(world: World, blocks: list[Json], given: Json) -> list[Json]:
    """Rewrite what all inputs of a surface hold."""
    named = []
    for block_id, states in given.items():
        for action_id, held in states.items():
            if isinstance(held, dict):
                where = element(world, blocks, block_id, action_id)
                named.append({"element": where, "state": state(world, held)})
    return named


def find_values(world: World, blocks: list[Json], named: list[Json]) -> Json:
    """Return ``{block_id: {action_id: state}}`` in this run's ids; inputs that are gone are left out."""
    found: Json = {}
    for one in named:
        try:
            block, item = find_element(blocks, one["element"])
        except ImpossibleError:
            continue
        if item["type"] in STATE:
            held = find_state(world, item, one["state"])
            found.setdefault(block["block_id"], {})[item["action_id"]] = held
    return found
