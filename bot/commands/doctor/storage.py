"""What the database says: whether it lets us in and takes changes, and whether its keys open it."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from sqlalchemy import text

from bot.commands.doctor import backlog
from bot.commands.doctor.findings import Finding, Verdict, broken, fine, looked_at, note, skipped
from bot.commands.doctor.machine import private
from bot.kit.clock import Clock
from bot.kit.crypto import Keyring, key_file_of, new_key
from bot.kit.db import Base, Database, parse_url
from bot.kit.db.refusal import setup_error
from bot.kit.errors import SetupError
from bot.kit.health import DRIFT_LIMIT_SECONDS, DRIFT_WARNING_SECONDS, Drift
from bot.kit.settings import Settings
from bot.models import isolation, keys, migrate

CONNECTIONS = 30  # that one process opens at most
_FILE_CURE = "Stop what else uses the file, or correct DATABASE_URL."
_REACH_CURE = "Start the database, or correct DATABASE_URL."


async def look(settings: Settings, clock: Clock) -> list[Finding]:
    """Look at the database, and at what waits in it; nothing in it is made or changed but one time stamp."""
    try:
        url = parse_url(settings.database_url.get_secret_value())
    except SetupError:
        return [skipped("database", "DATABASE_URL is not understood.")]
    path = Path(url.database) if url.get_backend_name() == "sqlite" and url.database else None
    if path is not None and not path.exists():
        return [_no_file_yet(path)]
    async with _opened(settings, path) as database:
        reached = await looked_at("database", reach(database))
        if reached.verdict is not Verdict.FINE:
            return [reached]
        return [reached, *await _look_inside(database, settings, clock, path)]


@asynccontextmanager
async def _opened(settings: Settings, path: Path | None) -> AsyncIterator[Database]:
    """Open the database with the keys that there are; no key file is made where none is."""
    database = Database(settings.database_url.get_secret_value(), _keyring(settings, path))
    if path is not None and settings.encryption_keys is None:
        database.has_key_file = True
    try:
        yield database
    finally:
        await database.close()


def _keyring(settings: Settings, path: Path | None) -> Keyring:
    try:
        if settings.encryption_keys is not None:
            return Keyring.parse(settings.encryption_keys.get_secret_value())
        if path is not None:
            return Keyring.parse(key_file_of(path).read_text("ascii"))
    except (SetupError, OSError, ValueError):
        pass  # `keys_open` says so
    return Keyring.parse(new_key())


def _no_file_yet(path: Path) -> Finding:
    folder = path.parent
    while not folder.exists():
        folder = folder.parent
    if not os.access(folder, os.W_OK | os.X_OK):
        return broken("database", f"Nobody may make a file in {folder}.", f"Let this user write in {folder}.")
    return fine("database", f"{path} is made by the first start")


async def reach(database: Database) -> Finding:
    """Whether the database answers."""
    try:
        async with database.look_across() as connection:
            await connection.execute(
                text("SELECT count(*) FROM sqlite_master" if database.embedded else "SELECT 1")
            )
    except Exception as error:
        told = setup_error(error)
        if told is None and database.embedded:
            why = str(getattr(error, "orig", error))  # such as "file is not a database"
            return broken("database", f"SQLite does not open it: {why}.", _FILE_CURE)
        why = str(told) if told else f"The database does not answer as one would ({type(error).__name__})."
        return broken("database", why, _REACH_CURE)
    return fine("database", "SQLite" if database.embedded else "PostgreSQL")


async def _look_inside(
    database: Database, settings: Settings, clock: Clock, path: Path | None
) -> list[Finding]:
    """Look at one thing after the other. What needs today's tables is left out where they are not there."""
    found = [
        await looked_at("rights", _file_rights(path) if path else rights(database)),
        await looked_at("migrations", migrations(database)),
        await looked_at("clock", drift(database, clock)),
        await looked_at("soundness", soundness(database)),
    ]
    if found[1].verdict is not Verdict.FINE:
        return [*found, skipped("tables", "What is in the tables is looked at once they are up to date.")]
    inside: list[tuple[str, Callable[[], Awaitable[Finding]]]] = [
        ("isolation", lambda: isolated(database)),
        ("tables", lambda: tables(database)),
        ("write", lambda: write(database, clock)),
        ("keys", lambda: keys_open(database, settings, path)),
        ("old_keys", lambda: old_keys(database)),
    ]
    found += [await looked_at(name, check()) for name, check in inside]
    if path is not None and key_file_of(path).exists():
        found.append(private("key_file", key_file_of(path)))
    return [*found, *await backlog.look(database, clock.now())]


async def _file_rights(path: Path) -> Finding:
    """Whether the file and its folder may be written to: SQLite keeps a journal beside it."""
    for one in (path, path.parent):
        if not os.access(one, os.R_OK | os.W_OK):
            return broken("rights", f"This user may not write to {one}.", f"Let this user write to {one}.")
    return fine("rights", "the file and its folder may be written to")


_CLOSED = """
    SELECT tablename FROM pg_tables WHERE schemaname = current_schema() AND NOT (
        has_table_privilege(format('%I.%I', schemaname, tablename), 'SELECT')
        AND has_table_privilege(format('%I.%I', schemaname, tablename), 'INSERT')
        AND has_table_privilege(format('%I.%I', schemaname, tablename), 'UPDATE')
        AND has_table_privilege(format('%I.%I', schemaname, tablename), 'DELETE')
    )
"""


