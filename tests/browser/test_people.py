"""People side by side, live; threads, unread marks, whispers, stacks of modals; all of it by keyboard."""

from __future__ import annotations

import pytest
from playwright.async_api import expect

from tests.browser.conftest import GallerySite, OpenPage, column, eventually, say

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


async def test_two_people_see_each_other_live(gallery_site: GallerySite, open_page: OpenPage) -> None:
    page = await open_page(gallery_site.url(gallery_site.ada, gallery_site.eli))
    ada, eli = column(page, "Ada Lovelace"), column(page, "Eli Park")
    await say(ada, "Who knows pricing?")
    await expect(eli.get_by_text("Who knows pricing?")).to_be_visible()
    await say(eli, "I do, @ada")
    await expect(ada.locator(".mention-own")).to_have_text("@Ada Lovelace")
    await say(ada, "Great")
    await eli.get_by_text("Great", exact=True).wait_for()
    await say(ada, "/blocks now")
    await eli.get_by_role("button", name="Tell me more").click()
    await expect(ada.get_by_text("eli wants to know more")).to_be_visible()
    await expect(ada.get_by_role("button", name="I can help")).to_have_count(0)


async def test_a_whisper_is_only_for_its_addressee(gallery_site: GallerySite, open_page: OpenPage) -> None:
    page = await open_page(gallery_site.url(gallery_site.ada, gallery_site.eli))
    ada, eli = column(page, "Ada Lovelace"), column(page, "Eli Park")
    await say(ada, "/whisper hush")
    whisper = ada.locator(".message-ephemeral")
    await expect(whisper).to_contain_text("Only visible to you")
    await expect(whisper).to_contain_text("You said: hush")
    await say(ada, "loud")
    await expect(eli.get_by_text("loud")).to_be_visible()
    await expect(eli.get_by_text("hush")).to_have_count(0)


async def test_switching_person_takes_one_press(gallery_site: GallerySite, open_page: OpenPage) -> None:
    page = await open_page(gallery_site.url())
    await column(page, "Ada Lovelace").get_by_role("button", name="Be Eli Park").click()
    await expect(column(page, "Eli Park")).to_be_visible()
    await page.get_by_label("Add a person beside").select_option("Ada Lovelace")
    await column(page, "Eli Park").get_by_role("button", name="Be Ada Lovelace").click()
    names = await page.locator(".column").evaluate_all("all => all.map(one => one.dataset.person)")
    assert names == [gallery_site.ada, gallery_site.eli]
    assert f"people={gallery_site.ada}%2C{gallery_site.eli}" in page.url
    await column(page, "Ada Lovelace").get_by_role("button", name="Close Ada Lovelace's column").click()
    await expect(page.locator(".column")).to_have_count(1)


async def test_what_one_has_begun_stays_while_somebody_else_is_looked_at(
    gallery_site: GallerySite, open_page: OpenPage
) -> None:
    page = await open_page(gallery_site.url())
    ada, eli = column(page, "Ada Lovelace"), column(page, "Eli Park")
    await ada.locator(".composer-text").fill("Half a thou")
    await ada.get_by_role("button", name="Be Eli Park").click()
    await expect(eli.locator(".composer-text")).to_have_value("")
    await say(eli, "/gallery now")
    title = page.get_by_role("dialog", name="Every input").get_by_label("Title", exact=True)
    await title.fill("Half a title")
    await eli.get_by_role("button", name="Be Ada Lovelace").click()
    await expect(ada.locator(".composer-text")).to_have_value("Half a thou")
    await ada.get_by_role("button", name="Be Eli Park").click()
    await expect(title).to_have_value("Half a title")
    await page.reload()
    await expect(title).to_have_value("Half a title")
    await eli.get_by_role("button", name="Be Ada Lovelace").click()
    await expect(ada.locator(".composer-text")).to_have_value("Half a thou")


async def test_unread_marks_come_and_go(gallery_site: GallerySite, open_page: OpenPage) -> None:
    page = await open_page(gallery_site.url())
    ada = column(page, "Ada Lovelace")
    opened = await gallery_site.bot().conversations_open(users=gallery_site.ada)
    await gallery_site.bot().chat_postMessage(channel=opened["channel"]["id"], text="Somebody said yes")
    messages = ada.get_by_role("button", name="Messages , 1 unread")
    await messages.click()
    await expect(ada.get_by_text("Somebody said yes")).to_be_visible()
    await expect(ada.get_by_role("button", name="Messages", exact=True).first).to_be_visible()
    await expect(ada.locator(".badge")).to_have_count(0)
    opened = await gallery_site.bot().conversations_open(users=gallery_site.eli)
    await gallery_site.bot().chat_postMessage(channel=opened["channel"]["id"], text="A question for you")
    await expect(ada.get_by_role("button", name="Be Eli Park , 1 unread")).to_be_visible()
    await page.get_by_role("button", name="Go to Eli").click()
    await expect(column(page, "Eli Park").get_by_text("A question for you")).to_be_visible()
    await expect(page.get_by_role("button", name="Go to Eli")).to_have_count(0)
    await gallery_site.bot().chat_postMessage(channel=opened["channel"]["id"], text="And another one")
    await gallery_site.bot().chat_postMessage(channel=gallery_site.general, text="For everybody")
    await ada.get_by_role("button", name="Be Noor Said , 1 unread").click()
    await expect(column(page, "Noor Said").get_by_text("For everybody")).to_be_visible()


