"""One kind of transaction: inside one workspace, aware of time, all or nothing. On both databases."""

from __future__ import annotations

import asyncio
import stat
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import JSON, Boolean, Column, Date, Enum, ForeignKeyConstraint, Integer, func, select
from sqlalchemy.exc import IntegrityError, StatementError

import bot.models  # noqa: F401 - registers the tables
from bot.kit.crypto import EncryptedText, Keyring
from bot.kit.db import AT_ONCE, Base, Database, UtcDateTime, WorkspaceRow, parse_url
from bot.kit.errors import SetupError
from bot.models import Ask, Inbox, Person, RateLimit, Topic, Workspace
from tests.support.clock import PATIENCE

AT = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
BY_TABLE = {mapper.local_table: mapper.class_ for mapper in Base.registry.mappers}
MODELS: list[type[WorkspaceRow]] = [
    BY_TABLE[table] for table in Base.metadata.sorted_tables if "workspace_id" in table.columns
]
NUMBERS = {"end_minute": 2}


def values_of(model: type[WorkspaceRow]) -> dict[str, Any]:
    """A row in which every key is "x", so that it stands on the rows of the same key in other tables."""
    columns = [column for column in model.__table__.columns if column.name != "workspace_id"]
    return {column.name: _value(column) for column in columns}


def _value(column: Column[Any]) -> Any:
    kind = column.type
    if isinstance(kind, UtcDateTime):
        return AT
    if isinstance(kind, Enum):
        assert kind.enum_class is not None
        return next(iter(kind.enum_class))
    if isinstance(kind, JSON):
        return []
    if isinstance(kind, Boolean):
        return False
    if isinstance(kind, Date):
        return date(2026, 11, 23)
    if isinstance(kind, Integer):
        return NUMBERS.get(column.name, 1)
    return 1.0 if column.name == "score" else "x"


async def two_workspaces(database: Database) -> None:
    """TA has a row of every kind; TB has none at all."""
    async with database.all_workspaces() as db:
        db.add_all([Workspace(id=name, installed_at=AT, rematch_at=AT) for name in ("TA", "TB")])
    async with database.begin("TA") as db:
        for model in MODELS:
            await db.insert_all(model, [values_of(model)])


def key_of(model: type[WorkspaceRow]) -> list[Any]:
    names = [column.name for column in model.__table__.primary_key if column.name != "workspace_id"]
    return [values_of(model)[name] for name in names]


async def count(database: Database, workspace_id: str, model: type[WorkspaceRow]) -> int:
    async with database.read(workspace_id) as db:
        return await db.scalar(select(func.count()).select_from(model)) or 0


# --- Workspaces -------------------------------------------------------------------------------------------


async def test_nothing_of_another_workspace_can_be_read_changed_or_deleted(database: Database) -> None:
    await two_workspaces(database)
    for model in MODELS:
        columns = list(model.__table__.columns)
        async with database.begin("TB") as db:
            assert list(await db.scalars(select(model))) == [], model
            every = select(*[getattr(model, c.name) for c in columns])
            assert (await db.execute(every)).all() == [], model
            assert [row async for row in db.stream_rows(every)] == [], model
            assert await db.get(model, tuple(key_of(model))) is None, model
            assert await db.scalar(select(func.count()).select_from(model)) == 0, model
            assert await db.scalar(select(model).where(model.workspace_id == "TA")) is None, model
            assert await db.update_where(model, model.workspace_id == "TA", **_changed(model)) == 0, model
            assert await db.update_where(model, **_changed(model)) == 0, model
            assert await db.delete_where(model) == 0, model
    for model in MODELS:
        assert await count(database, "TA", model) == 1, model
        assert await count(database, "TB", model) == 0, model
        async with database.begin(
            "TA"
        ) as db:  # what its own workspace may do, to know that the above means something
            assert await db.get(model, tuple(key_of(model))) is not None, model
            columns = list(model.__table__.columns)
            every = select(*[getattr(model, c.name) for c in columns])
            assert [row async for row in db.stream_rows(every)] == list(await db.execute(every)), model
            assert await db.update_where(model, **_changed(model)) == 1, model


