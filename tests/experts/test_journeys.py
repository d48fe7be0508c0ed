"""Eli becomes an expert on the screen, changes his mind, takes a break, and leaves."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.admin import service as admin_service
from bot.experts import jobs, queries
from bot.kit.db import Database
from bot.kit.hours import Window
from bot.models import Topic
from bot.people import queries as people
from tests.admin.app import AdminApp, admin_app
from tests.support.factories import ADA, ELI, NOOR, T


@pytest.fixture
async def on(sqlite_db: Database) -> AsyncIterator[AdminApp]:
    async with admin_app(sqlite_db) as opened:
        yield opened


async def eli_joins(on: AdminApp) -> None:
    await on.eli.open_home()
    await on.eli.press("Help a colleague")
    await on.eli.fill({"Topics I can help with": ["Writing", "Negotiation"]})
    assert await on.eli.submit() == {}


async def test_eli_joins_from_home(on: AdminApp) -> None:
    await eli_joins(on)
    await on.eli.sees("When somebody asks about Negotiation or Writing, I'll send you their question.")
    await on.eli.close()
    home = await on.home(on.eli)
    assert "You help with Negotiation and Writing." in home
    assert "Mon–Fri 9:00–17:00" in home
    assert "0 of 2 sessions this month." in home


async def test_what_will_not_do_is_said_and_nothing_typed_is_lost(on: AdminApp) -> None:
    await on.eli.command("/mentoring", "profile")
    await on.eli.press("Add more")
    await on.eli.fill(
        {
            "What I can help with": "Terms, and what to do before the meeting",
            "Topics I can help with": ["Negotiation"],
            "From": "09:00",
            "To": "08:00",
            "People I'd rather not be matched with": [on.eli],
        }
    )
    assert await on.eli.submit() == {
        "To": "This needs to be after the start.",
        "People I'd rather not be matched with": "You are never matched with yourself. "
        "Please leave yourself out.",
    }
    await on.eli.fill({"To": "12:30", "People I'd rather not be matched with": [on.noor]})
    assert await on.eli.submit() == {}
    async with on.services.database.read(T) as db:
        kept = await queries.profile(db, ELI, on.clock.now())
    assert kept is not None
    assert (kept.about, kept.avoids) == ("Terms, and what to do before the meeting", (NOOR,))


async def test_what_was_typed_stays_when_more_is_added_and_an_own_week_too(on: AdminApp) -> None:
    await on.eli.command("/mentoring", "profile")
    await on.eli.fill(
        {
            "What I can help with": "Terms",
            "Topics I can help with": ["Negotiation"],
            "When I can meet": "Mon–Fri 13:00–17:00",
            "Sessions a month, at most": "3",
        }
    )
    await on.eli.press("Add more")
    await on.eli.fill({"What I know, in one line": "contracts", "To": "18:00"})
    assert await on.eli.submit() == {}
    async with on.services.database.read(T) as db:
        kept = await queries.profile(db, ELI, on.clock.now())
    assert kept is not None
    assert (kept.about, kept.skills, kept.capacity) == ("Terms", "contracts", 3)
    assert kept.hours.windows[0] == Window(0, 780, 1080)
    await on.eli.close()
    # Nothing of it is lost by a short form: one that holds more is never short.
    await on.eli.command("/mentoring", "profile")
    await on.eli.fill({"What I can help with": "Terms and more"})
    assert await on.eli.submit() == {}
    async with on.services.database.read(T) as db:
        again = await queries.profile(db, ELI, on.clock.now())
    assert again == replace(kept, about="Terms and more")


async def test_a_week_that_was_named_before_stays_in_the_short_form(on: AdminApp) -> None:
    await on.eli.open_home()
    await on.eli.press("When and with whom")
    await on.eli.fill({"From": "22:00", "To": "06:00"})
    assert await on.eli.submit() == {}
    await on.eli.close()
    await eli_joins(on)
    async with on.services.database.read(T) as db:
        hours = await people.hours_of(db, ELI)
    assert hours.windows[:2] == (Window(0, 1320, 1440), Window(1, 0, 360))


async def test_somebody_who_only_asks_names_their_hours_and_whom_they_would_rather_not_meet_too(
    on: AdminApp,
) -> None:
    await on.ada.open_home()
    await on.ada.press("When and with whom")
    avoided = {"People I'd rather not be matched with": [on.eli]}
    await on.ada.fill({"From": "22:00", "To": "06:00", **avoided})
    assert await on.ada.submit() == {}
    await on.ada.sees("From now on I propose times within these hours.")
    async with on.services.database.read(T) as db:
        hours = await people.hours_of(db, ADA)
        assert await queries.profile(db, ADA, on.clock.now()) is None  # that makes nobody an expert
        assert await queries.my_avoidances(db, ADA) == [ELI]
    assert hours.windows[:2] == (Window(0, 1320, 1440), Window(1, 0, 360))
    await on.ada.close()
    await on.ada.press("When and with whom")
    modal = await on.ada.sees_modal("My preferences")
    for said in ("22:00", "06:00", "Eli"):
        assert said in modal.text


async def test_a_topic_archived_while_eli_types(on: AdminApp) -> None:
    await on.eli.command("/mentoring", "profile")
    await on.eli.fill({"Topics I can help with": ["Writing"]})
    async with on.services.database.begin(T) as db:
        await db.update_where(Topic, Topic.name == "Writing", archived_at=on.clock.now())
    assert await on.eli.submit() == {
        "Topics I can help with": "These topics have just been archived. Please choose another."
    }


async def test_without_topics_eli_learns_who_can_add_some(on: AdminApp) -> None:
    async with on.services.database.begin(T) as db:
        await db.update_where(Topic, archived_at=on.clock.now())
        await admin_service.seed_topics(db, on.clock.now())
    await on.eli.command("/mentoring", "profile")
    await on.eli.sees("There are no topics to help with yet. Noor Haddad can add some.")


async def test_eli_takes_a_break_and_comes_back(on: AdminApp) -> None:
    await eli_joins(on)
    await on.eli.close()
    await on.eli.open_home()
    await on.eli.press("Pause")
    await on.eli.fill({"Pause me until": "2026-11-20"})
    assert await on.eli.submit() == {
        "Pause me until": "This day is over. Please choose today or a later one."
    }
    await on.eli.fill({"Pause me until": "2026-11-27"})
    assert await on.eli.submit() == {}
    assert "You're taking a break until Fri 27 Nov" in await on.home(on.eli)
    await on.eli.press("I'm back")
    assert "taking a break" not in await on.home(on.eli)


async def test_eli_comes_back_from_the_pause_itself(on: AdminApp) -> None:
    await eli_joins(on)
    await on.eli.close()
    await on.eli.command("/mentoring", "pause")
    await on.eli.fill({"Pause me until": "2026-11-27"})
    await on.eli.submit()
    await on.eli.command("/mentoring", "pause")
    await on.eli.press("I'm back")
    await on.eli.sees("You are back: questions can reach you again.")


async def test_a_break_ends_by_itself(on: AdminApp) -> None:
    await eli_joins(on)
    await on.eli.close()
    await on.eli.command("/mentoring", "pause")
    await on.eli.fill({"Pause me until": "2026-11-24"})
    await on.eli.submit()
    on.clock.shift(timedelta(days=2))
    await jobs.end_pauses(on.services)
    assert "taking a break" not in await on.home(on.eli)


async def test_eli_leaves_and_finds_his_answers_on_return(on: AdminApp) -> None:
    await eli_joins(on)
    await on.eli.close()
    await on.eli.open_home()
    await on.eli.press("Edit profile")
    await on.eli.press("Stop helping")
    await on.eli.sees("You won't be asked any more.")
    await on.eli.close()
    assert "Help a colleague" in await on.home(on.eli)
    await on.eli.press("Help a colleague")
    modal = await on.eli.sees_modal("Help a colleague")
    assert "Writing" in modal.text
    assert "[Join]" in modal.text
    assert await on.eli.submit() == {}


async def test_pausing_without_helping_gets_a_kind_word(on: AdminApp) -> None:
    await on.ada.command("/mentoring", "pause")
    await on.ada.sees("You don't help at the moment, so there is nothing to pause.")
