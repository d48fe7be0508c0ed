"""The weather panel: every fault can be asked for and comes; people, scopes and the app come and go."""

from __future__ import annotations

from typing import Any, cast, get_args

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.playground.page import weather_steps
from bot.playground.page.service_runner import ServiceRunner
from bot.playground.slack.outcome import ImpossibleError
from bot.playground.slack.server import StandIn
from bot.playground.slack.weather import FaultKind
from tests.playground.conftest import FakeApp
from tests.playground.page_client import Page


async def test_what_there_is(slack: StandIn, page: Page) -> None:
    weather = await page.get("/ui/weather")
    assert {k["kind"] for k in weather["kinds"]} == set(get_args(FaultKind))
    assert {"chat.postMessage", "views.open", "response_url"} <= set(weather["methods"])
    assert (weather["faults"], weather["installed"], weather["removed_scopes"]) == ([], True, [])


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        ({"kind": "rate_limited", "seconds": 7}, "ratelimited"),
        ({"kind": "error", "code": "channel_not_found"}, "channel_not_found"),
    ],
)
async def test_a_fault_meets_the_next_call_only(
    slack: StandIn, page: Page, client: AsyncWebClient, fault: Any, said: str
) -> None:
    async with page.live() as live:
        added = await page.post("/ui/weather", {"method": "chat.postMessage", **fault})
        await live.hears("weather")
        assert (await page.get("/ui/weather"))["faults"][0]["id"] == added["id"]
        await client.auth_test()
        with pytest.raises(SlackApiError) as refused:
            await client.chat_postMessage(channel="UADA", text="Hello")
        assert refused.value.response["error"] == said
        await live.hears("weather")
    await client.chat_postMessage(channel="UADA", text="Hello")
    assert (await page.get("/ui/weather"))["faults"] == []
    found = (await page.get("/ui/traffic"))["entries"]
    assert [e["fault"] for e in found] == ["", fault["kind"], ""]


async def test_done_but_the_answer_is_lost(slack: StandIn, page: Page, client: AsyncWebClient) -> None:
    await page.post("/ui/weather", {"method": "*", "kind": "lost"})
    with pytest.raises(aiohttp.ClientError):
        await client.chat_postMessage(channel="UADA", text="Hello")
    assert [m["text"] for m in (await page.sees())["conversations"][0]["messages"]] == ["Hello"]
    assert (await page.get("/ui/traffic"))["entries"][0]["problem"] == "lost"


async def test_faults_can_be_taken_back(page: Page, client: AsyncWebClient) -> None:
    first = await page.post("/ui/weather", {"method": "auth.test", "kind": "server_error", "times": None})
    await page.post("/ui/weather", {"method": "team.info", "kind": "slow", "seconds": 0.1, "times": 5})
    assert await page.delete(f"/ui/weather/{first['id']}") == {"ok": True}
    assert (await page.delete(f"/ui/weather/{first['id']}"))["error"] == "not_found"
    await client.auth_test()
    await page.post("/ui/weather/do", {"what": "duplicate_events", "times": 2})
    assert (await page.get("/ui/state"))["weather"] == {"n": 2}
    assert await page.delete("/ui/weather") == {"ok": True}
    assert (await page.get("/ui/state"))["weather"] == {"n": 0}


@pytest.mark.parametrize(
    "body",
    [
        {"method": "chat.postMessage", "kind": "rain"},
        {"method": "chat.sing", "kind": "hang"},
        {"method": "*", "kind": "hang", "times": 0},
        {"method": "*", "kind": "hang", "times": 1.5},
        {"method": "*", "kind": "hang", "seconds": -1},
        {"method": "*", "kind": "hang", "seconds": "long"},
        {},
    ],
)
async def test_nonsense_is_refused(page: Page, body: Any) -> None:
    answer = await page.post("/ui/weather", body)
    assert (answer["ok"], bool(answer["notice"])) == (False, True)
    assert (await page.get("/ui/weather"))["faults"] == []


async def test_people_leave_and_return(slack: StandIn, page: Page, fake_app: FakeApp) -> None:
    for what, gone in (("deactivate", True), ("reactivate", False)):
        assert await page.post("/ui/weather/do", {"what": what, "user": "UELI"}) == {"ok": True}
        assert fake_app.last["event"]["type"] == "user_change"
        assert fake_app.last["event"]["user"]["deleted"] is gone
        people = {p["id"]: p["deleted"] for p in (await page.get("/ui/state"))["people"]}
        assert people["UELI"] is gone
    assert (await page.post("/ui/weather/do", {"what": "deactivate", "user": "U1"}))["ok"] is False
    bot = {"what": "deactivate", "user": slack.workspace.bot_user_id}
    assert (await page.post("/ui/weather/do", bot))["ok"] is False


