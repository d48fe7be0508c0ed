"""The UI API that the page speaks: its token, snapshots, gestures, clock and live changes."""

from __future__ import annotations

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.playground.page import input_locators
from bot.playground.page.site import Site
from bot.playground.slack import views
from bot.playground.slack.server import StandIn
from tests.playground.conftest import FakeApp
from tests.playground.page_client import Page

BUTTON = {"type": "button", "action_id": "go", "text": {"type": "plain_text", "text": "Go"}}
FIELD = {
    "type": "input",
    "block_id": "q",
    "label": {"type": "plain_text", "text": "Question"},
    "element": {"type": "plain_text_input", "action_id": "a"},
}
SELECT = {
    "type": "section",
    "block_id": "s",
    "text": {"type": "mrkdwn", "text": "Topic"},
    "accessory": {"type": "external_select", "action_id": "topic", "min_query_length": 0},
}
MODAL = {
    "type": "modal",
    "title": {"type": "plain_text", "text": "Ask"},
    "submit": {"type": "plain_text", "text": "Send"},
    "blocks": [FIELD, SELECT],
    "notify_on_close": True,
}


@pytest.mark.parametrize("path", ["/", "/ui/state", "/ui/people/UADA", "/ui/live"])
async def test_nothing_without_the_token(slack: StandIn, page: Page, path: str) -> None:
    for query in ("", "?token=wrong", "?token=%C3%A4"):
        async with page.session.get(f"{slack.url}{path}{query}") as answer:
            assert answer.status == 403
    async with page.session.post(f"{slack.url}/ui/clock", json={"advance_seconds": 1}) as answer:
        assert answer.status == 403


async def test_the_page_is_served_with_a_strict_policy(site: Site, slack: StandIn, page: Page) -> None:
    async with page.session.get(site.page_url) as answer:
        assert "script-src 'self'" in answer.headers["Content-Security-Policy"]
        assert "unsafe" not in answer.headers["Content-Security-Policy"]
    for path in ("/static/../server.py", "/static/%2e%2e/server.py", "/static/none.js"):
        async with page.session.get(slack.url + path) as answer:
            assert answer.status in (403, 404)


async def test_state(slack: StandIn, page: Page, fake_app: FakeApp) -> None:
    state = await page.get("/ui/state")
    assert [p["real_name"] for p in state["people"]] == ["Ada Lovelace", "Eli Novak", "Noor Said"]
    assert set(state["people"][0]) == {
        "id",
        "name",
        "real_name",
        "title",
        "tz",
        "color",
        "is_admin",
        "deleted",
    }
    assert state["team"]["name"] == "Playground"
    assert state["bot"]["user_id"] == slack.workspace.bot_user_id
    assert [c["command"] for c in state["commands"]] == ["/ask-expert", "/mentoring"]
    assert [s["type"] for s in state["shortcuts"]] == ["global", "message"]
    assert state["clock"] == {"now": "2026-11-23T09:00:00Z", "speed": 1}
    assert (state["has_app"], state["weather"]) == (False, {"n": 0})
    assert state["scene"] == {
        **{"name": "", "title": "", "busy": False},
        **{"began": "2026-11-23T09:00:00Z", "untouched": True},
    }
    assert state["app"] == {"connected": False, "mode": "socket"}


async def test_a_snapshot(slack: StandIn, page: Page, client: AsyncWebClient) -> None:
    general = slack.add_channel("general")
    await client.chat_postMessage(
        channel="UADA", text="Hello", blocks=[{"type": "actions", "elements": [BUTTON]}]
    )
    await client.chat_postEphemeral(channel=general.id, user="UADA", text="Psst")
    await client.views_publish(user_id="UADA", view={"type": "home", "blocks": [{"type": "divider"}]})
    ada, eli = await page.sees("UADA"), await page.sees("UELI")
    dm = ada["conversations"][0]
    assert (dm["kind"], dm["members"], dm["unread"]) == ("im", [slack.workspace.bot_user_id, "UADA"], 1)
    assert dm["messages"][0]["blocks"][0]["elements"][0]["text"]["text"] == "Go"
    assert [c["unread"] for c in ada["conversations"]] == [1, 1]
    assert ada["conversations"][1]["messages"][0]["ephemeral"] is True
    assert eli["conversations"][1]["messages"] == []
    assert ada["home"]["type"] == "home"
    assert (eli["home"], eli["modals"], eli["notices"]) == (None, [], [])
    assert (await page.does("read", channel=dm["id"])) == {"ok": True}
    assert (await page.sees())["conversations"][0]["unread"] == 0