def _changed(model: type[WorkspaceRow]) -> dict[str, Any]:
    """The same value again, for some column without words: these are written to one row at a time."""
    keys = {column.name for column in model.__table__.primary_key}
    plain = (c for c in model.__table__.columns if not isinstance(c.type, EncryptedText))
    name = next((c.name for c in plain if c.name not in keys), None)
    return {name: values_of(model)[name]} if name else {model.__table__.columns.keys()[-1]: "x"}


async def test_joins_subqueries_and_aliases_stay_inside_too(database: Database) -> None:
    await two_workspaces(database)
    async with database.read("TB") as db:
        joined = select(Ask.id, Topic.name).join(Topic, Topic.id == Ask.topic_id)
        assert (await db.execute(joined)).all() == []
        assert [row async for row in db.stream_rows(joined)] == []
        inner = select(Ask.topic_id).where(Ask.mentee_id == "x")
        assert list(await db.scalars(select(Topic.id).where(Topic.id.in_(inner)))) == []
    async with database.begin("TB") as db:
        await db.insert(Person, user_id="y")
        there = select(Ask.id).where(Ask.mentee_id == "x").exists()
        assert list(await db.scalars(select(Person.user_id).where(there))) == []


def test_every_key_that_leads_to_a_workspaces_row_names_the_workspace() -> None:
    for model in MODELS:
        for constraint in model.__table__.foreign_key_constraints:
            columns, table = [c.name for c in constraint.columns], constraint.referred_table.name
            if table != "workspace":
                assert columns[0] == "workspace_id", f"{model} to {table}"
                assert constraint.elements[0].column.name == "workspace_id"
    for model in MODELS:
        assert next(iter(model.__table__.primary_key.columns)).name == "workspace_id"


LEADING: list[tuple[type[WorkspaceRow], ForeignKeyConstraint]] = [
    (model, constraint)
    for model in MODELS
    for constraint in model.__table__.foreign_key_constraints
    if constraint.referred_table.name != "workspace"
]


async def test_no_row_can_lead_into_another_workspace(database: Database) -> None:
    """TB has its own row "x" of every kind; the rows "y" are TA's alone."""
    await two_workspaces(database)
    async with database.begin("TB") as db:
        for model in MODELS:
            await db.insert_all(model, [values_of(model)])
    parents = {constraint.referred_table for _, constraint in LEADING}
    async with database.begin("TA") as db:
        for model in MODELS:
            if model.__table__ in parents:
                await db.insert_all(model, [_as_y(model)])
    for model, constraint in LEADING:
        column = next(c.name for c in constraint.columns if c.name != "workspace_id")
        async with database.begin("TB") as db:
            with pytest.raises(IntegrityError, match=r"(?i)foreign key"):
                async with db.begin_nested():
                    await db.update_key(model, **{column: "y"})


def _as_y(model: type[WorkspaceRow]) -> dict[str, Any]:
    """The same row with "y" for its own key and whatever else is unique."""
    unique = {"user_id", "id", "name_key", "dedupe_key", "expert_id", "offer_id", "plan_id", "session_id"}
    return values_of(model) | dict.fromkeys(unique & set(values_of(model)), "y")


# --- Time -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "at",
    [
        AT,
        datetime(2026, 11, 23, 18, 0, tzinfo=timezone(timedelta(hours=9))),
        datetime(2026, 11, 23, 9, 0, 0, 123456, tzinfo=UTC),
        datetime(1970, 1, 1, tzinfo=UTC),
    ],
)
async def test_instants_come_back_as_they_were_aware_and_in_utc(database: Database, at: datetime) -> None:
    await two_workspaces(database)
    async with database.begin("TA") as db:
        await db.upsert(Inbox, {"key": "k"}, received_at=at)
    async with database.read("TA") as db:
        (kept,) = await db.scalars(select(Inbox.received_at).where(Inbox.key == "k"))
        assert kept == at
        assert kept.tzinfo is UTC
        assert (
            len(list(await db.scalars(select(Inbox).where(Inbox.key == "k", Inbox.received_at <= at)))) == 1
        )
        assert list(await db.scalars(select(Inbox).where(Inbox.key == "k", Inbox.received_at < at))) == []


