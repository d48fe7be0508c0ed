"""Who has something new, and what it came from."""

from __future__ import annotations

from slack_sdk.web.async_client import AsyncWebClient

from bot.playground.slack.server import StandIn
from tests.playground.conftest import FakeApp
from tests.playground.page_client import Page
from tests.support.clock import SettableClock


async def test_news_names_the_newest_message_and_what_came_before_it(
    slack: StandIn, page: Page, client: AsyncWebClient, fake_app: FakeApp, clock: SettableClock
) -> None:
    assert (await page.get("/ui/news"))["news"] == []
    await page.does("command", text="/mentoring help")
    clock.shift(seconds=1)
    for text in ("One", "<@UADA> asks <https://a.example/b|you> &amp; Eli"):
        await client.chat_postMessage(channel="UELI", text=text)
    (told,) = (await page.get("/ui/news"))["news"]
    assert (told["id"], told["unread"], told["words"]) == ("UELI", 2, "@ada asks you & Eli")
    assert told["after"] == "Ada types /mentoring help"
    await page.does("read", "UELI", channel=told["channel"])
    assert (await page.get("/ui/news"))["news"] == []


async def test_a_journey_that_has_begun_is_no_longer_untouched(page: Page, fake_app: FakeApp) -> None:
    scene = (await page.get("/ui/state"))["scene"]
    assert scene["untouched"] is True
    await page.does("command", text="/mentoring help")
    after = (await page.get("/ui/state"))["scene"]
    assert (after["untouched"], after["began"]) == (False, scene["began"])
