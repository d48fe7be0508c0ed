"""A backup: one file with every row as it was in one moment, from which either database can be filled.

The file is made of lines of JSON, packed by gzip: what it is, then for each table its columns and its rows,
at the end how many rows those were, which keys their words need, and a digest of all lines before. Words and
tokens are in it as they are in the database, encrypted; keys are not. It names the last migration, so that a
later version can restore it.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from alembic.runtime.migration import MigrationContext
from sqlalchemy import JSON, Column, Connection, MetaData, Row, Table, func, literal, select, tuple_

from bot.kit.crypto import EncryptedText, key_id_of
from bot.kit.db import Base
from bot.kit.errors import SetupError
from bot.models import isolation, migrate
from bot.models.self_check import SelfCheck

FORMAT = "pinchpoint backup 1"
PAGE = 500  # rows that are in memory at once
_PACKING = 4  # encrypted words hardly get smaller, however hard one tries
_NO_ROWS = {"alembic_version"}


@dataclass(frozen=True, slots=True)
class Contents:
    """What a backup holds: when it was made, after which migration, its rows by table, the ids of keys."""

    made_at: datetime
    revision: str
    rows: dict[str, int]
    keys: list[str]


def write(connection: Connection, path: Path, now: datetime) -> Contents:
    """Write everything that a transaction sees into a new file. Raises SetupError, OSError."""
    isolation.see_all(connection)
    revision = MigrationContext.configure(connection).get_current_revision()
    if revision is None:
        raise SetupError("DATABASE_URL leads to no database of Pinchpoint's: there is nothing to back up.")
    migrate.missing(connection)  # refuses what a newer version made
    contents = Contents(now, revision, {}, [])
    keys: set[str] = set()
    with gzip.open(path, "xt", _PACKING, encoding="utf-8", newline="\n") as file:
        line = _Digested(file.write)
        line({"format": FORMAT, "made_at": now.isoformat(), "revision": revision})
        for table in _tables(connection):
            line({"table": table.name, "columns": list(table.columns.keys())})
            encrypted = _encrypted_columns(table)
            contents.rows[table.name] = 0
            for row in _rows(connection, table):
                line([_plain(value) for value in row])
                keys |= {key_id_of(str(row[at])) for at in encrypted if row[at]}
                contents.rows[table.name] += 1
        contents.keys.extend(sorted(keys))
        line({"rows": contents.rows, "keys": contents.keys, "digest": line.digest})
    return contents


def look(path: Path) -> Contents:
    """Read a backup to its end and say what it holds. Raises SetupError for one that is not whole."""
    first, *_, last = _ends(path)
    if set(last) != {"rows", "keys", "digest"}:
        raise _damaged(path)
    return Contents(datetime.fromisoformat(first["made_at"]), first["revision"], last["rows"], last["keys"])


def fill(connection: Connection, path: Path, revision: str) -> None:
    """Bring an empty database to the version of a backup, fill it, and bring it to ours, in one transaction.

    Raises SetupError, and then nothing has changed.
    """
    migrate.refuse_unknown(revision)
    isolation.see_all(connection)
    _refuse_filled(connection, revision)
    migrate.bring_to(connection, revision)
    tables = {table.name: table for table in _tables(connection)}
    with isolation.lifted(connection):
        if SelfCheck.__tablename__ in tables:
            connection.execute(tables[SelfCheck.__tablename__].delete())
        for name, columns, rows in _parts(path):
            _insert(connection, tables[name], columns, rows)
    migrate.check_parents(connection)
    migrate.bring_to(connection, "head")


class _Digested:
    """Writes lines of JSON, and keeps their digest."""

    def __init__(self, write: Callable[[str], object]) -> None:
        self._write, self._hash = write, hashlib.sha256()

    def __call__(self, what: object) -> None:
        line = json.dumps(what, ensure_ascii=False, separators=(",", ":")) + "\n"
        self._hash.update(line.encode())
        self._write(line)

    @property
    def digest(self) -> str:
        return self._hash.hexdigest()


def _tables(connection: Connection) -> list[Table]:
    """Return the tables that a database has, whatever its version, those that others refer to first."""
    metadata = MetaData()
    metadata.reflect(connection)
    for column in (column for table in metadata.tables.values() for column in table.columns):
        if isinstance(column.type, JSON):
            column.type = JSON(none_as_null=True)
    return [table for table in metadata.sorted_tables if table.name not in _NO_ROWS]


def _encrypted_columns(table: Table) -> list[int]:
    """Return where a table's encrypted columns stand."""
    known = Base.metadata.tables.get(table.name)
    encrypted = (
        [one.name for one in known.columns if isinstance(one.type, EncryptedText)]
        if known is not None
        else []
    )
    return [at for at, name in enumerate(table.columns.keys()) if name in encrypted]


