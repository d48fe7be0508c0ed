"""The tools beside the conversation: time machine, waiting, inspector, journeys, weather, scenes."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.async_api import Locator, Page, expect

from tests.browser.conftest import GallerySite, OpenPage, column, eventually, say, violations
from tests.browser.small_company import SmallCompany, accept, ask, book, go, morning, send

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


async def open_panel(page: Page, name: str) -> Locator:
    if not await page.locator("#drawer").is_visible():
        await page.get_by_role("button", name="Tools").click()
    await page.get_by_role("tab", name=name).click()
    return page.get_by_role("tabpanel", name=name)


async def booked(page: Page) -> tuple[Locator, Locator]:
    ada, eli = column(page, "Ada Brandt"), column(page, "Eli Navarro")
    await ask(ada)
    await send(ada, eli)
    await accept(ada, eli)
    await book(ada)
    return ada, eli


async def test_time_can_be_played_and_stopped(small_company: SmallCompany, open_page: OpenPage) -> None:
    page = await open_page(small_company.url("ada"))
    await page.get_by_role("button", name="Next session").click()
    await expect(page.locator(".toast")).to_have_text("No session is booked.")
    await page.get_by_role("button", name="Play time faster").click()
    await page.get_by_role("menuitem", name="An hour per second").click()
    clock = small_company.site.slack.clock
    await eventually(lambda: clock.now() > morning() + timedelta(hours=1))
    await page.get_by_role("button", name="Stop the fast time").click()
    await expect(page.get_by_role("button", name="Play time faster")).to_be_visible()
    shown = await page.locator("#clock time").get_attribute("datetime")
    assert shown is not None
    assert shown[:13] == clock.now().isoformat()[:13]


async def test_what_waits_is_listed_with_its_reason_and_can_be_gone_to(
    small_company: SmallCompany, open_page: OpenPage
) -> None:
    page = await open_page(small_company.url("ada", "eli"))
    waiting = await open_panel(page, "Waiting")
    await expect(waiting).to_contain_text("Nothing is planned")
    ada, _ = await booked(page)
    first = waiting.locator(".card").first
    await expect(first).to_contain_text("Reminder to prepare")
    await expect(first).to_contain_text(re.compile(r"Tomorrow at \d\d:\d\d"))
    await expect(first).to_contain_text("For Ada Brandt")
    await expect(first).to_contain_text("Ada Brandt and Eli Navarro meet")
    assert await violations(page) == []
    await first.get_by_role("button", name="Go there").click()
    await expect(first).to_contain_text("What is still open")
    await go(ada, "Messages")
    await expect(ada.get_by_text("Five minutes of preparation").last).to_be_visible()


async def test_the_inspector_shows_filters_and_opens_every_exchange(
    small_company: SmallCompany, open_page: OpenPage
) -> None:
    page = await open_page(small_company.url("ada"))
    inspector = await open_panel(page, "Inspector")
    await say(column(page, "Ada Brandt"), "/mentoring help")
    row = inspector.get_by_role("button", name="/mentoring").first
    await expect(row).to_contain_text("Command · Ada Brandt")
    await row.click()
    await expect(inspector.get_by_text(re.compile(r"of \d+ ms to acknowledge"))).to_be_visible()
    request = json.loads(await inspector.get_by_role("group", name="Request").inner_text())
    assert request["command"] == "/mentoring"
    assert request["text"] == "help"
    assert request["token"] == "…"
    await inspector.get_by_label("Filter the log").fill("nothing of the kind")
    await expect(inspector.locator(".log-entry")).to_have_count(0)
    await inspector.get_by_label("Filter the log").fill("")
    await inspector.get_by_label("Show", exact=True).select_option("App → Slack")
    await expect(inspector.locator(".log-entry").first).to_contain_text("Call")
    assert await violations(page) == []
    await inspector.get_by_role("button", name="Clear").click()
    await expect(inspector.locator(".log-entry")).to_have_count(0)


async def test_a_journey_is_kept_as_a_file_and_played_again(
    small_company: SmallCompany, open_page: OpenPage, tmp_path: Path
) -> None:
    page = await open_page(small_company.url("ada", "eli"))
    ada, eli = column(page, "Ada Brandt"), column(page, "Eli Navarro")
    inspector = await open_panel(page, "Inspector")
    await ask(ada)
    await send(ada, eli)
    async with page.expect_download() as waiting:
        await inspector.get_by_role("button", name="Export this journey").click()
    file = tmp_path / "journey.json"
    await (await waiting.value).save_as(file)
    says = [step["says"] for step in json.loads(file.read_text())["steps"]]
    assert says[0].startswith("Ada types /ask-expert How do I")
    assert small_company.site.runner is not None
    await small_company.site.runner.set_scene("small_company", morning())
    await expect(ada.locator(".side-item", has_text="Messages").locator(".badge")).to_have_count(0)
    await inspector.get_by_label("A journey file").set_input_files(file)
    await expect(inspector.get_by_text(f"Played all {len(says)} steps.")).to_be_visible()
    await go(eli, "Messages")
    await expect(eli.get_by_role("button", name="I can help")).to_be_visible()
    file.write_text("{}")
    await inspector.get_by_label("A journey file").set_input_files(file)
    await expect(page.locator(".toast")).to_contain_text("not a journey")


async def test_the_app_survives_bad_weather_on_screen(
    small_company: SmallCompany, open_page: OpenPage
) -> None:
    page = await open_page(small_company.url("ada", "eli"))
    weather = await open_panel(page, "Weather")
    await weather.get_by_label("What goes wrong").select_option("Slack is broken")
    await weather.get_by_label("Where").select_option("chat.postMessage")
    await weather.get_by_role("button", name="Let it happen").click()
    await expect(weather.locator(".card")).to_contain_text("Slack is broken")
    assert await violations(page) == []
    ada, eli = column(page, "Ada Brandt"), column(page, "Eli Navarro")
    await ask(ada)
    await ada.get_by_role("button", name="Ask it like this").click()
    await expect(weather.locator(".card")).to_have_count(0)
    await page.get_by_role("button", name="+1 h").click()
    await go(eli, "Messages")
    await expect(eli.get_by_role("button", name="I can help")).to_have_count(1)
    inspector = await open_panel(page, "Inspector")
    await inspector.get_by_label("Show", exact=True).select_option("Problems")
    await expect(inspector.locator(".log-entry").first).to_contain_text("weather: server_error")


async def test_people_and_permissions_can_go_and_come_back(
    small_company: SmallCompany, open_page: OpenPage
) -> None:
    page = await open_page(small_company.url("ada"))
    weather = await open_panel(page, "Weather")
    await weather.get_by_label("Somebody leaves").select_option("Jo Lindqvist")
    await weather.get_by_role("button", name="Deactivate").click()
    await weather.get_by_role("button", name="Bring back Jo Lindqvist").click()
    await expect(weather.get_by_text("Jo Lindqvist is deactivated.")).to_have_count(0)
    await weather.get_by_label("Take a permission away").select_option("chat:write")
    await weather.get_by_role("button", name="Take away").click()
    await weather.get_by_role("button", name="Give back chat:write").click()
    await weather.get_by_role("button", name="Uninstall the app").click()
    await weather.get_by_role("button", name="Install it again").click()
    await expect(weather.get_by_role("button", name="Uninstall the app")).to_be_visible()
    await say(column(page, "Ada Brandt"), "/ask-expert")
    await expect(page.get_by_role("dialog", name="Ask an expert")).to_be_visible()


async def test_a_scene_is_set_in_place(small_company: SmallCompany, open_page: OpenPage) -> None:
    page = await open_page(small_company.url("ada", "eli"))
    ada, eli = column(page, "Ada Brandt"), column(page, "Eli Navarro")
    await ask(ada)
    await send(ada, eli)
    scenes = await open_panel(page, "Scenes")
    assert await violations(page) == []
    clean = scenes.get_by_role("region", name="A clean workspace")
    await clean.get_by_role("button", name="Set this scene").click()
    await expect(clean.get_by_text("Now")).to_be_visible()
    await expect(ada.locator(".badge")).to_have_count(0)
    await go(eli, "Messages")
    await expect(eli.get_by_role("button", name="I can help")).to_have_count(0)
    await say(ada, "/ask-expert")
    await expect(page.get_by_role("dialog", name="Ask an expert")).to_be_visible()


@pytest.mark.parametrize("width", [1280, 390])
async def test_the_panels_in_the_dark(small_company: SmallCompany, open_page: OpenPage, width: int) -> None:
    page = await open_page(small_company.url("ada"), width=width, dark=True)
    await say(column(page, "Ada Brandt"), "/mentoring help")
    for name in ("Waiting", "Inspector", "Weather", "Scenes", "Help"):
        panel = await open_panel(page, name)
        await panel.get_by_role("heading").first.wait_for()
        if name == "Inspector":
            await panel.locator(".log-row").first.click()
            await panel.get_by_role("group", name="Answer").wait_for()
        assert await violations(page) == []
    assert await page.evaluate("document.documentElement.scrollWidth") == width


async def test_a_bare_stand_in_hides_what_needs_the_app(
    gallery_site: GallerySite, open_page: OpenPage
) -> None:
    page = await open_page(gallery_site.url())
    await page.get_by_role("button", name="Tools").click()
    await expect(page.get_by_role("tab")).to_have_text(["Inspector", "Weather", "Help"])
    await expect(page.get_by_role("button", name="Next nudge")).to_have_count(0)
    await expect(page.get_by_role("button", name="Tours")).to_have_count(0)
