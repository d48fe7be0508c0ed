"""Every migration runs upon rows in every table; a new one is written so that it does, and is formatted."""

from __future__ import annotations

import asyncio
import os
import re
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from alembic.operations import Operations
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, Text, cast, insert, inspect, select, update

from bot.kit.errors import SetupError
from bot.models import Ask, Card, Offer, Outbox, Person, Topic, Workspace, migrate
from bot.offers import messages as offers
from tests.support import rows
from tests.support.check_migrations import ROOT, check_url, climb, on, revisions

NOT_NULL = 'op.add_column("topic", sa.Column("weight", sa.Integer(), nullable=False))'
# What SQLite itself does not refuse while the table is empty.
NOT_NULL_BY_COPY = """with op.batch_alter_table("topic", recreate="always") as batch_op:
        batch_op.add_column(sa.Column("weight", sa.Integer(), nullable=False))"""
NO_LONGER_NULL = """with op.batch_alter_table("ask") as batch_op:
        batch_op.alter_column("steward_id", existing_type=sa.Text(), nullable=False)"""
STRICTER = """with op.batch_alter_table("expert") as batch_op:
        batch_op.create_check_constraint("few", "capacity > 19")"""


def test_they_stand_in_one_row_numbered_and_dated() -> None:
    files = sorted(path.name for path in (migrate.MIGRATIONS / "versions").glob("*.py"))
    assert revisions() == [f"{number:04}" for number in range(1, len(files) + 1)]
    assert all(re.fullmatch(r"20\d{6}_[a-z_]+\.py", name) for name in files)


async def test_each_runs_upon_rows_in_every_table_and_says_what_the_models_say(empty_url: str) -> None:
    await check_url(empty_url)


@pytest.mark.parametrize("body", [NOT_NULL, NOT_NULL_BY_COPY, NO_LONGER_NULL, STRICTER])
async def test_one_that_fails_upon_rows_is_found(
    migrated_url: str, body: str, add_migration: Callable[[str], str]
) -> None:
    revision = add_migration(body)
    with pytest.raises(SetupError, match=rf"The migration {revision} \(one more\) failed"):
        await climb(migrated_url, last=2)


async def test_one_that_loses_rows_is_found(migrated_url: str, add_migration: Callable[[str], str]) -> None:
    revision = add_migration('op.execute("DELETE FROM tick")')
    with pytest.raises(AssertionError, match=f"The migration {revision} loses rows of tick"):
        await climb(migrated_url, last=2)


async def test_one_that_leaves_rows_without_parents_is_found(
    migrated_sqlite: str, add_migration: Callable[[str], str]
) -> None:
    revision = add_migration('op.execute("DELETE FROM workspace")')
    with pytest.raises(SetupError, match=rf"The migration {revision} .* without their parents"):
        await climb(migrated_sqlite, last=2)


async def test_one_with_a_default_passes(migrated_url: str, add_migration: Callable[[str], str]) -> None:
    add_migration(NOT_NULL.replace("nullable=False", 'nullable=False, server_default="0"'))
    await climb(migrated_url, last=2)


def drop(connection: Connection, table: str, columns: list[str]) -> None:
    """Take columns from a table, and the check of an enumeration with them."""
    operations = Operations(MigrationContext.configure(connection))
    with operations.batch_alter_table(table) as batch:
        for check in inspect(connection).get_check_constraints(table):
            if any(column in str(check["sqltext"]) for column in columns):
                batch.drop_constraint(operations.f(str(check["name"])), type_="check")
        for column in columns:
            batch.drop_column(column)


