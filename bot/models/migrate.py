"""Bringing a database up to date, and telling whether it is."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, event
from sqlalchemy.engine import URL
from sqlalchemy.exc import OperationalError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

import bot.models  # noqa: F401 - registers the tables
from bot.kit.db import Base, parse_url
from bot.kit.errors import SetupError
from bot.kit.sqlite import sqlite_engine

MIGRATIONS = Path(__file__).resolve().parents[2] / "migrations"


async def upgrade(url: str) -> None:
    """Run every migration that the database at ``url`` (as DATABASE_URL spells it) lacks, all or none.

    Raises SetupError when the database was made by a newer version, or cannot be reached.
    """
    engine = _engine(parse_url(url))
    async with _reached(engine), engine.begin() as connection:
        await connection.run_sync(_upgrade)


async def pending(url: str) -> list[str]:
    """Return the ids of the migrations that the database at ``url`` lacks. Raises as ``upgrade`` does."""
    engine = _engine(parse_url(url))
    async with _reached(engine), engine.connect() as connection:
        return await connection.run_sync(_pending)


async def differences(url: str) -> list[str]:
    """Return what the tables at ``url`` lack or have too much, compared with the models."""
    engine = _engine(parse_url(url))
    async with _reached(engine), engine.connect() as connection:
        return await connection.run_sync(_differences)


@asynccontextmanager
async def _reached(engine: AsyncEngine) -> AsyncIterator[None]:
    """Say which setting is wrong when the database does not answer, and close what was opened."""
    no_answer: tuple[type[Exception], ...] = (
        OSError,
        TimeoutError,
        OperationalError,
        *_drivers_errors(engine),
    )
    try:
        yield
    except no_answer as error:
        why = getattr(error, "strerror", None) or type(error).__name__
        raise SetupError(f"DATABASE_URL leads to no database that answers: {why}.") from None
    finally:
        await engine.dispose()


def _drivers_errors(engine: AsyncEngine) -> tuple[type[Exception], ...]:
    """Return what the driver raises by itself while it connects. Without PostgreSQL it is not even loaded."""
    if engine.dialect.name == "sqlite":
        return ()
    from asyncpg import PostgresError  # type: ignore[import-untyped]

    return (PostgresError,)


def _engine(url: URL) -> AsyncEngine:
    """Return an engine for migrations. On SQLite foreign keys stay off: batch migrations copy tables."""
    if url.get_backend_name() != "sqlite":
        return create_async_engine(url, pool_size=1)
    engine = sqlite_engine(url, busy_seconds=30)
    event.listen(engine.sync_engine, "connect", _by_hand)
    event.listen(engine.sync_engine, "begin", _begin)
    return engine


def _by_hand(connection: object, _record: object) -> None:
    connection.isolation_level = None  # type: ignore[attr-defined] # or the driver commits before every DDL


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def _config(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config


def _pending(connection: Connection) -> list[str]:
    scripts = ScriptDirectory.from_config(_config())
    known = {script.revision for script in scripts.walk_revisions()}
    present = set(MigrationContext.configure(connection).get_current_heads())
    if present - known:
        raise SetupError(
            "The database was made by a newer version of Pinchpoint: start that version, or restore a backup."
        )
    done = {script.revision for head in present for script in scripts.iterate_revisions(head, "base")}
    return [script.revision for script in scripts.walk_revisions() if script.revision not in done][::-1]


def _upgrade(connection: Connection) -> None:
    if not _pending(connection):
        return
    command.upgrade(_config(connection), "head")
    if connection.dialect.name == "sqlite":
        broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
        if broken:
            raise SetupError(
                f"A migration would leave rows of {broken[0][0]} without their parents; nothing was changed."
            )


def _differences(connection: Connection) -> list[str]:
    context = MigrationContext.configure(connection, opts={"compare_type": True})
    return [str(one) for one in compare_metadata(context, Base.metadata)]
