"""`pinchpoint db` and `pinchpoint keys`: the tables, and the keys that what is in them was encrypted with."""

from __future__ import annotations

import argparse
import asyncio
import sys
import time
from collections.abc import Callable, Coroutine
from typing import Any

from sqlalchemy import select

from bot.kit.clock import SystemClock
from bot.kit.crypto import Keyring, new_key
from bot.kit.db import Database
from bot.kit.settings import read_settings
from bot.models import Workspace, keys, migrate


def with_database(task: Callable[[Database], Coroutine[Any, Any, int]]) -> int:
    """Do something with the database of the settings, and return its exit code. Raises SetupError."""
    settings = read_settings(slack=False, listens=False)

    async def run() -> int:
        given = settings.encryption_keys
        database = Database(
            settings.database_url.get_secret_value(),
            Keyring.parse(given.get_secret_value()) if given else None,
        )
        try:
            return await task(database)
        finally:
            await database.close()

    return asyncio.run(run())


async def workspaces(database: Database) -> list[str]:
    """Return the ids of every workspace."""
    async with database.look_across() as connection:
        return list((await connection.scalars(select(Workspace.id).order_by(Workspace.id))).all())


def print_new_key(_options: argparse.Namespace) -> int:
    """Print a key."""
    print(new_key())
    return 0


def rotate_keys(_options: argparse.Namespace) -> int:
    """Encrypt with the newest key what others encrypted."""

    async def rotate(database: Database) -> int:
        began = time.monotonic()
        done = await keys.rotate(database, SystemClock().now())
        seconds = time.monotonic() - began
        print(f"{done.rotated} values were encrypted with the newest key, in {seconds:.1f} s.")
        if done.unreadable:
            print(
                f"{done.unreadable} values need a key that ENCRYPTION_KEYS lacks, or were moved by hand: "
                "they are as they were.",
                file=sys.stderr,
            )
            return 1
        print("Once every process has it, ENCRYPTION_KEYS needs no other key.")
        return 0

    return with_database(rotate)


def upgrade(_options: argparse.Namespace) -> int:
    """Bring the tables up to date."""
    asyncio.run(migrate.upgrade(_url()))
    print("The database is up to date.")
    return 0


def grant(options: argparse.Namespace) -> int:
    """Let a role that does not own the tables work with them."""
    asyncio.run(migrate.grant(_url(), options.role))
    print(f"{options.role} may read and change rows. Give it to `serve` and `worker` in DATABASE_URL.")
    return 0


def check(_options: argparse.Namespace) -> int:
    """Tell whether they are."""
    url = _url()
    missing = asyncio.run(migrate.pending(url))
    if missing:
        print(f"The database is behind by {len(missing)}: run `pinchpoint db upgrade`.")
        return 1
    differences = asyncio.run(migrate.differences(url))
    for one in differences:
        print(one)
    print(
        "The database differs from what this version expects."
        if differences
        else "The database is up to date."
    )
    return 1 if differences else 0


def _url() -> str:
    return read_settings(slack=False, listens=False, words=False).database_url.get_secret_value()