async def test_an_instant_without_a_zone_is_refused(database: Database) -> None:
    await two_workspaces(database)
    naive = AT.replace(tzinfo=None)
    async with database.begin("TA") as db:
        for attempt in (
            lambda: db.insert(Inbox, key="k", received_at=naive),
            lambda: db.update_where(Inbox, received_at=naive),
            lambda: db.scalars(select(Inbox).where(Inbox.received_at < naive)),
        ):
            with pytest.raises(StatementError, match="without a time zone"):
                async with db.begin_nested():
                    await attempt()


async def test_the_databases_clock_is_an_instant(database: Database) -> None:
    now = await database.now()
    assert now.tzinfo is UTC
    assert abs(now - datetime.now(UTC)) < timedelta(seconds=5)


# --- Writing ----------------------------------------------------------------------------------------------


async def test_a_transaction_that_fails_leaves_nothing(database: Database) -> None:
    await two_workspaces(database)

    async def fail() -> None:
        async with database.begin("TB") as db:
            await db.insert(Person, user_id="y")
            await db.insert_or_ignore(Inbox, key="k", received_at=AT)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await fail()
    assert await count(database, "TB", Person) == await count(database, "TB", Inbox) == 0


async def test_a_savepoint_undoes_its_part_and_the_rest_stays(database: Database) -> None:
    await two_workspaces(database)
    async with database.begin("TB") as db:
        await db.insert(Person, user_id="y")
        with pytest.raises(IntegrityError):
            async with db.begin_nested():
                await db.insert_all(Inbox, [{"key": "k", "received_at": AT}] * 2)
        await db.insert(Inbox, key="k", received_at=AT)
    assert await count(database, "TB", Person) == await count(database, "TB", Inbox) == 1


async def test_insert_or_not_and_insert_or_change(database: Database) -> None:
    await two_workspaces(database)
    key = {"method": "m", "channel_id": ""}
    async with database.begin("TB") as db:
        assert await db.insert_or_ignore(Inbox, key="x", received_at=AT)  # TA's "x" is no obstacle
        assert not await db.insert_or_ignore(Inbox, key="x", received_at=AT + timedelta(days=1))
        assert list(await db.scalars(select(Inbox.received_at))) == [AT]
        for day in (1, 2):
            await db.upsert(RateLimit, key, not_before=AT + timedelta(days=day))
        assert list(await db.scalars(select(RateLimit.not_before))) == [AT + timedelta(days=2)]
        await db.upsert(Person, {"user_id": "y"})
        await db.upsert(Person, {"user_id": "y"})
        await db.insert_all(Person, [])
        assert list(await db.scalars(select(Person.user_id))) == ["y"]
    async with database.read("TA") as db:
        assert list(await db.scalars(select(Inbox.received_at))) == [AT]


async def test_of_many_rows_each_comes_once_and_in_order_and_others_have_their_turn(
    database: Database,
) -> None:
    await two_workspaces(database)
    names = [f"p{number:04}" for number in range(3 * AT_ONCE + 1)]
    turns = 0

    async def count_turns() -> None:
        nonlocal turns
        while True:
            await asyncio.sleep(0)
            turns += 1

    async with database.begin("TB") as db:
        await db.insert_all(Person, [{"user_id": name} for name in names])
        counting = asyncio.create_task(count_turns())
        rows = select(Person.user_id, Person.zone).order_by(Person.user_id)
        before, found = turns, []
        async for user_id, _zone in db.stream_rows(rows):
            found.append(user_id)
        counting.cancel()
    assert found == names
    assert turns - before >= 3


async def test_reads_see_what_was_just_written(database: Database) -> None:
    await two_workspaces(database)
    async with database.begin("TA") as db:
        before = await db.get(Topic, "x")
        await db.update_where(Topic, Topic.id == "x", name="New")
        after = await db.get(Topic, "x")
        assert before is not None
        assert after is not None
        assert after.name == "New"


