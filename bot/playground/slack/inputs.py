"""What a person's inputs hold: their first state, what survives an update, and what a submission lacks.

``values`` everywhere is Slack's ``state.values``: ``{block_id: {action_id: state}}``.
"""

from __future__ import annotations

import re
from typing import Any

from bot.playground.slack.placement import all_blocks, elements_of

Json = dict[str, Any]
REQUIRED = "Please complete this required field."
# element type -> (key of its state, field of the block that fills it at first, what stands for empty)
STATE: dict[str, tuple[str, str, Any]] = {
    "plain_text_input": ("value", "initial_value", None),
    "email_text_input": ("value", "initial_value", None),
    "url_text_input": ("value", "initial_value", None),
    "number_input": ("value", "initial_value", None),
    "rich_text_input": ("rich_text_value", "initial_value", None),
    "static_select": ("selected_option", "initial_option", None),
    "external_select": ("selected_option", "initial_option", None),
    "radio_buttons": ("selected_option", "initial_option", None),
    "users_select": ("selected_user", "initial_user", None),
    "conversations_select": ("selected_conversation", "initial_conversation", None),
    "channels_select": ("selected_channel", "initial_channel", None),
    "multi_static_select": ("selected_options", "initial_options", []),
    "multi_external_select": ("selected_options", "initial_options", []),
    "checkboxes": ("selected_options", "initial_options", []),
    "multi_users_select": ("selected_users", "initial_users", []),
    "multi_conversations_select": ("selected_conversations", "initial_conversations", []),
    "multi_channels_select": ("selected_channels", "initial_channels", []),
    "datepicker": ("selected_date", "initial_date", None),
    "timepicker": ("selected_time", "initial_time", None),
    "datetimepicker": ("selected_date_time", "initial_date_time", None),
    "file_input": ("files", "", []),
}


def first_state(element: Json) -> Json | None:
    """Return the untouched state of an element, or None for one that holds no state (buttons, menus)."""
    known = STATE.get(element["type"])
    if known is None:
        return None
    key, initial, empty = known
    state = {"type": element["type"], key: element.get(initial) or empty}
    if element["type"] == "timepicker" and element.get("timezone"):
        state["timezone"] = element["timezone"]
    return state


def first_values(blocks: list[Json]) -> Json:
    """Return ``state.values`` of blocks that nobody has touched."""
    values: Json = {}
    for block in all_blocks(blocks):
        for _, element in elements_of(block):
            state = first_state(element)
            if state is not None:
                values.setdefault(block["block_id"], {})[element["action_id"]] = state
    return values


def kept_values(blocks: list[Json], before: Json) -> Json:
    """Return the values after an update: what was typed stays only where both ids (and the type) stay."""
    values = first_values(blocks)
    for block_id, states in values.items():
        for action_id, state in states.items():
            old = before.get(block_id, {}).get(action_id)
            if old is not None and old["type"] == state["type"]:
                states[action_id] = old
    return values


def merge_values(values: Json, given: Json) -> None:
    """Take over what the person's screen holds now, for inputs that exist."""
    for block_id, states in given.items():
        for action_id, state in states.items():
            mine = values.get(block_id, {}).get(action_id)
            if mine is not None and isinstance(state, dict):
                mine.update({k: v for k, v in state.items() if k in mine and k != "type"})
                key, _, empty = STATE[mine["type"]]
                if mine[key] in ("", None):
                    mine[key] = empty


def submission_errors(blocks: list[Json], values: Json) -> dict[str, str]:
    """Return what Slack itself complains about before an app hears of a submission: {block_id: sentence}."""
    errors: dict[str, str] = {}
    for block in blocks:
        if block["type"] != "input":
            continue
        element = block["element"]
        state = values[block["block_id"]][element["action_id"]]
        sentence = _complaint(element, state[STATE[element["type"]][0]], bool(block.get("optional")))
        if sentence:
            errors[block["block_id"]] = sentence
    return errors


def _complaint(element: Json, value: Any, optional: bool) -> str | None:
    if value in (None, "", []):
        return None if optional else REQUIRED
    kind = element["type"]
    if kind == "plain_text_input":
        return _length_complaint(element, value)
    if kind == "email_text_input" and not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", value):
        return "Must be a valid email address."
    if kind == "url_text_input" and not re.match(r"https?://\S+$", value):
        return "Must be a valid URL."
    if kind == "number_input":
        return _number_complaint(element, value)
    most = element.get("max_selected_items") or element.get("max_files")
    if most and len(value) > most:
        return f"Select at most {most}."
    return None


def _length_complaint(element: Json, value: str) -> str | None:
    low, high = element.get("min_length", 0), element.get("max_length", 3000)
    length = len(value.encode("utf-16-le", "surrogatepass")) // 2  # as browsers count: two for most emoji
    if length < low:
        return f"Must be at least {low} characters."
    if length > high:
        return f"Must be at most {high} characters."
    return None


def _number_complaint(element: Json, value: str) -> str | None:
    try:
        number = float(value)
    except ValueError:
        return "Must be a number."
    if not element["is_decimal_allowed"] and not number.is_integer():
        return "Must be a whole number."
    low, high = element.get("min_value"), element.get("max_value")
    if low is not None and number < float(low):
        return f"Must be at least {low}."
    if high is not None and number > float(high):
        return f"Must be at most {high}."
    return None
