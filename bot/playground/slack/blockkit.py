"""The strict Block Kit check of messages and views, with Slack's own way of naming what is wrong.

``message_problems`` and ``view_problems`` return lines like ``[ERROR] must be less than 76 characters
[json-pointer:/view/blocks/2/element/options/0/text/text]``; an empty list means Slack would take it.
Limits: Slack's Block Kit reference (blocks, composition objects) and its pages on modals and Home tabs.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from bot.playground.slack.charts import CHART
from bot.playground.slack.elements import ACCESSORY, ACTION, ELEMENTS, INPUT
from bot.playground.slack.placement import modal_only, one_focus, placed, unique_ids
from bot.playground.slack.schema import (
    Check,
    Problems,
    anything,
    boolean,
    by_type,
    enum,
    integer,
    items,
    shape,
    string,
    text,
)

Json = dict[str, Any]
MAX_BLOCK_CHARACTERS = 13_200  # Not documented; measured by users of Slack (bolt-js issue 2509).
MAX_MARKDOWN = 12_000
MAX_VIEW_BYTES = 250_000
MAX_CHARTS = 2  # in a message; not documented, as others found it
MESSAGE_BLOCKS, VIEW_BLOCKS = 50, 100


def _block(fields: dict[str, Check], required: tuple[str, ...] = (), *rules: Check) -> Check:
    common: dict[str, Check] = {"type": anything, "block_id": string(255)}
    return shape(common | fields, required, *rules)


def _unchecked(value: Any, at: str, problems: Problems) -> None:
    """Take a block whose inside this check does not know."""
    if value.get("block_id") is not None:
        string(255)(value["block_id"], f"{at}/block_id", problems)


def _says_something(value: Any, at: str, problems: Problems) -> None:
    if value.get("text") is None and value.get("fields") is None:
        problems.append(("missing required field: text or fields", at))


def _has_picture(value: Any, at: str, problems: Problems) -> None:
    if (value.get("image_url") is None) == (value.get("slack_file") is None):
        problems.append(("must define either `image_url` or `slack_file`", at))


def _context_element(value: Any, at: str, problems: Problems) -> None:
    if isinstance(value, dict) and value.get("type") == "image":
        ELEMENTS["image"](value, at, problems)
        _has_picture(value, at, problems)
    else:
        text(3000, mrkdwn=True)(value, at, problems)


_RICH_PARTS = ("rich_text_section", "rich_text_list", "rich_text_preformatted", "rich_text_quote")
_RICH_PART = shape(
    {
        "type": anything,
        "elements": anything,
        "style": anything,
        "indent": integer(0, 8),
        "offset": integer(0, 100_000),
        "border": integer(0, 1),
        "language": anything,
    },
    ("elements",),
)


def _folding(value: Any, at: str, problems: Problems) -> None:
    if value.get("title") is None and value.get("rich_text_title") is None:
        problems.append(("missing required field: title or rich_text_title", at))
    if value.get("default_collapsed") and not value.get("is_collapsible"):
        problems.append(("default_collapsed requires is_collapsible", f"{at}/default_collapsed"))
    if value.get("has_header_divider") and value.get("is_collapsible"):
        problems.append(("has_header_divider excludes is_collapsible", f"{at}/has_header_divider"))


def _contained(value: Any, at: str, problems: Problems) -> None:
    items(by_type(BLOCKS, IN_CONTAINER), 10)(value, at, problems)


BLOCKS: dict[str, Check] = {
    "section": _block(
        {
            "text": text(3000, mrkdwn=True),
            "fields": items(text(2000, mrkdwn=True), 10),
            "accessory": ACCESSORY,
            "expand": boolean,
        },
        (),
        _says_something,
    ),
    "actions": _block({"elements": items(ACTION, 25)}, ("elements",)),
    "context": _block({"elements": items(_context_element, 10)}, ("elements",)),
    "divider": _block({}),
    "header": _block({"text": text(150), "level": integer(1, 4)}, ("text",)),
    "image": _block(
        {
            "image_url": string(3000),
            "slack_file": anything,
            "alt_text": string(2000),
            "title": text(2000),
        },
        ("alt_text",),
        _has_picture,
    ),
    "input": _block(
        {
            "label": text(2000),
            "element": INPUT,
            "hint": text(2000),
            "optional": boolean,
            "dispatch_action": boolean,
        },
        ("label", "element"),
    ),
    "rich_text": _block(
        {"elements": items(by_type(dict.fromkeys(_RICH_PARTS, _RICH_PART), _RICH_PARTS), 100)}, ("elements",)
    ),
    "markdown": _block({"text": string(MAX_MARKDOWN)}, ("text",)),
    "file": _block({"external_id": string(255), "source": enum("remote")}, ("external_id", "source")),
    "video": _block(
        {
            "alt_text": string(200),
            "author_name": string(50),
            "description": text(200),
            "provider_icon_url": string(3000),
            "provider_name": string(200),
            "thumbnail_url": string(3000),
            "title": text(200),
            "title_url": string(3000),
            "video_url": string(3000),
        },
        ("alt_text", "title", "thumbnail_url", "video_url"),
    ),
    "table": _block(
        {"rows": items(items(anything, 20), 100), "column_settings": items(anything, 20, low=0)}, ("rows",)
    ),
    "data_visualization": _block({"title": string(50), "chart": CHART}, ("title", "chart")),
    "context_actions": _block({"elements": items(anything, 5)}, ("elements",)),
    "alert": _unchecked,
    "card": _unchecked,
    "carousel": _unchecked,
    "container": _block(
        {
            "title": text(150),
            "rich_text_title": anything,
            "subtitle": text(150, mrkdwn=True),
            "child_blocks": _contained,
            "width": enum("narrow", "standard", "wide", "full"),
            "icon": anything,
            **dict.fromkeys(("is_collapsible", "default_collapsed", "has_header_divider"), boolean),
        },
        ("child_blocks",),
        _folding,
    ),
    "plan": _unchecked,
    "task_card": _unchecked,
}
_EVERYWHERE = (
    *("actions", "card", "context", "divider", "header"),
    *("image", "input", "rich_text", "section", "video"),
)
# What Slack's reference and its own checks both take; the reference names input, rich_text and file too.
IN_CONTAINER = ("actions", "context", "divider", "header", "image", "section", "table", "video")
ALLOWED: dict[str, list[str]] = {
    "modal": [*_EVERYWHERE, "alert"],
    "home": [*_EVERYWHERE, "alert", "carousel", "container", "data_visualization", "table"],
    "message": [
        *_EVERYWHERE,
        *(
            "carousel",
            "container",
            "data_visualization",
            "table",
            "markdown",
            "plan",
            "task_card",
            "file",
            "context_actions",
        ),
    ],
}


def message_problems(blocks: Any) -> list[str]:
    """Return what is wrong with a message's blocks."""
    problems: Problems = []
    _blocks(blocks, "/blocks", "message", MESSAGE_BLOCKS, problems)
    if not problems:
        if sum(b["type"] == "table" for b in blocks) > 1:
            problems.append(("only one table is allowed per message", "/blocks"))
        if sum(b["type"] == "data_visualization" for b in blocks) > MAX_CHARTS:
            problems.append((f"only {MAX_CHARTS} charts are allowed per message", "/blocks"))
        if sum(len(b["text"]) for b in blocks if b["type"] == "markdown") > MAX_MARKDOWN:
            problems.append((f"markdown must be less than {MAX_MARKDOWN + 1} characters in all", "/blocks"))
    return _lines(problems)


