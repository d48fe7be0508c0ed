"""The page in a real Chromium, over a stand-in with three people and the gallery app."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
import pytest_asyncio
from aiohttp import web
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Locator,
    Page,
    async_playwright,
    expect,
)
from slack_sdk.web.async_client import AsyncWebClient

from bot.kit.clock import ShiftedClock
from bot.playground.page.site import Site
from bot.playground.run import playground
from bot.playground.slack.server import StandIn
from tests.browser.gallery import MANIFEST, Gallery
from tests.browser.small_company import SmallCompany, morning

CHROMIUM = Path("/usr/bin/chromium")
ARGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"]
ARGS += ["--disable-background-networking", "--disable-component-update", "--disable-sync"]

PATIENCE_MS = 60_000  # several workers may share a small machine; whoever is on time waits for none of it
expect.set_options(timeout=PATIENCE_MS)


@dataclass
class GallerySite:
    """A running stand-in with its app, and the people on it."""

    site: Site
    slack: StandIn
    gallery: Gallery
    ada: str
    eli: str
    general: str

    def url(self, *people: str) -> str:
        return f"{self.site.page_url}&people={','.join(people or (self.ada,))}"

    def bot(self) -> AsyncWebClient:
        return AsyncWebClient(token=self.slack.bot_token, base_url=self.slack.api_url)


@pytest_asyncio.fixture(loop_scope="session")
async def gallery_site() -> AsyncIterator[GallerySite]:
    slack = StandIn(ShiftedClock())
    site = Site(slack)
    await site.start()
    try:
        ada = slack.add_person("ada", "Ada Lovelace", tz="Europe/Berlin", title="Product manager").id
        eli = slack.add_person("eli", "Eli Park", tz="America/New_York", title="Staff engineer").id
        slack.add_person("noor", "Noor Said", tz="Asia/Dubai", is_admin=True)
        general = slack.add_channel("general").id
        slack.use_manifest(MANIFEST)
        client = AsyncWebClient(token=slack.bot_token, base_url=slack.api_url)
        gallery = Gallery(client, slack.signing_secret)
        runner = web.AppRunner(gallery.app.web_app("/slack/events"), shutdown_timeout=0.2)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        slack.connect_http(f"http://127.0.0.1:{runner.addresses[0][1]}/slack/events")
        yield GallerySite(site, slack, gallery, ada, eli, general)
        assert slack.violations == []
        await runner.cleanup()
    finally:
        await site.stop()


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def site(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Site]:
    async with playground(tmp_path_factory.mktemp("playground")) as site:
        yield site


@pytest_asyncio.fixture(loop_scope="session")
async def small_company(site: Site) -> AsyncIterator[SmallCompany]:
    """The real service with the small company, afresh, on a working morning."""
    assert site.runner is not None
    await site.runner.set_scene("small_company", morning())
    yield SmallCompany(site)
    assert site.slack.violations == []


@pytest.fixture(scope="session")
def chromium() -> Path:
    if not CHROMIUM.exists():
        pytest.skip(f"{CHROMIUM} is missing: install Debian's chromium to run the browser tests")
    return CHROMIUM


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser(chromium: Path) -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium, args=ARGS)
        yield browser
        await browser.close()


def is_trouble(line: ConsoleMessage) -> bool:
    """Whether the page logged an error; that the server refused something in words (400, 409) is none."""
    return line.type == "error" and not re.search(r"status of 4(00|09)", line.text)


OpenPage = Callable[..., Awaitable[Page]]


@pytest_asyncio.fixture(loop_scope="session")
async def open_page(browser: Browser) -> AsyncIterator[OpenPage]:
    """Open an address; the test fails if the page logs an error or asks anybody but the stand-in."""
    complaints: list[str] = []
    contexts: list[BrowserContext] = []

    async def open_(url: str, *, width: int = 1280, height: int = 800, dark: bool = False) -> Page:
        context = await browser.new_context(
            viewport={"width": width, "height": height},
            color_scheme="dark" if dark else "light",
            reduced_motion="reduce",
            timezone_id="Asia/Tokyo",
        )
        contexts.append(context)
        page = await context.new_page()
        page.set_default_timeout(PATIENCE_MS)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda line: complaints.append(line.text) if is_trouble(line) else None)
        home = url.split("/?")[0]
        page.on(
            "request", lambda r: None if r.url.startswith((home, "ws", "data:")) else complaints.append(r.url)
        )
        await page.goto(url)
        await page.locator(".side-item").first.wait_for(state="attached")
        return page

    yield open_
    for context in contexts:
        await context.close()
    assert complaints == []


def column(page: Page, name: str) -> Locator:
    """One person's column."""
    return page.get_by_role("region", name=f"{name}'s Slack")


async def say(place: Locator, text: str) -> None:
    """Write into a column's composer and press Enter."""
    field = place.locator(".composer-text")
    await field.fill(text)
    await field.press("Enter")


async def eventually(check: Callable[[], bool], seconds: float = PATIENCE_MS / 1000) -> None:
    """Wait until something holds."""
    for _ in range(int(seconds / 0.02)):
        if check():
            return
        await asyncio.sleep(0.02)
    raise AssertionError("it did not come to pass")


async def violations(page: Page) -> list[str]:
    """What axe objects to: rule, and the elements concerned."""
    found = (await Axe().run(page)).response["violations"]
    return [f"{one['id']}: {[node['target'] for node in one['nodes']]}" for one in found]
