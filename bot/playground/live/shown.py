"""What people were shown: one example, the heaviest, of each form that a view or a message took."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, Literal

from bot.playground.slack.objects import Json
from bot.playground.slack.traffic import ApiCall, Delivery

SENT = ("chat.postMessage", "chat.update", "chat.postEphemeral", "response_url")
NAMING = ("type", "action_id", "callback_id")  # what tells one form from another
UNSEEN = ("value", "private_metadata")


@dataclass(frozen=True, slots=True)
class Shown:
    """A view, or a message with its blocks; ``name`` says of which kind."""

    kind: Literal["view", "message"]
    name: str
    payload: Json


class Gallery:
    """Looks at what goes between the product and the stand-in, and keeps an example of each form."""

    def __init__(self) -> None:
        self._all: dict[str, Shown] = {}

    def see(self, entry: ApiCall | Delivery) -> None:
        """Take what an entry of the traffic shows somebody."""
        for one in shown_by(entry):
            key = one.kind + json.dumps(_form(one.payload), sort_keys=True)
            before = self._all.get(key)
            if before is None or _weight(before) < _weight(one):
                self._all[key] = one

    def all(self) -> list[Shown]:
        """Return the examples, by their names."""
        return sorted(self._all.values(), key=lambda one: (one.kind, one.name))


def shown_by(entry: ApiCall | Delivery) -> list[Shown]:
    """Return what one call, or one answer to Slack, shows."""
    if isinstance(entry, Delivery):
        body = entry.body if isinstance(entry.body, dict) else {}
        return _of(body, f"the answer to a {entry.kind}")
    if entry.method in SENT or entry.method.startswith("views."):
        return _of(entry.args, entry.method)
    return []


def _of(body: Json, where: str) -> list[Shown]:
    view, blocks = _read(body.get("view")), _read(body.get("blocks"))
    if isinstance(view, dict):
        return [Shown("view", f"{view.get('callback_id') or view.get('type')} by {where}", view)]
    if isinstance(blocks, list) and blocks:
        text = str(body.get("text") or "")
        return [Shown("message", f"{_first_id(blocks)} by {where}", {"text": text, "blocks": blocks})]
    return []


def _read(value: Any) -> Any:
    return json.loads(value) if isinstance(value, str) and value.startswith(("[", "{")) else value


def _first_id(blocks: list[Json]) -> str:
    """Return the first action of a message, by which people who know the product recognise it."""
    ids = [part for part in _ids(blocks) if part]
    return ids[0] if ids else "a message without buttons"


def _ids(value: Any) -> list[str]:
    if isinstance(value, list):
        return [found for item in value for found in _ids(item)]
    if isinstance(value, dict):
        own = [str(value["action_id"]).partition(":")[0]] if "action_id" in value else []
        return own + [found for item in value.values() for found in _ids(item)]
    return []


def _form(value: Any, name: str = "") -> Any:
    """Return a payload with every word and number left out, and rows of the same form counted once."""
    if isinstance(value, dict):
        return {key: _form(item, key) for key, item in value.items() if key not in UNSEEN}
    if isinstance(value, list):
        forms = [json.dumps(_form(item), sort_keys=True) for item in value]
        return list(dict.fromkeys(forms))
    return str(value).partition(":")[0] if name in NAMING else ""


def _weight(one: Shown) -> int:
    return len(json.dumps(one.payload))