async def test_gestures(slack: StandIn, page: Page, client: AsyncWebClient, fake_app: FakeApp) -> None:
    general = slack.add_channel("general")
    assert await page.does("command", channel=general.id, text="/ask-expert How?") == {"ok": True}
    assert fake_app.last["text"] == "How?"
    opened = await client.views_open(trigger_id=fake_app.last["trigger_id"], view=MODAL)
    view = (await page.sees())["modals"][0]
    assert (view["id"], view["hash"]) == (opened["view"]["id"], opened["view"]["hash"])
    place = {"type": "view", "view_id": view["id"]}
    choice = {"text": {"type": "plain_text", "text": "Data", "emoji": True}, "value": "data"}
    fake_app.answer = {"options": [choice]}
    asked = await page.does("options", container=place, block_id="s", action_id="topic", query="")
    assert asked == {"ok": True, "options": [choice]}
    fake_app.answer = ""
    state = {"type": "external_select", "selected_option": choice}
    typed = {"q": {"a": {"type": "plain_text_input", "value": "How?"}}}
    acted = await page.does(
        "action", container=place, block_id="s", action_id="topic", state=state, values=typed
    )
    assert acted == {"ok": True}
    values = fake_app.last["view"]["state"]["values"]
    assert (values["q"]["a"]["value"], values["s"]["topic"]["selected_option"]) == ("How?", choice)
    fake_app.answer = {"response_action": "errors", "errors": {"q": "Longer, please."}}
    wrong = await page.does("submit", view_id=view["id"], values=typed)
    assert wrong == {"ok": True, "errors": {"q": "Longer, please."}}
    fake_app.answer = ""
    assert await page.does("close", view_id=view["id"]) == {"ok": True}
    assert fake_app.last["type"] == "view_closed"


async def test_more_gestures(slack: StandIn, page: Page, fake_app: FakeApp, client: AsyncWebClient) -> None:
    general = slack.add_channel("general")
    assert await page.does("message", channel=general.id, text="Hello") == {"ok": True}
    ts = (await page.sees())["conversations"][-1]["messages"][0]["ts"]
    assert await page.does("message", "UELI", channel=general.id, text="Hi", thread_ts=ts) == {"ok": True}
    about = {"callback_id": "ask_about", "channel": general.id, "ts": ts}
    assert await page.does("message_shortcut", **about) == {"ok": True}
    assert await page.does("shortcut", callback_id="ask") == {"ok": True}
    assert await page.does("home") == {"ok": True}
    assert [h.get("type") for h in fake_app.received] == ["message_action", "shortcut", "event_callback"]
    await client.chat_postMessage(
        channel=general.id, text="x", blocks=[{"type": "actions", "block_id": "b", "elements": [BUTTON]}]
    )
    ts = (await page.sees())["conversations"][-1]["messages"][-1]["ts"]
    place = {"type": "message", "channel": general.id, "ts": ts}
    pressed = await page.does(
        "action", container=place, block_id="b", action_id="go", state={"type": "button"}
    )
    assert pressed == {"ok": True}


async def test_what_cannot_be_done_says_so(slack: StandIn, page: Page) -> None:
    answer = await page.does("command", text="/nothing")
    assert answer == {"ok": False, "error": "invalid_command", "notice": "/nothing is not a valid command."}
    notice = (await page.sees())["notices"][0]
    assert await page.does("dismiss", notice_id=notice["id"]) == {"ok": True}
    assert (await page.sees())["notices"] == []
    assert (await page.does("submit", view_id="V1"))["error"] == "view_not_found"
    assert (await page.does("submit"))["error"] == "missing_view_id"
    assert (await page.does("dance"))["error"] == "unknown_command"
    assert (await page.sees("U1"))["error"] == "user_not_found"
    slack.workspace.users["UELI"].deleted = True
    assert (await page.does("home", "UELI"))["error"] == "user_not_found"


