"""Every limit of Block Kit: at the limit it passes, one beyond it is refused with Slack's pointer."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from bot.playground.slack.blockkit import message_problems, view_problems


def plain(text: str) -> dict[str, Any]:
    return {"type": "plain_text", "text": text}


def mark(text: str) -> dict[str, Any]:
    return {"type": "mrkdwn", "text": text}


def option(n: int = 0, **more: Any) -> dict[str, Any]:
    return {"text": plain(f"Option {n}"), "value": f"v{n}", **more}


def section(**more: Any) -> dict[str, Any]:
    return {"type": "section", "text": mark("Hi"), **more}


def field(element: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"type": "input", "label": plain("Label"), "element": element, **more}


def button(n: int = 0, **more: Any) -> dict[str, Any]:
    return {"type": "button", "text": plain("Go"), "action_id": f"go{n}", **more}


def modal(*blocks: dict[str, Any], **more: Any) -> dict[str, Any]:
    shape = {"type": "modal", "title": plain("Title"), "submit": plain("Send"), "blocks": list(blocks)}
    return {**shape, **more}


def typed(**more: Any) -> dict[str, Any]:
    return {"type": "plain_text_input", "action_id": "a", **more}


def select(**more: Any) -> dict[str, Any]:
    return {"type": "static_select", "action_id": "a", "options": [option()], **more}


CONFIRM = {"title": plain("T"), "text": plain("t"), "confirm": plain("Y"), "deny": plain("N")}
# name -> (what makes a block of a size, the largest size, the pointer inside the block)
BLOCK_LIMITS: dict[str, tuple[Any, int, str]] = {
    "section text": (lambda n: {"type": "section", "text": mark("x" * n)}, 3000, "text/text"),
    "section fields": (lambda n: {"type": "section", "fields": [plain("x")] * n}, 10, "fields"),
    "section field": (lambda n: {"type": "section", "fields": [plain("x" * n)]}, 2000, "fields/0/text"),
    "block_id": (lambda n: section(block_id="x" * n), 255, "block_id"),
    "header": (lambda n: {"type": "header", "text": plain("x" * n)}, 150, "text/text"),
    "context elements": (lambda n: {"type": "context", "elements": [plain("x")] * n}, 10, "elements"),
    "actions elements": (
        lambda n: {"type": "actions", "elements": [button(i) for i in range(n)]},
        25,
        "elements",
    ),
    "image url": (lambda n: {"type": "image", "image_url": "x" * n, "alt_text": "a"}, 3000, "image_url"),
    "image alt": (lambda n: {"type": "image", "image_url": "u", "alt_text": "x" * n}, 2000, "alt_text"),
    "image title": (
        lambda n: {"type": "image", "image_url": "u", "alt_text": "a", "title": plain("x" * n)},
        2000,
        "title/text",
    ),
    "button text": (lambda n: section(accessory=button(text=plain("x" * n))), 75, "accessory/text/text"),
    "button value": (lambda n: section(accessory=button(value="x" * n)), 2000, "accessory/value"),
    "button url": (lambda n: section(accessory=button(url="x" * n)), 3000, "accessory/url"),
    "button label": (
        lambda n: section(accessory=button(accessibility_label="x" * n)),
        75,
        "accessory/accessibility_label",
    ),
    "action_id": (lambda n: section(accessory=button(action_id="x" * n)), 255, "accessory/action_id"),
    "confirm title": (
        lambda n: section(accessory=button(confirm={**CONFIRM, "title": plain("x" * n)})),
        100,
        "accessory/confirm/title/text",
    ),
    "confirm text": (
        lambda n: section(accessory=button(confirm={**CONFIRM, "text": mark("x" * n)})),
        300,
        "accessory/confirm/text/text",
    ),
    "confirm yes": (
        lambda n: section(accessory=button(confirm={**CONFIRM, "confirm": plain("x" * n)})),
        30,
        "accessory/confirm/confirm/text",
    ),
    "confirm no": (
        lambda n: section(accessory=button(confirm={**CONFIRM, "deny": plain("x" * n)})),
        30,
        "accessory/confirm/deny/text",
    ),
    "overflow options": (
        lambda n: section(accessory={"type": "overflow", "options": [option(i) for i in range(n)]}),
        5,
        "accessory/options",
    ),
    "overflow url": (
        lambda n: section(accessory={"type": "overflow", "options": [option(url="x" * n)]}),
        3000,
        "accessory/options/0/url",
    ),
    "input label": (lambda n: field(typed(), label=plain("x" * n)), 2000, "label/text"),
    "input hint": (lambda n: field(typed(), hint=plain("x" * n)), 2000, "hint/text"),
    "placeholder": (lambda n: field(typed(placeholder=plain("x" * n))), 150, "element/placeholder/text"),
    "min_length": (lambda n: field(typed(min_length=n)), 3000, "element/min_length"),
    "max_length": (lambda n: field(typed(max_length=n)), 3000, "element/max_length"),
    "initial_value": (lambda n: field(typed(initial_value="x" * n)), 3000, "element/initial_value"),
    "select options": (
        lambda n: field(select(options=[option(i) for i in range(n)])),
        100,
        "element/options",
    ),
    "option text": (
        lambda n: field(select(options=[option(text=plain("x" * n))])),
        75,
        "element/options/0/text/text",
    ),
    "option value": (
        lambda n: field(select(options=[option(value="x" * n)])),
        150,
        "element/options/0/value",
    ),
    "option description": (
        lambda n: field(select(options=[option(description=plain("x" * n))])),
        75,
        "element/options/0/description/text",
    ),
    "option groups": (
        lambda n: field(
            {
                "type": "static_select",
                "option_groups": [{"label": plain("G"), "options": [option()]} for _ in range(n)],
            }
        ),
        100,
        "element/option_groups",
    ),
    "group label": (
        lambda n: field(
            {
                "type": "multi_static_select",
                "option_groups": [{"label": plain("x" * n), "options": [option()]}],
            }
        ),
        75,
        "element/option_groups/0/label/text",
    ),
    "checkboxes": (
        lambda n: field({"type": "checkboxes", "options": [option(i) for i in range(n)]}),
        10,
        "element/options",
    ),
    "radio buttons": (
        lambda n: field({"type": "radio_buttons", "options": [option(i) for i in range(n)]}),
        10,
        "element/options",
    ),
    "max_files": (lambda n: field({"type": "file_input", "max_files": n}), 10, "element/max_files"),
    "max_lines": (lambda n: field({"type": "rich_text_input", "max_lines": n}), 100, "element/max_lines"),
}
VIEW_LIMITS: dict[str, tuple[Any, int, str]] = {
    "title": (lambda n: modal(section(), title=plain("x" * n)), 24, "/view/title/text"),
    "submit": (lambda n: modal(section(), submit=plain("x" * n)), 24, "/view/submit/text"),
    "close": (lambda n: modal(section(), close=plain("x" * n)), 24, "/view/close/text"),
    "private_metadata": (
        lambda n: modal(section(), private_metadata="x" * n),
        3000,
        "/view/private_metadata",
    ),
    "callback_id": (lambda n: modal(section(), callback_id="x" * n), 255, "/view/callback_id"),
    "external_id": (lambda n: modal(section(), external_id="x" * n), 255, "/view/external_id"),
    "modal blocks": (lambda n: modal(*[section()] * n), 100, "/view/blocks"),
    "home blocks": (lambda n: {"type": "home", "blocks": [section()] * n}, 100, "/view/blocks"),
}


@pytest.mark.parametrize("name", BLOCK_LIMITS)
def test_a_limit_inside_a_block(name: str) -> None:
    make, most, pointer = BLOCK_LIMITS[name]
    assert view_problems(modal(make(most))) == []
    problems = view_problems(modal(make(most + 1)))
    assert len(problems) == 1
    assert problems[0].endswith(f"[json-pointer:/view/blocks/0/{pointer}]")


@pytest.mark.parametrize("name", VIEW_LIMITS)
def test_a_limit_of_a_view(name: str) -> None:
    make, most, pointer = VIEW_LIMITS[name]
    assert view_problems(make(most)) == []
    problems = view_problems(make(most + 1))
    assert len(problems) == 1
    assert problems[0].endswith(f"[json-pointer:{pointer}]")


def test_the_sentence_is_slacks_own() -> None:
    choices = select(options=[option(text=plain("x" * 76))])
    assert view_problems(modal(section(), section(), field(choices))) == [
        "[ERROR] must be less than 76 characters [json-pointer:/view/blocks/2/element/options/0/text/text]"
    ]


def test_messages_hold_fifty_blocks() -> None:
    assert message_problems([section()] * 50) == []
    assert message_problems([section()] * 51) == [
        "[ERROR] no more than 50 items allowed [json-pointer:/blocks]"
    ]


REFUSED: dict[str, tuple[Any, str]] = {
    "an unknown block": ({"type": "poem"}, "unsupported type: poem"),
    "a section that says nothing": ({"type": "section"}, "missing required field: text or fields"),
    "an empty text": (section(text=mark("")), "must be more than 0 characters"),
    "mrkdwn in a header": ({"type": "header", "text": mark("x")}, "must be a plain_text object"),
    "mrkdwn on a button": (section(accessory=button(text=mark("x"))), "must be a plain_text object"),
    "mrkdwn in a select option": (
        field(select(options=[{"text": mark("x"), "value": "v"}])),
        "must be a plain_text object",
    ),
    "a field that does not exist": (section(color="red"), "invalid additional property: color"),
    "an input as accessory": (section(accessory=typed()), "unsupported type: plain_text_input"),
    "a button in an input": (field(button()), "unsupported type: button"),
    "a datetimepicker as accessory": (
        section(accessory={"type": "datetimepicker"}),
        "unsupported type: datetimepicker",
    ),
    "text in actions": ({"type": "actions", "elements": [plain("x")]}, "unsupported type: plain_text"),
    "empty actions": ({"type": "actions", "elements": []}, "must provide at least 1 item"),
    "an input with no label": ({"type": "input", "element": typed()}, "missing required field: label"),
    "a style of its own": (section(accessory=button(style="green")), "must be a valid enum value"),
    "a select with no options": (
        field({"type": "static_select"}),
        "must define either `options` or `option_groups`",
    ),
    "an initial option from elsewhere": (
        field(select(initial_option=option(7))),
        "`initial_option` must match one of the options",
    ),
    "initial options from elsewhere": (
        field({"type": "checkboxes", "options": [option()], "initial_options": [option(7)]}),
        "`initial_options` must match the options",
    ),
    "two equal action_ids in a block": (
        {"type": "actions", "elements": [button(), button()]},
        "`action_id` go0 already exists",
    ),
    "a date in words": (
        field({"type": "datepicker", "initial_date": "tomorrow"}),
        "must be a date as YYYY-MM-DD",
    ),
    "a time in words": (field({"type": "timepicker", "initial_time": "9am"}), "must be a time as HH:mm"),
    "a datetime in milliseconds": (
        field({"type": "datetimepicker", "initial_date_time": 1_700_000_000_000}),
        "must be less than or equal to 9999999999",
    ),
    "a number input that does not say its kind": (
        field({"type": "number_input"}),
        "missing required field: is_decimal_allowed",
    ),
    "more min_length than max_length": (
        field(typed(min_length=9, max_length=3)),
        "must be less than or equal to max_length",
    ),
    "a first value beyond max_length": (
        field(typed(initial_value="long", max_length=3)),
        "must be less than 4 characters",
    ),
    "an image with no description": ({"type": "image", "image_url": "u"}, "missing required field: alt_text"),
    "an image with no picture": (
        {"type": "image", "alt_text": "a"},
        "must define either `image_url` or `slack_file`",
    ),
    "a markdown block in a modal": ({"type": "markdown", "text": "x"}, "unsupported type: markdown"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_modal_refuses(name: str) -> None:
    block, sentence = REFUSED[name]
    problems = view_problems(modal(block))
    assert [p for p in problems if p.startswith(f"[ERROR] {sentence} [")], problems


def test_ids_are_unique() -> None:
    twice = modal(section(block_id="a"), section(block_id="a"))
    assert view_problems(twice) == [
        "[ERROR] `block_id` a already exists [json-pointer:/view/blocks/1/block_id]"
    ]
    both = [button(), button()]
    assert message_problems([{"type": "actions", "elements": [b]} for b in both]) == []


def test_one_focus_per_view() -> None:
    view = modal(field(typed(focus_on_load=True)), field(typed(focus_on_load=True)))
    assert "only one element may set focus_on_load" in view_problems(view)[0]


def test_a_modal_with_inputs_needs_a_submit_button() -> None:
    view = modal(field(typed()))
    del view["submit"]
    assert view_problems(view) == ["[ERROR] missing required field: submit [json-pointer:/view]"]


def test_views_need_their_parts() -> None:
    assert view_problems({"type": "modal"}) == [
        "[ERROR] missing required field: title [json-pointer:/view]",
        "[ERROR] missing required field: blocks [json-pointer:/view]",
    ]
    assert view_problems({}) == ["[ERROR] missing required field: type [json-pointer:/view]"]
    assert view_problems({"type": "sheet"}) == ["[ERROR] must be a valid enum value [json-pointer:/view]"]
    assert view_problems({"type": "home", "blocks": [section()], "title": plain("T")}) != []


def test_what_only_some_surfaces_take() -> None:
    table = {"type": "table", "rows": [[{"type": "raw_text", "text": "x"}]]}
    upload = field({"type": "file_input"})
    assert message_problems([table]) == []
    assert "only one table" in message_problems([table, table])[0]
    assert "unsupported type: file_input" in message_problems([upload])[0]
    assert "unsupported type: table" in view_problems(modal(table))[0]
    assert "unsupported type: alert" in message_problems([{"type": "alert"}])[0]
    long = {"type": "markdown", "text": "x" * 7000}
    assert "markdown must be less than 12001" in message_problems([long, long])[0]


def plot(labels: list[str], *series: list[str]) -> dict[str, Any]:
    """A chart whose series have these labels."""
    named = [
        {"name": f"S{at}", "data": [{"label": one, "value": 1} for one in data]}
        for at, data in enumerate(series)
    ]
    drawn = {"type": "bar", "series": named, "axis_config": {"categories": labels}}
    return {"type": "data_visualization", "title": "Questions", "chart": drawn}


def test_a_chart_is_looked_into_and_stands_in_messages_and_homes() -> None:
    good = plot(["Mon", "Tue"], ["Mon", "Tue"])
    assert message_problems([good, good]) == []
    assert view_problems({"type": "home", "blocks": [good]}) == []
    assert "only 2 charts" in message_problems([good, good, good])[0]
    assert "unsupported type: data_visualization" in view_problems(modal(good))[0]
    assert "labels must match" in message_problems([plot(["Mon"], ["Tue"])])[0]
    assert "less than 21 characters" in message_problems([plot(["M" * 21], ["M" * 21])])[0]
    assert message_problems([plot(["Mon"], *[["Mon"]] * 7)]) != []
    assert message_problems([{**good, "title": "T" * 51}]) != []


def test_what_a_container_holds_is_looked_at() -> None:
    press = {"type": "button", "text": plain("Go"), "action_id": "go"}
    inside = [section(), {"type": "actions", "block_id": "row", "elements": [press]}]
    fold = {"type": "container", "title": plain("More"), "is_collapsible": True, "child_blocks": inside}
    home = {"type": "home", "blocks": [fold]}
    assert view_problems(home) == []
    assert "unsupported type: container" in view_problems(modal(fold))[0]
    for broken, complaint in (
        ({"title": plain("x" * 151)}, "less than 151"),
        ({"title": None}, "title or rich_text_title"),
        ({"child_blocks": [section()] * 11}, "no more than 10"),
        ({"child_blocks": [field(typed())]}, "unsupported type: input"),
        ({"child_blocks": [*inside, inside[1]]}, "`block_id` row already exists"),
        ({"is_collapsible": None, "default_collapsed": True}, "requires is_collapsible"),
    ):
        found = view_problems({"type": "home", "blocks": [fold | broken]})
        assert any(complaint in one for one in found), complaint


@pytest.mark.parametrize("blocks", ["text", {"type": "section"}, [["section"]], [None], [{"type": 7}], 3])
def test_nonsense_is_refused_and_does_not_break_the_check(blocks: Any) -> None:
    assert message_problems(blocks) != []
    assert view_problems({"type": "modal", "title": plain("T"), "blocks": blocks}) != []


def test_the_check_changes_nothing() -> None:
    view = modal(field(select()), section(accessory=button()))
    before = copy.deepcopy(view)
    assert view_problems(view) == []
    assert view == before
