"""The tours of the formats: each plays in a scene of its own, and all of it can be done for the visitor."""

from __future__ import annotations

import pytest
from playwright.async_api import Locator, Page, expect

from bot.playground.page.site import Site
from tests.browser.conftest import OpenPage, column, violations
from tests.browser.small_company import SmallCompany
from tests.browser.test_tour import begun, reached

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


async def start(page: Page) -> Locator:
    tour = page.get_by_role("complementary", name="Guided tour")
    await tour.get_by_role("button", name="Start the tour").click()
    return await begun(page)


async def do_all(tour: Locator, steps: int) -> None:
    """Have every step done for the visitor, once more where the app took too long on a busy machine."""
    bar, said = tour.get_by_role("progressbar", name="Tour"), tour.get_by_role("alert")
    for _ in range(2 * steps):
        before = await bar.evaluate("bar => bar.value")
        if before == steps:
            break
        await tour.locator(".tour-foot > .button").click()
        await expect(tour.get_by_role("button", name="Stop")).to_have_count(0)
        if not await said.inner_text():
            await expect(bar).not_to_have_js_property("value", before)
    await reached(tour, steps)
    await expect(tour.get_by_role("heading", name="That was it")).to_be_visible()


@pytest.mark.parametrize(
    ("name", "steps", "told"),
    [
        ("A series of two", 8, "one thank-you"),
        ("A flash event", 7, "nobody had to keep a list"),
        ("A sign-up sheet", 5, "while somebody waits"),
        ("A shared session", 5, "Three questions"),
        ("Going on together", 5, "because both wanted to"),
        ("Your own calendar", 6, "has moved by itself"),
    ],
)
async def test_every_step_of_a_formats_tour(
    site: Site, open_page: OpenPage, name: str, steps: int, told: str
) -> None:
    page = await open_page(SmallCompany(site).url("ada"))
    await page.get_by_role("button", name="Tours", exact=True).click()
    await page.get_by_role("menuitem", name=name).click()
    tour = await start(page)
    await do_all(tour, steps)
    await expect(tour).to_contain_text(told)
    assert await violations(page) == []
    assert site.slack.violations == []


async def test_the_tour_of_a_scene_is_offered_beside_it_and_follows_the_visitor(
    site: Site, open_page: OpenPage
) -> None:
    page = await open_page(SmallCompany(site).url("ada"), width=390)
    await page.get_by_role("button", name="Tools", exact=True).click()
    await page.get_by_role("tab", name="Scenes").click()
    card = page.get_by_role("region", name="After the last session")
    await card.get_by_role("button", name="Take the tour").click()
    tour = await start(page)
    await column(page, "Ada Brandt").get_by_role("button", name="Yes, gladly").click()
    await reached(tour, 1)
    await tour.get_by_role("button", name="Back").click()
    await expect(tour.get_by_role("heading", name="In private")).to_be_visible()
    await tour.get_by_role("button", name="Go on").click()
    await tour.get_by_role("button", name="Skip").click()
    await reached(tour, 2)
    assert await page.evaluate("document.documentElement.scrollWidth") == 390
    assert await violations(page) == []
    await tour.get_by_role("button", name="Restart").click()
    await reached(tour, 0)