async def test_a_scope_goes_and_comes(page: Page, client: AsyncWebClient) -> None:
    assert await page.post("/ui/weather/do", {"what": "remove_scope", "scope": "team:read"}) == {"ok": True}
    with pytest.raises(SlackApiError) as refused:
        await client.team_info()
    assert refused.value.response["needed"] == "team:read"
    assert (await page.get("/ui/weather"))["removed_scopes"] == ["team:read"]
    await page.post("/ui/weather/do", {"what": "grant_scope", "scope": "team:read"})
    await client.team_info()
    for scope in ("admin", None):
        for what in ("remove_scope", "grant_scope"):
            answer = await page.post("/ui/weather/do", {"what": what, "scope": scope})
            assert answer["error"] == "scope_not_found"


async def test_the_app_is_uninstalled(page: Page, client: AsyncWebClient, fake_app: FakeApp) -> None:
    assert await page.post("/ui/weather/do", {"what": "uninstall"}) == {"ok": True}
    assert [h["event"]["type"] for h in fake_app.received] == ["tokens_revoked", "app_uninstalled"]
    with pytest.raises(SlackApiError):
        await client.auth_test()
    assert (await page.get("/ui/weather"))["installed"] is False
    assert (await page.post("/ui/weather/do", {"what": "uninstall"}))["error"] == "not_installed"
    assert (await page.post("/ui/weather/do", {"what": "reinstall"}))["error"] == "no_app"


async def test_events_come_twice_and_again(page: Page, fake_app: FakeApp) -> None:
    await page.post("/ui/weather/do", {"what": "duplicate_events", "times": 1})
    await page.does("home")
    assert len(fake_app.received) == 2
    assert fake_app.received[0]["event_id"] == fake_app.received[1]["event_id"]
    assert await page.post("/ui/weather/do", {"what": "retry_event"}) == {"ok": True}
    assert fake_app.last["event_id"] == fake_app.received[0]["event_id"]
    entries = (await page.get("/ui/traffic"))["entries"]
    assert [e["retry"] for e in entries] == [0, 1, 2]
    assert all(e["can_retry"] for e in entries)
    again = await page.post("/ui/weather/do", {"what": "retry_event", "seq": entries[0]["seq"]})
    assert again == {"ok": True}
    assert (await page.post("/ui/weather/do", {"what": "retry_event", "seq": 99}))["ok"] is False
    assert (await page.post("/ui/weather/do", {"what": "snow"}))["error"] == "unknown_incident"


@pytest.mark.parametrize(("kind", "status"), [("rate_limited", 429), ("server_error", 500), ("error", 200)])
async def test_a_response_url_has_weather_too(
    slack: StandIn, page: Page, fake_app: FakeApp, kind: str, status: int
) -> None:
    await page.does("command", text="/mentoring")
    await page.post("/ui/weather", {"method": "response_url", "kind": kind})
    for expected in (status, 200):
        async with page.session.post(fake_app.last["response_url"], json={"text": "Later."}) as answer:
            assert answer.status == expected
    found = [e for e in (await page.get("/ui/traffic"))["entries"] if e["name"] == "response_url"]
    assert [e["fault"] for e in found] == [kind, ""]
    assert [m["text"] for m in (await page.sees())["conversations"][0]["messages"]] == ["Later."]


async def test_a_journey_holds_the_weather(slack: StandIn, page: Page, fake_app: FakeApp) -> None:
    fault = {"method": "chat.postMessage", "kind": "slow", "seconds": 2, "times": None}
    first = await page.post("/ui/weather", fault)
    await page.post("/ui/weather", {"kind": "error", "code": "fatal_error"})
    await page.delete(f"/ui/weather/{first['id']}")
    await page.post("/ui/weather/do", {"what": "remove_scope", "scope": "team:read"})
    await page.does("home")
    await page.does("home", "UELI")
    for what in ({"what": "deactivate", "user": "UELI"}, {"what": "retry_event", "seq": 1}):
        assert (await page.post("/ui/weather/do", what))["ok"], what
    await page.delete("/ui/weather")
    steps = [step for step in (await page.get("/ui/journey"))["steps"] if step["does"] == "weather"]
    assert [step["says"] for step in steps] == [
        "Slack: slow (chat.postMessage)",
        "Slack: an error code (every call)",
        "No more of this: Slack: slow (chat.postMessage)",
        "The app may no longer use team:read",
        "Eli leaves the company",
        "An event comes once more",
        "Slack works again",
    ]
    slack.workspace.scopes.add("team:read")
    await slack.reactivate("UELI")
    heard = len(fake_app.received)
    for number, step in enumerate(steps):
        await weather_steps.play(slack, cast(ServiceRunner, None), step)
        faults = [(one.method, one.kind, one.times) for one in slack.weather.faults]
        if number == 1:
            assert faults == [("chat.postMessage", "slow", None), ("*", "error", 1)]
        elif number == 2:
            assert faults == [("*", "error", 1)]
    assert slack.workspace.users["UELI"].deleted
    assert "team:read" not in slack.workspace.scopes
    assert (slack.weather.faults, len(fake_app.received)) == ([], heard + 2)
    with pytest.raises(ImpossibleError):
        await weather_steps.play(slack, cast(ServiceRunner, None), {"what": "snow"})
