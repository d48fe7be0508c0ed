"""The small company in the browser: who is there, and what they do on the main journey."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime

from playwright.async_api import Locator, Page, TimeoutError, expect

from bot.playground.page.site import Site

QUESTION = "How do I get my board presentation from twenty slides to five?"
TOPIC = "Presentations and storytelling"
THANKS = "I cut the deck to five slides, and the board said yes."


def morning() -> datetime:
    """A Tuesday at half past nine in Berlin."""
    return datetime(2027, 2, 2, 8, 30, tzinfo=UTC)


@dataclass(frozen=True)
class SmallCompany:
    """A running playground with the small company."""

    site: Site

    def id(self, name: str) -> str:
        """Somebody's user id, by handle."""
        users = self.site.slack.workspace.users.values()
        return next(user.id for user in users if user.name == name)

    def url(self, *names: str) -> str:
        """The page with these people side by side."""
        ids = ",".join(self.id(name) for name in names or ("ada", "eli"))
        return f"{self.site.page_url}&people={ids}"


async def go(place: Locator, name: str) -> None:
    """Turn a column to a conversation; in narrow ones the list slides in first."""
    toggle = place.get_by_role("button", name="Show conversations")
    if await toggle.is_visible():
        await toggle.click()
    await place.locator(".side-item", has_text=name).click()


def dialog(place: Locator, name: str) -> Locator:
    """A form in a column."""
    return place.get_by_role("dialog", name=name)


async def ask(ada: Locator, topic: str = TOPIC) -> None:
    """Type a question behind the command, and choose its topic."""
    field = ada.locator(".composer-text")
    await field.fill(f"/ask-expert {QUESTION}")
    await field.press("Enter")
    form = dialog(ada, "Ask an expert")
    topics = form.get_by_label("Topic", exact=True)
    # Beside a topic's name stands how many offer it.
    await topics.select_option(value=await topics.locator("option", has_text=topic).get_attribute("value"))


async def begin_with_opening(form: Locator) -> None:
    """Press the button until it took: on a busy machine a first press has been seen to show nothing."""
    taken = form.get_by_role("button", name="Leave these words out")
    for _ in range(6):
        with suppress(TimeoutError):
            await form.get_by_role("button", name="Begin with these words").click(timeout=10_000)
        with suppress(TimeoutError):
            return await taken.wait_for(timeout=10_000)
    raise AssertionError("the opening is never taken")


async def send(ada: Locator, eli: Locator) -> None:
    """Take the clinic's opening and send the question; it reaches Eli."""
    form = dialog(ada, "Ask an expert")
    await begin_with_opening(form)
    await expect(form.get_by_label("Your question")).to_have_value(QUESTION)
    await form.get_by_role("button", name="Ask it like this").click()
    await dialog(ada, "Question received").get_by_role("button", name="Close").last.click()
    await go(ada, "Messages")
    await go(eli, "Messages")
    await eli.get_by_role("button", name="I can help").wait_for()


async def accept(ada: Locator, eli: Locator) -> None:
    """Eli says yes; both turn to their conversation."""
    await eli.get_by_role("button", name="I can help").click()
    await go(ada, "Eli, Pinchpoint")
    await go(eli, "Ada, Pinchpoint")


async def book(ada: Locator) -> None:
    """Ada takes the second time proposed."""
    await ada.locator('[data-action^="session_book"]').nth(1).click()
    await ada.get_by_role("button", name="Reschedule").wait_for()


async def wrap_up(place: Locator, takeaways: str, *, below: str = "") -> None:
    """Save one side's words; those of the other stand there already, and these go below them."""
    await go(place, "Messages")
    await place.get_by_role("button", name="Wrap up").last.click()  # a reminder may have come as well
    form = dialog(place, "Wrap up")
    await form.get_by_role("radiogroup", name="Did it take place").get_by_role("radio", name="Yes").check()
    words = form.get_by_label("What do you take away?")
    await expect(words).to_have_value(below)
    await words.fill("\n".join(filter(None, (below, takeaways))))
    await form.get_by_role("button", name="Save").click()
    await expect(form).to_have_count(0)


async def thank(ada: Locator) -> None:
    """Ada writes what she did with it."""
    await ada.get_by_role("button", name="Write a thank-you").click()
    form = dialog(ada, "A thank-you")
    await form.get_by_label("What did you do with it?").fill(THANKS)
    await form.get_by_role("button", name="Send").click()


async def tick(page: Page, label: str, times: int = 1) -> None:
    """Press a button of the clock."""
    for _ in range(times):
        button = page.get_by_role("button", name=label, exact=True)
        await button.click()
        await expect(button).not_to_have_attribute("aria-busy", "true")


async def tick_until(page: Page, shown: Locator, most: int = 8) -> None:
    """Move from nudge to nudge until something shows: how many lie between depends on the hour it is."""
    for _ in range(most):
        if await shown.count():
            return
        await tick(page, "Next nudge")
        with suppress(TimeoutError):
            await shown.last.wait_for(timeout=400)
    await expect(shown.last).to_be_visible()