async def rights(database: Database) -> Finding:
    """Whether the user may change tables and rows."""
    async with database.engine.connect() as connection:
        asked = text("SELECT has_schema_privilege(current_schema(), 'CREATE')")
        may_create = bool((await connection.execute(asked)).scalar())
        closed = set((await connection.execute(text(_CLOSED))).scalars()) & set(Base.metadata.tables)
    if closed:
        cure = "As the owner of the tables, run `pinchpoint db grant` with the name of this user."
        return broken("rights", f"The user may not read or change {', '.join(sorted(closed))}.", cure)
    if not may_create:
        return fine("rights", "rows may be changed; `pinchpoint db upgrade` is for the owner of the tables")
    return fine("rights", "tables and rows may be changed")


async def isolated(database: Database) -> Finding:
    """Whether PostgreSQL itself keeps the workspaces apart, as row-level security does."""
    if database.embedded:
        return skipped("isolation", "SQLite has no row-level security: statements are narrowed by us alone.")
    async with database.look_across() as connection:
        lacking = await connection.run_sync(isolation.lacking)
        passed_by = (await connection.execute(isolation.PASSED_BY)).scalar()
    if lacking:
        told = f"Row-level security is not in force on {', '.join(lacking)}."
        return broken("isolation", told, "Run `pinchpoint db upgrade`.")
    if passed_by:
        cure = (
            "Make a role that is neither superuser nor BYPASSRLS, run `pinchpoint db grant` with its name, "
            "and sign in with it in DATABASE_URL."
        )
        return note("isolation", f"Row-level security does not hold for the role {passed_by}.", cure)
    return fine("isolation", "row-level security keeps the workspaces apart")


async def migrations(database: Database) -> Finding:
    """Whether the tables are those of this version."""
    try:
        async with database.look_across() as connection:
            lacking = await connection.run_sync(migrate.missing)
    except SetupError as error:
        return broken("migrations", str(error), "Start the version that made the database.")
    if lacking:
        return broken(
            "migrations", f"The database is behind by {len(lacking)}.", "Run `pinchpoint db upgrade`."
        )
    return fine("migrations", "the database is up to date")


async def tables(database: Database) -> Finding:
    """Whether somebody changed the tables by hand, or a restore was not whole."""
    async with database.look_across() as connection:
        differences = await connection.run_sync(migrate.compare)
    if differences:
        cure = "See `pinchpoint db check`, and restore a whole backup."
        return broken(
            "tables", f"The tables differ from what is expected in {len(differences)} places.", cure
        )
    return fine("tables", "they are as expected")


async def write(database: Database, clock: Clock) -> Finding:
    """Whether a change is taken: a full or read-only disk still answers."""
    try:
        await database.prove_write(clock.system_now())
    except Exception as error:
        cure = "Make room on its disk, and see that nothing else holds it locked or read-only."
        return broken("write", f"The database takes no change ({type(error).__name__}).", cure)
    return fine("write", "a change was taken")


async def drift(database: Database, clock: Clock) -> Finding:
    """Whether this machine's clock and the database's agree."""
    measured = Drift(database, clock)
    await measured.measure()
    seconds = measured.seconds or 0.0
    words = f"The database's clock is {seconds:+.0f} s from this machine's."
    cure = "Keep both machines' clocks right, with an NTP service such as chrony."
    if abs(seconds) >= DRIFT_LIMIT_SECONDS:
        return broken("clock", words, cure)
    if abs(seconds) >= DRIFT_WARNING_SECONDS:
        return note("clock", words, cure)
    return fine("clock", "this machine's and the database's agree")


async def keys_open(database: Database, settings: Settings, path: Path | None) -> Finding:
    """Whether the encryption keys open what is there."""
    cure = "Put back the key that the data was written with, from where backups of keys are."
    lacking = settings.encryption_keys is None and (path is None or not key_file_of(path).exists())
    if lacking and await keys.is_unchecked(database):
        return skipped("keys", "There is no key yet, and nothing that would need one.")
    if lacking and path is not None:
        return broken("keys", f"The key file {key_file_of(path)} is missing.", cure)
    if lacking:
        return broken("keys", "ENCRYPTION_KEYS is missing.", cure)
    try:
        await keys.refuse_wrong(database)
    except SetupError as error:
        return broken("keys", str(error), cure)
    return fine("keys", "they open what the database holds")


async def old_keys(database: Database) -> Finding:
    """Whether some values still need an older key."""
    if await keys.is_any_outdated(database):
        found = "Some values are of an older key, or not bound to their rows yet."
        return note("old_keys", found, "Run `pinchpoint keys rotate`.")
    return fine("old_keys", "the newest key is the only one that is needed")


async def soundness(database: Database) -> Finding:
    """Whether an embedded file is whole, or a server has room for our connections."""
    async with database.look_across() as connection:
        asked = text("PRAGMA quick_check(1)" if database.embedded else "SHOW max_connections")
        answer = str((await connection.execute(asked)).scalar())
    if database.embedded and answer != "ok":
        return broken(
            "soundness", "The database file is damaged.", "Stop every process, and restore a backup."
        )
    if not database.embedded and int(answer) < CONNECTIONS:
        cure = f"Allow {CONNECTIONS} for each process of Pinchpoint, or put a pool before the server."
        return note("soundness", f"The server takes {answer} connections.", cure)
    return fine(
        "soundness", "the file is whole" if database.embedded else f"{answer} connections are allowed"
    )
