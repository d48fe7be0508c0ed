"""The file input: bytes chosen on the page reach the app, and what cannot be taken is said in words."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.async_api import FilePayload, Locator, Page, expect

from tests.browser.conftest import GallerySite, OpenPage
from tests.browser.test_inputs import input_block, open_view

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


def text(name: str, content: bytes = b"hello") -> FilePayload:
    return {"name": name, "mimeType": "text/plain", "buffer": content}


async def opened(gallery_site: GallerySite, page: Page, **more: Any) -> Locator:
    await open_view(gallery_site, page, [input_block("file_input", **more)])
    return page.get_by_role("dialog", name="Given")


async def test_the_app_gets_the_bytes_of_what_was_chosen(
    gallery_site: GallerySite, open_page: OpenPage
) -> None:
    page = await open_page(gallery_site.url())
    dialog = await opened(gallery_site, page, max_files=3)
    field = dialog.get_by_label("file_input", exact=True)
    await field.set_input_files([text("a.txt", b"first"), text("naïve & <b>.csv", b"\x00\xff")])
    await field.set_input_files(text("c.txt", b"third"))
    await expect(dialog.locator(".chip-name")).to_have_text(["a.txt", "naïve & <b>.csv", "c.txt"])
    await dialog.get_by_role("button", name="Remove a.txt").click()
    await expect(field).to_be_focused()
    await dialog.get_by_role("button", name="Go").click()
    await expect(dialog).to_be_hidden()

    files = gallery_site.gallery.submitted[0]["file_input"]["file_input"]["files"]
    assert [(f["name"], f["size"], f["user"]) for f in files] == [
        ("naïve & <b>.csv", 2, gallery_site.ada),
        ("c.txt", 5, gallery_site.ada),
    ]
    bearer = {"Authorization": f"Bearer {gallery_site.slack.bot_token}"}
    answer = await page.request.get(files[0]["url_private_download"], headers=bearer)
    assert await answer.body() == b"\x00\xff"
    assert (await page.request.get(files[0]["url_private_download"])).status == 404


async def test_what_cannot_be_taken_is_said(gallery_site: GallerySite, open_page: OpenPage) -> None:
    page = await open_page(gallery_site.url())
    dialog = await opened(gallery_site, page, max_files=2, filetypes=["txt", "csv"])
    field = dialog.get_by_label("file_input", exact=True)
    said = dialog.get_by_role("status")
    await dialog.get_by_role("button", name="Go").click()
    await expect(dialog.locator(".error")).to_have_text("Please complete this required field.")
    await field.set_input_files(text("deck.pdf"))
    await expect(said).to_have_text("deck.pdf can’t be added: choose .txt, .csv.")
    await field.set_input_files(text("none.txt", b""))
    await expect(said).to_have_text("none.txt is empty.")
    await field.set_input_files([text(f"{n}.TXT") for n in range(3)])
    await expect(said).to_have_text("At most 2 files can be added.")
    await expect(dialog.locator(".chip-name")).to_have_text(["0.TXT", "1.TXT"])
    await expect(dialog.locator(".error")).to_have_text("")
    full = {"ok": False, "error": "file_too_large", "notice": "It is too large for the playground."}
    await page.route("**/file?*", lambda route: route.fulfill(status=400, json=full))
    await dialog.get_by_role("button", name="Remove 0.TXT").click()
    await field.set_input_files(text("lost.txt"))
    await expect(said).to_have_text("lost.txt could not be added. It is too large for the playground.")
    await expect(dialog.locator(".chip")).to_have_count(1)


async def test_one_file_gives_way_to_another_and_a_slow_one_is_waited_for(
    gallery_site: GallerySite, open_page: OpenPage
) -> None:
    page = await open_page(gallery_site.url())
    dialog = await opened(gallery_site, page, max_files=1)
    field = dialog.get_by_label("file_input", exact=True)
    await field.set_input_files(text("first.txt"))
    await expect(dialog.locator(".chip-name")).to_have_text("first.txt")

    async def slowly(route: Any) -> None:
        await page.wait_for_timeout(400)
        await route.continue_()

    await page.route("**/file?*", slowly)
    await field.set_input_files(text("second.txt"))
    await page.keyboard.press("Control+Enter")
    await expect(dialog).to_be_hidden()
    files = gallery_site.gallery.submitted[0]["file_input"]["file_input"]["files"]
    assert [f["name"] for f in files] == ["second.txt"]
    assert gallery_site.slack.workspace.files[files[0]["id"]].content == b"hello"