async def test_writers_of_two_processes_take_turns(
    database: Database, database_url: str, open_database: Callable[[str], Database]
) -> None:
    await two_workspaces(database)
    other = open_database(database_url)

    async def rise(database: Database) -> None:
        for _ in range(10):
            async with database.begin("TA") as db:
                await db.update_where(Ask, version=Ask.version + 1)

    await asyncio.gather(rise(database), rise(other), rise(database))
    async with database.read("TA") as db:
        assert list(await db.scalars(select(Ask.version))) == [31]


async def test_whoever_only_reads_waits_for_no_writer(database: Database) -> None:
    await two_workspaces(database)
    async with database.begin("TA") as writing:
        await writing.update_where(Topic, name="Not yet")
        async with asyncio.timeout(PATIENCE), database.read("TA") as db:
            assert list(await db.scalars(select(Topic.name))) == ["x"]


async def test_whoever_is_cancelled_again_while_a_connection_closes_leaves_no_task_behind(
    sqlite_url: str, keyring: Keyring
) -> None:
    database, other = Database(sqlite_url, keyring), Database(sqlite_url, keyring)
    before = asyncio.all_tasks()

    async def write() -> None:
        async with database.begin("TA", hurried=True) as db:
            await db.insert_or_ignore(Person, user_id="U1")

    async with other.begin("TA") as db:
        await db.scalar(select(Person.user_id))
        writing = asyncio.create_task(write())
        await asyncio.sleep(0.2)  # for the lock, in the connection's thread
        for _ in range(2):
            writing.cancel()
            await asyncio.sleep(0.05)
    left = asyncio.all_tasks() - before
    assert left  # among them what closes the connection
    _, late = await asyncio.wait(left, timeout=PATIENCE)
    assert not late
    await database.close()
    await other.close()


# --- The file and the address -----------------------------------------------------------------------------


async def test_the_file_and_what_belongs_to_it_are_its_owners_alone(
    sqlite_url: str, keyring: Keyring
) -> None:
    database = Database(sqlite_url, keyring)
    await two_workspaces(database)
    assert database.path is not None
    for path in database.path.parent.glob(database.path.name + "*"):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600, path
    await database.close()


@pytest.mark.parametrize(
    ("given", "driver"),
    [
        ("sqlite:///a.db", "sqlite+aiosqlite"),
        ("sqlite+aiosqlite:////tmp/a.db", "sqlite+aiosqlite"),
        ("postgres://u:p@h/n", "postgresql+asyncpg"),
        ("postgresql+psycopg2://u:p@h/n?sslmode=require", "postgresql+asyncpg"),
    ],
)
def test_addresses_are_read_in_their_usual_spellings(given: str, driver: str) -> None:
    url = parse_url(given)
    assert url.drivername == driver
    assert "sslmode" not in url.query


@pytest.mark.parametrize(
    "options",
    [
        "sslmode=disable&channel_binding=prefer",
        "sslmode=prefer&connect_timeout=10",
        "application_name=mentors&keepalives=1&keepalives_idle=30",
        "sslmode=disable&sslrootcert=/nowhere&sslsni=1&options=-c%20statement_timeout%3D9000",
        "target_session_attrs=any&load_balance_hosts=disable&client_encoding=UTF8",
        "pgbouncer=true&connection_limit=1&pool_timeout=9",
        "prepared_statement_cache_size=0",
        "",
    ],
)
async def test_the_options_that_hosts_give_work_on_a_real_server(
    postgresql_url: str, keyring: Keyring, options: str
) -> None:
    database = Database(f"{postgresql_url}&{options}", keyring)
    assert await database.now()
    await database.close()


@pytest.mark.parametrize("given", ["", "sqlite://", "sqlite:///:memory:", "mysql://u:p@h/n", "u:secret@h"])
def test_other_addresses_are_refused_without_repeating_them(given: str) -> None:
    with pytest.raises(SetupError) as told:
        parse_url(given)
    assert "secret" not in str(told.value)


def test_a_folder_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(SetupError, match="cannot be opened"):
        Database(f"sqlite:///{tmp_path / 'file' / 'x.db'}")
