"""The command /mentoring: every word of it, in DMs and channels alike."""

from __future__ import annotations

import re

import pytest

from bot.home import queries, views
from bot.home.listeners import COMMANDS
from bot.home.queries import Stats
from bot.kit.db import Database
from bot.kit.reader import NEUTRAL
from bot.models import Offer, Session, SessionState
from tests.support.app import SLIDES, AppUnderTest
from tests.support.clock import MONDAY
from tests.support.factories import ADA, ELI, MEI, NOOR, T, create_accepted_offer, create_workspace
from tests.support.factories import SLIDES as SLIDES_TOPIC


async def test_the_link_to_share_opens_the_app(app: AppUnderTest) -> None:
    await app.ada.command("/mentoring", "link")
    workspace = app.slack.workspace
    address = f"https://slack.com/app_redirect?app={workspace.app_id}&team={workspace.team_id}"
    assert address in app.ada.dm()[-1].text


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
    await app.ada.sees("Waiting for you: nothing at the moment.")
    await app.join(app.eli, SLIDES)
    await app.ask(app.ada, "Could you look at the opening of my board deck before Friday?")
    await app.eli.press("I can help")
    await app.settle()
    await app.ada.command("/mentoring", "sessions")
    listed = await app.ada.sees("Pick a time with Eli")
    assert "None of these" in listed.buttons()


async def test_the_program_area_opens_for_admins_and_is_kindly_refused_to_others(app: AppUnderTest) -> None:
    await app.noor.command("/mentoring", "admin")
    await app.noor.sees_modal()
    await app.ada.command("/mentoring", "admin")
    assert app.ada.modal() is None
    await app.ada.sees("Noor Haddad")


async def _session(database: Database, state: SessionState, mentee: str = ADA, expert: str = ELI) -> None:
    """A question, and the session that it led to."""
    offer_id = await create_accepted_offer(database, mentee=mentee, expert=expert)
    async with database.begin(T) as db:
        offer = await db.get(Offer, offer_id)
        assert offer is not None
        await db.insert(
            Session,
            ask_id=offer.ask_id,
            offer_id=offer_id,
            mentee_id=mentee,
            expert_id=expert,
            minutes=45,
            state=state,
            starts_at=MONDAY,
            ends_at=MONDAY,
            created_at=MONDAY,
        )


async def test_stats_count_what_a_person_asked_had_and_gave(database: Database) -> None:
    await create_workspace(database, [ELI, MEI], {}, **SLIDES_TOPIC)
    await _session(database, SessionState.HELD)
    await _session(database, SessionState.HELD, expert=MEI)
    await _session(database, SessionState.CANCELLED)
    await _session(database, SessionState.HELD, mentee=ELI, expert=MEI)
    async with database.read(T) as db:
        stats = {one: await queries.my_stats(db, one, MONDAY) for one in (ADA, ELI, MEI, NOOR)}
    assert stats == {
        ADA: Stats(asked=3, sessions=2, minutes_helped=0),
        ELI: Stats(asked=1, sessions=2, minutes_helped=45),
        MEI: Stats(asked=0, sessions=2, minutes_helped=90),
        NOOR: Stats(asked=0, sessions=0, minutes_helped=0),
    }


async def test_stats_are_told_to_the_person_alone(app: AppUnderTest) -> None:
    await app.ask(app.ada, "Could you look at the opening of my board deck before Friday?")
    channel = app.slack.add_channel("random", [app.ada.id, app.mei.id])
    await app.ada.command("/mentoring", "stats", channel=channel)
    told = app.ada.messages(channel)[-1].text
    assert "Questions you asked: 1" in told.replace("*", "")
    assert "Sessions you had: 0" in told.replace("*", "")
    assert "Minutes you helped: 0" in told.replace("*", "")
    assert app.mei.messages(channel) == []