def generate(project: Path, url: str) -> subprocess.CompletedProcess[str]:
    """Run the command in CONTRIBUTING."""
    return subprocess.run(
        [sys.executable, "-m", "alembic", "revision", "--autogenerate", "-m", "what it is for"],
        cwd=project,
        env={**os.environ, "DATABASE_URL": url, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )


def ruff(project: Path, *arguments: str | Path) -> str:
    """Return what the linter finds."""
    done = subprocess.run(
        [sys.executable, "-m", "ruff", *arguments], cwd=project, capture_output=True, text=True, check=False
    )
    return done.stdout if done.returncode else ""


def values_of(connection: Connection, column: Any) -> set[Any]:
    return set(connection.execute(select(column)).scalars())


def plan(connection: Connection, kind: str, key: str) -> None:
    """Put messages into the outbox, one of each of two workspaces."""
    rows.fill(connection, 1)
    connection.execute(update(Outbox).values(kind=kind, dedupe_key=key))


LACKING = {
    "workspace": ["people_cursor", "rematch_at"],
    "ask": ["minutes"],
    "offer": ["source"],
    "person": ["is_admin"],
    "topic": ["synonyms"],
    "expert": ["lengths"],
    "follow_up": ["answer"],
}


async def test_a_new_one_gives_rows_a_value_and_is_formatted(empty_url: str, project: Path) -> None:
    await climb(empty_url, last=1)
    for table, columns in LACKING.items():
        await on(empty_url, partial(drop, table=table, columns=columns), foreign_keys=False)
    made = generate(project, empty_url)
    assert made.returncode == 0, made.stderr
    [path] = (project / "migrations/versions").glob("*_what_it_is_for.py")
    assert f'revision = "{len(revisions()):04}"' in path.read_text()
    assert [ruff(project, "check", path), ruff(project, "format", "--check", path)] == ["", ""]
    await migrate.upgrade(empty_url)
    assert await migrate.differences(empty_url) == []
    columns = (Ask.minutes, Offer.source, Workspace.people_cursor, Person.is_admin)
    for column, value in zip(columns, (45, "match", "", False), strict=True):
        assert await on(empty_url, partial(values_of, column=column)) == {value}
    assert await on(empty_url, partial(values_of, column=cast(Topic.synonyms, Text))) == {"[]"}


async def test_a_column_for_which_no_value_fits_all_rows_is_not_written(
    empty_sqlite: str, project: Path
) -> None:
    await migrate.upgrade(empty_sqlite)
    await on(empty_sqlite, partial(drop, table="action", columns=["what"]), foreign_keys=False)
    made = generate(project, empty_sqlite)
    assert made.returncode != 0
    assert "No value of what fits all rows" in made.stderr + made.stdout
    assert list((project / "migrations/versions").glob("*_what_it_is_for.py")) == []


async def test_a_message_to_the_program_team_keeps_its_place_under_its_name(empty_url: str) -> None:
    await migrate.upgrade(empty_url, "0005")
    await on(empty_url, partial(plan, kind="offer_caretaker", key="a1:offer_caretaker:UNOOR:0"))
    await migrate.upgrade(empty_url)
    assert await on(empty_url, partial(values_of, column=Outbox.kind)) == {offers.PROGRAM_TEAM.id}
    assert await on(empty_url, partial(values_of, column=Outbox.dedupe_key)) == {
        f"a1:{offers.PROGRAM_TEAM.id}:UNOOR:0"
    }


async def test_two_processes_that_start_at_once_migrate_once(empty_url: str) -> None:
    await asyncio.gather(*(migrate.upgrade(empty_url) for _ in range(3)))
    assert await migrate.pending(empty_url) == []


async def test_cards_that_stood_once_for_each_version_are_one_and_both_have_their_own_start(
    empty_url: str,
) -> None:
    await migrate.upgrade(empty_url, "0018")
    await on(empty_url, _cards_of_before)
    await migrate.upgrade(empty_url)
    kept = await on(empty_url, partial(values_of, column=Card.key))
    assert {"session:s1@UADA+UELI", "session_own:s1@UADA", "steward:UMEI@UMEI"} <= kept
    assert await on(empty_url, partial(values_of, column=Outbox.recipient)) == {"UADA", "UELI"}
    assert await on(empty_url, partial(values_of, column=Outbox.dedupe_key)) == {
        f"s1:session_start:{user_id}:2" for user_id in ("UADA", "UELI")
    }


def _cards_of_before(connection: Connection) -> None:
    """Cards with a version in their names, and a start that two hear of together, in two workspaces."""
    rows.fill(connection, 1)
    start = {"kind": "session_start", "recipient": "UADA+UELI", "subject_id": "s1", "version": 2}
    connection.execute(
        update(Outbox).values(dedupe_key="s1:session_start:UADA+UELI:2", state="pending", **start)
    )
    keys = ("session:s1:1@UADA+UELI", "session:s1:2@UADA+UELI", "wrap_up:s1:2@UADA", "steward:UMEI:9@UMEI")
    for workspace_id in values_of(connection, Workspace.id):
        for key in keys:
            place = {"channel_id": "D1", "message_ts": "1.0", "digest": ""}
            connection.execute(insert(Card).values(workspace_id=workspace_id, key=key, **place))
