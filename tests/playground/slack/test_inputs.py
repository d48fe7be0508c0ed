"""Every kind of input: its empty state, what a person puts in, what arrives, what Slack itself refuses."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from bot.playground.slack import views
from bot.playground.slack.inputs import STATE
from bot.playground.slack.server import StandIn
from tests.playground.conftest import FakeApp
from tests.support.person import Person


def plain(text: str) -> dict[str, Any]:
    return {"type": "plain_text", "text": text}


def option(name: str) -> dict[str, Any]:
    return {"text": {"type": "plain_text", "text": name, "emoji": True}, "value": name.lower()}


OPTIONS = [option("Red"), option("Green"), option("Blue")]
RICH = {
    "type": "rich_text",
    "elements": [{"type": "rich_text_section", "elements": [{"type": "text", "text": "Hello"}]}],
}
NOON = datetime(2026, 12, 1, 12, 0, tzinfo=UTC)
# element, its empty state, what a person gives, the state that arrives
KINDS: dict[str, tuple[dict[str, Any], Any, Any, Any]] = {
    "plain_text_input": ({}, None, "Tom & <Jerry>", "Tom & <Jerry>"),
    "email_text_input": ({}, None, "ada@example.com", "ada@example.com"),
    "url_text_input": ({}, None, "https://example.com", "https://example.com"),
    "number_input": ({"is_decimal_allowed": False}, None, 42, "42"),
    "rich_text_input": ({}, None, "Hello", RICH),
    "static_select": ({"options": OPTIONS}, None, "Green", OPTIONS[1]),
    "external_select": ({"min_query_length": 1}, None, "Green", OPTIONS[1]),
    "radio_buttons": ({"options": OPTIONS}, None, "Blue", OPTIONS[2]),
    "users_select": ({}, None, "UELI", "UELI"),
    "conversations_select": ({}, None, "C1", "C1"),
    "channels_select": ({}, None, "C1", "C1"),
    "multi_static_select": ({"options": OPTIONS}, [], ["Red", "Blue"], [OPTIONS[0], OPTIONS[2]]),
    "multi_external_select": ({"min_query_length": 1}, [], ["Red"], [OPTIONS[0]]),
    "checkboxes": ({"options": OPTIONS}, [], ["Red", "Green"], OPTIONS[:2]),
    "multi_users_select": ({}, [], ["UELI", "UADA"], ["UELI", "UADA"]),
    "multi_conversations_select": ({}, [], ["C1"], ["C1"]),
    "multi_channels_select": ({}, [], ["C1"], ["C1"]),
    "datepicker": ({}, None, date(2026, 12, 1), "2026-12-01"),
    "timepicker": ({"timezone": "Europe/Berlin"}, None, "13:30", "13:30"),
    "datetimepicker": ({}, None, NOON, int(NOON.timestamp())),
}


def form(*elements: dict[str, Any], **block: Any) -> dict[str, Any]:
    blocks = [
        {"type": "input", "block_id": f"b{n}", "label": plain(f"Field {n}"), "element": e, **block}
        for n, e in enumerate(elements)
    ]
    return {
        "type": "modal",
        "callback_id": "form",
        "title": plain("Form"),
        "submit": plain("Send"),
        "blocks": blocks,
    }


def show(slack: StandIn, *elements: dict[str, Any], **block: Any) -> None:
    body = views.checked(slack.workspace, form(*elements, **block), "test")
    views.open_modal(slack.workspace, "UADA", body)


def test_every_kind_is_here() -> None:
    assert {*KINDS, "file_input"} == set(STATE)


@pytest.mark.parametrize("kind", KINDS)
async def test_what_is_put_in_arrives(slack: StandIn, ada: Person, fake_app: FakeApp, kind: str) -> None:
    more, empty, given, arrives = KINDS[kind]
    show(slack, {"type": kind, "action_id": "a", **more}, optional=True)
    key = STATE[kind][0]
    extra = {"timezone": "Europe/Berlin"} if kind == "timepicker" else {}
    assert ada.modal().values == {"b0": {"a": {"type": kind, key: empty, **extra}}}  # type: ignore[union-attr]
    fake_app.answer = {"options": OPTIONS}
    await ada.fill({"Field 0": given})
    fake_app.answer = ""
    assert await ada.submit() == {}
    assert fake_app.last["type"] == "view_submission"
    assert fake_app.last["view"]["state"]["values"] == {"b0": {"a": {"type": kind, key: arrives, **extra}}}


@pytest.mark.parametrize("kind", KINDS)
async def test_required_means_required(slack: StandIn, ada: Person, fake_app: FakeApp, kind: str) -> None:
    show(slack, {"type": kind, "action_id": "a", **KINDS[kind][0]})
    assert await ada.submit() == {"Field 0": "Please complete this required field."}
    assert fake_app.received == []


async def test_files_from_a_person(slack: StandIn, ada: Person, fake_app: FakeApp) -> None:
    show(slack, {"type": "file_input", "action_id": "a", "max_files": 1})
    await ada.fill({"Field 0": [("a.txt", b"1"), ("b.txt", b"22")]})
    assert await ada.submit() == {"Field 0": "Select at most 1."}
    await ada.fill({"Field 0": [("b.txt", b"22")]})
    assert await ada.submit() == {}
    state = fake_app.last["view"]["state"]["values"]["b0"]["a"]
    assert [(f["name"], f["size"]) for f in state["files"]] == [("b.txt", 2)]
    assert slack.workspace.files[state["files"][0]["id"]].content == b"22"


@pytest.mark.parametrize(
    ("element", "given", "sentence"),
    [
        ({"type": "plain_text_input", "min_length": 5}, "four", "Must be at least 5 characters."),
        ({"type": "plain_text_input", "max_length": 5}, "sixsix", "Must be at most 5 characters."),
        ({"type": "email_text_input"}, "ada", "Must be a valid email address."),
        ({"type": "url_text_input"}, "example", "Must be a valid URL."),
        ({"type": "number_input", "is_decimal_allowed": True}, "many", "Must be a number."),
        ({"type": "number_input", "is_decimal_allowed": False}, "1.5", "Must be a whole number."),
        ({"type": "number_input", "is_decimal_allowed": False, "min_value": "2"}, "1", "Must be at least 2."),
        ({"type": "number_input", "is_decimal_allowed": False, "max_value": "2"}, "3", "Must be at most 2."),
        (
            {"type": "multi_static_select", "options": OPTIONS, "max_selected_items": 1},
            ["Red", "Blue"],
            "Select at most 1.",
        ),
    ],
)
async def test_slack_refuses_before_the_app_hears(
    slack: StandIn, ada: Person, fake_app: FakeApp, element: dict[str, Any], given: Any, sentence: str
) -> None:
    show(slack, {"action_id": "a", **element})
    await ada.fill({"Field 0": given})
    assert await ada.submit() == {"Field 0": sentence}
    assert fake_app.received == []


async def test_first_values_and_clearing(slack: StandIn, ada: Person, fake_app: FakeApp) -> None:
    show(
        slack,
        {"type": "plain_text_input", "action_id": "a", "initial_value": "First"},
        {"type": "static_select", "action_id": "b", "options": OPTIONS, "initial_option": OPTIONS[0]},
        {"type": "checkboxes", "action_id": "c", "options": OPTIONS, "initial_options": OPTIONS[:2]},
        optional=True,
    )
    assert "First" in ada.modal().text  # type: ignore[union-attr]
    await ada.fill({"Field 0": "", "Field 1": None})
    await ada.submit()
    values = fake_app.last["view"]["state"]["values"]
    assert values["b0"]["a"]["value"] is None
    assert values["b1"]["b"]["selected_option"] is None
    assert values["b2"]["c"]["selected_options"] == OPTIONS[:2]


async def test_an_external_select_asks_the_app(slack: StandIn, ada: Person, fake_app: FakeApp) -> None:
    show(slack, {"type": "external_select", "action_id": "a"})
    fake_app.answer = {"options": OPTIONS}
    await ada.fill({"Field 0": "Green"})
    asked = fake_app.last
    assert (asked["type"], asked["value"], asked["action_id"]) == ("block_suggestion", "Green", "a")
    assert asked["view"]["callback_id"] == "form"
    count = len(fake_app.received)
    where = {"type": "view", "view_id": asked["view"]["id"]}
    assert (await slack.actor.options("UADA", where, "b0", "a", query="Gr")).answer == {"options": []}
    assert len(fake_app.received) == count, "shorter than min_query_length, which is 3 unless set"
    fake_app.answer = {"options": [option(f"N{n}") for n in range(101)]}
    asked_again = await slack.actor.options("UADA", where, "b0", "a", query="Green")
    assert (asked_again.ok, asked_again.error) == (False, "invalid_options")
    assert "no more than 100 items" in slack.violations[0]


async def test_only_dispatching_inputs_tell_the_app_at_once(
    slack: StandIn, ada: Person, fake_app: FakeApp
) -> None:
    show(slack, {"type": "static_select", "action_id": "a", "options": OPTIONS})
    await ada.fill({"Field 0": "Red"})
    assert fake_app.received == []
    await ada.close()
    show(slack, {"type": "static_select", "action_id": "a", "options": OPTIONS}, dispatch_action=True)
    await ada.fill({"Field 0": "Red"})
    action = fake_app.last["actions"][0]
    assert (action["type"], action["selected_option"], action["block_id"]) == (
        "static_select",
        OPTIONS[0],
        "b0",
    )
    assert fake_app.last["view"]["state"]["values"]["b0"]["a"]["selected_option"] == OPTIONS[0]
    assert fake_app.last["container"] == {"type": "view", "view_id": fake_app.last["view"]["id"]}
    assert "response_url" not in fake_app.last
