"""Two versions of the app at work on one database: what each writes, the other can live with."""

from __future__ import annotations

import pytest
from sqlalchemy import Connection, inspect
from sqlalchemy.exc import IntegrityError

from bot.kit.crypto import Keyring, MissingKeyError, new_key
from bot.models import migrate
from tests.models.conftest import AddMigration
from tests.support import rows
from tests.support.check_migrations import on, revisions

PLACE = "T1|ask.question"


def columns_of(connection: Connection) -> rows.Known:
    """Return every table's columns: what a version reads and writes by name."""
    look = inspect(connection)
    return {table: {one["name"] for one in look.get_columns(table)} for table in look.get_table_names()}


async def work_of_the_version_before(url: str, revision: str) -> None:
    """Bring tables up to date from a version's, then write and read as that one still does."""
    await migrate.upgrade(url, revision)
    known = await on(url, columns_of)
    await migrate.upgrade(url)
    present = await on(url, columns_of)
    gone = {f"{table}.{name}" for table in known for name in known[table] - present.get(table, set())}
    assert gone == set()
    await on(url, lambda connection: rows.fill(connection, 1, known))
    counts = await on(url, rows.counts)
    assert all(counts[table] == 2 for table in known if table != "alembic_version")


async def test_a_version_that_does_not_know_the_newest_columns_goes_on(empty_url: str) -> None:
    await work_of_the_version_before(empty_url, revisions()[-2])


@pytest.mark.parametrize("migrations", [2, 3, 4])
async def test_one_that_is_several_migrations_older_goes_on_too(empty_sqlite: str, migrations: int) -> None:
    await work_of_the_version_before(empty_sqlite, revisions()[-1 - migrations])


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ('op.add_column("topic", sa.Column("weight", sa.Integer(), nullable=False))', "topic"),
        ('op.drop_column("topic", "steward_id")', "topic.steward_id"),
    ],
)
async def test_the_control_a_column_that_the_other_version_cannot_live_with_is_found(
    empty_postgresql: str, add_migration: AddMigration, body: str, found: str
) -> None:
    before = revisions()[-1]
    add_migration(body)
    with pytest.raises((AssertionError, IntegrityError), match=found):
        await work_of_the_version_before(empty_postgresql, before)


def test_words_of_a_version_that_binds_them_to_their_rows_wait_for_a_process_that_can_read_them() -> None:
    """To one that does not, their key is missing: a message that needs them waits, and is no attempt."""
    ring = Keyring.parse(new_key())
    with pytest.raises(MissingKeyError):
        ring.decrypt(ring.encrypt_for("How do I open a board talk?", PLACE, "a1"), PLACE)
    assert ring.decrypt_for(ring.encrypt("As before", PLACE), PLACE, "a1") == "As before"
