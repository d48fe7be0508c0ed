"""Block Kit, spelled shortly and kept inside Slack's limits (slack.dev, Block Kit reference).

Words that people wrote go into ``quote`` (rich text, taken literally) or through ``escape``.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time
from typing import Any, TypedDict

from bot.kit.block_ids import with_ids
from bot.kit.words import cut, length, tidy, unformatted

Block = dict[str, Any]
View = dict[str, Any]


class Confirm(TypedDict):
    """What a confirm dialog says."""

    title: str
    text: str
    yes: str
    no: str


SECTION_CHARS = 3000
BUTTON_CHARS = 75
OPTION_CHARS = 75
TITLE_CHARS = 24
MESSAGE_BLOCKS = 50
VIEW_BLOCKS = 100
OPTIONS = 100


def clip(words: str, most: int) -> str:
    """Return the words, shortened with an ellipsis where they exceed ``most`` characters."""
    return words if length(words) <= most else cut(words, most - 1).rstrip() + "…"


def escape(words: str) -> str:
    """Return words of people so that mrkdwn shows them as they are: no mention or format comes alive."""
    return unformatted(tidy(words)).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def unescape(words: str) -> str:
    """Return what a person typed from the escaped form in which Slack sends commands and messages."""
    return words.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def mention(user_id: str) -> str:
    """Return the person's name as a live mention."""
    return f"<@{user_id}>"


def plain(text: str) -> dict[str, Any]:
    """Return a plain text object."""
    return {"type": "plain_text", "text": text, "emoji": True}


def section(text: str, accessory: Block | None = None) -> Block:
    """Return a paragraph of mrkdwn. What people wrote in it must have been escaped."""
    block: Block = {"type": "section", "text": {"type": "mrkdwn", "text": clip(text, SECTION_CHARS)}}
    if accessory:
        block["accessory"] = accessory
    return block


def header(text: str) -> Block:
    """Return a heading."""
    return {"type": "header", "text": plain(clip(text, 150))}


def context(*lines: str) -> Block:
    """Return small print: up to ten pieces of mrkdwn."""
    return {
        "type": "context",
        "elements": [{"type": "mrkdwn", "text": clip(x, SECTION_CHARS)} for x in lines],
    }


def divider() -> Block:
    """Return a line."""
    return {"type": "divider"}


def quote(words: str) -> Block:
    """Return words of a person, literally, as a quotation."""
    inner = {"type": "rich_text_quote", "elements": [{"type": "text", "text": tidy(words) or "–"}]}
    return {"type": "rich_text", "elements": [inner]}


def button(
    text: str,
    action_id: str,
    value: str = "",
    *,
    style: str | None = None,
    confirm: Confirm | None = None,
    url: str | None = None,
) -> Block:
    """Return a button; ``style`` is "primary" or "danger"; ``value`` is what the listener is given."""
    element: Block = {"type": "button", "text": plain(clip(text, BUTTON_CHARS)), "action_id": action_id}
    if value:
        element["value"] = value
    if style:
        element["style"] = style
    if url:
        element["url"] = url
    if confirm:
        element["confirm"] = {
            "title": plain(clip(confirm["title"], 100)),
            "text": plain(clip(confirm["text"], 300)),
            "confirm": plain(clip(confirm["yes"], 30)),
            "deny": plain(clip(confirm["no"], 30)),
        }
        if style == "danger":
            element["confirm"]["style"] = style
    return element


def actions(*elements: Block) -> Block:
    """Return a row of buttons and the like, up to 25."""
    return {"type": "actions", "elements": list(elements)}


def option(text: str, value: str, description: str = "") -> Block:
    """Return one choice."""
    made: Block = {"text": plain(clip(text, OPTION_CHARS)), "value": value}
    if description:
        made["description"] = plain(clip(description, OPTION_CHARS))
    return made


def field(
    name: str, label: str, element: Block, *, hint: str = "", optional: bool = False, listened: bool = False
) -> Block:
    """Return an input whose block id and action id are both ``name``: what was typed survives an update.

    ``listened``: each choice in it is told to the listener of its action id.
    """
    block: Block = {
        "type": "input",
        "block_id": name,
        "label": plain(label),
        "element": {"action_id": name, **element},
        "optional": optional,
    }
    if hint:
        block["hint"] = plain(hint)
    if listened:
        block["dispatch_action"] = True
    return block


def text_input(
    initial: str = "", *, lines: bool = False, most: int = 3000, placeholder: str = "", focus: bool = False
) -> Block:
    """Return a text box, of several ``lines`` or one, for ``most`` characters at most."""
    element: Block = {"type": "plain_text_input", "multiline": lines, "max_length": most}
    if initial:
        element["initial_value"] = cut(initial, most)
    if placeholder:
        element["placeholder"] = plain(clip(placeholder, 150))
    if focus:
        element["focus_on_load"] = True
    return element


