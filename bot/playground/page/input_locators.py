"""What inputs hold, in words that outlive ids, and back: options, people, conversations, files.

``state`` and ``find_state`` are for one element, ``values`` and ``find_values`` for a whole surface. What is
not there raises ImpossibleError.
"""

from __future__ import annotations

from base64 import b64decode, b64encode
from typing import Any

from bot.playground.page.locators import element, find_element, find_person, find_place, person_name, place
from bot.playground.slack.inputs import STATE
from bot.playground.slack.objects import Json, StoredFile
from bot.playground.slack.outcome import ImpossibleError
from bot.playground.slack.workspace import Workspace

MOST_FILE_BYTES = 256 * 1024  # of a file whose bytes a journey holds
MOST_ZEROS = 64 * 1024 * 1024
PEOPLE = ("selected_user", "selected_users")
CONVERSATIONS = (
    *("selected_conversation", "selected_conversations"),
    *("selected_channel", "selected_channels"),
)
OPTIONS = ("selected_option", "selected_options")


def state(workspace: Workspace, given: Json) -> Json:
    """Rewrite an element's state: options by their text, people and conversations by name, files whole."""
    named: Json = {}
    for key, value in given.items():
        if key in PEOPLE:
            named[key] = _each(value, lambda uid: person_name(workspace, uid))
        elif key in CONVERSATIONS:
            named[key] = _each(value, lambda cid: place(workspace, cid) if cid in workspace.channels else cid)
        elif key in OPTIONS:
            named[key] = _each(value, lambda o: {"text": o["text"]["text"], "value": o.get("value")})
        elif key == "files":
            named[key] = [_file(workspace, one["id"]) for one in value if one["id"] in workspace.files]
        else:
            named[key] = value
    return named


def find_state(workspace: Workspace, item: Json, named: Json) -> Json:
    """Return the state in this run's ids, for an element of this run."""
    found: Json = {}
    for key, value in named.items():
        if key in PEOPLE:
            found[key] = _each(value, lambda name: find_person(workspace, name))
        elif key in CONVERSATIONS:
            found[key] = _each(value, lambda w: find_place(workspace, w).id if isinstance(w, dict) else w)
        elif key in OPTIONS:
            found[key] = _each(value, lambda o: _option(item, o))
        elif key == "files":
            found[key] = [{"id": _find_file(workspace, one).id} for one in value]
        else:
            found[key] = value
    return found


def _each(value: Any, change: Any) -> Any:
    if isinstance(value, list):
        return [change(one) for one in value]
    return change(value) if value is not None else None


def _file(workspace: Workspace, file_id: str) -> Json:
    item = workspace.files[file_id]
    named: Json = {"name": item.name, "owner": person_name(workspace, item.user), "size": item.length}
    if item.content and item.length <= MOST_FILE_BYTES:
        named["content"] = b64encode(item.content).decode()
    return named


def _find_file(workspace: Workspace, named: Json) -> StoredFile:
    """Hand over the same file once more; one too large for a journey comes as so many zeros."""
    content = (
        b64decode(named["content"]) if "content" in named else bytes(min(int(named["size"]), MOST_ZEROS))
    )
    return workspace.add_uploaded_file(find_person(workspace, named["owner"]), str(named["name"]), content)


def _option(item: Json, wanted: Json) -> Json:
    options: list[Json] = list(item.get("options") or [])
    for group in item.get("option_groups") or []:
        options += group["options"]
    same = [o for o in options if o["text"]["text"] == wanted.get("text")]
    same = [o for o in same if o.get("value") == wanted.get("value")] or same
    if same:
        return same[0]
    raise ImpossibleError(f"there is no choice “{wanted.get('text')}”")


def values(workspace: Workspace, blocks: list[Json], given: Json) -> list[Json]:
    """Rewrite what all inputs of a surface hold."""
    named = []
    for block_id, states in given.items():
        for action_id, held in states.items():
            if isinstance(held, dict):
                where = element(workspace, blocks, block_id, action_id)
                named.append({"element": where, "state": state(workspace, held)})
    return named


def find_values(workspace: Workspace, blocks: list[Json], named: list[Json]) -> Json:
    """Return ``{block_id: {action_id: state}}`` in this run's ids; inputs that are gone are left out."""
    found: Json = {}
    for one in named:
        try:
            block, item = find_element(blocks, one["element"])
        except ImpossibleError:
            continue
        if item["type"] in STATE:
            held = find_state(workspace, item, one["state"])
            found.setdefault(block["block_id"], {})[item["action_id"]] = held
    return found
