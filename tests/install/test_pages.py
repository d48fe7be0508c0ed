"""The installation pages: a state works once, in the browser in which it began, and nothing else does."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from http.cookies import SimpleCookie
from urllib.parse import parse_qs, urlsplit

import aiohttp
import pytest
from aiohttp import web
from sqlalchemy import select

from bot.install import pages
from bot.install.pages import BACK, COOKIE, START, InstallPages
from bot.kit.clock import ShiftedClock
from bot.kit.db import Database
from bot.models import Installation, OAuthState
from bot.playground.slack.server import StandIn
from tests.install.conftest import MakeProcess, Process


class Browser:
    """Goes through an installation as a browser does."""

    def __init__(self, url: str, slack: StandIn, process: Process) -> None:
        self.url = url
        self.slack = slack
        self.database = process.services.database
        self.tokens = process.tokens
        self.state = ""
        self.cookie = ""
        self.cookie_path = ""
        self.below = ""
        self.http = aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar())

    async def begin(self) -> str:
        async with self.http.get(self.url + self.below + START, allow_redirects=False) as answer:
            assert answer.status == 302
            where = answer.headers["Location"]
            jar: SimpleCookie = SimpleCookie(answer.headers["Set-Cookie"])
        self.state = parse_qs(urlsplit(where).query)["state"][0]
        self.cookie, self.cookie_path = jar[COOKIE].value, jar[COOKIE]["path"]
        assert (jar[COOKIE]["secure"], jar[COOKIE]["httponly"]) == (True, True)
        assert jar[COOKIE]["samesite"] == "Lax"
        return where

    async def back(self, cookie: str | None = None, **query: str) -> tuple[int, str]:
        cookies = {COOKIE: self.cookie if cookie is None else cookie}
        if "error" not in query:
            query = {"code": self.slack.issue_code("U1"), **query}
        async with self.http.get(
            self.url + self.below + BACK, params={"state": self.state, **query}, cookies=cookies
        ) as answer:
            return answer.status, await answer.text()


@pytest.fixture
async def browser(
    slack: StandIn, database_url: str, open_database: Callable[[str], Database], process: MakeProcess
) -> AsyncIterator[Browser]:
    async with visiting(process(open_database(database_url), many=True), slack) as browser:
        yield browser


@asynccontextmanager
async def visiting(one: Process, slack: StandIn) -> AsyncIterator[Browser]:
    server = web.Application()
    InstallPages(one.services, one.tokens).add_to(server)
    runner = web.AppRunner(server)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    visitor = Browser(f"http://127.0.0.1:{runner.addresses[0][1]}", slack, one)
    yield visitor
    await visitor.http.close()
    await runner.cleanup()


async def installed(browser: Browser) -> bool:
    async with browser.database.read(browser.slack.workspace.team_id) as db:
        return await db.scalar(select(Installation)) is not None


async def test_an_installation_from_beginning_to_end(browser: Browser) -> None:
    where = await browser.begin()
    consent, query = urlsplit(where), parse_qs(urlsplit(where).query)
    assert f"{consent.scheme}://{consent.netloc}{consent.path}" == f"{browser.slack.url}/oauth/v2/authorize"
    assert query["client_id"] == [browser.slack.workspace.client_id]
    assert "chat:write" in query["scope"][0].split(",")
    status, page = await browser.back()
    assert status == 200
    assert browser.slack.workspace.team_name in page
    client = await browser.tokens.client_for(browser.slack.workspace.team_id)
    assert (await client.auth_test())["team_id"] == browser.slack.workspace.team_id


async def test_of_ten_callbacks_at_once_with_one_state_one_succeeds(browser: Browser) -> None:
    await browser.begin()
    answers = await asyncio.gather(*(browser.back() for _ in range(10)))
    assert sorted(status for status, _ in answers) == [200] + [400] * 9
    assert len(browser.slack.traffic.calls_of("oauth.v2.access")) == 1


@pytest.mark.parametrize("cookie", ["", "another-browser", "é"])
async def test_a_state_from_another_browser_is_refused_and_stays_good_in_its_own(
    browser: Browser, cookie: str
) -> None:
    await browser.begin()
    assert (await browser.back(cookie=cookie))[0] == 400
    assert not await installed(browser)
    assert (await browser.back())[0] == 200


@pytest.mark.parametrize("state", ["", "made-up", "é", "x" * 5000])
async def test_a_made_up_state_is_refused_even_with_a_cookie_to_match(browser: Browser, state: str) -> None:
    status, page = await browser.back(cookie=state, state=state)
    assert status == 400
    assert pages.STALE in page
    assert not await installed(browser)
    assert browser.slack.traffic.calls_of("oauth.v2.access") == []


async def test_a_state_is_good_for_ten_minutes(browser: Browser, clock: ShiftedClock) -> None:
    await browser.begin()
    clock.shift(timedelta(minutes=10, seconds=1))
    assert (await browser.back())[0] == 400
    assert not await installed(browser)


async def test_a_thousand_beginnings_are_no_rows(browser: Browser) -> None:
    async def get() -> int:
        async with browser.http.get(browser.url + START, allow_redirects=False) as answer:
            return answer.status

    answers = Counter(await asyncio.gather(*(get() for _ in range(1000))))
    assert answers == {302: pages.BEGINNINGS_A_MINUTE, 429: 1000 - pages.BEGINNINGS_A_MINUTE}
    assert await states(browser) == []


async def test_the_control_an_installation_that_ends_is_one(browser: Browser) -> None:
    await browser.begin()
    assert (await browser.back())[0] == 200
    assert await states(browser) == [browser.state]


async def states(browser: Browser) -> list[str]:
    async with browser.database.all_workspaces() as db:
        return list(await db.scalars(select(OAuthState.state)))


async def test_slack_is_not_asked_more_often_than_people_install(
    browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(pages.ENDS_A_MINUTE + 10):
        await browser.begin()
        await browser.back(code="made-up")
    assert len(browser.slack.traffic.calls_of("oauth.v2.access")) == pages.ENDS_A_MINUTE
    status, page = await browser.back()
    assert (status, pages.BUSY in page) == (429, True)


@pytest.mark.parametrize(
    "changed", [lambda s: "9" + s, lambda s: s[:-1] + ("0" if s[-1] != "0" else "1"), lambda s: s + "0"]
)
async def test_a_state_that_was_changed_is_refused(browser: Browser, changed: Callable[[str], str]) -> None:
    await browser.begin()
    browser.state = browser.cookie = changed(browser.state)
    assert (await browser.back())[0] == 400


async def test_somebody_who_says_no_is_told_kindly_and_the_state_is_used_up(browser: Browser) -> None:
    await browser.begin()
    status, page = await browser.back(error="access_denied")
    assert status == 200
    assert pages.CANCELLED in page
    assert (await browser.back())[0] == 400
    assert not await installed(browser)


async def test_a_made_up_or_spent_code_says_to_begin_again(browser: Browser) -> None:
    await browser.begin()
    status, page = await browser.back(code="made-up")
    assert (status, pages.STALE in page) == (400, True)
    assert "reference" not in page
    assert not await installed(browser)
    code = browser.slack.issue_code("U1")
    await browser.begin()
    assert (await browser.back(code=code))[0] == 200
    await browser.begin()
    status, page = await browser.back(code=code)
    assert (status, pages.STALE in page) == (400, True)


async def test_an_installation_that_slack_does_not_finish_has_a_reference(browser: Browser) -> None:
    browser.slack.weather.add("oauth.v2.access", "server_error")
    await browser.begin()
    status, page = await browser.back()
    assert (status, "reference" in page) == (502, True)
    assert not await installed(browser)


async def test_below_a_path_everything_leads_below_it(
    slack: StandIn, sqlite_db: Database, process: MakeProcess
) -> None:
    one = process(sqlite_db, many=True, public_url="https://host.example/mentor")
    async with visiting(one, slack) as browser:
        for below in ("/mentor", ""):  # a proxy may leave the path, or take it away
            browser.below = below
            where = await browser.begin()
            back = "https://host.example/mentor/slack/oauth_redirect"
            assert parse_qs(urlsplit(where).query)["redirect_uri"] == [back]
            assert browser.cookie_path == "/mentor/slack/"
            status, page = await browser.back(code="made-up")
            assert (status, 'href="/mentor/slack/install"' in page) == (400, True)
            await browser.begin()
            assert (await browser.back(code=slack.issue_code("U1", back)))[0] == 200


async def test_pages_run_no_script_and_show_names_as_they_are(browser: Browser) -> None:
    browser.slack.workspace.team_name = "<script>alert(1)</script>"
    await browser.begin()
    cookies = {COOKIE: browser.cookie}
    query = {"state": browser.state, "code": browser.slack.issue_code("U1")}
    async with browser.http.get(browser.url + BACK, params=query, cookies=cookies) as answer:
        page = await answer.text()
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert "<script>" not in page
    assert "&lt;script&gt;" in page
