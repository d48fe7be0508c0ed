"""Every input renders, keeps what was typed, and arrives at the app in Slack's shape."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Locator, expect

from tests.browser.conftest import GallerySite, OpenPage, column, eventually, say
from tests.browser.gallery import COLOURS, FRUIT

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


def chosen(options: list[dict[str, Any]]) -> list[str]:
    return [one["value"] for one in options]


async def pick(dialog: Locator, label: str, *words: str) -> None:
    """Choose in a searching picker by typing."""
    field = dialog.get_by_label(label, exact=True)
    for word in words:
        await field.fill(word)
        await dialog.locator(".listbox:popover-open").get_by_role("option", name=word).click()
    await field.blur()


async def fill_everything(dialog: Locator, files: Path) -> None:
    def labelled(label: str) -> Locator:
        return dialog.get_by_label(f"{label} (optional)", exact=True)

    await dialog.get_by_label("Title", exact=True).fill("A <b>title</b> & more")
    await labelled("Story").fill("One line\nanother line")
    await labelled("Mail").fill("ada@example.com")
    await labelled("Web address").fill("https://example.com/x")
    await labelled("Number").fill("7")
    await labelled("Colour").select_option("Green – the colour of go")
    await labelled("Colour by warmth").select_option("Blue")
    await pick(dialog, "Fruit (optional)", "Cherry", "Apple")
    await pick(dialog, "City (optional)", "Bern")
    await pick(dialog, "Cities (optional)", "Lagos", "Accra")
    await labelled("Person").select_option("Eli Park – Staff engineer")
    await pick(dialog, "People (optional)", "Noor Said")
    await labelled("Conversation").select_option("#general")
    await pick(dialog, "Conversations (optional)", "Pinchpoint")
    await labelled("Channel").select_option("#general")
    await pick(dialog, "Channels (optional)", "#general")
    await labelled("Day").fill("2027-03-28")
    await labelled("Time of day").fill("09:30")
    await labelled("Moment").fill("2027-07-01T14:00")
    await dialog.get_by_role("checkbox", name="Red").check()
    await dialog.get_by_role("checkbox", name="Blue").check()
    await dialog.get_by_role("radio", name="Green").check()
    await labelled("Rich words").fill("plain words")
    note = files / "note.txt"
    note.write_text("hello")
    await labelled("Files").set_input_files(note)


async def test_every_input_reaches_the_app_as_slack_would_send_it(
    gallery_site: GallerySite, open_page: OpenPage, tmp_path: Path
) -> None:
    page = await open_page(gallery_site.url())
    await say(column(page, "Ada Lovelace"), "/gallery now")
    dialog = page.get_by_role("dialog", name="Every input")
    await fill_everything(dialog, tmp_path)
    await dialog.get_by_role("button", name="Send it").click()
    await expect(dialog).to_be_hidden()

    values = {key: states[key] for key, states in gallery_site.gallery.submitted[0].items()}
    assert values["plain_text_input"]["value"] == "A <b>title</b> & more"
    assert values["plain_text_input-long"]["value"] == "One line\nanother line"
    assert values["email_text_input"]["value"] == "ada@example.com"
    assert values["url_text_input"]["value"] == "https://example.com/x"
    assert values["number_input"]["value"] == "7"
    assert values["static_select"]["selected_option"]["value"] == "green"
    assert values["static_select"]["selected_option"]["description"]["text"] == "the colour of go"
    assert values["static_select-grouped"]["selected_option"]["value"] == "blue"
    assert chosen(values["multi_static_select"]["selected_options"]) == ["cherry", "apple"]
    assert values["external_select"]["selected_option"]["text"]["text"] == "Bern"
    assert chosen(values["multi_external_select"]["selected_options"]) == ["lagos", "accra"]
    assert values["users_select"]["selected_user"] == gallery_site.eli
    assert len(values["multi_users_select"]["selected_users"]) == 1
    assert values["conversations_select"]["selected_conversation"] == gallery_site.general
    assert values["multi_conversations_select"]["selected_conversations"][0].startswith("D")
    assert values["channels_select"]["selected_channel"] == gallery_site.general
    assert values["multi_channels_select"]["selected_channels"] == [gallery_site.general]
    assert values["datepicker"]["selected_date"] == "2027-03-28"
    assert values["timepicker"] == {
        "type": "timepicker",
        "selected_time": "09:30",
        "timezone": "America/New_York",
    }
    # Ada is in Berlin: two in the afternoon there is noon UTC in July, wherever the browser stands.
    noon = datetime(2027, 7, 1, 12, tzinfo=UTC)
    assert values["datetimepicker"]["selected_date_time"] == int(noon.timestamp())
    assert chosen(values["checkboxes"]["selected_options"]) == ["red", "blue"]
    assert values["radio_buttons"]["selected_option"]["value"] == "green"
    rich = values["rich_text_input"]["rich_text_value"]["elements"][0]
    assert rich == {"type": "rich_text_section", "elements": [{"type": "text", "text": "plain words"}]}
    assert values["file_input"]["files"][0]["name"] == "note.txt"


async def test_initial_values_are_shown_and_sent_untouched(
    gallery_site: GallerySite, open_page: OpenPage
) -> None:
    page = await open_page(gallery_site.url())
    blocks = [
        input_block("plain_text_input", initial_value="Draft"),
        input_block("static_select", options=COLOURS, initial_option=COLOURS[2]),
        input_block("multi_static_select", options=FRUIT, initial_options=FRUIT[:2]),
        input_block("checkboxes", options=COLOURS, initial_options=[COLOURS[0]]),
        input_block("datepicker", initial_date="2027-01-02"),
        input_block("datetimepicker", initial_date_time=1_800_000_000),
        input_block("users_select", initial_user=gallery_site.eli),
    ]
    await open_view(gallery_site, page, blocks)
    dialog = page.get_by_role("dialog", name="Given")
    await expect(dialog.get_by_label("plain_text_input", exact=True)).to_have_value("Draft")
    await expect(dialog.locator(".chip")).to_have_text(["AppleRemove Apple", "BananaRemove Banana"])
    await expect(dialog.get_by_label("datetimepicker", exact=True)).to_have_value("2027-01-15T09:00")
    await dialog.get_by_role("button", name="Go", exact=True).click()
    await expect(dialog).to_be_hidden()
    values = {key: states[key] for key, states in gallery_site.gallery.submitted[0].items()}
    assert values["plain_text_input"]["value"] == "Draft"
    assert values["static_select"]["selected_option"]["value"] == "blue"
    assert chosen(values["multi_static_select"]["selected_options"]) == ["apple", "banana"]
    assert chosen(values["checkboxes"]["selected_options"]) == ["red"]
    assert values["datepicker"]["selected_date"] == "2027-01-02"
    assert values["datetimepicker"]["selected_date_time"] == 1_800_000_000
    assert values["users_select"]["selected_user"] == gallery_site.eli


async def test_what_was_typed_and_the_caret_survive_an_update(
    gallery_site: GallerySite, open_page: OpenPage
) -> None:
    page = await open_page(gallery_site.url())
    view_id = await open_view(
        gallery_site, page, [input_block("plain_text_input"), input_block("email_text_input", optional=True)]
    )
    field = page.get_by_role("dialog").get_by_label("plain_text_input", exact=True)
    await field.fill("half a thought")
    await field.evaluate("node => node.setSelectionRange(4, 6)")
    changed = input_block("plain_text_input", placeholder={"type": "plain_text", "text": "new words"})
    top = {"type": "section", "text": {"type": "mrkdwn", "text": "The app has news."}}
    await gallery_site.bot().views_update(view_id=view_id, view=given([top, changed]))
    await expect(page.get_by_text("The app has news.")).to_be_visible()
    await expect(field).to_have_value("half a thought")
    await expect(field).to_be_focused()
    assert await field.evaluate("node => [node.selectionStart, node.selectionEnd]") == [4, 6]
    other = changed | {"block_id": "another"}
    await gallery_site.bot().views_update(view_id=view_id, view=given([top, other]))
    await expect(field).to_have_value("")


async def test_slack_and_the_app_complain_at_the_field(
    gallery_site: GallerySite, open_page: OpenPage
) -> None:
    page = await open_page(gallery_site.url())
    await say(column(page, "Ada Lovelace"), "/gallery now")
    dialog = page.get_by_role("dialog", name="Every input")
    title = dialog.get_by_label("Title", exact=True)
    send = dialog.get_by_role("button", name="Send it")
    await dialog.get_by_label("Mail (optional)").fill("nobody")
    await dialog.get_by_label("Number (optional)").fill("11")
    await send.click()
    await expect(title).to_have_accessible_description("Please complete this required field.")
    await expect(title).to_be_focused()
    await expect(dialog.get_by_label("Mail (optional)")).to_have_attribute("aria-invalid", "true")
    await expect(dialog.get_by_label("Number (optional)")).to_have_attribute("aria-invalid", "true")
    assert gallery_site.slack.traffic.deliveries_of("view_submission") == []
    await dialog.get_by_label("Mail (optional)").fill("")
    await dialog.get_by_label("Number (optional)").fill("")
    await title.fill("taken")
    await send.click()
    await expect(title).to_have_accessible_description("That title is taken.")
    await title.fill("free")
    await expect(title).to_have_accessible_description("")
    await send.click()
    await expect(dialog).to_be_hidden()


async def test_a_message_control_tells_the_app_at_once(
    gallery_site: GallerySite, open_page: OpenPage
) -> None:
    page = await open_page(gallery_site.url())
    ada = column(page, "Ada Lovelace")
    await say(ada, "/blocks now")
    await ada.get_by_role("button", name="I can help").click()
    await ada.get_by_label("Pick a colour").select_option("Blue")
    await ada.get_by_label("Pick a person").select_option("Eli Park – Staff engineer")
    await ada.get_by_role("button", name="More actions", exact=True).click()
    await page.get_by_role("menuitem", name="Archive").click()
    await ada.get_by_role("button", name="Delete").click()
    question = page.get_by_role("alertdialog", name="Delete it?")
    await question.get_by_role("button", name="Keep").click()
    await ada.get_by_role("button", name="Delete").click()
    await question.get_by_role("button", name="Delete").click()
    await eventually(lambda: len(gallery_site.gallery.actions) == 5)
    assert [one["action_id"] for one in gallery_site.gallery.actions] == [
        "primary",
        "colour",
        "who",
        "overflow",
        "danger",
    ]
    primary, colour, who, overflow, _ = gallery_site.gallery.actions
    assert primary["value"] == "7"
    assert colour["selected_option"]["value"] == "blue"
    assert who["selected_user"] == gallery_site.eli
    assert overflow["selected_option"]["value"] == "archive"


async def test_a_home_input_dispatches_on_enter(gallery_site: GallerySite, open_page: OpenPage) -> None:
    page = await open_page(gallery_site.url())
    ada = column(page, "Ada Lovelace")
    await ada.get_by_role("button", name="Home").first.click()
    await expect(ada.get_by_role("heading", name="Welcome")).to_be_visible()
    note = ada.get_by_label("A note to yourself")
    await note.fill("call Eli")
    await note.press("Enter")
    await eventually(lambda: bool(gallery_site.gallery.actions))
    assert gallery_site.gallery.actions[0]["value"] == "call Eli"
    await expect(note).to_have_value("call Eli")


def input_block(kind: str, *, optional: bool = False, **more: Any) -> dict[str, Any]:
    label = {"type": "plain_text", "text": kind}
    element = {"type": kind, "action_id": kind, **more}
    return {"type": "input", "block_id": kind, "label": label, "optional": optional, "element": element}


def given(blocks: list[dict[str, Any]]) -> dict[str, Any]:
    words = {
        name: {"type": "plain_text", "text": text} for name, text in (("title", "Given"), ("submit", "Go"))
    }
    return {"type": "modal", "callback_id": "gallery", "blocks": blocks, **words}


async def open_view(gallery_site: GallerySite, page: Any, blocks: list[dict[str, Any]]) -> str:
    """Open a modal with these blocks for Ada and return its id."""
    gallery_site.gallery.next_view = given(blocks)
    await say(column(page, "Ada Lovelace"), "/gallery now")
    await page.get_by_role("dialog", name="Given").wait_for()
    return next(iter(gallery_site.slack.workspace.stack(gallery_site.ada))).id
