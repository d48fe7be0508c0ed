"""Accessible, dark as well as light, and usable on a narrow screen."""

from __future__ import annotations

import pytest
from playwright.async_api import expect

from tests.browser.conftest import GallerySite, OpenPage, column, say, violations

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
async def test_axe_finds_nothing(gallery_site: GallerySite, open_page: OpenPage, dark: bool) -> None:
    page = await open_page(gallery_site.url(gallery_site.ada, gallery_site.eli), dark=dark)
    ada, eli = column(page, "Ada Lovelace"), column(page, "Eli Park")
    await say(ada, "/blocks now")
    await say(eli, "/whisper hush")
    await say(eli, "/broken now")
    await eli.locator(".notice").wait_for()
    await eli.locator(".composer-text").fill("/")
    assert await violations(page) == []
    await ada.get_by_role("button", name="Show conversations").click()
    await ada.get_by_role("button", name="Home", exact=True).first.click()
    await ada.get_by_role("heading", name="Welcome").wait_for()
    await page.get_by_role("button", name="Tools").click()
    assert await violations(page) == []
    await say(eli, "/gallery now")
    dialog = page.get_by_role("dialog", name="Every input")
    await dialog.get_by_role("button", name="Send it").click()
    await dialog.get_by_label("Fruit (optional)").fill("a")
    await dialog.locator(".listbox:popover-open").wait_for()
    assert await violations(page) == []


async def test_a_phone_shows_one_person_at_a_time(gallery_site: GallerySite, open_page: OpenPage) -> None:
    page = await open_page(gallery_site.url(gallery_site.ada, gallery_site.eli), width=390, height=800)
    ada = column(page, "Ada Lovelace")
    box = await ada.bounding_box()
    assert box
    assert box["width"] == 390
    await ada.get_by_role("button", name="Show conversations").click()
    await ada.get_by_role("button", name="Home", exact=True).first.click()
    await expect(ada.get_by_role("heading", name="Welcome")).to_be_visible()
    await ada.get_by_role("button", name="Open the gallery").click()
    dialog = page.get_by_role("dialog", name="Every input")
    await dialog.get_by_label("Title", exact=True).fill("small")
    await dialog.get_by_role("button", name="Send it").click()
    await expect(dialog).to_have_count(0)
    assert gallery_site.gallery.submitted
    wider = await page.evaluate("document.documentElement.scrollWidth")
    assert wider == 390
    assert await violations(page) == []


async def test_the_theme_can_be_chosen_and_stays(gallery_site: GallerySite, open_page: OpenPage) -> None:
    page = await open_page(gallery_site.url())
    ground = "getComputedStyle(document.querySelector('.column')).backgroundColor"
    assert await page.evaluate(ground) == "rgb(255, 255, 255)"
    await page.get_by_role("button", name="Dark colours").click()
    assert await page.evaluate(ground) == "rgb(26, 27, 30)"
    await page.reload()
    await page.locator(".side-item").first.wait_for()
    assert await page.evaluate(ground) == "rgb(26, 27, 30)"


async def test_a_page_without_its_token_is_refused(gallery_site: GallerySite, open_page: OpenPage) -> None:
    page = await open_page(gallery_site.url())
    answer = await page.request.get(f"{gallery_site.slack.url}/")
    assert answer.status == 403
    answer = await page.request.get(
        f"{gallery_site.slack.url}/ui/state", headers={"X-Playground-Token": "guess"}
    )
    assert answer.status == 403


@pytest.mark.parametrize("width", [390, 1280])
async def test_nothing_of_the_tools_is_cut_off(
    gallery_site: GallerySite, open_page: OpenPage, width: int
) -> None:
    page = await open_page(gallery_site.url(), width=width)
    await page.get_by_role("button", name="Tools").click()
    tabs = page.locator(".drawer-tabs")
    assert await tabs.evaluate("node => node.scrollWidth <= node.clientWidth")
    if width == 1280:
        bar = await page.locator(".topbar").bounding_box()
        assert bar
        assert bar["height"] < 60  # one line
