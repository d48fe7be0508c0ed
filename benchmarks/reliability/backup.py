"""How long a backup and its restore take: a database is filled, written to a file, and read into another."""

from __future__ import annotations

import argparse
import asyncio
import os
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import insert

from bot.kit.crypto import Keyring, new_key
from bot.kit.db import Database
from bot.models import Ask, Outbox, OutboxState, Person, Workspace, backup, migrate

AT = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
TOGETHER = 5_000  # rows of one transaction
TEAM = "T1"


async def fill(database: Database, count: int) -> None:
    """Make so many rows: of ten, one is a person, three are questions, six are messages that were sent."""
    async with database.unnarrowed(TEAM) as db:
        await db.execute(insert(Workspace).values(id=TEAM, installed_at=AT, rematch_at=AT))
    for first in range(0, count, TOGETHER):
        numbers = range(first, min(first + TOGETHER, count))
        tenth = [number for number in numbers if number % 10 == 0]
        async with database.begin(TEAM) as db:
            await db.insert_all(Person, [{"user_id": f"U{number:07}"} for number in tenth])
            words = f"How do I show number {first} on one slide so that the board decides on Friday?"
            asks = [
                {
                    "id": f"a{number:07}{turn}",
                    "mentee_id": f"U{number:07}",
                    "question": words,
                    "created_at": AT,
                }
                for number in tenth
                for turn in range(3)
            ]
            await db.insert_all(Ask, asks)
            sent = {"kind": "note", "due_at": AT, "created_at": AT, "state": OutboxState.SENT, "done_at": AT}
            await db.insert_all(
                Outbox,
                [
                    {"id": key, "dedupe_key": key, "recipient": f"U{number:07}", "subject_id": key, **sent}
                    for number in tenth
                    for key in (f"m{number:07}{turn}" for turn in range(6))
                ],
            )


async def main(rows: int) -> None:
    """Measure on the databases of DATABASE_URL and RESTORE_URL, or on SQLite."""
    with tempfile.TemporaryDirectory() as folder:
        url = os.environ.get("DATABASE_URL", f"sqlite:///{folder}/one.db")
        other = os.environ.get("RESTORE_URL", f"sqlite:///{folder}/other.db")
        file = Path(folder) / "backup.gz"
        await migrate.upgrade(url)
        database = Database(url, Keyring.parse(new_key()))
        await fill(database, rows)
        began, busy = time.monotonic(), time.process_time()
        async with migrate.transaction(url, reading=True) as connection:
            written = await connection.run_sync(backup.write, file, AT)
        wrote = time.monotonic()
        backup.look(file)
        async with migrate.transaction(other) as connection:
            await connection.run_sync(backup.fill, file, written.revision)
        ended = time.monotonic()
        processor = time.process_time() - busy
        await database.close()
        size = file.stat().st_size / 1e6
    print(
        f"{sum(written.rows.values())} rows, {size:.0f} MB: written in {wrote - began:.1f} s, checked and "
        f"restored in {ended - wrote:.1f} s; {processor:.1f} s of processor time"
    )


if __name__ == "__main__":
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rows", type=int, default=1_000_000)
    asyncio.run(main(**vars(options.parse_args())))
