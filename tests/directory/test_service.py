"""An import changes what it says and nothing twice; lines rule people out, departments stand for names."""

from __future__ import annotations

import argparse
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.commands import people as command
from bot.directory import jobs, queries, service, views
from bot.directory.queries import Plan
from bot.directory.rules import Bad, Unreadable, Wrong, read
from bot.kit.db import Database
from bot.kit.errors import UserMessage
from bot.kit.reader import NEUTRAL
from bot.matching.queries.facts import facts_of
from bot.models import Ask, AuditEntry, DirectoryEntry, Person
from bot.offers.queries import may_be_asked
from bot.playground.slack.blockkit import view_problems
from tests.support.app import AppUnderTest, services_without_slack
from tests.support.clock import MONDAY, SettableClock
from tests.support.factories import ADA, ELI, MEI, NOOR, TUI, T, create_ask, create_workspace

FILE = (
    f"user id,department,manager\n{ADA},Sales,{ELI}\n{ELI},Sales,{NOOR}\n{MEI},Sales,{ADA}\n{TUI},Legal,\n"
).encode()


async def test_the_same_file_twice_changes_nothing(database: Database) -> None:
    await create_workspace(database)
    async with database.begin(T) as db:
        seen = await service.plan(db, FILE, NOOR)
        assert await queries.count(db) == 0, "looking changes nothing"
        first = await service.apply(db, FILE, NOOR, MONDAY)
        again = await service.apply(db, FILE, NOOR, MONDAY)
        acts = [entry.act for entry in await db.scalars(select(AuditEntry))]
    assert (seen.new, first.new) == (4, 4)
    assert (len(again.changes), again.same) == (0, 4)
    assert acts == ["people_imported"]


async def test_a_change_says_what_was_and_moves_the_lines_of_those_below(database: Database) -> None:
    await create_workspace(database)
    async with database.begin(T) as db:
        await service.apply(db, FILE, NOOR, MONDAY)
        moved = f"user id,manager\n{ADA},{TUI}\n".encode()
        found = await service.apply(db, moved, NOOR, MONDAY)
        lines = {one.key: one.line for one in await db.scalars(select(DirectoryEntry))}
        department = await db.scalar(select(DirectoryEntry.department).where(DirectoryEntry.key == ADA))
    assert found.changes[0].parts == (("manager", ELI, TUI),)
    assert lines == {ADA: f"/{TUI}/", MEI: f"/{ADA}/{TUI}/", ELI: f"/{NOOR}/", TUI: ""}
    assert department == "Sales", "what a file does not speak of stays"


async def test_a_circle_is_left_out_and_the_rest_is_taken(database: Database) -> None:
    await create_workspace(database)
    content = f"user id,manager\n{ADA},{ELI}\n{ELI},{ADA}\n{MEI},{NOOR}\n".encode()
    async with database.begin(T) as db:
        found = await service.apply(db, content, NOOR, MONDAY)
        keys = list(await db.scalars(select(DirectoryEntry.key)))
    assert {one.why for one in found.bad} == {Wrong.ROUND}
    assert keys == [MEI]


async def test_nobody_is_matched_with_their_line_up_or_down(database: Database) -> None:
    await create_workspace(database, experts=(ELI, MEI, TUI))
    ask_id = await create_ask(database)
    async with database.begin(T) as db:
        await service.apply(db, FILE, NOOR, MONDAY)
        assert await queries.reporting_line(db, ADA) == {ELI, NOOR, MEI}
        ask = await db.get_one(Ask, ask_id)
        assert (await facts_of(db, ask, MONDAY)).line == {ELI, NOOR, MEI}
        named = [one for one in (ELI, MEI, TUI) if await may_be_asked(db, ask, one, MONDAY)]
        assert named == [TUI]
        assert await queries.reporting_line(db, TUI) == frozenset()
        assert await queries.in_one_line(db, [ADA, MEI, TUI]) == {(MEI, ADA)}


