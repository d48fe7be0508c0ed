"""SQLite in a thread of its own, with one crossing to it for each statement.

aiosqlite crosses four times: for the cursor, the statement, its rows, and the cursor's end. Most statements
take less time than a crossing.

What SQLAlchemy makes of a statement, which takes several times as long as executing it, serves every file
that a process opens, one after the other or at once.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable, Iterable
from functools import partial
from typing import Any, Self

import aiosqlite
from sqlalchemy.dialects import registry
from sqlalchemy.dialects.sqlite.aiosqlite import SQLiteDialect_aiosqlite
from sqlalchemy.engine import URL
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.util import LRUCache

_COMPILED: LRUCache[Any, Any] = LRUCache(2000)


class Dialect(SQLiteDialect_aiosqlite):
    """SQLite's dialect. All of a process are equal, so that what one compiled is found by the others."""

    supports_statement_cache = True

    def __eq__(self, other: object) -> bool:
        return type(other) is type(self)

    def __hash__(self) -> int:
        return hash(type(self))


registry.register("sqlite.shared", __name__, Dialect.__name__)


def sqlite_engine(url: URL, busy_seconds: float) -> AsyncEngine:
    """Return an engine for a file; a statement waits so long for somebody else's lock."""

    def connect() -> _Connection:
        return _Connection(url.database or "", busy_seconds)

    # SQLAlchemy awaits what it gets, and a connection opens when it is awaited.
    engine = create_async_engine(
        url.set(drivername="sqlite+shared"), async_creator=connect, hide_parameters=True
    )
    return engine.execution_options(compiled_cache=_COMPILED)


class _Cursor:
    """As much of a cursor as SQLAlchemy uses. Executing reads all rows and ends the statement."""

    def __init__(self, connection: _Connection) -> None:
        self._connection = connection
        self._rows: list[Any] = []
        self.description: Any = None
        self.rowcount = -1
        self.lastrowid: int | None = None
        self.arraysize = 1

    async def __aenter__(self) -> Self:
        return self

    async def execute(self, sql: str, parameters: Iterable[Any] = ()) -> None:
        await self._connection.run(partial(self._execute, sql, parameters))

    async def executemany(self, sql: str, parameters: Iterable[Iterable[Any]]) -> None:
        await self._connection.run(partial(self._executemany, sql, parameters))

    async def fetchall(self) -> list[Any]:
        rows, self._rows = self._rows, []
        return rows

    async def fetchmany(self, size: int | None = None) -> list[Any]:
        most = size or self.arraysize
        rows, self._rows = self._rows[:most], self._rows[most:]
        return rows

    async def fetchone(self) -> Any:
        return next(iter(await self.fetchmany(1)), None)

    async def close(self) -> None:
        self._rows = []

    def _execute(self, sql: str, parameters: Iterable[Any]) -> None:
        cursor = self._connection.own.execute(sql, parameters)  # type: ignore[arg-type]
        try:
            self._rows = cursor.fetchall()
            self._keep(cursor)
        finally:
            cursor.close()

    def _executemany(self, sql: str, parameters: Iterable[Iterable[Any]]) -> None:
        cursor = self._connection.own.executemany(sql, parameters)  # type: ignore[arg-type]
        self._keep(cursor)
        cursor.close()

    def _keep(self, cursor: sqlite3.Cursor) -> None:
        self.description, self.rowcount, self.lastrowid = (
            cursor.description,
            cursor.rowcount,
            cursor.lastrowid,
        )


class _Connection(aiosqlite.Connection):
    """A connection whose cursors live in its thread only."""

    def __init__(self, path: str, busy_seconds: float) -> None:
        connect = partial(sqlite3.connect, path, timeout=busy_seconds, check_same_thread=False)
        super().__init__(connect, iter_chunk_size=64)
        self._thread.daemon = True  # a process that ends waits for no statement
        self._ended_well = True

    @property
    def own(self) -> sqlite3.Connection:
        """The connection itself, for what runs in its thread."""
        return self._conn

    async def run(self, work: Callable[[], None]) -> None:
        """Have something done in the connection's thread."""
        self._ended_well = False
        await self._execute(work)  # type: ignore[no-untyped-call]
        self._ended_well = True

    def stop(self) -> asyncio.Future[Any] | None:
        """End the thread, once: of a second call, for which nobody is left, the future would never be done.

        SQLAlchemy makes two for whoever is cancelled again while their connection is being closed.
        """
        return super().stop() if self._running else None

    async def rollback(self) -> None:
        """Undo what is open. SQLAlchemy asks for it after every transaction, however that ended."""
        if self.in_transaction or not self._ended_well:
            await super().rollback()
            self._ended_well = True

    def cursor(self) -> Any:
        """Return a cursor, without crossing."""
        return _Cursor(self)
