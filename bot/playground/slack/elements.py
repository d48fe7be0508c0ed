"""Block Kit's elements: the fields, limits and values each may have, and where each may stand.

Limits: Slack's Block Kit reference, as published for buttons, inputs, select menus and composition objects.
"""

from __future__ import annotations

from typing import Any

from bot.playground.slack.schema import (
    Check,
    Problems,
    anything,
    boolean,
    by_type,
    enum,
    integer,
    items,
    pattern,
    shape,
    string,
    text,
)

DATE = pattern(r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])", "must be a date as YYYY-MM-DD")
TIME = pattern(r"([01]\d|2[0-3]):[0-5]\d", "must be a time as HH:mm")
TEN_DIGITS = integer(1_000_000_000, 9_999_999_999)
CONFIRM = shape(
    {
        "title": text(100),
        "text": text(300, mrkdwn=True),
        "confirm": text(30),
        "deny": text(30),
        "style": enum("primary", "danger"),
    },
    ("title", "text", "confirm", "deny"),
)


def _option(*, mrkdwn: bool = False, url: bool = False) -> Check:
    fields = {"text": text(75, mrkdwn=mrkdwn), "value": string(150), "description": text(75, mrkdwn=mrkdwn)}
    if url:
        fields["url"] = string(3000)
    return shape(fields, ("text", "value"))


OPTION = _option()
OPTION_GROUP = shape({"label": text(75), "options": items(OPTION, 100)}, ("label", "options"))
DISPATCH = shape({"trigger_actions_on": items(enum("on_enter_pressed", "on_character_entered"), 2)})
FILTER = shape(
    {
        "include": items(enum("im", "mpim", "private", "public"), 4),
        "exclude_external_shared_channels": boolean,
        "exclude_bot_users": boolean,
    }
)


def _all_options(element: dict[str, Any]) -> list[Any]:
    flat = list(element.get("options") or [])
    for group in element.get("option_groups") or []:
        flat += group.get("options") or [] if isinstance(group, dict) else []
    return flat


def _options_xor_groups(value: Any, at: str, problems: Problems) -> None:
    if (value.get("options") is None) == (value.get("option_groups") is None):
        problems.append(("must define either `options` or `option_groups`", at))


def _initial_among_options(value: Any, at: str, problems: Problems) -> None:
    known = _all_options(value)
    single = value.get("initial_option")
    if single is not None and single not in known:
        problems.append(("`initial_option` must match one of the options", f"{at}/initial_option"))
    for number, option in enumerate(value.get("initial_options") or []):
        if option not in known:
            problems.append(("`initial_options` must match the options", f"{at}/initial_options/{number}"))


def _lengths_agree(value: Any, at: str, problems: Problems) -> None:
    low, high, initial = (value.get(k) for k in ("min_length", "max_length", "initial_value"))
    if isinstance(low, int) and isinstance(high, int) and low > high:
        problems.append(("must be less than or equal to max_length", f"{at}/min_length"))
    # In UTF-16 units, as browsers count: two for most emoji.
    long = isinstance(initial, str) and len(initial.encode("utf-16-le", "surrogatepass")) // 2
    if isinstance(high, int) and long > high:
        problems.append((f"must be less than {high + 1} characters", f"{at}/initial_value"))


def _element(fields: dict[str, Check], required: tuple[str, ...] = (), *rules: Check) -> Check:
    common: dict[str, Check] = {"type": anything, "action_id": string(255)}
    return shape(common | fields, required, *rules)


def _input(fields: dict[str, Check], required: tuple[str, ...] = (), *rules: Check) -> Check:
    common: dict[str, Check] = {"placeholder": text(150), "focus_on_load": boolean}
    return _element(common | fields, required, *rules)


def _typed(limit: int = 3000, **extra: Check) -> Check:
    return _input({"initial_value": string(limit), "dispatch_action_config": DISPATCH} | extra)


def _select(fields: dict[str, Check], required: tuple[str, ...] = (), *rules: Check) -> Check:
    return _input({"confirm": CONFIRM} | fields, required, *rules)


def _multi(fields: dict[str, Check], required: tuple[str, ...] = (), *rules: Check) -> Check:
    return _select({"max_selected_items": integer(1, 10_000)} | fields, required, *rules)


_OPTIONS: dict[str, Check] = {"options": items(OPTION, 100), "option_groups": items(OPTION_GROUP, 100)}
_IDS = items(string(255), 100, low=0)
_CHOICES = items(_option(mrkdwn=True), 10)
_DEFAULT_HERE: dict[str, Check] = {"default_to_current_conversation": boolean, "filter": FILTER}
_RESPONSE_URL: dict[str, Check] = {"response_url_enabled": boolean}

