"""One transaction inside one workspace: SQLAlchemy's AsyncSession, and the statements that it lacks."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from functools import lru_cache
from typing import Any, TypeVar

from sqlalchemy import CursorResult, Delete, Select, Update, bindparam, delete, event, inspect, select, update
from sqlalchemy import insert as insert_into
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import NoResultFound
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession
from sqlalchemy.orm import Mapper, Session

from bot.kit.caches import Caches
from bot.kit.db import bound, scope
from bot.kit.db.base import WorkspaceScoped
from bot.kit.db.isolation import enter_workspace

AT_ONCE = 200  # rows that are made into values without a pause: about two milliseconds, decryption included

M = TypeVar("M", bound=WorkspaceScoped)


class _ScopedSession(Session):
    """A session that reads and writes only in the workspace named in its ``info``."""

    def connection(self, *_arguments: Any, **_options: Any) -> Any:
        """Refuse: nothing narrows what is executed on the connection itself."""
        raise scope.OutsideWorkspaceError("A connection cannot be narrowed to a workspace.")


event.listen(_ScopedSession, "do_orm_execute", scope.narrow)
event.listen(_ScopedSession, "before_flush", scope.check_flush)
event.listen(_ScopedSession, "after_begin", enter_workspace)


class WorkspaceSession(AsyncSession):
    """One transaction inside one workspace.

    SELECT, UPDATE and DELETE are narrowed to the workspace, joins and subqueries included; an INSERT, and an
    object given to ``add``, gets its id. What cannot be narrowed (text, Core tables, another workspace's row)
    raises OutsideWorkspaceError. Reads see the database as it is, never a stale copy. Whoever opened
    the session commits it by leaving the block: services never do.
    """

    sync_session_class = _ScopedSession

    def __init__(self, engine: AsyncEngine, workspace_id: str, caches: Caches) -> None:
        super().__init__(
            engine,
            expire_on_commit=False,
            info={scope.COLUMN: workspace_id},
            execution_options={
                "populate_existing": True,
                "synchronize_session": False,
                scope.COLUMN: workspace_id,
            },
        )
        self.workspace_id = workspace_id
        self._dialect = engine.dialect.name
        self.caches = caches
        # What this transaction has done and not yet committed, for whoever must not take it for settled.
        self.unsettled: set[str] = set()
        # What is done last of all in the transaction, in the order of the keys: of two transactions that take
        # the same rows so, neither waits for a row of the other's while it holds one.
        self.last: dict[str, Callable[[], Awaitable[None]]] = {}

    async def get(self, entity: type[M], ident: Any, **options: Any) -> M | None:  # type: ignore[override]
        """Return the row with this key, the workspace's id left out of it; several columns as a tuple.

        It is read anew each time.
        """
        key = ident if isinstance(ident, tuple) else (ident,)
        if options:
            return await super().get(entity, (self.workspace_id, *key), populate_existing=True, **options)
        statement, names = _by_key(inspect(entity), self.workspace_id)
        row: M | None = await self.scalar(statement, dict(zip(names, key, strict=True)))
        return row

    async def get_one(self, entity: type[M], ident: Any, **options: Any) -> M:  # type: ignore[override]
        """Return the row with this key, as ``get`` does. Raises NoResultFound where there is none."""
        row = await self.get(entity, ident, **options)
        if row is None:
            raise NoResultFound(f"No {entity.__name__} has this key in this workspace.")
        return row

    async def stream_rows(self, statement: Select[*tuple[Any, ...]]) -> AsyncIterator[Any]:
        """Yield the rows of a select of columns, one by one, however many there are.

        Making values of many rows takes long: every few of them everything else has its turn.
        """
        if self.new or self.dirty or self.deleted:
            await self.flush()
        found: CursorResult[Any] = await self.run_sync(_execute, statement)
        for part in found.partitions(AT_ONCE):
            for row in part:
                yield row
            await asyncio.sleep(0)

    async def insert(self, model: type[M], /, **values: Any) -> M:
        """Insert a row and return it. Raises IntegrityError where a unique key is taken."""
        # Flushed by itself, since the unit of work orders objects by relationships that write, and ours never
        # do. INSERT … RETURNING of the whole object takes half as long again.
        row = model(**values)
        self.add(row)
        await self.flush()
        return row

    async def insert_all(self, model: type[M], rows: list[dict[str, Any]]) -> None:
        """Insert many rows in one statement. Raises IntegrityError where a unique key is taken."""
        if rows:
            await self.execute(insert_into(model), rows)

    async def insert_or_ignore(self, model: type[M], /, **values: Any) -> bool:
        """Insert a row unless one of its unique keys is taken; return whether it was inserted."""
        statement = self._insert(model).values(workspace_id=self.workspace_id, **values)
        key = inspect(model).primary_key[-1]
        return (await self.execute(statement.on_conflict_do_nothing().returning(key))).first() is not None

    async def upsert(self, model: type[M], key: dict[str, Any], /, **values: Any) -> None:
        """Insert the row with this key, or change it where it stands already."""
        values = bound.changes(inspect(model), key, values)
        statement = self._insert(model).values(workspace_id=self.workspace_id, **key, **values)
        columns = [scope.COLUMN, *key]
        if values:
            await self.execute(statement.on_conflict_do_update(index_elements=columns, set_=values))
        else:
            await self.execute(statement.on_conflict_do_nothing(index_elements=columns))

    async def upsert_all(self, model: type[M], key: str, rows: list[dict[str, Any]]) -> None:
        """Insert rows, or change those that stand already, in one statement; each names the same columns."""
        if not rows:
            return
        statement = self._insert(model)
        changed = {name: statement.excluded[name] for name in rows[0] if name != key}
        statement = statement.on_conflict_do_update(index_elements=[scope.COLUMN, key], set_=changed)
        await self.execute(statement, rows)

    async def insert_or_ignore_all(self, model: type[M], rows: list[dict[str, Any]]) -> None:
        """Insert many rows in one statement, but for those of which one of its unique keys is taken."""
        if rows:
            await self.execute(self._insert(model).on_conflict_do_nothing(), rows)

    async def update_where(self, model: type[M], /, *where: Any, **values: Any) -> int:
        """Change the rows that meet every condition; return how many did."""
        return await self._count(update(model).where(*where).values(**values))

    async def update_key(self, model: type[M], /, *where: Any, **key: Any) -> int:
        """Change parts of the keys of the rows that meet every condition; return how many did.

        Words are bound to their row's key: they are written anew with it.
        """
        mapper = inspect(model)
        words = bound.encrypted(mapper)
        if not words:
            return await self.update_where(model, *where, **key)
        found = list(await self.scalars(select(model).where(*where).with_for_update()))
        for row in found:
            here = [column == getattr(row, column.name) for column in mapper.primary_key]
            await self.update_where(model, *here, **key, **{name: getattr(row, name) for name in words})
            self.expunge(row)
        return len(found)

    async def delete_where(self, model: type[M], /, *where: Any) -> int:
        """Delete the rows that meet every condition; return how many did."""
        return await self._count(delete(model).where(*where))

    async def _count(self, statement: Update | Delete) -> int:
        done = await self.execute(statement)
        assert isinstance(done, CursorResult)  # noqa: S101 - an UPDATE or DELETE always gives one
        return done.rowcount

    def _insert(self, model: type[M]) -> Any:
        return postgresql.insert(model) if self._dialect == "postgresql" else sqlite.insert(model)


def _execute(session: Session, statement: Select[*tuple[Any, ...]]) -> Any:
    """Execute past the session, which would make the values of all rows at once."""
    scope.check_mapped(statement)
    narrowed = statement.options(scope.only_of(session.info[scope.COLUMN]))
    return Session.connection(session).execute(narrowed)


@lru_cache(maxsize=4096)
def _by_key(mapper: Mapper[Any], workspace_id: str) -> tuple[Select[Any], tuple[str, ...]]:
    """Return how a row is read by its key, and the parameters' names: made once, as it is done so often."""
    columns = mapper.primary_key[1:]
    names = tuple(f"key_{column.name}" for column in columns)
    where = [column == bindparam(name) for column, name in zip(columns, names, strict=True)]
    return select(mapper).where(*where).options(scope.only_of(workspace_id)), names