async def test_a_department_is_named_only_where_it_names_nobody(database: Database) -> None:
    await create_workspace(database)
    more = "".join(f"UMORE{number},Sales,\n" for number in range(2)).encode()
    async with database.begin(T) as db:
        await service.apply(db, FILE, NOOR, MONDAY)
        assert await queries.department(db, ADA) == "", "three are too few"
        await service.apply(db, FILE + more, NOOR, MONDAY)
        assert await queries.department(db, ADA) == "Sales"
        assert await queries.department(db, TUI) == ""


async def test_whoever_was_known_by_mail_alone_is_found_later(
    database: Database,
) -> None:
    await create_workspace(database)
    content = b"email,department,manager\nada@firm.example,Sales,eli@firm.example\neli@firm.example,Sales,\n"
    services = services_without_slack(database, SettableClock())
    async with database.begin(T) as db:
        await service.apply(db, content, NOOR, MONDAY)
        assert await queries.reporting_line(db, ADA) == frozenset()
        for user_id, mail in ((ADA, "Ada@firm.example"), (ELI, "eli@firm.example")):
            await db.update_where(Person, Person.user_id == user_id, email=mail)
    await jobs.link(services)
    async with database.begin(T) as db:
        assert await queries.reporting_line(db, ADA) == {ELI}
        again = await service.apply(db, content, NOOR, MONDAY + timedelta(days=1))
    assert (len(again.changes), again.same) == (0, 2)


async def test_only_those_who_run_the_program_import(database: Database) -> None:
    await create_workspace(database)
    async with database.begin(T) as db:
        with pytest.raises(UserMessage):
            await service.apply(db, FILE, ADA, MONDAY)
        with pytest.raises(Unreadable):
            await service.apply(db, b"Name\nAda\n", NOOR, MONDAY)
        assert await queries.count(db) == 0


async def test_pasted_rows_are_shown_first_and_imported_then(app: AppUnderTest) -> None:
    noor = app.noor
    await noor.command("/mentoring", "admin")
    await noor.press("Import people")
    await noor.fill({"Rows": f"user id;department\n{app.ada.id};Sales\nnobody;Sales"})
    assert await noor.submit() == {}
    shown = await noor.sees("1 new, 0 changed")
    assert "Line 3: who it is about is neither" in shown.text
    assert await app.rows(select(DirectoryEntry)) == []
    assert await noor.submit() == {}
    await noor.sees("Done.")
    (entry,) = await app.rows(select(DirectoryEntry))
    assert (entry.user_id, entry.department) == (app.ada.id, "Sales")
    await noor.close()
    await noor.press("Import people")
    await noor.fill({"Rows": "name\nAda"})
    assert "No column says who it is" in (await noor.submit())["Rows"]


async def test_the_command_shows_changes_and_writes_what_is_left_out(
    sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    file, rejected = tmp_path / "people.csv", tmp_path / "rejected.csv"
    file.write_bytes(FILE + b"nobody,Sales,\n")
    found = command._content(file)
    assert isinstance(found, bytes)
    plan = Plan((), 0, (Bad(6, Wrong.NOT_A_PERSON),), ())
    command._tell(plan, applied=False)
    command._write(rejected, plan.bad)
    assert "left out, line 6" in capsys.readouterr().out
    assert "6,,who it is about is neither" in rejected.read_text("utf-8-sig")
    assert command.import_people(argparse.Namespace(file=tmp_path / "none.csv")) == 1
    assert "cannot be read" in capsys.readouterr().err


def test_a_long_plan_fits() -> None:
    content = "user id,department,seniority,x\n" + "".join(
        f"U{n:08},{'W' * 99},{'S' * 99},\n" for n in range(50)
    )
    planned = service._planned(read((content + "zzz,,,\n" * 50).encode()), service._Known({}, {}, {}))
    assert view_problems(views.import_modal(NEUTRAL, 3, "rows", planned, "d")) == []
    assert view_problems(views.import_modal(NEUTRAL, 0)) == []
    assert view_problems(views.done(NEUTRAL, planned)) == []
    assert "and 38 more" in str(views.plan_blocks(NEUTRAL, planned))
    assert "there is no row" in str(views.plan_blocks(NEUTRAL, Plan((), 0, planned.bad, ())))
    assert "known already" in str(views.plan_blocks(NEUTRAL, Plan((), 2, (), ())))
