"""The tours of the formats: each plays in a scene of its own, and every step of it can be done for the visitor."""

from __future__ import annotations

import pytest
from playwright.async_api import expect

from tests.browser.conftest import OpenPage, column, violations
from tests.browser.small_company import SmallCompany
from tests.browser.test_tour import begun, do_all, reached

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


@pytest.mark.parametrize(
    ("name", "steps", "told", "by"),
    [
        ("A series of two", 8, "one thank-you", ("Eli Navarro", "Ada thanks you")),
        ("A flash event", 7, "nobody had to keep a list", None),
        ("A sign-up sheet", 5, "while somebody waits", ("Jo Lindqvist", "Your place")),
        ("A shared session", 5, "Three questions", None),
        ("Going on together", 5, "because both wanted to", None),
        ("Your own calendar", 6, "has moved by itself", None),
    ],
)
async def test_every_step_of_a_formats_tour(
    small_company: SmallCompany, open_page: OpenPage, name: str, steps: int, told: str, by: tuple[str, str] | None
) -> None:
    page = await open_page(small_company.url("ada"))
    await page.get_by_role("button", name="Tours", exact=True).click()
    await page.get_by_role("menuitem", name=name).click()
    tour = page.get_by_role("complementary", name="Guided tour")
    await tour.get_by_role("button", name="Start the tour").click()
    await do_all(await begun(page), steps)
    await expect(tour).to_contain_text(told)
    assert await violations(page) == []


async def test_the_tour_of_a_scene_is_offered_beside_it_and_follows_the_visitor(
    small_company: SmallCompany, open_page: OpenPage
) -> None:
    page = await open_page(small_company.url("ada"), width=390)
    await page.get_by_role("button", name="Tools", exact=True).click()
    await page.get_by_role("tab", name="Scenes").click()
    card = page.get_by_role("region", name="After the last session")
    await card.get_by_role("button", name="Take the tour").click()
    tour = page.get_by_role("complementary", name="Guided tour")
    await tour.get_by_role("button", name="Start the tour").click()
    await begun(page)
    ada = column(page, "Ada Brandt")
    await ada.get_by_role("button", name="Yes, gladly").click()
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
