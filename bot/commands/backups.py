"""`pinchpoint backup`, `restore` and `resume`: all rows in a file, and a database filled from it."""

from __future__ import annotations

import argparse
import asyncio
import os
from pathlib import Path

from sqlalchemy import Connection

from bot.commands.databases import with_database
from bot.delivery import restored
from bot.kit.clock import SystemClock
from bot.kit.crypto import Keyring, key_file_of
from bot.kit.db import Database, parse_url
from bot.kit.errors import SetupError
from bot.kit.settings import Settings, read_settings
from bot.models import backup, keys, migrate


def add_options(command: argparse.ArgumentParser) -> None:
    """Say what `pinchpoint restore` understands."""
    command.add_argument("file", type=Path, help="what `pinchpoint backup` wrote")
    command.add_argument(
        "--check", action="store_true", help="only see that the file is whole, and what is in it"
    )


def make(options: argparse.Namespace) -> int:
    """Write everything into a file, while the app runs."""
    file: Path = options.file
    part = file.with_name(file.name + ".part")
    if file.exists():
        raise SetupError(f"{file} is there already: name another file.")
    try:
        part.unlink(missing_ok=True)
        contents = asyncio.run(_write(part))
        os.replace(part, file)
    except OSError as error:
        raise SetupError(f"The backup {file} cannot be written: {error.strerror}.") from None
    finally:
        part.unlink(missing_ok=True)
    print(f"{file} holds {_described(contents)}")
    return 0


def restore(options: argparse.Namespace) -> int:
    """Fill an empty database from a file; nothing is sent from it before `pinchpoint resume`."""
    contents = backup.look(options.file)
    if options.check:
        print(f"{options.file} is whole and holds {_described(contents)}")
        return 0
    settings = read_settings(slack=False, listens=False)
    _refuse_missing_keys(settings, contents)
    asyncio.run(_fill(settings.database_url.get_secret_value(), options.file, contents))
    with_database(_check_keys)
    print(f"The database holds {_described(contents)}")
    print("Nothing is done or sent from it until you say `pinchpoint resume`.")
    return 0


def resume(_options: argparse.Namespace) -> int:
    """Let the work begin after a restore."""

    async def go_on(database: Database) -> int:
        paused = await restored.resume(database)
        print("The work begins within seconds." if paused else "Nothing was paused.")
        return 0

    return with_database(go_on)


async def _write(file: Path) -> backup.Contents:
    url = read_settings(slack=False, listens=False, words=False).database_url.get_secret_value()
    path = _embedded(url)
    if path is not None and not path.exists():
        raise SetupError(f"There is no database {path} to back up: DATABASE_URL says where it is.")
    async with migrate.transaction(url, reading=True) as connection:
        return await connection.run_sync(backup.write, file, SystemClock().now())


async def _fill(url: str, file: Path, contents: backup.Contents) -> None:
    def fill(connection: Connection) -> None:
        backup.fill(connection, file, contents.revision)
        restored.settle(connection, contents.made_at, SystemClock().now())

    async with migrate.transaction(url) as connection:
        await connection.run_sync(fill)


async def _check_keys(database: Database) -> int:
    await keys.check(database, SystemClock().now())
    return 0


def _refuse_missing_keys(settings: Settings, contents: backup.Contents) -> None:
    """Refuse to fill a database whose words nobody could read."""
    given, path = settings.encryption_keys, _embedded(settings.database_url.get_secret_value())
    if given is not None:
        present, where = Keyring.parse(given.get_secret_value()).ids, "ENCRYPTION_KEYS"
    elif path is not None and key_file_of(path).exists():
        present, where = Keyring.beside(path).ids, f"The key file {key_file_of(path)}"
    else:
        present, where = [], f"The key file {key_file_of(path or Path('pinchpoint.db'))}"
    missing = sorted(set(contents.keys) - set(present))
    if missing:
        raise SetupError(
            f"{where} lacks the keys {', '.join(missing)}, with which words in the backup are encrypted: "
            "put them there first. Nothing was changed."
        )


def _embedded(url: str) -> Path | None:
    """Return the file of an embedded database."""
    found = parse_url(url)
    return Path(found.database or "") if found.get_backend_name() == "sqlite" else None


def _described(contents: backup.Contents) -> str:
    rows, made = sum(contents.rows.values()), contents.made_at.isoformat(timespec="seconds")
    needs = (
        f"its words need the keys {', '.join(contents.keys)}"
        if contents.keys
        else "no words in it need a key"
    )
    return f"{rows} rows of {made} (migration {contents.revision}); {needs}, which it does not hold."
