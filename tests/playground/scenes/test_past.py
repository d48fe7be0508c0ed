"""The scenes that begin in the middle: what two people did before is there, and it goes on from there."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

import aiohttp
import pytest
from icalendar import Calendar

from bot.playground.page.site import Site
from bot.playground.run import playground
from tests.support.person import Person

Play = Callable[[str], AbstractAsyncContextManager[tuple[Site, Person, Person]]]


@pytest.fixture
def play(tmp_path: Path) -> Play:
    @asynccontextmanager
    async def play_(scene: str) -> AsyncIterator[tuple[Site, Person, Person]]:
        async with playground(tmp_path, scene=scene) as site:
            assert site.runner is not None
            await site.runner.settle()
            ids = {one.name: one.id for one in site.slack.workspace.users.values()}
            yield site, Person(site.slack, ids["ada"]), Person(site.slack, ids["eli"])
            assert site.slack.violations == []

    return play_


async def test_between_two_sessions_the_next_time_can_be_picked(play: Play) -> None:
    async with play("series") as (_, ada, eli):
        card = await ada.sees("This is session 2 of 2 of your series.")
        await eli.sees("Begin with the decision")
        await ada.press(card.buttons()[0], in_=card)
        await eli.sees("you are booked")


async def test_after_the_last_session_a_second_yes_tells_both(play: Play) -> None:
    async with play("growing") as (_, ada, eli):
        await eli.sees("You would gladly go on with")
        await ada.press("Yes, gladly", in_=await ada.sees("Would you like to go on?"))
        await eli.sees("You would both like to go on")


async def test_two_weeks_after_invitations_the_difference_is_told(play: Play) -> None:
    async with play("first_questions") as (site, ada, _):
        await ada.press("Look at this question", in_=await ada.sees("You could begin with this one"))
        await ada.sees_modal("Ask an expert")
        noor = Person(site.slack, next(u.id for u in site.slack.workspace.users.values() if u.name == "noor"))
        await noor.open_home()
        await noor.press("How it goes")
        modal = await noor.sees_modal("How it goes")
        assert re.search(r"who were invited 4\d % asked within two weeks, of 2\d who were not", modal.text)
        assert "it may be chance" not in modal.text


async def test_a_calendar_reads_what_lies_ahead(play: Play) -> None:
    async with play("feed") as (site, ada, _):
        await ada.open_home()
        await ada.press("Calendar address")
        await ada.press("Make my address")
        shown = (await ada.sees("Here is your address")).text
        (address,) = re.findall(r"webcal(://\S+?\.ics)", shown)
        async with aiohttp.ClientSession() as http, http.get(f"http{address}") as answer:
            assert answer.status == 200
            events = Calendar.from_ical(await answer.read()).walk("VEVENT")
            tag = answer.headers["ETag"]
            same = await http.get(f"http{address}", headers={"If-None-Match": tag})
            wrong = await http.get(f"http{address[:-12]}{'x' * 8}.ics")
        assert sorted(str(one["summary"]).split(" with ")[1] for one in events) == [
            "Eli Navarro",
            "Sam Okafor",
        ]
        assert (same.status, wrong.status) == (304, 404)
        assert address.startswith(site.slack.url.removeprefix("http"))
