"""The program area on the screen: Noor runs the program, Ada may not."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from sqlalchemy import select

from bot.kit.db import Database
from bot.models import Person as PersonRow
from bot.models import Topic
from bot.people import queries as people
from tests.admin.app import AdminApp, admin_app
from tests.support.clock import MONDAY
from tests.support.factories import ADA, ELI, NOOR, T


@pytest.fixture
async def on(sqlite_db: Database) -> AsyncIterator[AdminApp]:
    async with admin_app(sqlite_db) as opened:
        yield opened


async def topic_named(on: AdminApp, name: str) -> Topic:
    async with on.services.database.read(T) as db:
        found = await db.scalar(select(Topic).where(Topic.name == name))
    assert found is not None, name
    return found


async def test_noor_adds_a_topic_and_sees_it_in_the_list(on: AdminApp) -> None:
    await on.noor.command("/mentoring", "admin")
    await on.noor.press("New topic")
    await on.noor.fill(
        {"Name": "  Machine   learning ", "Other words for it": "ML, models, ml", "Steward": on.eli}
    )
    assert await on.noor.submit() == {}
    panel = await on.noor.sees_modal("Program")
    assert "Machine learning" in panel.text
    assert "steward @Eli Navarro" in panel.text
    topic = await topic_named(on, "Machine learning")
    assert (sorted(topic.synonyms), topic.steward_id) == (["ml", "models"], ELI)


async def test_noor_makes_a_topic_part_of_another_and_then_not(on: AdminApp) -> None:
    await on.noor.command("/mentoring", "admin")
    await on.noor.press("New topic")
    await on.noor.fill({"Name": "Accounts", "Belongs to": "Writing"})
    assert await on.noor.submit() == {}
    assert "nobody yet · part of Writing" in (await on.noor.sees_modal("Program")).text
    await on.noor.press("Edit")
    await on.noor.fill({"Belongs to": "No wider topic"})
    assert await on.noor.submit() == {}
    assert "part of" not in (await on.noor.sees_modal("Program")).text


async def test_among_many_topics_the_wider_one_is_found_by_typing(on: AdminApp) -> None:
    async with on.services.database.begin(T) as db:
        rows = [{"name": f"Topic {n:03d}", "name_key": f"topic {n:03d}"} for n in range(110)]
        await db.insert_all(
            Topic, [{"id": f"many{n}", "created_at": MONDAY} | row for n, row in enumerate(rows)]
        )
    await on.noor.command("/mentoring", "admin")
    await on.noor.press("New topic")
    await on.noor.fill({"Name": "Accounts", "Belongs to": "Topic 107"})
    assert await on.noor.submit() == {}
    assert (await topic_named(on, "Accounts")).parent_id == (await topic_named(on, "Topic 107")).id
    await on.eli.command("/mentoring", "profile")
    await on.eli.fill({"Topics I can help with": ["Topic 104", "Writing"]})
    assert await on.eli.submit() == {}
    await on.eli.sees("When somebody asks about Topic 104 or Writing")


async def test_where_topics_would_lie_too_deep_it_is_said_at_the_field(on: AdminApp) -> None:
    async with on.services.database.begin(T) as db:
        names = dict(list(await db.execute(select(Topic.name, Topic.id))))
        await db.update_where(Topic, Topic.name == "Writing", parent_id=names["Negotiation"])
        await db.update_where(Topic, Topic.name == "Negotiation", parent_id=names["Leading a team"])
    await on.noor.command("/mentoring", "admin")
    await on.noor.press("New topic")
    await on.noor.fill({"Name": "Minutes", "Belongs to": "Writing"})
    assert await on.noor.submit() == {
        "Belongs to": "Topics would then lie more than three deep. Please choose a wider one, or none."
    }
    await on.noor.fill({"Belongs to": "Negotiation"})
    assert await on.noor.submit() == {}
    assert (await topic_named(on, "Minutes")).parent_id == names["Negotiation"]


async def test_a_name_that_is_taken_is_said_at_the_field_and_nothing_typed_is_lost(on: AdminApp) -> None:
    await on.noor.command("/mentoring", "admin")
    await on.noor.press("New topic")
    await on.noor.fill({"Name": "sql and DASHBOARDS", "What belongs here": "Queries"})
    errors = await on.noor.submit()
    assert errors == {"Name": "There is a topic of this name already. Please choose another."}
    await on.noor.fill({"Name": "Databases"})
    assert await on.noor.submit() == {}
    assert (await topic_named(on, "Databases")).description == "Queries"


async def test_noor_archives_a_topic(on: AdminApp) -> None:
    await on.noor.command("/mentoring", "admin")
    await on.noor.press("Edit")
    await on.noor.press("Archive")
    await on.noor.sees("This topic is archived")
    await on.noor.close()
    panel = await on.noor.sees_modal("Program")
    assert panel.text.index("Writing") < panel.text.index("Career decisions")
    assert "nobody yet · archived" in panel.text
    await on.noor.close()
    assert "Nobody helps yet with: Customer conversations" in await on.home(on.noor)


async def test_noor_restores_a_topic(on: AdminApp) -> None:
    async with on.services.database.begin(T) as db:
        await db.delete_where(Topic, Topic.name != "Negotiation")
        await db.update_where(Topic, Topic.name == "Negotiation", archived_at=on.clock.now())
    await on.noor.command("/mentoring", "admin")
    await on.noor.press("Edit")
    await on.noor.press("Restore")
    await on.noor.sees_no_more("This topic is archived")
    assert (await topic_named(on, "Negotiation")).archived_at is None


async def test_what_was_typed_survives_archiving(on: AdminApp) -> None:
    await on.noor.command("/mentoring", "admin")
    await on.noor.press("Edit")
    await on.noor.fill({"What belongs here": "Half a thought"})
    await on.noor.press("Archive")
    await on.noor.sees("This topic is archived")
    assert await on.noor.submit() == {}
    assert (await topic_named(on, "Career decisions")).description == "Half a thought"


async def test_ada_is_told_whom_to_ask(on: AdminApp) -> None:
    await on.ada.command("/mentoring", "admin")
    told = await on.ada.sees("Only workspace admins and program managers can do this.")
    assert "Ask one of yours: Noor Haddad." in told.text
    assert on.ada.modal() is None


async def test_rights_are_checked_when_the_button_is_pressed(on: AdminApp) -> None:
    await on.noor.command("/mentoring", "admin")
    await on.noor.press("New topic")
    await on.noor.fill({"Name": "Too late"})
    async with on.services.database.begin(T) as db:
        await db.update_where(PersonRow, PersonRow.user_id == NOOR, is_admin=False)
        await db.update_where(PersonRow, PersonRow.user_id == ADA, is_manager=True)
    errors = await on.noor.submit()
    assert errors == {
        "Name": "Only workspace admins and program managers can do this. Ask one of yours: Ada Brandt."
    }


async def test_a_submission_that_arrives_twice_makes_one_topic(on: AdminApp) -> None:
    await on.noor.command("/mentoring", "admin")
    await on.noor.press("New topic")
    await on.noor.fill({"Name": "Once"})
    await on.noor.submit()
    delivery = on.slack.traffic.deliveries_of("view_submission")[-1]
    await on.slack.dispatcher.redeliver(delivery)
    async with on.services.database.read(T) as db:
        assert len(list(await db.scalars(select(Topic).where(Topic.name == "Once")))) == 1


async def test_noor_changes_the_settings_and_appoints_ada(on: AdminApp) -> None:
    await on.noor.open_home()
    await on.noor.press("Settings")
    await on.noor.fill(
        {
            "How long a question waits with one expert, in working hours": "4",
            "When cancelling or moving a session counts as late, in hours before it": "0",
            "Who is asked first": "Spread the load",
            "Ask two people at the same time": "Always",
            "First questions for newcomers, in percent": "25",
            "Program managers": [on.ada],
        }
    )
    assert await on.noor.submit() == {}
    async with on.services.database.read(T) as db:
        settings = await people.settings(db)
        assert (settings.offer_wait_minutes, settings.late_window_minutes) == (240, 0)
        assert (settings.matching_preset, settings.two_at_once) == ("spread", "always")
        assert settings.newcomer_percent == 25
        assert await people.program_team(db) == [ADA]
    saved = await on.noor.sees("Saved. From now on:")
    assert "How long a question waits with one expert, in working hours: 4" in saved.text
    assert "Who is asked first: Spread the load" in saved.text
    assert "Program managers: @Ada Brandt" in saved.text
    assert "Program" in await on.home(on.ada)


async def test_settings_that_stay_as_they_are_say_so(on: AdminApp) -> None:
    await on.noor.open_home()
    await on.noor.press("Settings")
    assert await on.noor.submit() == {}
    await on.noor.sees("Nothing has changed: the settings are as they were.")


async def test_a_manager_sees_the_managers_but_cannot_change_them(on: AdminApp) -> None:
    async with on.services.database.begin(T) as db:
        await db.update_where(PersonRow, PersonRow.user_id == ADA, is_manager=True)
    await on.ada.open_home()
    await on.ada.press("Settings")
    modal = await on.ada.sees("Program managers: @Ada Brandt")
    assert "Only workspace admins can change who the program managers are." in modal.text
    assert await on.ada.submit() == {}
    async with on.services.database.read(T) as db:
        assert await people.program_team(db) == [ADA]


async def test_a_long_list_has_pages(on: AdminApp) -> None:
    async with on.services.database.begin(T) as db:
        for number in range(90):
            name = f"Topic {number:02d}"
            await db.insert(Topic, name=name, name_key=name.casefold(), created_at=on.clock.now())
    await on.noor.command("/mentoring", "admin")
    await on.noor.sees("Topics 1 to 40 of 101.")
    await on.noor.press("Next")
    await on.noor.press("Edit")
    await on.noor.fill({"Name": "Topic renamed"})
    assert await on.noor.submit() == {}
    await on.noor.sees("Topics 41 to 80 of 101.")
    await on.noor.press("Next")
    await on.noor.sees("Topics 81 to 101 of 101.")
    await on.noor.press("Previous")
    await on.noor.sees("Topics 41 to 80 of 101.")
