"""The main journey on the real service, two people side by side, and once by keyboard alone."""

from __future__ import annotations

import pytest
from playwright.async_api import Locator, Page, expect

from tests.browser.conftest import OpenPage, column, violations
from tests.browser.small_company import (
    QUESTION,
    THANKS,
    TOPIC,
    SmallCompany,
    accept,
    ask,
    book,
    dialog,
    go,
    send,
    thank,
    tick,
    tick_until,
    wrap_up,
)

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


async def prepare(ada: Locator) -> None:
    await ada.get_by_role("button", name="Prepare").last.click()
    form = dialog(ada, "Get ready")
    await form.get_by_label("What success looks like").fill("I know which five slides stay.")
    await form.get_by_role("button", name="Save").click()
    await expect(form).to_have_count(0)


async def test_from_a_question_to_a_thank_you(small_company: SmallCompany, open_page: OpenPage) -> None:
    page = await open_page(small_company.url("ada", "eli"))
    ada, eli = column(page, "Ada Brandt"), column(page, "Eli Navarro")
    await ask(ada)
    await send(ada, eli)
    await expect(eli.get_by_role("heading", name=f"Can you help with {TOPIC}?")).to_be_visible()
    await expect(ada.get_by_text("One colleague has been asked")).to_be_visible()
    await accept(ada, eli)
    await book(ada)
    await expect(eli.get_by_text("you are booked")).to_be_visible()
    await go(ada, "Messages")
    await tick_until(page, ada.get_by_text("Five minutes of preparation"))
    await prepare(ada)
    await tick(page, "Next session")
    for one in (ada, eli):
        await go(one, "Messages")
        await one.get_by_role("button", name="We've started").last.click()
    await expect(eli.get_by_text("You have started. Enjoy it.")).to_be_visible()
    await go(ada, "Messages")
    await tick_until(page, ada.get_by_role("button", name="Wrap up").last)
    await wrap_up(ada, "Start with the decision.")
    await expect(ada.get_by_text("is in.").last).to_be_visible()
    await wrap_up(eli, "Ada knows her numbers.", below="Start with the decision.")
    for one in (ada, eli):  # both have spoken: what was thanked for has become what came of it
        await expect(one.get_by_text("What came of your session")).to_be_visible()
        await expect(one.get_by_text("Start with the decision.")).to_be_visible()
        await expect(one.get_by_text("Ada knows her numbers.")).to_be_visible()
    await tick_until(page, ada.get_by_role("button", name="Write a thank-you"))
    await thank(ada)
    await expect(eli.get_by_text(THANKS)).to_be_visible()
    await expect(eli.get_by_text("Ada thanks you")).to_be_visible()
    assert await violations(page) == []
    await go(ada, "Home")
    past = ada.locator(".block-container", has_text=f"{TOPIC} with Eli")
    await expect(past.get_by_text("Start with the decision.")).to_be_visible()
    await past.locator("summary").press("Enter")
    await expect(past.get_by_text("Start with the decision.")).to_be_hidden()
    await past.locator("summary").click()
    await expect(past.get_by_role("button", name="Talk again")).to_be_visible()
    assert await violations(page) == []


async def choose(page: Page, option: str, most: int = 20) -> None:
    """Choose an option of the focused menu by arrow key: what is typed slowly is forgotten."""
    for _ in range(most):
        chosen = await page.evaluate("document.activeElement.selectedOptions?.[0]?.textContent ?? ''")
        if option in chosen:
            return
        await page.keyboard.press("ArrowDown")
    raise AssertionError(f"there is no option {option}")


async def tab_to(page: Page, name: str, most: int = 60) -> None:
    """Press Tab until the focus is on a control of this name."""
    for _ in range(most):
        words = await page.evaluate(
            "document.activeElement.getAttribute('aria-label')"
            " ?? document.activeElement.labels?.[0]?.textContent ?? document.activeElement.textContent"
        )
        if (words or "").strip().startswith(name):
            return
        await page.keyboard.press("Tab")
    raise AssertionError(f"Tab does not reach {name}")


async def test_from_the_command_to_a_booked_session_by_keyboard_alone(
    small_company: SmallCompany, open_page: OpenPage
) -> None:
    page = await open_page(small_company.url("ada", "eli"))
    ada, eli = column(page, "Ada Brandt"), column(page, "Eli Navarro")
    keyboard = page.keyboard
    await expect(ada.locator(".composer-text")).to_be_focused()
    await keyboard.type(f"/ask-expert {QUESTION}")
    await keyboard.press("Enter")
    await expect(dialog(ada, "Ask an expert").get_by_label("Your question")).to_be_focused()
    await tab_to(page, "Topic")
    await choose(page, TOPIC)
    await tab_to(page, "Ask it like this")
    await keyboard.press("Enter")
    await dialog(ada, "Question received").wait_for()
    await keyboard.press("Escape")
    await expect(ada.locator(".composer-text")).to_be_focused()

    await keyboard.press("Alt+2")
    await expect(eli.locator(".composer-text")).to_be_focused()
    await keyboard.press("Shift+Tab")
    await tab_back_to(page, "Show conversations")
    await keyboard.press("Enter")
    await walk_down_to(page, "Messages")
    await keyboard.press("Enter")
    await eli.get_by_role("button", name="I can help").wait_for()
    await tab_back_to(page, "I can help")
    await keyboard.press("Enter")
    await expect(eli.get_by_role("button", name="I can help")).to_have_count(0)

    await keyboard.press("Alt+1")
    await tab_back_to(page, "Show conversations")
    await keyboard.press("Enter")
    await walk_down_to(page, "Eli, Pinchpoint")
    await keyboard.press("Enter")
    await ada.get_by_role("button", name="None of these").wait_for()
    await tab_back_to(page, "Book Wed")
    await keyboard.press("Enter")
    await expect(ada.get_by_text("you are booked")).to_be_visible()


async def tab_back_to(page: Page, name: str) -> None:
    """Press Shift and Tab until the focus is on a control of this name."""
    for _ in range(40):
        words = await page.evaluate("document.activeElement.textContent")
        if words.strip().startswith(name):
            return
        await page.keyboard.press("Shift+Tab")
    raise AssertionError(f"Shift and Tab do not reach {name}")


async def walk_down_to(page: Page, name: str) -> None:
    """Press the arrow down until the focus is on an entry of this name."""
    for _ in range(12):
        if (await page.evaluate("document.activeElement.textContent")).startswith(name):
            return
        await page.keyboard.press("ArrowDown")
    raise AssertionError(f"The arrows do not reach {name}")
