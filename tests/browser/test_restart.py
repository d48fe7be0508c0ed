"""A page that stays open while its playground ends and starts again."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, expect

from bot.playground.page.site import Site
from bot.playground.run import playground
from tests.browser.conftest import column, say
from tests.browser.small_company import SmallCompany

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


async def opened(browser: Browser, site: Site) -> Page:
    page = await browser.new_page()
    await page.goto(SmallCompany(site).url("ada"))
    await column(page, "Ada Brandt").wait_for()
    return page


def port_of(site: Site) -> int:
    return int(site.slack.url.rpartition(":")[2])


async def test_a_kept_playground_goes_on_in_the_open_page(browser: Browser, tmp_path: Path) -> None:
    file = tmp_path / "kept"
    async with playground(tmp_path / "a", scene="empty", keep=file) as first:
        page, port = await opened(browser, first), port_of(first)
        ada = column(page, "Ada Brandt")
        await say(ada, "Before the break")
        await expect(ada.locator(".messages")).to_contain_text("Before the break")
    await expect(page.locator("#connection")).to_have_text("Reconnecting…")
    async with playground(tmp_path / "b", port, keep=file):
        await expect(page.locator("#connection")).to_have_text("App connected")
        await say(ada, "And after it")
        await expect(ada.locator(".messages")).to_contain_text("And after it")
        await expect(ada.locator(".messages")).to_contain_text("Before the break")
        await page.close()


async def test_another_playground_at_the_same_port_is_said(browser: Browser, tmp_path: Path) -> None:
    async with playground(tmp_path / "a", scene="empty") as first:
        page, port = await opened(browser, first), port_of(first)
    async with playground(tmp_path / "b", port, scene="empty"):
        await expect(page.locator(".failed")).to_contain_text("has another address now")
        await page.close()
