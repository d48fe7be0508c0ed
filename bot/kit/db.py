"""The database: engine, one kind of transaction, and the column types every table shares."""

from __future__ import annotations

import asyncio
import enum
import os
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, nullcontext
from datetime import UTC, datetime
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import (
    CursorResult,
    DateTime,
    Delete,
    Enum,
    ForeignKey,
    ForeignKeyConstraint,
    MetaData,
    Select,
    Text,
    Update,
    bindparam,
    delete,
    event,
    inspect,
    select,
    text,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import URL, Dialect, make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, create_async_engine
from sqlalchemy.orm import (
    DeclarativeBase,
    Mapped,
    ORMExecuteState,
    Session,
    mapped_column,
    with_loader_criteria,
)
from sqlalchemy.sql.base import ExecutableOption
from sqlalchemy.types import TypeDecorator

from bot.kit.crypto import Keyring, drop_sealer, use_sealer
from bot.kit.errors import SetupError
from bot.kit.ids import new_id
from bot.kit.sqlite import sqlite_engine

BUSY_SECONDS = 10
AT_ONCE = 200  # rows that are made into values without a pause: about two milliseconds, decryption included

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class UtcDateTime(TypeDecorator[datetime]):
    """An instant. Refuses naive values; always comes back aware, in UTC, on either database."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Check and convert on the way in."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("An instant without a time zone was about to be stored.")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Make aware on the way out."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    """The mapped classes' base."""

    metadata = MetaData(naming_convention=NAMING)


class WorkspaceRow(Base):
    """A row that belongs to one workspace, which is part of its key."""

    __abstract__ = True

    workspace_id: Mapped[str] = mapped_column(
        Text, ForeignKey("workspace.id"), primary_key=True, sort_order=-20
    )


class IdentifiedRow(WorkspaceRow):
    """A workspace's row with an id of its own."""

    __abstract__ = True

    id: Mapped[str] = mapped_column(Text, primary_key=True, default=new_id, sort_order=-10)


def within(table: str, column: str, remote: str = "id") -> ForeignKeyConstraint:
    """Return a foreign key that cannot leave the workspace: ``(workspace_id, column)``."""
    return ForeignKeyConstraint(
        ["workspace_id", column], [f"{table}.workspace_id", f"{table}.{remote}"], ondelete="CASCADE"
    )


def state_column(states: type[enum.StrEnum]) -> Enum:
    """Return the type of a state column: text with a named CHECK that lists the states."""
    return Enum(
        states,
        native_enum=False,
        create_constraint=True,
        length=24,
        name=states.__name__.lower(),
        values_callable=lambda members: [member.value for member in members],
    )


M = TypeVar("M", bound=WorkspaceRow)
T = TypeVar("T")


class WorkspaceSession:
    """One transaction inside one workspace.

    Every read is narrowed to the workspace and sees the database as it is (never a stale copy); every write
    carries the workspace's id. Whoever opened it commits it by leaving the block: services never do.
    """

    def __init__(
        self, session: AsyncSession, workspace_id: str, dialect: str, memory: dict[str, Any] | None = None
    ) -> None:
        self._db = session
        self._dialect = dialect
        self.workspace_id = workspace_id
        # What this process keeps between transactions because it is slow to make; never the truth.
        self.memory: dict[str, Any] = {} if memory is None else memory
        # What this transaction has done and not yet committed, for whoever must not take it for settled.
        self.unsettled: set[str] = set()

    async def all(self, statement: Select[T]) -> list[T]:
        """Return every row of a one-column select."""
        return list((await self._db.scalars(statement, execution_options=_FRESH)).all())

    async def rows(self, statement: Select[*tuple[Any, ...]]) -> Sequence[Any]:
        """Return every row of a select of several columns."""
        found: Sequence[Any] = (await self._db.execute(statement, execution_options=_FRESH)).all()
        return found

    async def each(self, statement: Select[*tuple[Any, ...]]) -> AsyncIterator[Any]:
        """Yield every row of a select of several columns, one by one, however many there are.

        Making values of many rows takes long: every few of them everything else has its turn.
        """
        # Past the session, which would make the values of all rows at once.
        connection = await self._db.connection()
        found = await connection.execute(statement.options(_only_of(self.workspace_id)))
        for part in found.partitions(AT_ONCE):
            for row in part:
                yield row
            await asyncio.sleep(0)

    async def first(self, statement: Select[T]) -> T | None:
        """Return the first row of a one-column select, if any."""
        return (await self._db.scalars(statement.limit(1), execution_options=_FRESH)).first()

    async def get(self, model: type[M], *key: str) -> M | None:
        """Return the row with this key (after the workspace's), if any."""
        statement, names = _by_key(model)
        values = dict(zip(names, key, strict=True))
        return (await self._db.scalars(statement, values, execution_options=_FRESH)).first()

    async def add(self, model: type[M], /, **values: Any) -> M:
        """Insert a row and return it. Raises IntegrityError where a unique key is taken."""
        row = model(workspace_id=self.workspace_id, **values)
        self._db.add(row)
        await self._db.flush()
        return row

    async def add_all(self, model: type[M], rows: list[dict[str, Any]]) -> None:
        """Insert many rows in one statement. Raises IntegrityError where a unique key is taken."""
        if rows:
            insert = self._insert(model)
            await self._db.execute(insert, [{"workspace_id": self.workspace_id, **row} for row in rows])

    async def add_new(self, model: type[M], /, **values: Any) -> bool:
        """Insert a row unless one of its unique keys is taken; return whether it was inserted."""
        insert = self._insert(model).values(workspace_id=self.workspace_id, **values)
        key = inspect(model).primary_key[-1]
        done = await self._db.execute(insert.on_conflict_do_nothing().returning(key))
        return done.first() is not None

    async def put(self, model: type[M], key: dict[str, Any], /, **values: Any) -> None:
        """Insert the row with this key, or change it where it stands already."""
        insert = self._insert(model).values(workspace_id=self.workspace_id, **key, **values)
        columns = ["workspace_id", *key]
        if values:
            await self._db.execute(insert.on_conflict_do_update(index_elements=columns, set_=values))
        else:
            await self._db.execute(insert.on_conflict_do_nothing(index_elements=columns))

    async def change(self, model: type[M], /, *where: Any, **values: Any) -> int:
        """Change the rows that meet every condition; return how many did."""
        return await self._write(update(model).where(*where).values(**values), model)

    async def remove(self, model: type[M], *where: Any) -> int:
        """Delete the rows that meet every condition; return how many did."""
        return await self._write(delete(model).where(*where), model)

    @asynccontextmanager
    async def savepoint(self) -> AsyncIterator[None]:
        """Undo what the block did if it raises, and go on with the transaction."""
        async with self._db.begin_nested():
            yield

    async def _write(self, statement: Update | Delete, model: type[M]) -> int:
        narrowed = statement.where(model.workspace_id == self.workspace_id)
        done = await self._db.execute(narrowed, execution_options={"synchronize_session": False})
        assert isinstance(done, CursorResult)  # noqa: S101 - an UPDATE or DELETE always gives one
        return done.rowcount

    def _insert(self, model: type[M]) -> Any:
        return postgresql.insert(model) if self._dialect == "postgresql" else sqlite.insert(model)


_FRESH = {"populate_existing": True}


@cache
def _by_key(model: type[M]) -> tuple[Select[M], tuple[str, ...]]:
    """Return how a row is read by its key, and the parameters' names: made once, as it is done so often."""
    columns = inspect(model).primary_key[1:]
    names = tuple(f"key_{column.name}" for column in columns)
    where = [column == bindparam(name) for column, name in zip(columns, names, strict=True)]
    return select(model).where(*where), names


class Database:
    """An engine, and the only ways to open a transaction on it."""

    def __init__(self, url: str, keyring: Keyring | None = None) -> None:
        self.url = parse_url(url)
        self.embedded = self.url.get_backend_name() == "sqlite"
        self.path = Path(self.url.database) if self.embedded and self.url.database else None
        if self.path:
            _create_private(self.path)
        self.keyring = keyring or self._own_keyring()
        self.engine = _engine(self.url, self.embedded)
        self.memory: dict[str, Any] = {}  # see WorkspaceSession.memory
        self.commits = 0  # of transactions that wrote in a workspace: whoever sees it rise looks for news
        self._readers = self.engine.execution_options(reading=True)
        # SQLite has one writer: those of this process queue here, in order, rather than poll its lock.
        self._writing = asyncio.Lock() if self.embedded else None

    def _own_keyring(self) -> Keyring:
        if self.path is None:
            raise SetupError(
                "ENCRYPTION_KEYS is missing: a shared database needs it: make one with `pinchpoint new-key`."
            )
        return Keyring.beside(self.path)

    @asynccontextmanager
    async def begin(self, workspace_id: str) -> AsyncIterator[WorkspaceSession]:
        """Open a transaction that writes in one workspace; it commits when the block ends well."""
        async with self._writing or nullcontext(), self._session(self.engine, workspace_id) as db:
            yield db
        self.commits += 1

    @asynccontextmanager
    async def read(self, workspace_id: str) -> AsyncIterator[WorkspaceSession]:
        """Open a transaction that only reads in one workspace; it never waits for a writer."""
        async with self._session(self._readers, workspace_id) as db:
            yield db

    @asynccontextmanager
    async def all_workspaces(self) -> AsyncIterator[AsyncSession]:
        """Open a transaction over all workspaces, to claim due work: sealed words stay sealed in it."""
        async with (
            self._writing or nullcontext(),
            _Session(self.engine, expire_on_commit=False) as session,
            session.begin(),
        ):
            yield session

    @asynccontextmanager
    async def _session(self, engine: AsyncEngine, workspace_id: str) -> AsyncIterator[WorkspaceSession]:
        token = use_sealer(self.keyring, workspace_id)
        try:
            info = {"workspace": workspace_id}
            async with _Session(engine, expire_on_commit=False, info=info) as session, session.begin():
                yield WorkspaceSession(session, workspace_id, engine.dialect.name, self.memory)
        finally:
            drop_sealer(token)

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

    async def close(self) -> None:
        """Close every connection."""
        await self.engine.dispose()


class _SyncSession(Session):
    """A session whose reads are narrowed to the workspace named in its ``info``."""


class _Session(AsyncSession):
    """The same, awaited."""

    sync_session_class = _SyncSession


def _narrow(state: ORMExecuteState) -> None:
    workspace_id = state.session.info.get("workspace")
    if workspace_id is None or not state.is_select:
        return
    state.statement = state.statement.options(_only_of(workspace_id))


@lru_cache(maxsize=1024)
def _only_of(workspace_id: str) -> ExecutableOption:
    """Return what narrows a statement to a workspace; making it takes as long as many a statement."""
    return with_loader_criteria(
        WorkspaceRow, lambda model: model.workspace_id == workspace_id, include_aliases=True
    )


event.listen(_SyncSession, "do_orm_execute", _narrow)


def parse_url(text_: str) -> URL:
    """Read DATABASE_URL in any of its usual spellings. Raises SetupError for one that is neither database."""
    try:
        url = make_url(text_)
    except ArgumentError:
        raise SetupError(_URL_HELP) from None
    kind = url.drivername.split("+")[0]
    if kind == "sqlite" and url.database and url.database != ":memory:":
        return url.set(drivername="sqlite+aiosqlite")
    if kind in {"postgres", "postgresql"}:
        query = dict(url.query)
        mode = query.pop("sslmode", None)
        if mode is not None:
            query["ssl"] = mode
        return url.set(drivername="postgresql+asyncpg", query=query)
    raise SetupError(_URL_HELP)


_URL_HELP = (
    "DATABASE_URL is not understood: use sqlite:///path/to/pinchpoint.db "
    "or postgresql://user:password@host/name."
)


def _create_private(path: Path) -> None:
    """Create the file readable by its owner alone; SQLite gives its -wal and -shm files the same mode."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    except OSError as error:
        raise SetupError(f"The database file {path} cannot be opened: {error.strerror}.") from None


def _engine(url: URL, embedded: bool) -> AsyncEngine:
    if not embedded:
        return create_async_engine(
            url, pool_size=10, max_overflow=20, pool_pre_ping=True, hide_parameters=True
        )
    engine = sqlite_engine(url, BUSY_SECONDS)
    event.listen(engine.sync_engine, "connect", _prepare_sqlite)
    event.listen(engine.sync_engine, "begin", _begin_sqlite)
    return engine


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
    reading = connection.get_execution_options().get("reading", False)
    connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")
