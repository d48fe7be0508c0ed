"""The inspector: what went both ways, told live, with its times and limits."""

from __future__ import annotations

from typing import Any

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.playground.page import traffic_entries
from bot.playground.slack.server import StandIn
from bot.playground.slack.traffic import KEPT, MOST_WEIGHT, ApiCall, Delivery
from bot.playground.slack.transport import Ack
from tests.playground.conftest import FakeApp
from tests.playground.page_client import Page
from tests.support.clock import SettableClock

BROKEN = {"type": "home", "blocks": [{"type": "section", "text": {"type": "mrkdwn", "text": "x" * 3001}}]}


async def entries(page: Page, **query: Any) -> list[Any]:
    asked = "&".join(f"{k}={v}" for k, v in query.items())
    found: list[Any] = (await page.get(f"/ui/traffic?{asked}"))["entries"]
    return found


async def test_both_directions_in_one_list(
    page: Page, client: AsyncWebClient, fake_app: FakeApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(traffic_entries, "ACK_SECONDS", 30.0)
    await page.does("command", text="/ask-expert How?")
    await client.chat_postMessage(channel="UADA", text="Like this.")
    command, call = await entries(page)
    assert (command["direction"], command["kind"], command["name"]) == ("to_app", "command", "/ask-expert")
    assert (command["who"], command["ok"], command["limit_ms"], command["can_retry"]) == (
        "UADA",
        True,
        30_000,
        False,
    )
    assert (call["direction"], call["kind"], call["name"], call["who"]) == (
        "to_slack",
        "api",
        "chat.postMessage",
        "UADA",
    )
    assert (call["ms"] > 0, call["status"], call["seq"] > command["seq"]) == (True, 200, True)
    assert "request" not in call
    whole = await page.get(f"/ui/traffic/{call['seq']}")
    assert whole["request"]["text"] == "Like this."
    assert whole["answer"]["message"]["text"] == "Like this."
    assert (await page.get(f"/ui/traffic/{command['seq']}"))["request"]["text"] == "How?"


async def test_paging_and_forgetting(page: Page, client: AsyncWebClient) -> None:
    for _ in range(3):
        await client.auth_test()
    first = await page.get("/ui/traffic?limit=2")
    assert (len(first["entries"]), first["last"]) == (2, 3)
    await client.team_info()
    assert [e["name"] for e in await entries(page, since=first["last"])] == ["team.info"]
    assert "answer" in (await entries(page, full=1))[0]
    assert await page.delete("/ui/traffic") == {"ok": True}
    assert await page.get("/ui/traffic") == {"last": 0, "entries": []}
    assert (await page.get("/ui/traffic/1"))["error"] == "not_found"
    await client.auth_test()
    assert [e["seq"] for e in await entries(page)] == [5]
    assert (await page.get("/ui/traffic?since=x"))["error"] == "bad_number"


async def test_no_secret_is_shown(
    slack: StandIn, page: Page, client: AsyncWebClient, fake_app: FakeApp
) -> None:
    await client.auth_test()
    await page.does("command", text="/mentoring")
    told = str(await entries(page, full=1))
    assert slack.bot_token not in told
    assert slack.workspace.verification_token not in told


async def test_entries_are_pushed(page: Page, client: AsyncWebClient) -> None:
    async with page.live() as live:
        await client.auth_test()
        told = await live.hears("traffic")
        assert (told["entry"]["name"], "answer" in told["entry"]) == ("auth.test", False)


async def test_limits_and_refusals_are_named(slack: StandIn, page: Page, client: AsyncWebClient) -> None:
    with pytest.raises(SlackApiError):
        await client.views_publish(user_id="UADA", view=BROKEN)
    found = (await entries(page))[-1]
    assert (found["ok"], found["problem"]) == (False, "invalid_arguments")
    assert "less than 3001 characters" in found["limits"][0]


async def test_a_bad_answer_of_the_app_is_pointed_out(
    slack: StandIn, page: Page, client: AsyncWebClient, fake_app: FakeApp
) -> None:
    fake_app.answer = {"text": "x", "blocks": [{"type": "header"}]}
    assert (await page.does("command", text="/ask-expert"))["ok"] is False
    sent = (await entries(page))[-1]
    assert (sent["kind"], sent["ok"]) == ("command", True)
    assert "missing required field: text" in sent["limits"][0]
    fake_app.answer = Ack(failure="operation_timeout", reason="http_timeout")
    assert (await page.does("shortcut", callback_id="ask"))["ok"] is False
    late = (await entries(page))[-1]
    assert (late["kind"], late["name"], late["problem"]) == ("shortcut", "ask", "operation_timeout")


async def test_the_log_gives_way_by_number_and_by_weight(slack: StandIn, clock: SettableClock) -> None:
    for _ in range(KEPT + 5):
        slack.traffic.add(ApiCall(1, clock.now(), "auth.test", {}, {"ok": True}, 200, 0.0))
    assert slack.traffic.entries()[0].seq == 6
    heavy = MOST_WEIGHT // 2
    for _ in range(3):
        slack.traffic.add(Delivery(1, clock.now(), "command", {}, weight=heavy))
    assert [type(e) for e in slack.traffic.entries()] == [Delivery, Delivery]
