"""The guided tour: done for the visitor, done by the visitor, stopped, and on a phone."""

from __future__ import annotations

import pytest
from playwright.async_api import Locator, Page, expect

from tests.browser.conftest import OpenPage, column, violations
from tests.browser.small_company import SmallCompany, ask, book, dialog

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]
STEPS = 13


async def start(page: Page) -> Locator:
    await page.get_by_role("button", name="Tour", exact=True).click()
    tour = page.get_by_role("complementary", name="Guided tour")
    await tour.get_by_role("button", name="Start the tour").click()
    await tour.get_by_role("button", name="Do it for me").wait_for()
    return tour


async def reached(tour: Locator, step: int) -> None:
    """Wait until so many steps are done."""
    bar = tour.get_by_role("progressbar", name="Tour")
    await expect(bar).to_have_js_property("value", step)


async def test_the_whole_tour_is_done_for_the_visitor(
    small_company: SmallCompany, open_page: OpenPage
) -> None:
    page = await open_page(small_company.url("noor"))
    tour = await start(page)
    for step in range(STEPS):
        if step in (0, 3, 6):
            assert await violations(page) == []
        await tour.get_by_role("button", name="Do it for me").click()
        await reached(tour, step + 1)
    await expect(tour.get_by_role("heading", name="That was it")).to_be_visible()
    eli = column(page, "Eli Navarro")
    await expect(eli.get_by_text("Ada thanks you")).to_be_visible()
    assert await violations(page) == []
    await tour.get_by_role("button", name="Close").click()
    await expect(tour).to_be_hidden()


async def test_the_tour_follows_what_the_visitor_does(
    small_company: SmallCompany, open_page: OpenPage
) -> None:
    page = await open_page(small_company.url("ada", "eli"))
    tour = await start(page)
    ada, eli = column(page, "Ada Brandt"), column(page, "Eli Navarro")
    await ask(ada)
    await reached(tour, 1)
    await expect(tour.get_by_role("heading", name="Clinic")).to_be_visible()
    await expect(ada.get_by_role("button", name="Begin with these words")).to_have_class("button tour-here")
    await ada.get_by_role("button", name="Begin with these words").click()
    await reached(tour, 2)
    await dialog(ada, "Ask an expert").get_by_role("button", name="Ask it like this").click()
    await reached(tour, 3)
    await eli.get_by_role("button", name="I can help").click()
    await reached(tour, 4)
    await book(ada)
    await reached(tour, 5)
    await page.get_by_role("button", name="Next nudge").click()
    await reached(tour, 6)


async def test_the_tour_goes_on_by_itself_until_it_is_stopped(
    small_company: SmallCompany, open_page: OpenPage
) -> None:
    page = await open_page(small_company.url("ada", "eli"))
    tour = await start(page)
    await tour.get_by_label("Go on by itself").check()
    await reached(tour, 1)
    await tour.get_by_label("Go on by itself").uncheck()
    await tour.get_by_role("button", name="End the tour").click()
    await expect(tour).to_be_hidden()
    await expect(page.get_by_role("button", name="Tour", exact=True)).to_be_focused()


async def test_the_tour_fits_a_phone(small_company: SmallCompany, open_page: OpenPage) -> None:
    page = await open_page(small_company.url("ada", "eli"), width=390)
    tour = await start(page)
    for step in range(5):
        await tour.get_by_role("button", name="Do it for me").click()
        await reached(tour, step + 1)
    assert await page.evaluate("document.documentElement.scrollWidth") == 390
    assert await violations(page) == []
