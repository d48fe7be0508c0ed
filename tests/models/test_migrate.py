"""What keeps a database from being brought up to date is one sentence: where, why, and what to do."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from sqlalchemy import Engine, event, text

from bot.cli import main
from bot.kit.errors import SetupError
from bot.models import migrate
from tests.support.check_migrations import on
from tests.support.rows import fill

# aiosqlite does not wait for the thread of a connection that could not be opened.
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")

NOT_NULL = 'op.add_column("workspace", sa.Column("weight", sa.Integer(), nullable=False))'


async def told(url: str) -> str:
    """What `pinchpoint db upgrade` says, on one line."""
    with pytest.raises(SetupError) as caught:
        await migrate.upgrade(url)
    assert "\n" not in str(caught.value)
    return str(caught.value)


@pytest.fixture
def pragma() -> Iterator[Callable[[str], None]]:
    """Open every SQLite database as one that something is the matter with."""
    given: list[str] = []

    def connected(connection: Any, _record: object) -> None:
        for one in given:
            connection.execute(f"PRAGMA {one}")

    event.listen(Engine, "connect", connected)
    yield given.append
    event.remove(Engine, "connect", connected)


async def test_a_migration_that_fails_is_named_with_its_cause(
    empty_url: str, add_migration: Callable[[str], str]
) -> None:
    await migrate.upgrade(empty_url)
    await on(empty_url, lambda connection: fill(connection, 1))
    first = add_migration('op.create_table("extra", sa.Column("id", sa.Integer(), primary_key=True))')
    revision = add_migration(NOT_NULL)
    sentence = await told(empty_url)
    assert sentence.startswith(f"The migration {revision} (one more) failed, nothing was changed: ")
    assert "null" in sentence.lower()
    assert "INSERT" not in sentence
    assert await migrate.pending(empty_url) == [first, revision]


async def test_a_mistake_in_a_migrations_code_is_named_too(
    empty_url: str, add_migration: Callable[[str], str]
) -> None:
    revision = add_migration('{}["weight"]')
    assert await told(empty_url) == (
        f"The migration {revision} (one more) failed, nothing was changed: KeyError: 'weight'"
    )


def test_the_command_says_it_on_one_line(
    empty_sqlite: str,
    add_migration: Callable[[str], str],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    revision = add_migration('op.execute("SELEKT 1")')
    monkeypatch.setenv("DATABASE_URL", empty_sqlite)
    assert main(["db", "upgrade"]) == 2
    [line] = capsys.readouterr().err.splitlines()
    assert line == (
        f'The migration {revision} (one more) failed, nothing was changed: near "SELEKT": syntax error.'
    )


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://ada:pa55word@127.0.0.1:9/pinchpoint",
        "postgresql://ada:pa55word@/pinchpoint?host=/nowhere",
        "sqlite:////nowhere/at/all/pinchpoint.db",
    ],
)
async def test_a_database_that_does_not_answer_is_the_settings_fault(url: str) -> None:
    sentence = await told(url)
    assert sentence.startswith("DATABASE_URL leads to no database that answers: ")
    assert "pa55word" not in sentence


async def test_a_database_that_is_not_there_is_told(empty_postgresql: str) -> None:
    assert await told(empty_postgresql.replace("/empty_models?", "/nowhere?")) == (
        'DATABASE_URL leads to no database that answers: database "nowhere" does not exist.'
    )


async def test_a_file_that_is_no_database_is_told(empty_sqlite: str) -> None:
    with open(empty_sqlite.removeprefix("sqlite:///"), "wb") as file:  # noqa: ASYNC230
        file.write(b"words and more words " * 100)
    assert await told(empty_sqlite) == (
        "The database of DATABASE_URL answers, but refuses: file is not a database."
    )


async def test_a_read_only_file_is_told(empty_sqlite: str, pragma: Callable[[str], None]) -> None:
    pragma("query_only = on")
    assert await told(empty_sqlite) == (
        "The database of DATABASE_URL answers, but refuses: attempt to write a readonly database. "
        "Use a database user or file that may change tables, then try again."
    )


async def test_a_full_disk_is_told(empty_sqlite: str, pragma: Callable[[str], None]) -> None:
    pragma("max_page_count = 10")
    assert await told(empty_sqlite) == (
        "The migration 0001 (first tables) failed, nothing was changed: database or disk is full. "
        "Make room on the disk, then try again."
    )


async def test_a_file_in_use_is_told(empty_sqlite: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(migrate, "LOCK_SECONDS", 0.1)
    with sqlite3.connect(empty_sqlite.removeprefix("sqlite:///")) as other:
        other.execute("BEGIN IMMEDIATE")
        assert await told(empty_sqlite) == (
            "The database of DATABASE_URL answers, but refuses: database is locked. "
            "Something else uses the database: stop that, then try again."
        )


async def test_a_table_in_use_is_told(
    empty_postgresql: str, add_migration: Callable[[str], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    await migrate.upgrade(empty_postgresql)
    revision = add_migration(NOT_NULL)
    monkeypatch.setattr(migrate, "LOCK_SECONDS", 0.1)
    async with migrate.transaction(empty_postgresql) as other:
        await other.execute(text("SELECT id FROM workspace"))
        sentence = await told(empty_postgresql)
    assert sentence.startswith(f"The migration {revision} (one more) failed, nothing was changed: ")
    assert sentence.endswith("Something else uses the database: stop that, then try again.")


async def test_a_database_user_without_rights_is_told(empty_postgresql: str) -> None:
    await on(empty_postgresql, lambda one: one.execute(text("CREATE ROLE reader LOGIN")))
    try:
        sentence = await told(empty_postgresql.replace("postgres@", "reader@"))
    finally:
        await on(empty_postgresql, lambda one: one.execute(text("DROP ROLE reader")))
    assert "permission denied" in sentence
    assert sentence.endswith("Use a database user or file that may change tables, then try again.")


HALF_APPLIED = "as after a partial restore: restore a whole backup, then try again."


@pytest.mark.parametrize(
    ("before", "by_hand"),
    [
        (None, "CREATE TABLE embedding (id INTEGER PRIMARY KEY)"),
        ("0001", "ALTER TABLE wrap_up ADD COLUMN meet_again BOOLEAN"),
        ("0001", "DROP TABLE wrap_up"),
        ("0001", "CREATE INDEX ix_expert_version ON expert (workspace_id)"),
    ],
)
async def test_tables_that_are_not_those_of_their_version_are_told(
    empty_url: str, before: str | None, by_hand: str
) -> None:
    if before is not None:
        await migrate.upgrade(empty_url, before)
    await on(empty_url, lambda connection: connection.execute(text(by_hand)), foreign_keys=False)
    sentence = await told(empty_url)
    assert sentence.startswith("The migration 0002 (what the matching engine keeps")
    assert sentence.endswith(HALF_APPLIED)
    assert (await migrate.pending(empty_url))[0] == ("0002" if before else "0001")


async def test_a_newer_database_is_told(empty_url: str) -> None:
    await migrate.upgrade(empty_url)
    newer = "UPDATE alembic_version SET version_num = '9999'"
    await on(empty_url, lambda connection: connection.execute(text(newer)))
    assert (await told(empty_url)).startswith("The database was made by a newer version of Pinchpoint: ")