ELEMENTS: dict[str, Check] = {
    "button": _element(
        {
            "text": text(75),
            "url": string(3000),
            "value": string(2000, low=0),
            "style": enum("primary", "danger"),
            "confirm": CONFIRM,
            "accessibility_label": string(75),
        },
        ("text",),
    ),
    "overflow": _element({"options": items(_option(url=True), 5), "confirm": CONFIRM}, ("options",)),
    "checkboxes": _element(
        {"options": _CHOICES, "initial_options": _CHOICES, "confirm": CONFIRM, "focus_on_load": boolean},
        ("options",),
        _initial_among_options,
    ),
    "radio_buttons": _element(
        {
            "options": _CHOICES,
            "initial_option": _option(mrkdwn=True),
            "confirm": CONFIRM,
            "focus_on_load": boolean,
        },
        ("options",),
        _initial_among_options,
    ),
    "static_select": _select(
        _OPTIONS | {"initial_option": OPTION}, (), _options_xor_groups, _initial_among_options
    ),
    "external_select": _select({"min_query_length": integer(0, 1000), "initial_option": OPTION}),
    "users_select": _select({"initial_user": string(255)}),
    "conversations_select": _select({"initial_conversation": string(255)} | _DEFAULT_HERE | _RESPONSE_URL),
    "channels_select": _select({"initial_channel": string(255)} | _RESPONSE_URL),
    "multi_static_select": _multi(
        _OPTIONS | {"initial_options": items(OPTION, 100)}, (), _options_xor_groups, _initial_among_options
    ),
    "multi_external_select": _multi(
        {"min_query_length": integer(0, 1000), "initial_options": items(OPTION, 100)}
    ),
    "multi_users_select": _multi({"initial_users": _IDS}),
    "multi_conversations_select": _multi({"initial_conversations": _IDS} | _DEFAULT_HERE),
    "multi_channels_select": _multi({"initial_channels": _IDS}),
    "datepicker": _select({"initial_date": DATE}),
    "timepicker": _select({"initial_time": TIME, "timezone": string(255)}),
    "datetimepicker": _element(
        {"initial_date_time": TEN_DIGITS, "confirm": CONFIRM, "focus_on_load": boolean}
    ),
    "plain_text_input": _input(
        {
            "initial_value": string(3000),
            "multiline": boolean,
            "min_length": integer(0, 3000),
            "max_length": integer(1, 3000),
            "dispatch_action_config": DISPATCH,
        },
        (),
        _lengths_agree,
    ),
    "email_text_input": _typed(),
    "url_text_input": _typed(),
    "number_input": _input(
        {
            "is_decimal_allowed": boolean,
            "initial_value": string(255),
            "min_value": string(255),
            "max_value": string(255),
            "dispatch_action_config": DISPATCH,
        },
        ("is_decimal_allowed",),
    ),
    "rich_text_input": _input(
        {
            "initial_value": anything,
            "dispatch_action_config": DISPATCH,
            "min_lines": integer(1, 100),
            "max_lines": integer(1, 100),
        }
    ),
    "file_input": _element({"filetypes": items(string(255), 100), "max_files": integer(1, 10)}),
    "image": shape(
        {"type": anything, "image_url": string(3000), "slack_file": anything, "alt_text": string(2000)},
        ("alt_text",),
    ),
    "workflow_button": _element(
        {
            "text": text(75),
            "workflow": anything,
            "style": enum("primary", "danger"),
            "accessibility_label": string(75),
        },
        ("text", "workflow"),
    ),
}

_CHOOSERS = (
    *("static_select", "external_select", "users_select", "conversations_select", "channels_select"),
    *("multi_static_select", "multi_external_select", "multi_users_select"),
    *("multi_conversations_select", "multi_channels_select"),
    *("checkboxes", "radio_buttons", "datepicker", "timepicker"),
)
IN_SECTION = ["button", "overflow", "image", "workflow_button", *_CHOOSERS]
IN_ACTIONS = ["button", "overflow", "workflow_button", "datetimepicker", "rich_text_input", *_CHOOSERS]
IN_INPUT = [
    *_CHOOSERS,
    "datetimepicker",
    "plain_text_input",
    "email_text_input",
    "url_text_input",
    "number_input",
    "rich_text_input",
    "file_input",
]
ACCESSORY = by_type(ELEMENTS, IN_SECTION)
ACTION = by_type(ELEMENTS, IN_ACTIONS)
INPUT = by_type(ELEMENTS, IN_INPUT)
