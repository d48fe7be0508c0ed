"""The database: an engine, and the only ways to open a transaction on it."""

from __future__ import annotations

import asyncio
import os
import socket
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing, nullcontext
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import DateTime, bindparam, event, text
from sqlalchemy.engine import URL
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, AsyncSession, create_async_engine

from bot.kit.caches import Caches
from bot.kit.crypto import Keyring, bind_keyring, key_file_of, unbind_keyring
from bot.kit.db.compiled import check_compiled
from bot.kit.db.isolation import ACROSS_SETTING, WORKSPACE_SETTING, Across, enter
from bot.kit.db.session import WorkspaceSession
from bot.kit.db.url import for_driver, parse_url
from bot.kit.errors import SetupError
from bot.kit.sqlite import sqlite_engine

BUSY_SECONDS = 10.0  # SQLite: for the lock of another process
HURRIED_SECONDS = 1.5  # the same, while Slack waits for an answer
# PostgreSQL: a connection that has died without a word must not hold up whoever waits for it.
COMMAND_SECONDS = 15
_KEEP_ALIVE = {"TCP_KEEPIDLE": 10, "TCP_KEEPINTVL": 5, "TCP_KEEPCNT": 3, "TCP_USER_TIMEOUT": 20_000}


class Database:
    """An engine, and the only ways to open a transaction on it."""

    def __init__(self, url: str, keyring: Keyring | None = None) -> None:
        self.url = parse_url(url)
        self.embedded = self.url.get_backend_name() == "sqlite"
        self.path = Path(self.url.database) if self.embedded and self.url.database else None
        if self.path:
            _create_private(self.path)
        self.has_key_file = keyring is None
        self.keyring = keyring or self._own_keyring()
        self.engine = _engine(self.url, self.embedded)
        event.listen(self.engine.sync_engine, "before_cursor_execute", check_compiled)
        self.caches = Caches()
        self.commits = 0  # of transactions that wrote in a workspace: whoever sees it rise looks for news
        self._readers = self.engine.execution_options(reading=True)
        self._hurried = self.engine.execution_options(hurried=True)
        # SQLite has one writer: those of this process queue here, in order, rather than poll its lock.
        self._writing = asyncio.Lock() if self.embedded else None

    def _own_keyring(self) -> Keyring:
        if self.path is None:
            raise SetupError(
                "ENCRYPTION_KEYS is missing: a shared database needs it: make one with `pinchpoint new-key`."
            )
        if not key_file_of(self.path).exists() and _needs_its_key(self.path):
            raise SetupError(
                f"The key file {key_file_of(self.path)} is missing, and nobody can read without it what "
                f"{self.path} holds. Put it back from your backup, or move {self.path} away to begin anew."
            )
        return Keyring.beside(self.path)

    @asynccontextmanager
    async def begin(self, workspace_id: str, *, hurried: bool = False) -> AsyncIterator[WorkspaceSession]:
        """Open a transaction that writes in one workspace; it commits when the block ends well.

        ``hurried`` waits no longer for another process's lock than a listener can.
        """
        engine = self._hurried if hurried else self.engine
        async with self._writing or nullcontext(), self._session(engine, workspace_id) as db:
            yield db
            for key in sorted(db.last):
                await db.last[key]()
        self.commits += 1

    @asynccontextmanager
    async def read(self, workspace_id: str) -> AsyncIterator[WorkspaceSession]:
        """Open a transaction that only reads in one workspace; it never waits for a writer."""
        async with self._session(self._readers, workspace_id) as db:
            yield db

    @asynccontextmanager
    async def all_workspaces(self, purpose: Across) -> AsyncIterator[AsyncSession]:
        """Open a transaction over all workspaces, which writes only what ``purpose`` is about.

        It cannot decrypt what people wrote.
        """
        async with self._plain_session(ACROSS_SETTING, purpose) as db:
            yield db

    @asynccontextmanager
    async def unnarrowed(self, workspace_id: str) -> AsyncIterator[AsyncSession]:
        """Open a transaction for what WorkspaceSession cannot say: the workspace's own row, a list of tables.

        Nothing narrows its statements: each names the workspace itself. It cannot decrypt.
        """
        async with self._plain_session(WORKSPACE_SETTING, workspace_id) as db:
            yield db

    @asynccontextmanager
    async def look_across(self) -> AsyncIterator[AsyncConnection]:
        """Open a connection that reads in all workspaces, without keeping anybody from writing."""
        async with self._readers.connect() as connection:
            await connection.run_sync(enter, ACROSS_SETTING, Across.READ)
            yield connection

    @asynccontextmanager
    async def _plain_session(self, setting: str, value: str) -> AsyncIterator[AsyncSession]:
        async with (
            self._writing or nullcontext(),
            AsyncSession(self.engine, expire_on_commit=False) as db,
            db.begin(),
        ):
            await (await db.connection()).run_sync(enter, setting, value)
            yield db

    @asynccontextmanager
    async def _session(self, engine: AsyncEngine, workspace_id: str) -> AsyncIterator[WorkspaceSession]:
        token = bind_keyring(self.keyring, workspace_id)
        try:
            async with WorkspaceSession(engine, workspace_id, self.caches) as db, db.begin():
                yield db
        finally:
            unbind_keyring(token)

    async def now(self) -> datetime:
        """Return the database's own clock. An embedded database has the machine's."""
        async with self._readers.connect() as connection:
            query = (
                "SELECT strftime('%s','now')"
                if self.embedded
                else "SELECT extract(epoch FROM clock_timestamp())"
            )
            seconds = (await connection.execute(text(query))).scalar_one()
        return datetime.fromtimestamp(float(seconds), UTC)

    async def prove_write(self, now: datetime) -> None:
        """Change something and commit it. Raises what the database raises where it takes no change."""
        at = now.replace(tzinfo=None) if self.embedded else now
        statement = text("UPDATE self_check SET written_at = :at").bindparams(
            bindparam("at", at, DateTime(timezone=True))
        )
        async with self._writing or nullcontext(), self._hurried.begin() as connection:
            await connection.execute(statement)

    async def close(self) -> None:
        """Close every connection."""
        await self.engine.dispose()


