"""The guide as a page: accessible, dark as well as light, and as wide as a phone."""

from __future__ import annotations

import pytest
from playwright.async_api import Browser

from bot.kit.reader import Reader
from bot.pilot import queries
from bot.pilot.views.guide_page import around, html
from bot.pilot.views.guide_text import guide_text
from tests.browser.conftest import violations

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


@pytest.mark.parametrize(("language", "dark", "width"), [("en", False, 1280), ("de", True, 390)])
async def test_axe_finds_nothing_and_nothing_is_wider_than_the_screen(
    browser: Browser, language: str, dark: bool, width: int
) -> None:
    reader = Reader.of(language, "UTC")
    shown = html(guide_text(reader, queries.general_guide()), around(reader, language), "guide/guide.pdf")
    context = await browser.new_context(
        viewport={"width": width, "height": 900}, color_scheme="dark" if dark else "light"
    )
    page = await context.new_page()
    await page.set_content(shown)
    assert await violations(page) == []
    assert await page.evaluate("document.documentElement.scrollWidth") == width
    await page.emulate_media(media="print")
    assert not await page.locator("nav").is_visible()
    await context.close()
