"""Modals and Home tabs: opening, pushing, updating, publishing and closing, as Slack's views.* do it.

The stack holds three views. A trigger opens one view, within three seconds of real time. A hash that is no
longer current is refused. Sources: Slack's pages on modals and on the views.* methods.
"""

from __future__ import annotations

import secrets
import time
from typing import Any

from bot.playground.slack import blockkit
from bot.playground.slack.errors import SlackError, invalid_arguments
from bot.playground.slack.inputs import first_values, kept_values
from bot.playground.slack.objects import Json, Trigger, View
from bot.playground.slack.shapes import normal_blocks, with_text_defaults
from bot.playground.slack.workspace import Workspace

TRIGGER_SECONDS = 3.0
STACK_HEIGHT = 3


def new_trigger(workspace: Workspace, user_id: str, view_id: str | None = None) -> str:
    """Hand out a trigger for something a person just did; ``view_id`` when they did it inside a modal."""
    trigger = Trigger(
        f"{workspace.next_id('')}.{workspace.now_seconds()}.{secrets.token_hex(16)}",
        user_id,
        time.monotonic(),
        view_id,
    )
    workspace.triggers[trigger.id] = trigger
    for old in [t for t in workspace.triggers.values() if trigger.born - t.born > 600]:
        del workspace.triggers[old.id]
    return trigger.id


def spend_trigger(workspace: Workspace, trigger_id: str) -> Trigger:
    """Use a trigger up, or say why it cannot be used."""
    trigger = workspace.triggers.get(trigger_id)
    if trigger is None:
        raise SlackError("invalid_trigger_id")
    if trigger.used:
        raise SlackError("exchanged_trigger_id")
    if time.monotonic() - trigger.born > TRIGGER_SECONDS:
        raise SlackError("expired_trigger_id")
    trigger.used = True
    return trigger


def checked(workspace: Workspace, raw: Any, where: str, kind: str | None = None) -> Json:
    """Return a copy of a view that passed the Block Kit check; broken ones are recorded as violations."""
    if not isinstance(raw, dict):
        workspace.violations.append(f"{where}: no view")
        raise invalid_arguments("[ERROR] missing required field: view [json-pointer:/view]")
    problems = blockkit.view_problems(raw)
    if kind and not problems and raw["type"] != kind:
        problems = ["[ERROR] must be a valid enum value [json-pointer:/view/type]"]
    if problems:
        workspace.violations.extend(f"{where}: {line}" for line in problems)
        raise invalid_arguments(*problems)
    if blockkit.view_too_large(raw):
        workspace.violations.append(f"{where}: view_too_large")
        raise SlackError("view_too_large")
    body: Json = with_text_defaults(raw)
    return body


def _new_hash(workspace: Workspace) -> str:
    return f"{workspace.now_seconds()}.{secrets.token_hex(4)}"


def _claim_external_id(workspace: Workspace, body: Json, own: View | None = None) -> str:
    external_id: str = body.get("external_id") or ""
    if external_id and any(v.external_id == external_id and v is not own for v in workspace.views.values()):
        raise SlackError("duplicate_external_id")
    return external_id


def _create(workspace: Workspace, user_id: str, body: Json) -> View:
    external_id = _claim_external_id(workspace, body)
    body["blocks"] = normal_blocks(workspace, body["blocks"])
    view = View(
        workspace.next_id("V"), user_id, body, _new_hash(workspace), first_values(body["blocks"]), external_id
    )
    view.root_id = view.id
    workspace.views[view.id] = view
    workspace.changed([user_id])
    return view


def open_modal(workspace: Workspace, user_id: str, body: Json) -> View:
    """Open a modal as the root of a new stack; whatever was open on this person's screen makes way."""
    stack = workspace.stack(user_id)
    _claim_external_id(workspace, body)
    while stack:
        _forget(workspace, stack.pop())
    view = _create(workspace, user_id, body)
    stack.append(view)
    return view


def push_modal(workspace: Workspace, user_id: str, body: Json) -> View:
    """Put a modal on top of the person's stack, which may hold three."""
    stack = workspace.stack(user_id)
    if not stack:
        raise SlackError("not_found")
    if len(stack) >= STACK_HEIGHT:
        raise SlackError("push_limit_reached")
    view = _create(workspace, user_id, body)
    view.root_id, view.previous_id = stack[0].id, stack[-1].id
    stack.append(view)
    return view


def update(workspace: Workspace, view: View, body: Json, given_hash: str = "") -> View:
    """Replace a view's content; typed input stays where block_id and action_id both stay."""
    if given_hash and given_hash != view.hash:
        raise SlackError("hash_conflict")
    view.external_id = _claim_external_id(workspace, body, own=view)
    body["blocks"] = normal_blocks(workspace, body["blocks"])
    view.body, view.hash = body, _new_hash(workspace)
    view.values = kept_values(body["blocks"], view.values)
    workspace.changed([view.user])
    return view


def publish(workspace: Workspace, user_id: str, body: Json, given_hash: str = "") -> View:
    """Show a person their Home tab, anew or again."""
    home = workspace.homes.get(user_id)
    if home is not None:
        return update(workspace, home, body, given_hash)
    view = _create(workspace, user_id, body)
    workspace.homes[user_id] = view
    return view


def find(workspace: Workspace, view_id: str, external_id: str) -> View:
    """Return an open view by its id or by the app's own id for it."""
    view = workspace.views.get(view_id)
    if view is None and external_id:
        view = next((v for v in workspace.views.values() if v.external_id == external_id), None)
    if view is None:
        raise SlackError("not_found")
    return view


def close_top(workspace: Workspace, user_id: str) -> View:
    """Close the topmost modal; the one below comes back into sight."""
    view = workspace.stack(user_id).pop()
    _forget(workspace, view)
    workspace.changed([user_id])
    return view


def close_all(workspace: Workspace, user_id: str) -> list[View]:
    """Close every modal of a person and return them, top first."""
    closed = []
    while workspace.stack(user_id):
        closed.append(close_top(workspace, user_id))
    return closed


def _forget(workspace: Workspace, view: View) -> None:
    workspace.views.pop(view.id, None)
