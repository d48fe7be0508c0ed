"""The command /mentoring: every word of it, in DMs and channels alike."""

from __future__ import annotations

import pytest

from bot.home import texts
from bot.home.listeners import COMMANDS
from tests.journeys.company import SLIDES, Company


def test_usage_names_every_word_and_no_other() -> None:
    assert set(texts.USAGE_OF) == set(COMMANDS)


@pytest.mark.parametrize("typed", ["help", "", "  HELP me please", "frobnicate", "<!channel> & *co*"])
async def test_help_and_whatever_is_not_understood_say_what_there_is(company: Company, typed: str) -> None:
    channel = company.slack.add_channel("random", [company.ada.id, company.mei.id])
    for place in (None, channel):
        await company.ada.command("/mentoring", typed, channel=place)
        shown = company.ada.surfaces()[0].text
        for word in COMMANDS:
            assert f"/mentoring {word}" in shown
        assert "/ask-expert" in shown
    assert len(company.ada.messages(channel)) == 1
    assert company.mei.messages(channel) == []


async def test_an_unknown_word_is_named(company: Company) -> None:
    await company.ada.command("/mentoring", "frobnicate now")
    await company.ada.sees("I do not know “frobnicate” yet")


async def test_profile_opens_the_form_to_join(company: Company) -> None:
    await company.eli.command("/mentoring", "profile")
    await company.eli.sees_modal("Help a colleague")


async def test_pause_is_kind_to_somebody_who_has_not_joined_and_pauses_an_expert(company: Company) -> None:
    await company.ada.command("/mentoring", "pause")
    await company.ada.sees_modal("Pause")
    assert company.ada.modal().item.body.get("submit") is None  # type: ignore[union-attr]
    await company.join(company.eli, SLIDES)
    await company.eli.command("/mentoring", "Pause")
    await company.eli.fill({"Pause me until": "2027-03-01"})
    assert await company.eli.submit() == {}
    home = await company.eli.open_home()
    await company.eli.sees("1 Mar", in_=home)


async def test_sessions_are_listed_with_their_buttons(company: Company) -> None:
    await company.ada.command("/mentoring", "sessions")
    await company.ada.sees(texts.NO_SESSIONS)
    await company.join(company.eli, SLIDES)
    await company.ask(company.ada, "Could you look at the opening of my board deck before Friday?")
    await company.eli.press("I can help")
    await company.settle()
    await company.ada.command("/mentoring", "sessions")
    listed = await company.ada.sees("My sessions")
    assert "Eli Navarro" in listed.text
    assert "None of these" in listed.buttons()


async def test_the_program_area_opens_for_admins_and_is_kindly_refused_to_others(company: Company) -> None:
    await company.noor.command("/mentoring", "admin")
    await company.noor.sees_modal()
    await company.ada.command("/mentoring", "admin")
    assert company.ada.modal() is None
    await company.ada.sees("Noor Haddad")