async def test_the_clock_only_goes_forward(slack: StandIn, page: Page) -> None:
    assert (await page.post("/ui/clock", {"advance_seconds": 3600}))["now"] == "2026-11-23T10:00:00Z"
    assert (await page.post("/ui/clock", {"to": "2026-11-24T10:00:00Z"}))["now"] == "2026-11-24T10:00:00Z"
    for body in (
        {"advance_seconds": -1},
        {"to": "2026-11-24T09:00:00Z"},
        {"to": "soon"},
        {"to": "2027-01-01"},
    ):
        assert (await page.post("/ui/clock", body))["ok"] is False
    assert (await page.get("/ui/state"))["clock"]["now"] == "2026-11-24T10:00:00Z"


async def test_pages_are_told_live(slack: StandIn, page: Page, client: AsyncWebClient) -> None:
    async with page.live() as live:
        await client.chat_postMessage(channel="UADA", text="Hello")
        told = await live.hears("changed")
        assert ("UADA" in told["people"], "UELI" in told["people"]) == (True, False)
        await page.post("/ui/clock", {"advance_seconds": 60})
        assert (await live.hears("clock"))["now"] == "2026-11-23T09:01:00Z"


async def test_a_person_gives_a_file(slack: StandIn, page: Page) -> None:
    url = f"{slack.url}/ui/people/UADA/file?name=people.csv"
    async with page.session.post(url, data=b"name,team", headers=page.headers) as answer:
        given = (await answer.json())["file"]
    assert (given["name"], given["size"], given["user"]) == ("people.csv", 9, "UADA")
    bearer = {"Authorization": f"Bearer {slack.bot_token}"}
    async with page.session.get(given["url_private"], headers=bearer) as answer:
        assert await answer.read() == b"name,team"


async def test_an_empty_file_and_somebody_elses_are_not_taken(
    slack: StandIn, page: Page, fake_app: FakeApp
) -> None:
    url = f"{slack.url}/ui/people/UADA/file?name=none.csv"
    async with page.session.post(url, data=b"", headers=page.headers) as answer:
        assert (await answer.json())["notice"] == "It is empty."
    theirs = slack.workspace.add_uploaded_file("UELI", "secret.txt", b"secret")
    mine = slack.workspace.add_uploaded_file("UADA", "mine.txt", b"mine")
    block = {"type": "file_input", "action_id": "a"}
    label = {"type": "plain_text", "text": "Files"}
    body = {
        "type": "modal",
        "title": label,
        "submit": label,
        "blocks": [{"type": "input", "block_id": "b", "label": label, "element": block}],
    }
    view = views.open_modal(slack.workspace, "UADA", views.checked(slack.workspace, body, "test", "modal"))
    state = {"type": "file_input", "files": [{"id": one.id, "name": "../x"} for one in (theirs, mine)]}
    assert (await page.does("submit", view_id=view.id, values={"b": {"a": state}}))["ok"]
    files = fake_app.last["view"]["state"]["values"]["b"]["a"]["files"]
    assert [one["name"] for one in files] == ["mine.txt"]


def test_a_journey_carries_files(slack: StandIn) -> None:
    item = slack.workspace.add_uploaded_file("UADA", "mine.txt", b"\x00\xff")
    named = input_locators.state(slack.workspace, {"type": "file_input", "files": [{"id": item.id}]})
    found = input_locators.find_state(slack.workspace, {}, named)
    again = slack.workspace.files[found["files"][0]["id"]]
    assert (again.id != item.id, again.name, again.user, again.content) == (
        True,
        "mine.txt",
        "UADA",
        b"\x00\xff",
    )


async def test_where_the_manifest_says_so_people_only_read(slack: StandIn, page: Page) -> None:
    slack.use_manifest({"features": {"app_home": {"messages_tab_read_only_enabled": True}}})
    slack.add_channel("general")
    shown = {one["kind"]: one for one in (await page.sees())["conversations"]}
    assert (shown["im"]["read_only"], shown["channel"]["read_only"]) == (True, False)
    assert (await page.does("message", channel=shown["im"]["id"], text="Hello"))["ok"] is False
    assert (await page.sees())["conversations"][0]["messages"] == []
    slack.use_manifest({})
    assert (await page.does("message", channel=shown["im"]["id"], text="Hello"))["ok"] is True
