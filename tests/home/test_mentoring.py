"""The command /mentoring: every word of it, in DMs and channels alike."""

from __future__ import annotations

import re

import pytest

from bot.home import texts, views
from bot.home.listeners import COMMANDS
from bot.kit.reader import NEUTRAL
from tests.support.app import SLIDES, AppUnderTest


def test_usage_names_every_word_and_no_other() -> None:
    assert set(re.findall(r"`/mentoring (\w+)`", views.usage(NEUTRAL))) == set(COMMANDS)


@pytest.mark.parametrize("typed", ["help", "", "  HELP me please", "frobnicate", "<!channel> & *co*"])
async def test_help_and_whatever_is_not_understood_say_what_there_is(app: AppUnderTest, typed: str) -> None:
    channel = app.slack.add_channel("random", [app.ada.id, app.mei.id])
    for place in (None, channel):
        await app.ada.command("/mentoring", typed, channel=place)
        shown = app.ada.surfaces()[0].text
        for word in COMMANDS:
            assert f"/mentoring {word}" in shown
        assert "/ask-expert" in shown
    assert len(app.ada.messages(channel)) == 1
    assert app.mei.messages(channel) == []


async def test_an_unknown_word_is_named(app: AppUnderTest) -> None:
    await app.ada.command("/mentoring", "frobnicate now")
    await app.ada.sees("I do not know “frobnicate” yet")


async def test_profile_opens_the_form_to_join(app: AppUnderTest) -> None:
    await app.eli.command("/mentoring", "profile")
    await app.eli.sees_modal("Help a colleague")


async def test_pause_is_kind_to_somebody_who_has_not_joined_and_pauses_an_expert(app: AppUnderTest) -> None:
    await app.ada.command("/mentoring", "pause")
    await app.ada.sees_modal("Pause")
    assert app.ada.modal().item.body.get("submit") is None  # type: ignore[union-attr]
    await app.join(app.eli, SLIDES)
    await app.eli.command("/mentoring", "Pause")
    await app.eli.fill({"Pause me until": "2027-03-01"})
    assert await app.eli.submit() == {}
    home = await app.eli.open_home()
    await app.eli.sees("1 Mar", in_=home)


async def test_sessions_are_listed_with_their_buttons(app: AppUnderTest) -> None:
    await app.ada.command("/mentoring", "sessions")
    await app.ada.sees(str(texts.NO_SESSIONS))
    await app.join(app.eli, SLIDES)
    await app.ask(app.ada, "Could you look at the opening of my board deck before Friday?")
    await app.eli.press("I can help")
    await app.settle()
    await app.ada.command("/mentoring", "sessions")
    listed = await app.ada.sees("My sessions")
    assert "Eli Navarro" in listed.text
    assert "None of these" in listed.buttons()


async def test_the_program_area_opens_for_admins_and_is_kindly_refused_to_others(app: AppUnderTest) -> None:
    await app.noor.command("/mentoring", "admin")
    await app.noor.sees_modal()
    await app.ada.command("/mentoring", "admin")
    assert app.ada.modal() is None
    await app.ada.sees("Noor Haddad")