async def test_a_thread_opens_under_its_message(gallery_site: GallerySite, open_page: OpenPage) -> None:
    page = await open_page(gallery_site.url(gallery_site.ada, gallery_site.eli))
    ada, eli = column(page, "Ada Lovelace"), column(page, "Eli Park")
    await say(ada, "One question")
    await ada.locator(".message", has_text="One question").hover()
    await ada.get_by_role("button", name="More actions: Ada").click()
    await page.get_by_role("menuitem", name="Reply in thread").click()
    await ada.get_by_label("Reply in thread").fill("And one more thing")
    await page.keyboard.press("Enter")
    await eli.get_by_role("button", name="1 reply").click()
    await expect(eli.locator(".thread")).to_contain_text("And one more thing")


async def test_a_failing_app_is_told_about(gallery_site: GallerySite, open_page: OpenPage) -> None:
    page = await open_page(gallery_site.url())
    ada = column(page, "Ada Lovelace")
    await say(ada, "/broken now")
    await expect(ada.get_by_role("alert")).to_contain_text("/broken failed")
    await ada.get_by_role("button", name="Dismiss").click()
    await expect(ada.locator(".notice")).to_have_count(0)


async def test_modals_stack_and_close_together(gallery_site: GallerySite, open_page: OpenPage) -> None:
    page = await open_page(gallery_site.url())
    await say(column(page, "Ada Lovelace"), "/gallery now")
    first = page.get_by_role("dialog", name="Every input")
    await first.get_by_label("Title", exact=True).fill("push")
    await first.get_by_label("Mail (optional)").fill("ada@example.com")
    await page.keyboard.press("Enter")
    second = page.get_by_role("dialog", name="A second one")
    await expect(second.get_by_label("Title", exact=True)).to_be_focused()
    await page.keyboard.press("Escape")
    await expect(second).to_have_count(0)
    await expect(first.get_by_label("Mail (optional)")).to_have_value("ada@example.com")
    await first.get_by_role("button", name="Send it").click()
    await second.get_by_label("Title", exact=True).fill("done")
    await page.keyboard.press("Enter")
    await expect(page.locator("dialog")).to_have_count(0)
    await expect(column(page, "Ada Lovelace").locator(".composer-text")).to_be_focused()


async def test_another_page_of_a_modal_starts_at_its_top(
    gallery_site: GallerySite, open_page: OpenPage
) -> None:
    page = await open_page(gallery_site.url())
    await say(column(page, "Ada Lovelace"), "/gallery now")
    dialog = page.get_by_role("dialog", name="Every input")
    await dialog.get_by_label("Title", exact=True).fill("turn")
    await dialog.get_by_label("Files (optional)").scroll_into_view_if_needed()
    await dialog.get_by_role("button", name="Send it").click()
    page_two = page.get_by_role("dialog", name="One more look")
    await expect(page_two.get_by_text("Is this right?")).to_be_in_viewport()
    await expect(page_two.get_by_label("Title", exact=True)).to_have_value("turn")
    await expect(page_two.get_by_label("Title", exact=True)).to_be_focused()


async def test_the_whole_way_with_the_keyboard_alone(gallery_site: GallerySite, open_page: OpenPage) -> None:
    page = await open_page(gallery_site.url())
    press = page.keyboard.press
    await expect(page.locator(".composer-text")).to_be_focused()
    await page.keyboard.type("/ga")
    await expect(page.get_by_role("option", name="/gallery")).to_be_visible()
    await press("Tab")
    await press("Enter")
    dialog = page.get_by_role("dialog", name="Every input")
    await expect(dialog.get_by_label("Title", exact=True)).to_be_focused()
    await page.keyboard.type("By keyboard")
    for _ in range(5):
        await press("Tab")
    await expect(dialog.get_by_label("Colour (optional)")).to_be_focused()
    await page.keyboard.type("Green")
    await press("Tab")
    await press("Tab")
    await page.keyboard.type("ban")
    await press("Enter")
    await press("Escape")
    await expect(dialog.get_by_role("button", name="Remove Banana")).to_be_visible()
    await press("Shift+Tab")
    await press("Shift+Tab")
    await press("Control+Enter")
    await eventually(lambda: bool(gallery_site.gallery.submitted))
    values = gallery_site.gallery.submitted[0]
    assert values["plain_text_input"]["plain_text_input"]["value"] == "By keyboard"
    assert values["static_select"]["static_select"]["selected_option"]["value"] == "green"
    fruit = values["multi_static_select"]["multi_static_select"]["selected_options"]
    assert [one["value"] for one in fruit] == ["banana"]
    await expect(page.locator(".composer-text")).to_be_focused()


