"""The first screen and the tours: done for the visitor, done by the visitor, stopped, and on a phone."""

from __future__ import annotations

import pytest
from playwright.async_api import Locator, Page, expect

from tests.browser.conftest import OpenPage, column, violations
from tests.browser.small_company import SmallCompany, ask, dialog, tick

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]
QUESTION, PROGRAM, TROUBLE = 13, 7, 10  # how many steps each tour has


async def start(page: Page, name: str = "A question, from asking") -> Locator:
    await page.get_by_role("button", name="Tours", exact=True).click()
    await page.get_by_role("menuitem", name=name).click()
    return await begun(page)


async def begun(page: Page) -> Locator:
    tour = page.get_by_role("complementary", name="Guided tour")
    await tour.get_by_role("button", name="Skip").wait_for()
    return tour


async def reached(tour: Locator, step: int) -> None:
    """Wait until so many steps are done."""
    bar = tour.get_by_role("progressbar", name="Tour")
    await expect(bar).to_have_js_property("value", step)


async def do_all(tour: Locator, steps: int) -> None:
    """Have every step done for the visitor."""
    for step in range(steps):
        await tour.locator(".tour-foot > .button").click()
        await reached(tour, step + 1)
    await expect(tour.get_by_role("heading", name="That was it")).to_be_visible()


async def test_a_first_visitor_is_shown_the_whole_way(
    small_company: SmallCompany, open_page: OpenPage
) -> None:
    page = await open_page(small_company.site.page_url)
    first = page.get_by_role("dialog", name="One question, one colleague")
    await expect(first.get_by_role("button", name="Watch")).to_be_focused()
    assert await violations(page) == []
    await first.get_by_role("button", name="Try it yourself").click()
    tour = await begun(page)
    assert await violations(page) == []
    await do_all(tour, QUESTION)
    await expect(column(page, "Eli Navarro").get_by_text("Ada thanks you")).to_be_visible()
    assert await violations(page) == []
    await tour.get_by_role("button", name="Close").click()
    await expect(tour).to_be_hidden()
    await page.reload()
    await page.locator(".side-item").first.wait_for(state="attached")
    await expect(first).to_have_count(0)


async def test_the_tour_follows_what_the_visitor_does(
    small_company: SmallCompany, open_page: OpenPage
) -> None:
    page = await open_page(small_company.url("ada", "eli"))
    tour = await start(page)
    ada = column(page, "Ada Brandt")
    await ask(ada, "Customer conversations")
    await reached(tour, 1)
    await expect(ada.get_by_role("button", name="Begin with these words")).to_have_class("button tour-here")
    await tour.get_by_role("button", name="Back").click()
    await expect(tour.get_by_role("heading", name="Ask")).to_be_visible()
    await tour.get_by_role("button", name="Go on").click()
    await tour.get_by_role("button", name="Skip").click()
    await reached(tour, 2)
    await dialog(ada, "Ask an expert").locator("[type=submit]").click()
    await reached(tour, 3)
    await expect(tour).to_contain_text("in their own working hours")  # it is night where Sam is
    await page.get_by_role("button", name="Next nudge").click()
    sam = column(page, "Sam Okafor")
    await expect(tour).to_contain_text("Press “I can help” in Sam’s messages")
    await sam.get_by_role("button", name="I can help").click()
    await reached(tour, 4)
    await expect(tour).to_contain_text("as Ada or as Sam")
    await tour.get_by_role("button", name="Restart").click()
    await reached(tour, 0)
    await expect(column(page, "Eli Navarro")).to_be_visible()


@pytest.mark.parametrize(
    ("name", "steps", "told"),
    [
        ("Run the program", PROGRAM, "Jo’s question is with Rosa"),
        ("When things go wrong", TROUBLE, "Nothing was lost"),
    ],
)
async def test_the_other_tours(
    small_company: SmallCompany, open_page: OpenPage, name: str, steps: int, told: str
) -> None:
    page = await open_page(small_company.url("noor"))
    tour = await start(page, name)
    await do_all(tour, steps)
    await expect(tour).to_contain_text(told)


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
    await expect(page.get_by_role("button", name="Tours", exact=True)).to_be_focused()


async def test_the_tour_fits_a_phone(small_company: SmallCompany, open_page: OpenPage) -> None:
    page = await open_page(small_company.url("ada", "eli"), width=390)
    tour = await start(page)
    for step in range(5):
        await tour.get_by_role("button", name="Do it for me").click()
        await reached(tour, step + 1)
    assert await page.evaluate("document.documentElement.scrollWidth") == 390
    assert await violations(page) == []
    await tick(page, "+1 h")
    line, said = page.locator(".newsbar"), page.locator(".toast-shown")
    await expect(said).to_contain_text("in Berlin.")
    below, above = await said.bounding_box(), await line.bounding_box()
    assert below
    assert above
    assert above["y"] + above["height"] <= below["y"]
