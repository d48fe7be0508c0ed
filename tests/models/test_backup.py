"""A backup holds every row, and either database can be filled from it, by this version and by later ones."""

from __future__ import annotations

import gzip
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection

from bot.kit.db import Database
from bot.kit.errors import SetupError
from bot.models import backup, migrate
from tests.support import rows
from tests.support.check_migrations import on, revisions
from tests.support.clock import MONDAY

LATEST = revisions()[-1]
SOME_WAY_BACK = revisions()[-4]


def as_root(url: str) -> str:
    """The address for whom no row is hidden, to fill and count tables; the rest is done by their owner."""
    return url.replace("pinchpoint@", "postgres@")


async def back_up(url: str, file: Path) -> backup.Contents:
    async with migrate.transaction(url, reading=True) as connection:
        return await connection.run_sync(backup.write, file, MONDAY)


async def fill(url: str, file: Path, revision: str = LATEST) -> None:
    async with migrate.transaction(url) as connection:
        await connection.run_sync(backup.fill, file, revision)


def content(file: Path) -> str:
    with gzip.open(file, "rt") as lines:
        return lines.read()


@pytest.fixture
def other_url(empty_sqlite: str, empty_postgresql: str, database_url: str) -> str:
    """A database of the other kind, without tables."""
    return empty_sqlite if database_url.startswith("postgresql") else empty_postgresql


async def test_what_was_restored_into_the_other_database_is_the_same_to_the_letter(
    database_url: str, other_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def several(connection: Connection) -> dict[str, int]:
        for number in range(1, 4):
            rows.fill(connection, number)
        return rows.counts(connection)

    counts = await on(as_root(database_url), several)
    monkeypatch.setattr(backup, "PAGE", 4)  # six rows and more are then several pages
    written = await back_up(database_url, tmp_path / "one")
    assert (written.rows, written.revision) == (counts, LATEST)
    assert backup.look(tmp_path / "one") == written
    await fill(other_url, tmp_path / "one")
    await back_up(other_url, tmp_path / "two")
    assert content(tmp_path / "two") == content(tmp_path / "one")


async def test_a_backup_of_an_earlier_version_is_brought_up_to_date(
    empty_sqlite: str, empty_postgresql: str, tmp_path: Path
) -> None:
    await migrate.upgrade(empty_sqlite, SOME_WAY_BACK)
    await on(empty_sqlite, lambda connection: rows.fill(connection, 1))
    written = await back_up(empty_sqlite, tmp_path / "old")
    await fill(empty_postgresql, tmp_path / "old", written.revision)
    assert await migrate.pending(empty_postgresql) == []
    counts = await on(empty_postgresql, rows.counts)
    assert {name: counts[name] for name in written.rows} == written.rows


async def test_a_database_that_holds_something_is_left_as_it_is(database_url: str, tmp_path: Path) -> None:
    await on(as_root(database_url), lambda connection: rows.fill(connection, 1))
    await back_up(database_url, tmp_path / "one")
    before = await on(as_root(database_url), rows.counts)
    with pytest.raises(SetupError, match="holds something already"):
        await fill(database_url, tmp_path / "one")
    assert await on(as_root(database_url), rows.counts) == before


async def test_while_it_is_written_others_go_on_and_are_not_in_it(
    database: Database, database_url: str, tmp_path: Path
) -> None:
    await database.now()  # the app was there
    await on(as_root(database_url), lambda connection: rows.fill(connection, 1))
    async with migrate.transaction(database_url, reading=True) as connection:
        await connection.run_sync(rows.counts)
        await on(as_root(database_url), lambda other: rows.fill(other, 2))
        written = await connection.run_sync(backup.write, tmp_path / "one", MONDAY)
    assert set(written.rows.values()) == {2}
    assert set((await on(as_root(database_url), rows.counts)).values()) == {4}


@pytest.mark.parametrize(
    "harm",
    [
        lambda raw: raw[:-20],
        lambda raw: raw[:200] + b"?" + raw[201:],
        lambda raw: gzip.compress(b"\n".join(gzip.decompress(raw).splitlines()[:-1])),
        lambda raw: gzip.compress(gzip.decompress(raw).replace(b"name 3", b"name 4")),
        lambda raw: b"words",
    ],
)
async def test_a_file_that_is_not_whole_is_refused(sqlite_url: str, tmp_path: Path, harm: Any) -> None:
    await on(sqlite_url, lambda connection: rows.fill(connection, 1))
    file = tmp_path / "one"
    await back_up(sqlite_url, file)
    backup.look(file)
    file.write_bytes(harm(file.read_bytes()))
    with pytest.raises(SetupError, match=r"damaged or not whole|no backup that this version can read"):
        backup.look(file)


async def test_a_backup_of_a_newer_version_is_refused(empty_sqlite: str, tmp_path: Path) -> None:
    with pytest.raises(SetupError, match="newer version"):
        await fill(empty_sqlite, tmp_path / "none", "9999")
