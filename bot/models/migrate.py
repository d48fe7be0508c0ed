"""Bringing a database up to date, and telling whether it is."""

from __future__ import annotations

import asyncio
import logging
import re
import time
from collections.abc import AsyncIterator
from contextlib import aclosing, asynccontextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import Script, ScriptDirectory
from sqlalchemy import Connection, event, text
from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

import bot.models  # noqa: F401 - registers the tables
from bot.kit.db import Base, connect_seconds, for_driver, parse_url
from bot.kit.errors import SetupError
from bot.kit.sqlite import sqlite_engine
from bot.models import isolation

log = logging.getLogger(__name__)

MIGRATIONS = Path(__file__).resolve().parents[2] / "migrations"
LOCK_SECONDS = 30.0  # for what somebody else uses
NOT_YET = "57P03"  # what PostgreSQL says while it starts, recovers or stops
STARTING_SECONDS = 600.0
ASK_AGAIN_SECONDS = 2.0
ADVISORY_LOCK = 7_041_776
# What makes PostgreSQL show the same moment to every statement of a transaction, as SQLite does anyhow.
_ONE_MOMENT = {"postgresql": {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}}

_HALF_APPLIED = (
    "Its tables are not those of the version that it names in alembic_version, as after a partial restore: "
    "restore a whole backup, then try again."
)
# What to do about a cause, by PostgreSQL's code, or SQLite's code and text. PostgreSQL's texts may be in any
# language.
_ADVICE = (
    (r"42501|SQLITE_READONLY", "Use a database user or file that may change tables, then try again."),
    (r"53100|SQLITE_FULL", "Make room on the disk, then try again."),
    (r"55P03|40P01|SQLITE_BUSY", "Something else uses the database: stop that, then try again."),
    (r"42P0[17]|42701|42703|42710|SQLITE_ERROR (?:table|index|no such|duplicate column)", _HALF_APPLIED),
)


async def upgrade(url: str, to: str = "head") -> None:
    """Run every migration up to ``to`` that the database at ``url`` (see DATABASE_URL) lacks, all or none.

    Raises SetupError when the database cannot be reached or was made by a newer version, or when a migration
    fails: then it names the migration and its cause.
    """
    async with transaction(url) as connection:
        await connection.run_sync(bring_to, to)


async def grant(url: str, role: str) -> None:
    """Let a role that owns nothing work with the tables at ``url``, whose owner the user of ``url`` is.

    Raises SetupError for a role that cannot be taken.
    """
    if parse_url(url).get_backend_name() == "sqlite":
        raise SetupError("Roles are PostgreSQL's: SQLite has none.")
    async with transaction(url) as connection:
        await connection.run_sync(isolation.grant, role)


async def pending(url: str) -> list[str]:
    """Return the ids of the migrations that the database at ``url`` lacks. Raises as ``upgrade`` does."""
    async with transaction(url) as connection:
        return await connection.run_sync(missing)


async def differences(url: str) -> list[str]:
    """Return what the tables at ``url`` lack or have too much, compared with the models."""
    async with transaction(url) as connection:
        return await connection.run_sync(compare)


def missing(connection: Connection) -> list[str]:
    """Return the ids of the migrations that are lacking. Raises SetupError for a newer version's database."""
    return [script.revision for script in _pending(connection)]


def compare(connection: Connection) -> list[str]:
    """Return what the tables lack or have too much, compared with the models."""
    context = MigrationContext.configure(connection, opts={"compare_type": True})
    found = [str(one) for one in compare_metadata(context, Base.metadata)]
    return found + [f"{name} is not closed to other workspaces" for name in isolation.lacking(connection)]


