"""Writes the pictures of the main screens to docs/images, and the moving one of the main journey.

``python -m tests.browser.pictures``. The moving one needs Pillow, which comes with requirements/dev.txt.
"""

from __future__ import annotations

import asyncio
import io
import tempfile
from pathlib import Path

from PIL import Image
from playwright.async_api import Locator, Page, async_playwright, expect

from bot.playground.run import playground
from tests.browser.conftest import ARGS, CHROMIUM, column
from tests.browser.small_company import (
    SmallCompany,
    accept,
    ask,
    book,
    dialog,
    go,
    morning,
    send,
    thank,
    tick,
    tick_until,
    wrap_up,
)

IMAGES = Path(__file__).parents[2] / "docs" / "images"
SIZE = {"width": 1280, "height": 800}


MOVING = (960, 600)  # pixels of the moving picture
SHOWN = 2_400  # milliseconds for each of its frames


async def shot(page: Page) -> bytes:
    """Return what the page shows, without pointer, caret and passing words."""
    await page.mouse.move(1, 1)
    await page.evaluate("document.activeElement.blur()")
    await expect(page.locator(".toast-shown")).to_have_count(0, timeout=10_000)
    await page.wait_for_timeout(300)
    return await page.screenshot(caret="hide")


def write(name: str, picture: bytes) -> None:
    """Write one picture."""
    path = IMAGES / name
    path.write_bytes(picture)
    print(f"{path.name}: {path.stat().st_size // 1000} kB")


async def take(page: Page, name: str) -> bytes:
    """Write what the page shows, and return it."""
    picture = await shot(page)
    write(f"{name}.png", picture)
    return picture


def moving(frames: list[bytes]) -> bytes:
    """Return the frames as one moving picture that begins again at its end."""
    first, *others = [Image.open(io.BytesIO(one)).convert("RGB").resize(MOVING) for one in frames]
    made = io.BytesIO()
    first.save(
        made, "WEBP", save_all=True, append_images=others, duration=SHOWN, loop=0, quality=72, method=6
    )
    return made.getvalue()


async def journey(page: Page, ada: Locator, eli: Locator) -> None:
    """From the question to the thank-you."""
    await ask(ada)
    frames = [await take(page, "ask-clinic")]
    await send(ada, eli)
    frames.append(await take(page, "offer"))
    await accept(ada, eli)
    frames.append(await take(page, "hero"))
    await book(ada)
    frames.append(await take(page, "booked"))
    await go(eli, "Messages")
    await go(ada, "Messages")
    for place in (ada, eli):
        await tick_until(page, place.get_by_role("button", name="Prepare"))
    await ada.get_by_role("button", name="Prepare").last.click()
    await eli.get_by_role("button", name="Prepare").last.click()
    await dialog(eli, "Get ready").wait_for()
    form = dialog(ada, "Get ready")
    await form.get_by_label("A link or a short scenario").fill("Twenty slides on pricing for the board.")
    await form.get_by_role("checkbox").first.check()
    frames.append(await take(page, "checklist"))
    for place in (ada, eli):
        await dialog(place, "Get ready").locator("[type=submit]").click()
    await tick(page, "Next session")
    await go(ada, "Eli, Pinchpoint")
    await go(eli, "Ada, Pinchpoint")
    await ada.get_by_role("button", name="We've started").wait_for()
    frames.append(await take(page, "session"))
    frames += await conclusion(page, ada, eli)
    write("journey.webp", moving(frames))


async def conclusion(page: Page, ada: Locator, eli: Locator) -> list[bytes]:
    """From the start of the session to the thank-you; returns what was seen on the way."""
    for one in (ada, eli):
        await go(one, "Messages")
        await one.get_by_role("button", name="We've started").last.click()
    await eli.get_by_text("You have started. Enjoy it.").wait_for()
    await tick_until(page, ada.get_by_role("button", name="Wrap up").last)
    await wrap_up(ada, "Start with the decision.")
    await wrap_up(eli, "Ada knows her numbers.", below="Start with the decision.")
    for one in (ada, eli):
        await one.get_by_text("What came of your session").wait_for()
    frames = [await shot(page)]
    await tick_until(page, ada.get_by_role("button", name="Write a thank-you"))
    await thank(ada)
    await eli.get_by_text("Ada thanks you").wait_for()
    return [*frames, await shot(page)]


async def tools(page: Page) -> None:
    """The drawer and the tour."""
    await page.get_by_role("button", name="Tools").click()
    for name in ("Waiting", "Inspector", "Weather"):
        await page.get_by_role("tab", name=name).click()
        if name == "Inspector":
            await page.locator(".log-row", has_text="session_").first.click()
        await take(page, name.lower())
    await page.get_by_role("button", name="Close the drawer").click()
    await page.get_by_role("button", name="Tours", exact=True).click()
    await page.get_by_role("menuitem", name="A question, from asking").click()
    tour = page.get_by_role("complementary", name="Guided tour")
    await tour.get_by_role("button", name="Start the tour").click()
    bar = tour.get_by_role("progressbar", name="Tour")
    for step in range(6):
        await tour.get_by_role("button", name="Do it for me").click()
        await expect(bar).to_have_js_property("value", step + 1)
    ada = column(page, "Ada Brandt")
    await ada.get_by_role("button", name="Prepare").last.click()
    await dialog(ada, "Get ready").wait_for()
    await take(page, "playground-tour")


async def main() -> None:
    """Take them all."""
    IMAGES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        async with playground(Path(folder)) as site, async_playwright() as playwright:
            assert site.runner is not None
            await site.runner.set_scene("small_company", morning())
            browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=ARGS)
            page = await browser.new_page(viewport=SIZE, reduced_motion="reduce")
            await page.goto(SmallCompany(site).url("ada", "eli"))
            await journey(page, column(page, "Ada Brandt"), column(page, "Eli Navarro"))
            await tools(page)
            await browser.close()


if __name__ == "__main__":
    asyncio.run(main())