def select(options: Sequence[Block], initial: str | None = None, placeholder: str = "") -> Block:
    """Return a menu of a hundred choices at most; ``initial`` is the chosen value. For more: `kit.search`."""
    return _choices("static_select", options, _picked(options, initial), placeholder)


def radios(options: Sequence[Block], initial: str | None = None) -> Block:
    """Return radio buttons, at most ten."""
    return _choices("radio_buttons", options, _picked(options, initial), "")


def multi_select(options: Sequence[Block], initial: Iterable[str] = (), placeholder: str = "") -> Block:
    """Return a menu in which several can be picked, of a hundred choices at most. For more: `kit.search`."""
    return _several("multi_static_select", options, initial, placeholder)


def checkboxes(options: Sequence[Block], initial: Iterable[str] = ()) -> Block:
    """Return tick boxes, at most ten."""
    return _several("checkboxes", options, initial, "")


def _picked(options: Sequence[Block], value: str | None) -> dict[str, Any]:
    found = next((choice for choice in options if choice["value"] == value), None)
    return {"initial_option": found} if found else {}


def _several(kind: str, options: Sequence[Block], initial: Iterable[str], placeholder: str) -> Block:
    wanted = set(initial)
    picked = [choice for choice in options if choice["value"] in wanted]
    return _choices(kind, options, {"initial_options": picked} if picked else {}, placeholder)


def _choices(kind: str, options: Sequence[Block], initial: dict[str, Any], placeholder: str) -> Block:
    element: Block = {"type": kind, "options": list(options), **initial}
    if placeholder:
        element["placeholder"] = plain(clip(placeholder, 150))
    return element


def person_select(placeholder: str, initial: str | None = None) -> Block:
    """Return a menu of the workspace's people."""
    element: Block = {"type": "users_select", "placeholder": plain(placeholder)}
    if initial:
        element["initial_user"] = initial
    return element


def people_select(placeholder: str, initial: Sequence[str] = ()) -> Block:
    """Return a menu of the workspace's people in which several can be picked."""
    element: Block = {"type": "multi_users_select", "placeholder": plain(placeholder)}
    if initial:
        element["initial_users"] = list(initial)
    return element


def channel_select(placeholder: str) -> Block:
    """Return a menu of the channels, public and private, that the viewer is in or can see."""
    here = {"include": ["public", "private"], "exclude_external_shared_channels": True}
    return {"type": "conversations_select", "placeholder": plain(placeholder), "filter": here}


def date_input(initial: date | None = None) -> Block:
    """Return a date picker."""
    return {"type": "datepicker"} | ({"initial_date": initial.isoformat()} if initial else {})


def time_input(initial: time | None = None) -> Block:
    """Return a picker of a time of day."""
    return {"type": "timepicker"} | ({"initial_time": f"{initial:%H:%M}"} if initial else {})


def moment_input(initial: datetime | None = None) -> Block:
    """Return a picker of a date and time, shown in the viewer's zone."""
    element: Block = {"type": "datetimepicker"}
    return element | ({"initial_date_time": int(initial.timestamp())} if initial else {})


def number_input(initial: int, least: int, most: int) -> Block:
    """Return a box for a whole number."""
    return {
        "type": "number_input",
        "is_decimal_allowed": False,
        "initial_value": str(initial),
        "min_value": str(least),
        "max_value": str(most),
    }


def modal(
    callback_id: str,
    title: str,
    blocks: Sequence[Block],
    *,
    close: str,
    submit: str = "",
    metadata: str = "",
) -> View:
    """Return a modal; ``metadata`` (ids, 3000 characters at most) comes back with its submission."""
    view: View = {
        "type": "modal",
        "callback_id": callback_id,
        "title": plain(clip(title, TITLE_CHARS)),
        "close": plain(clip(close, TITLE_CHARS)),
        "blocks": with_ids(blocks[:VIEW_BLOCKS]),
        "private_metadata": metadata,
    }
    if submit:
        view["submit"] = plain(clip(submit, TITLE_CHARS))
    return view


def notice(title: str, sentence: str, *, close: str) -> View:
    """Return a modal that only says something."""
    return modal("notice", title, [section(escape(sentence))], close=close)


def home(blocks: Sequence[Block]) -> View:
    """Return an App Home view."""
    return {"type": "home", "blocks": with_ids(blocks[:VIEW_BLOCKS])}
