"""What Slack's profiles say is followed: before a file, soon after a change, and no longer once refused."""

from __future__ import annotations

import asyncio
from datetime import date
from typing import Any

import pytest
from sqlalchemy import Select, select

from bot.directory import queries, service, views
from bot.directory.queries import Following
from bot.directory.rules import Profile, ProfileField, fields_of, means, value_of
from bot.kit.db import Database
from bot.kit.errors import UserMessage
from bot.kit.reader import NEUTRAL
from bot.models import AuditEntry, DirectoryEntry, FollowedProfiles
from bot.playground.slack.blockkit import view_problems
from tests.support.app import AppUnderTest
from tests.support.clock import MONDAY, PATIENCE
from tests.support.factories import ADA, ELI, MEI, NOOR, TUI, T, create_workspace

FILE = f"user id,department,manager\n{ADA},Sales,{ELI}\n{MEI},Legal,{ELI}\n".encode()
FIELDS = {
    "XfDEP": ("Department", "text"),
    "XfMAN": ("Manager", "user"),
    "XfDAY": ("Hire date", "date"),
    "XfPET": ("Pet", "text"),
}


async def told(database: Database) -> dict[str, tuple[str, str | None, str]]:
    """Department, manager and line of everybody in the directory."""
    async with database.read(T) as db:
        rows = await db.scalars(select(DirectoryEntry))
        return {one.key: (one.department, one.manager_key, one.line) for one in rows}


async def becomes(app: AppUnderTest, wanted: Select[Any]) -> None:
    """Let time pass until there is such a row: background jobs are not waited for."""
    async with asyncio.timeout(PATIENCE):
        while not await app.rows(wanted):
            await app.later(seconds=16)


async def test_a_profile_goes_before_a_file_and_a_file_stays_where_it_says_nothing(
    database: Database,
) -> None:
    await create_workspace(database)
    async with database.begin(T) as db:
        await service.apply(db, FILE, NOOR, MONDAY)
        profiles = [Profile(ADA, "Marketing", TUI), Profile(MEI, "", ""), Profile(ELI, "", "nobody at all")]
        await service.take_profiles(db, profiles, MONDAY)
        again = await service.plan(db, FILE, NOOR)
    assert again.changes == (), "the file does not take back what Slack says"
    found = await told(database)
    assert found[ADA] == ("Marketing", TUI, f"/{TUI}/")
    assert found[MEI] == ("Legal", ELI, f"/{ELI}/")
    assert found[TUI] == ("", None, ""), "whoever leads somebody is read next, for the line above"
    async with database.begin(T) as db:
        await service.take_profiles(db, [Profile(ADA, "", TUI), Profile(TUI, None, NOOR)], MONDAY)
        leads = select(DirectoryEntry.key).where(DirectoryEntry.leads_since.is_not(None))
        assert list(await db.scalars(leads)) == [], "nobody is new to leading in the first round"
        await service.take_profiles(db, [Profile(ADA, "", TUI), Profile(TUI, None, MEI)], MONDAY)
        assert list(await db.scalars(leads)) == [MEI]
    found = await told(database)
    assert found[ADA] == ("", TUI, f"/{TUI}/{MEI}/{ELI}/"), "what Slack no longer says goes"


async def test_managers_that_go_round_are_left_out(database: Database) -> None:
    await create_workspace(database)
    async with database.begin(T) as db:
        await service.take_profiles(db, [Profile(ADA, None, ELI), Profile(ELI, None, ADA)], MONDAY)
        await service.take_profiles(db, [Profile(MEI, "Sales", MEI)], MONDAY)
    found = await told(database)
    assert found[MEI] == ("Sales", None, "")
    assert {found.get(one, ("", None, ""))[1] for one in (ADA, ELI)} == {None}


async def test_only_those_who_run_the_program_have_it_followed(database: Database) -> None:
    await create_workspace(database)
    async with database.begin(T) as db:
        with pytest.raises(UserMessage):
            await service.follow(db, ADA, "XfDEP", "", "", MONDAY)
        assert await queries.following(db) is None


async def test_it_is_followed_from_the_press_to_a_change_and_a_refusal(app: AppUnderTest) -> None:
    app.slack.workspace.profile_fields = dict(FIELDS)
    said = {"Department": "Sales", "Manager": app.eli.id, "Hire date": "2026-11-02"}
    await app.slack.set_profile(app.ada.id, **said)
    await app.ada.open_home()
    await app.eli.open_home()
    await app.noor.command("/mentoring", "admin")
    await app.noor.press("Import people")
    await app.noor.press("Follow Slack’s profiles")
    assert await app.noor.submit() == {}, "the fields with usual names are chosen already"
    await app.noor.sees("I begin within a minute")
    ada = DirectoryEntry.user_id == app.ada.id
    told = select(DirectoryEntry).where(ada)
    await becomes(app, told.where(DirectoryEntry.department == "Sales"))
    (entry,) = await app.rows(told)
    assert (entry.manager_key, entry.started_on) == (app.eli.id, date(2026, 11, 2))
    await app.later(minutes=2)
    await app.slack.set_profile(app.ada.id, Department="Legal")
    await becomes(app, told.where(DirectoryEntry.department == "Legal"))

    app.slack.workspace.scopes -= {"users.profile:read"}
    await app.later(minutes=2)
    await app.slack.set_profile(app.ada.id, Department="Sales")
    await becomes(app, select(FollowedProfiles).where(FollowedProfiles.refused_at.is_not(None)))
    app.slack.workspace.scopes |= {"users.profile:read"}
    await app.noor.close()
    await app.noor.press("Follow Slack’s profiles")
    await app.noor.sees("does not let me read profiles any more")
    acts = [one.act for one in await app.rows(select(AuditEntry))]
    assert acts == ["profiles_followed"]


async def test_where_profiles_may_not_be_read_that_is_said(app: AppUnderTest) -> None:
    app.slack.workspace.scopes -= {"users.profile:read"}
    await app.noor.command("/mentoring", "admin")
    await app.noor.press("Import people")
    await app.noor.press("Follow Slack’s profiles")
    await app.noor.sees("I may not read Slack’s profiles here")


def test_fields_are_known_by_their_usual_names_and_values_are_tidied() -> None:
    given = [
        {"id": "Xf1", "label": "Abteilung"},
        {"id": "Xf2", "label": "Reports to"},
        {"id": "", "label": "x"},
    ]
    fields = fields_of({"fields": given})
    assert (means(fields, "department"), means(fields, "manager")) == ("Xf1", "Xf2")
    assert fields_of(None) == []
    profile = {"fields": {"Xf1": {"value": " Sales \n North "}, "Xf2": None}}
    assert [value_of(profile, one) for one in ("Xf1", "Xf2", "Xf3")] == ["Sales North", "", ""]
    assert value_of({"fields": None}, "Xf1") == ""
    assert value_of(None, "Xf1") == ""


def test_every_modal_fits() -> None:
    many = [ProfileField(f"Xf{number:03}", "W" * 200) for number in range(150)]
    followed = Following("Xf001", read=3, people=10)
    for fields, found in (
        (many, followed),
        ([], None),
        ([], Following("Xf1", refused=True)),
        (many, None),
    ):
        assert view_problems(views.profiles_modal(NEUTRAL, fields, found)) == []
    assert "no longer" in str(views.followed(NEUTRAL, None))
    assert "80 profiles" in str(views.followed(NEUTRAL, followed))
