"""Modals and Home tabs: triggers, the stack, hashes, answers to submissions, and what a person keeps."""

from __future__ import annotations

from typing import Any

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.playground.slack.outcome import TROUBLE
from bot.playground.slack.server import StandIn
from tests.playground.conftest import FakeApp
from tests.support.person import Person


def field(name: str, action: str = "a", **element: Any) -> dict[str, Any]:
    return {
        "type": "input",
        "block_id": name,
        "optional": True,
        "label": {"type": "plain_text", "text": name},
        "element": {"type": "plain_text_input", "action_id": action, **element},
    }


def modal(title: str = "One", *blocks: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {
        "type": "modal",
        "title": {"type": "plain_text", "text": title},
        "submit": {"type": "plain_text", "text": "Send"},
        "blocks": list(blocks) or [field("Question"), press()],
        **more,
    }


def press() -> dict[str, Any]:
    button = {"type": "button", "action_id": "more", "text": {"type": "plain_text", "text": "More"}}
    return {"type": "actions", "block_id": "buttons", "elements": [button]}


async def open_one(client: AsyncWebClient, fake_app: FakeApp, ada: Person, **more: Any) -> dict[str, Any]:
    await ada.command("/ask-expert")
    answer = await client.views_open(trigger_id=fake_app.last["trigger_id"], view=modal(**more))
    return dict(answer["view"])


async def error_of(call: Any) -> str:
    with pytest.raises(SlackApiError) as caught:
        await call
    return str(caught.value.response["error"])


async def test_a_view_as_slack_describes_it(client: AsyncWebClient, fake_app: FakeApp, ada: Person) -> None:
    view = await open_one(client, fake_app, ada, private_metadata="7", callback_id="ask", external_id="mine")
    assert view["id"].startswith("V")
    assert view["state"] == {"values": {"Question": {"a": {"type": "plain_text_input", "value": None}}}}
    assert (view["private_metadata"], view["callback_id"], view["external_id"]) == ("7", "ask", "mine")
    assert (view["root_view_id"], view["previous_view_id"]) == (view["id"], None)
    assert view["title"] == {"type": "plain_text", "text": "One", "emoji": True}


async def test_a_trigger_opens_one_view(client: AsyncWebClient, fake_app: FakeApp, ada: Person) -> None:
    await open_one(client, fake_app, ada)
    again = client.views_open(trigger_id=fake_app.last["trigger_id"], view=modal())
    assert await error_of(again) == "exchanged_trigger_id"


async def test_a_pressed_button_pushes_up_to_three(
    client: AsyncWebClient, fake_app: FakeApp, ada: Person
) -> None:
    root = await open_one(client, fake_app, ada)
    for title in ("Two", "Three"):
        await ada.press("More")
        pushed = await client.views_push(trigger_id=fake_app.last["trigger_id"], view=modal(title))
        assert pushed["view"]["root_view_id"] == root["id"]
    await ada.press("More")
    fourth = client.views_push(trigger_id=fake_app.last["trigger_id"], view=modal("Four"))
    assert await error_of(fourth) == "push_limit_reached"
    titles = []
    while (top := ada.modal()) is not None:
        titles.append(top.title)
        await ada.close()
    assert titles == ["Three", "Two", "One"]


async def test_typed_words_survive_an_update_with_the_same_ids(
    client: AsyncWebClient, fake_app: FakeApp, ada: Person
) -> None:
    view = await open_one(client, fake_app, ada, title="One")
    await ada.fill({"Question": "How?"})
    blocks = [field("Question", initial_value="other"), field("Extra")]
    await client.views_update(view_id=view["id"], view=modal("One", *blocks))
    await ada.submit()
    values = fake_app.last["view"]["state"]["values"]
    assert values["Question"]["a"]["value"] == "How?"
    view = await open_one(client, fake_app, ada)
    await ada.fill({"Question": "How?"})
    await client.views_update(view_id=view["id"], view=modal("One", field("Question", "b")))
    await ada.submit()
    assert fake_app.last["view"]["state"]["values"] == {
        "Question": {"b": {"type": "plain_text_input", "value": None}}
    }


async def test_a_stale_hash_is_refused(client: AsyncWebClient, fake_app: FakeApp, ada: Person) -> None:
    view = await open_one(client, fake_app, ada)
    fresh = await client.views_update(view_id=view["id"], view=modal("Two"), hash=view["hash"])
    assert fresh["view"]["hash"] != view["hash"]
    late = client.views_update(view_id=view["id"], view=modal("Three"), hash=view["hash"])
    assert await error_of(late) == "hash_conflict"
    assert ada.modal().title == "Two"  # type: ignore[union-attr]


async def test_views_are_found_by_external_id_and_gone_once_closed(
    client: AsyncWebClient, fake_app: FakeApp, ada: Person
) -> None:
    await open_one(client, fake_app, ada, external_id="mine")
    await client.views_update(external_id="mine", view=modal("Two", external_id="mine"))
    assert ada.modal().title == "Two"  # type: ignore[union-attr]
    await ada.close()
    assert await error_of(client.views_update(external_id="mine", view=modal())) == "not_found"


async def test_home(
    client: AsyncWebClient, slack: StandIn, fake_app: FakeApp, ada: Person, eli: Person
) -> None:
    home = {"type": "home", "blocks": [press()]}
    first = (await client.views_publish(user_id="UADA", view=home))["view"]
    assert (await ada.open_home()).buttons() == ["More"]
    opened = fake_app.last["event"]
    assert (opened["type"], opened["tab"], opened["view"]["id"]) == ("app_home_opened", "home", first["id"])
    assert eli.home() is None
    await ada.press("More")
    assert fake_app.last["view"]["type"] == "home"
    await client.views_open(trigger_id=fake_app.last["trigger_id"], view=modal("From home"))
    assert ada.modal().title == "From home"  # type: ignore[union-attr]
    second = (await client.views_publish(user_id="UADA", view=home, hash=first["hash"]))["view"]
    assert (second["id"], second["hash"] == first["hash"]) == (first["id"], False)


async def test_an_empty_answer_closes_the_top(client: AsyncWebClient, fake_app: FakeApp, ada: Person) -> None:
    await open_one(client, fake_app, ada)
    await ada.press("More")
    await client.views_push(trigger_id=fake_app.last["trigger_id"], view=modal("Two"))
    assert await ada.submit() == {}
    assert ada.modal().title == "One"  # type: ignore[union-attr]
    assert fake_app.last["view"]["previous_view_id"]


async def test_errors_update_push_clear(client: AsyncWebClient, fake_app: FakeApp, ada: Person) -> None:
    await open_one(client, fake_app, ada)
    await ada.fill({"Question": "How?"})
    fake_app.answer = {"response_action": "errors", "errors": {"Question": "Too short."}}
    assert await ada.submit() == {"Question": "Too short."}
    fake_app.answer = {"response_action": "update", "view": modal("Updated")}
    assert await ada.submit() == {}
    updated = ada.modal()
    assert updated is not None
    assert updated.title == "Updated"
    assert updated.values["Question"]["a"]["value"] == "How?"
    fake_app.answer = {"response_action": "push", "view": modal("Pushed")}
    await ada.submit()
    assert ada.modal().title == "Pushed"  # type: ignore[union-attr]
    fake_app.answer = {"response_action": "clear"}
    await ada.submit()
    assert ada.modal() is None


BAD_ANSWERS = {
    "an invalid view": {"response_action": "update", "view": modal("x" * 25)},
    "no view": {"response_action": "push"},
    "a home view": {"response_action": "update", "view": {"type": "home", "blocks": [press()]}},
    "errors at no input": {"response_action": "errors", "errors": {"nowhere": "Hm."}},
    "no errors": {"response_action": "errors", "errors": {}},
    "an unknown action": {"response_action": "dance"},
}


@pytest.mark.parametrize("name", BAD_ANSWERS)
async def test_a_bad_answer_is_trouble_for_the_person_alone(
    client: AsyncWebClient, slack: StandIn, fake_app: FakeApp, ada: Person, name: str
) -> None:
    await open_one(client, fake_app, ada)
    await ada.fill({"Question": "How?"})
    fake_app.answer = BAD_ANSWERS[name]
    ada.tolerant = True
    await ada.submit()
    assert ada.notices() == [TROUBLE]
    assert slack.violations
    kept = ada.modal()
    assert kept is not None
    assert (kept.title, kept.values["Question"]["a"]["value"]) == ("One", "How?")


async def test_closing_is_told_only_on_demand(client: AsyncWebClient, fake_app: FakeApp, ada: Person) -> None:
    await open_one(client, fake_app, ada)
    heard = len(fake_app.received)
    await ada.close()
    assert len(fake_app.received) == heard
    await open_one(client, fake_app, ada, notify_on_close=True)
    await ada.close()
    assert (fake_app.last["type"], fake_app.last["is_cleared"]) == ("view_closed", False)
    await open_one(client, fake_app, ada, notify_on_close=True)
    await ada.press("More")
    trigger = fake_app.last["trigger_id"]
    await client.views_push(trigger_id=trigger, view=modal("Two", clear_on_close=True, notify_on_close=True))
    await ada.close()
    assert ada.modal() is None
    closed = [h for h in fake_app.received if h.get("type") == "view_closed"][-2:]
    assert [(c["view"]["title"]["text"], c["is_cleared"]) for c in closed] == [("Two", True), ("One", True)]


async def test_one_persons_view_is_not_anothers(
    client: AsyncWebClient, slack: StandIn, fake_app: FakeApp, ada: Person, eli: Person
) -> None:
    view = await open_one(client, fake_app, ada)
    assert eli.modal() is None
    with pytest.raises(Exception, match="view_not_found"):
        await slack.actor.submit("UELI", view["id"], {})