async def test_an_at_sign_offers_people(gallery_site: GallerySite, open_page: OpenPage) -> None:
    page = await open_page(gallery_site.url(gallery_site.ada, gallery_site.eli))
    ada = column(page, "Ada Lovelace")
    await ada.locator(".composer-text").press_sequentially("Hello @pa")
    await page.get_by_role("option", name="@eli").wait_for()
    await page.keyboard.press("Enter")
    await page.keyboard.type("there")
    await page.keyboard.press("Enter")
    await expect(column(page, "Eli Park").locator(".message-text")).to_have_text("Hello @Eli Park there")


async def test_the_focus_stays_near_a_button_that_went_away(
    gallery_site: GallerySite, open_page: OpenPage
) -> None:
    page = await open_page(gallery_site.url())
    ada = column(page, "Ada Lovelace")
    await say(ada, "/blocks now")
    await ada.get_by_role("button", name="Tell me more").focus()
    await page.keyboard.press("Enter")
    await expect(ada.get_by_text("ada wants to know more")).to_be_visible()
    await expect(ada.locator(".message", has_text="wants to know more")).to_be_focused()


async def test_a_slow_app_shows_that_it_is_at_work(gallery_site: GallerySite, open_page: OpenPage) -> None:
    page = await open_page(gallery_site.url())
    ada = column(page, "Ada Lovelace")
    await say(ada, "/gallery now")
    dialog = page.get_by_role("dialog", name="Every input")
    await dialog.get_by_label("Title", exact=True).fill("slow")
    send = dialog.get_by_role("button", name="Send it")
    await send.click()
    await expect(send).to_have_attribute("aria-busy", "true")
    await expect(ada.locator(".progress")).to_be_visible()
    await expect(dialog).to_have_count(0)
    await expect(ada.locator(".progress")).to_be_hidden()


async def test_shortcuts_are_in_their_menus(gallery_site: GallerySite, open_page: OpenPage) -> None:
    page = await open_page(gallery_site.url())
    ada = column(page, "Ada Lovelace")
    await say(ada, "About this")
    await ada.locator(".message", has_text="About this").hover()
    await ada.get_by_role("button", name="More actions: Ada").click()
    await page.get_by_role("menuitem", name="Ask about this").click()
    await page.get_by_role("dialog", name="Every input").wait_for()
    await page.keyboard.press("Escape")
    await expect(page.locator("dialog")).to_have_count(0)
    assert len(gallery_site.slack.traffic.deliveries_of("view_closed")) == 1
    await ada.get_by_role("button", name="Shortcuts").click()
    await page.get_by_role("menuitem", name="Open the gallery").click()
    await page.get_by_role("dialog", name="Every input").wait_for()


async def test_the_clock_goes_forward_only(gallery_site: GallerySite, open_page: OpenPage) -> None:
    page = await open_page(gallery_site.url())
    before = gallery_site.slack.clock.now()
    await page.get_by_role("button", name="+1 h").click()
    await eventually(lambda: (gallery_site.slack.clock.now() - before).total_seconds() >= 3600)
    await page.get_by_role("button", name="Go to…").click()
    await page.get_by_label("Move the clock to").fill("2031-05-05T09:00")
    await page.keyboard.press("Enter")
    await expect(page.locator("#clock")).to_contain_text("Mon 5 May 2031, 09:00")
    await expect(page.locator("#clock")).to_contain_text("07:00 UTC")
    await page.get_by_role("button", name="Go to…").click()
    await page.get_by_label("Move the clock to").fill("2030-01-01T09:00")
    await page.get_by_role("button", name="Go", exact=True).click()
    await expect(page.locator("#clock")).to_contain_text("2031")


async def test_the_page_finds_its_way_back_after_a_lost_line(
    gallery_site: GallerySite, open_page: OpenPage
) -> None:
    page = await open_page(gallery_site.url())
    await eventually(lambda: len(gallery_site.site.live.pages) == 1)
    await gallery_site.site.live.close()
    await gallery_site.bot().chat_postMessage(channel=gallery_site.general, text="While you were away")
    await expect(column(page, "Ada Lovelace").get_by_text("While you were away")).to_be_visible()


async def test_a_question_dies_with_the_person_it_was_put_to(
    gallery_site: GallerySite, open_page: OpenPage
) -> None:
    page = await open_page(gallery_site.url())
    ada, eli = column(page, "Ada Lovelace"), column(page, "Eli Park")
    await say(ada, "/blocks now")
    await ada.get_by_role("button", name="Delete").click()
    sure = page.get_by_role("alertdialog", name="Delete it?")
    await gallery_site.bot().chat_postMessage(channel=gallery_site.general, text="Meanwhile")
    await expect(ada.get_by_text("Meanwhile")).to_be_visible()
    await expect(sure).to_be_visible()
    await ada.get_by_role("button", name="Be Eli Park").click()
    await expect(sure).to_have_count(0)
    await say(eli, "Hello")
    await expect(eli.get_by_text("Hello")).to_be_visible()
    assert gallery_site.slack.traffic.deliveries_of("block_actions") == []