def view_problems(view: Any) -> list[str]:
    """Return what is wrong with a modal or Home tab."""
    problems: Problems = []
    surface = view.get("type") if isinstance(view, dict) else None
    if surface not in {"modal", "home"}:
        return _lines(
            [("missing required field: type" if not surface else "must be a valid enum value", "/view")]
        )

    def blocks(value: Any, at: str, found: Problems) -> None:
        _blocks(value, at, str(surface), VIEW_BLOCKS, found)

    fields: dict[str, Check] = {
        "type": anything,
        "blocks": blocks,
        "private_metadata": string(3000, low=0),
        "callback_id": string(255, low=0),
        "external_id": string(255, low=0),
    }
    if surface == "modal":
        fields |= {"title": text(24), "submit": text(24), "close": text(24)}
        fields |= {"clear_on_close": boolean, "notify_on_close": boolean, "submit_disabled": boolean}
        shape(fields, ("title", "blocks"), _submit_with_inputs)(view, "/view", problems)
    else:
        shape(fields, ("blocks",))(view, "/view", problems)
    return _lines(problems)


def view_too_large(view: Json) -> bool:
    """Tell whether a view weighs more than 250 kB as JSON."""
    return len(json.dumps(view, ensure_ascii=False).encode()) > MAX_VIEW_BYTES


def block_characters(blocks: list[Json]) -> int:
    """Count the characters of all texts in a message's blocks, as ``msg_blocks_too_long`` does."""
    return sum(len(t) for t in _texts(blocks))


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, list):
        for item in value:
            yield from _texts(item)
    elif isinstance(value, dict):
        for name, part in value.items():
            if name == "text" and isinstance(part, str):
                yield part
            else:
                yield from _texts(part)


def _submit_with_inputs(value: Any, at: str, problems: Problems) -> None:
    blocks = value.get("blocks")
    has_input = isinstance(blocks, list) and any(
        isinstance(b, dict) and b.get("type") == "input" for b in blocks
    )
    if has_input and value.get("submit") is None:
        problems.append(("missing required field: submit", at))


def _blocks(value: Any, at: str, surface: str, high: int, problems: Problems) -> None:
    items(by_type(BLOCKS, ALLOWED[surface]), high)(value, at, problems)
    if isinstance(value, list):
        blocks = list(placed(value, at))
        unique_ids(blocks, problems)
        one_focus(blocks, problems)
        if surface != "modal":
            modal_only(blocks, problems)


def _lines(problems: Problems) -> list[str]:
    return [f"[ERROR] {sentence} [json-pointer:{pointer}]" for sentence, pointer in problems]