def lock(connection: Connection) -> None:
    """Wait until no other process migrates this database, and then for each table LOCK_SECONDS at most.

    Two replicas that start at once must not both migrate: the second finds nothing left to do.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": ADVISORY_LOCK})
        connection.execute(text(f"SET LOCAL lock_timeout = '{LOCK_SECONDS}s'"))


@asynccontextmanager
async def transaction(url: str, *, reading: bool = False) -> AsyncIterator[AsyncConnection]:
    """Open a transaction and close everything after it. Raises SetupError with what the database refuses.

    One that is only ``reading`` sees the database as it is at its first statement, and holds up nobody.
    """
    address = parse_url(url)
    engine = _engine(address)
    if reading:
        engine = engine.execution_options(reading=True, **_ONE_MOMENT.get(engine.dialect.name, {}))
    try:
        async with (
            aclosing(await _connect(engine, connect_seconds(address))) as connection,
            connection.begin(),
        ):
            yield connection
    except DBAPIError as error:
        raise SetupError(f"The database of DATABASE_URL answers, but refuses: {_cause(error)}") from error
    finally:
        await engine.dispose()


def _words(error: Exception) -> str:
    """Return the first line of what an error says, which holds no values of rows."""
    told = error.orig if isinstance(error, DBAPIError) else error
    return re.sub(r"^<class '.*?'>: ", "", str(told).partition("\n")[0])


async def _connect(engine: AsyncEngine, seconds: int) -> AsyncConnection:
    """Connect; while PostgreSQL is only starting, say so and wait for it."""
    no_answer: tuple[type[Exception], ...] = (OSError, TimeoutError, DBAPIError, *_drivers_errors(engine))
    began = time.monotonic()
    while True:
        try:
            return await engine.connect()
        except no_answer as error:
            code = getattr(getattr(error, "orig", error), "sqlstate", None)
            if code != NOT_YET or time.monotonic() - began > STARTING_SECONDS:
                why = _why(error, seconds)
                raise SetupError(f"DATABASE_URL leads to no database that answers: {why}.") from None
            log.warning("the database is not ready yet (%s): waiting for it", _words(error))
            await asyncio.sleep(ASK_AGAIN_SECONDS)


def _why(error: Exception, seconds: int) -> str:
    if isinstance(error, TimeoutError):
        return f"nothing came back within {seconds} s. Check host and port, and firewalls between"
    return getattr(error, "strerror", None) or _words(error) or type(error).__name__


def _cause(error: Exception) -> str:
    """Return why, in the database's words but without statement and values, and what to do about it."""
    if not isinstance(error, DBAPIError):
        return f"{type(error).__name__}: {error}"
    told, words = error.orig, _words(error)
    code = getattr(told, "sqlstate", None) or getattr(told, "sqlite_errorname", "")
    advice = [what for pattern, what in _ADVICE if re.match(pattern, f"{code} {words}")]
    return " ".join([f"{words}.", *advice])


def _drivers_errors(engine: AsyncEngine) -> tuple[type[Exception], ...]:
    """Return what the driver raises by itself while it connects. Without PostgreSQL it is not even loaded."""
    if engine.dialect.name == "sqlite":
        return ()
    from asyncpg import PostgresError  # type: ignore[import-untyped]

    return (PostgresError,)


def _engine(url: URL) -> AsyncEngine:
    """Return an engine for migrations. On SQLite foreign keys stay off: batch migrations copy tables."""
    if url.get_backend_name() != "sqlite":
        address, more = for_driver(url)
        return create_async_engine(address, pool_size=1, connect_args=more)
    engine = sqlite_engine(url, busy_seconds=LOCK_SECONDS)
    event.listen(engine.sync_engine, "connect", _by_hand)
    event.listen(engine.sync_engine, "begin", _begin)
    return engine


def _by_hand(connection: object, _record: object) -> None:
    connection.isolation_level = None  # type: ignore[attr-defined] # or the driver commits before every DDL


def _begin(connection: Connection) -> None:
    reading = connection.get_execution_options().get("reading", False)
    connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")


def _config(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config


def _scripts() -> ScriptDirectory:
    return _read(MIGRATIONS, tuple(sorted(path.name for path in (MIGRATIONS / "versions").glob("*.py"))))


@lru_cache(maxsize=4)
def _read(_folder: Path, _names: tuple[str, ...]) -> ScriptDirectory:
    """Read the migrations in MIGRATIONS: once, for as long as they are these."""
    return ScriptDirectory.from_config(_config())


def _pending(connection: Connection) -> list[Script]:
    scripts = _scripts()
    known = {script.revision for script in scripts.walk_revisions()}
    present = set(MigrationContext.configure(connection).get_current_heads())
    if present - known:
        raise SetupError(
            "The database was made by a newer version of Pinchpoint: start that version, or restore a backup."
        )
    done = {script.revision for head in present for script in scripts.iterate_revisions(head, "base")}
    return [script for script in scripts.walk_revisions() if script.revision not in done][::-1]


def refuse_unknown(revision: str) -> None:
    """Raise SetupError for a migration that this version does not have."""
    if revision not in {script.revision for script in _scripts().walk_revisions()}:
        raise SetupError("The backup was made by a newer version of Pinchpoint: restore it with that one.")


def bring_to(connection: Connection, to: str) -> None:
    """Run every migration up to ``to`` that is lacking, within a transaction. Raises as ``upgrade`` does."""
    if not _pending(connection):
        if isolation.lacking(connection):
            lock(connection)
            isolation.impose(connection)
        return
    lock(connection)
    waiting = _pending(connection)

    def applied(ctx: MigrationContext, **_: Any) -> None:
        check_parents(ctx.connection)
        waiting.pop(0)

    config = _config(connection)
    config.attributes["on_version_apply"] = applied
    try:
        command.upgrade(config, to)
    except Exception as error:
        failed = f"The migration {waiting[0].revision} ({waiting[0].doc.rstrip('.')}) failed"
        raise SetupError(f"{failed}, nothing was changed: {_cause(error)}") from error


def check_parents(connection: Connection | None) -> None:
    """Raise where rows have lost their parents: SQLite's foreign keys are off while batches copy tables."""
    if connection is not None and connection.dialect.name == "sqlite":
        broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
        if broken:
            raise LookupError(f"rows of {broken[0][0]} would be without their parents")