def _needs_its_key(path: Path) -> bool:
    """Tell whether a database file was written to by a process that had a key."""
    with closing(sqlite3.connect(path)) as connection:
        try:
            return connection.execute("SELECT 1 FROM self_check").fetchone() is not None
        except sqlite3.OperationalError:
            return False  # it is new, or from before there was this table


def _create_private(path: Path) -> None:
    """Create the file readable by its owner alone; SQLite gives its -wal and -shm files the same mode."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    except OSError as error:
        raise SetupError(f"The database file {path} cannot be opened: {error.strerror}.") from None


def _engine(url: URL, embedded: bool) -> AsyncEngine:
    if not embedded:
        return _postgresql_engine(url)
    engine = sqlite_engine(url, BUSY_SECONDS)
    event.listen(engine.sync_engine, "connect", _prepare_sqlite)
    event.listen(engine.sync_engine, "begin", _begin_sqlite)
    return engine


def _postgresql_engine(url: URL) -> AsyncEngine:
    address, more = for_driver(url)
    engine = create_async_engine(
        address,
        pool_size=10,
        max_overflow=20,
        pool_pre_ping=True,
        hide_parameters=True,
        connect_args={"command_timeout": COMMAND_SECONDS, **more},
    )
    event.listen(engine.sync_engine, "connect", _keep_alive)
    return engine


def _keep_alive(connection: Any, _record: Any) -> None:
    """Have the system notice a peer that has gone without a word; asyncpg leaves that to its callers."""
    transport = getattr(connection.driver_connection, "_transport", None)
    own = transport.get_extra_info("socket") if transport is not None else None
    if own is None or own.family == getattr(socket, "AF_UNIX", None):
        return
    own.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    for name, value in _KEEP_ALIVE.items():
        if hasattr(socket, name):  # not every system has each of them
            own.setsockopt(socket.IPPROTO_TCP, getattr(socket, name), value)


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # the driver must not begin by itself: _begin_sqlite does
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=FULL")  # what was acknowledged survives a power cut
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.close()


def _begin_sqlite(connection: Any) -> None:
    # A transaction that reads first and writes later fails at once when another wrote between: take the
    # writer's lock at the start instead.
    options = connection.get_execution_options()
    reading = options.get("reading", False)
    patience = HURRIED_SECONDS if options.get("hurried") else BUSY_SECONDS
    if not reading and connection.info.get("patience", BUSY_SECONDS) != patience:
        connection.exec_driver_sql(f"PRAGMA busy_timeout={int(patience * 1000)}")
        connection.info["patience"] = patience
    connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")