def _rows(connection: Connection, table: Table) -> Iterator[Row[Any]]:
    """Yield all rows by their keys, a page at a time."""
    key = list(table.primary_key.columns)
    wanted = select(*table.columns).order_by(*key).limit(PAGE)
    page = connection.execute(wanted).all()
    while True:
        yield from page
        if len(page) < PAGE:
            return
        last = [literal(page[-1]._mapping[column], column.type) for column in key]
        page = connection.execute(wanted.where(tuple_(*key) > tuple_(*last))).all()


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return (value if value.tzinfo else value.replace(tzinfo=UTC)).astimezone(UTC).isoformat()
    if isinstance(value, bytes | memoryview):
        return base64.b64encode(value).decode()
    return value.isoformat() if isinstance(value, date) else value


def _reader_of(column: Column[Any]) -> Callable[[Any], Any]:
    """Return what makes a column's value of what stands in a backup."""
    kind = column.type.python_type
    if kind is datetime and getattr(column.type, "timezone", False):
        return datetime.fromisoformat
    if kind is datetime:
        return lambda value: datetime.fromisoformat(value).replace(tzinfo=None)
    if kind is bytes:
        return base64.b64decode
    return date.fromisoformat if kind is date else lambda value: value


def _lines(path: Path) -> Iterator[tuple[str, Any]]:
    """Yield the lines of a backup, as they stand and read. Raises SetupError for what is none."""
    try:
        with gzip.open(path, "rt", encoding="utf-8", newline="\n") as file:
            for line in file:
                yield line, json.loads(line)
    except (EOFError, zlib.error, gzip.BadGzipFile, ValueError):
        raise _damaged(path) from None
    except OSError as error:
        raise SetupError(f"The backup {path} cannot be read: {error.strerror}.") from None


def _ends(path: Path) -> list[dict[str, Any]]:
    """Return the first and the last line of a backup that is whole."""
    digest, last, first = hashlib.sha256(), "", None
    for line, read in _lines(path):
        digest.update(last.encode())
        last = line
        if first is None:
            first = read
            if not isinstance(read, dict) or read.get("format") != FORMAT:
                raise SetupError(f"{path} is no backup that this version can read.")
    end = json.loads(last or "null")
    if first is None or not isinstance(end, dict) or end.get("digest") != digest.hexdigest():
        raise _damaged(path)
    return [first, end]


def _parts(path: Path) -> Iterator[tuple[str, list[str], Iterable[list[Any]]]]:
    """Yield each table of a backup: its name, columns and rows, which must be read before the next."""
    lines = (read for _, read in _lines(path))
    next(lines)
    head = next(lines)

    def rows() -> Iterator[list[Any]]:
        nonlocal head
        for line in lines:
            if isinstance(line, dict):
                head = line
                return
            yield line

    while "table" in head:
        yield head["table"], head["columns"], rows()


def _insert(connection: Connection, table: Table, columns: list[str], rows: Iterable[list[Any]]) -> None:
    readers = [_reader_of(table.columns[name]) for name in columns]
    made = (
        {
            name: None if value is None else read(value)
            for name, read, value in zip(columns, readers, row, strict=True)
        }
        for row in rows
    )
    for page in _pages(_parents_first(table, made)):
        connection.execute(table.insert(), page)


def _pages(rows: Iterable[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    page: list[dict[str, Any]] = []
    for row in rows:
        page.append(row)
        if len(page) == PAGE:
            yield page
            page = []
    if page:
        yield page


def _parents_first(table: Table, rows: Iterable[dict[str, Any]]) -> Iterable[dict[str, Any]]:
    """Return rows in an order in which each comes after the row of the same table that it refers to."""
    own = [one for one in table.foreign_key_constraints if one.referred_table is table]
    if not own:
        return rows
    keys = list(table.primary_key.columns.keys())
    waiting = {tuple(row[name] for name in keys): row for row in rows}
    ordered: dict[Any, dict[str, Any]] = {}
    while waiting:
        ready = {
            key: row for key, row in waiting.items() if not any(_parent(one, row) in waiting for one in own)
        }
        ordered |= ready or waiting  # rows in a circle are left to the database to refuse
        waiting = {key: row for key, row in waiting.items() if key not in ordered}
    return ordered.values()


def _parent(constraint: Any, row: dict[str, Any]) -> Any:
    by_name = {element.column.name: row[element.parent.name] for element in constraint.elements}
    return tuple(by_name.get(name) for name in constraint.referred_table.primary_key.columns.keys())  # noqa: SIM118


def _refuse_filled(connection: Connection, revision: str) -> None:
    """Refuse a database that holds something already, or that is of another version than the backup."""
    for table in _tables(connection):
        count = connection.execute(select(func.count()).select_from(table)).scalar_one()
        if count and table.name != SelfCheck.__tablename__:
            raise SetupError(
                "The database of DATABASE_URL holds something already, and nothing was changed: "
                "restore into an empty one."
            )
    present = MigrationContext.configure(connection).get_current_revision()
    if present not in (None, revision):
        raise SetupError(
            "The tables of DATABASE_URL are those of another version than the backup: restore into a "
            "database without tables."
        )


def _damaged(path: Path) -> SetupError:
    return SetupError(f"The backup {path} is damaged or not whole: take another one.")
