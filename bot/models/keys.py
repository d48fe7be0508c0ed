"""Whether the encryption keys of this process are the right ones, and encrypting anew with the newest."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Column, Select, Table, Text, and_, bindparam, select, tuple_, type_coerce, update
from sqlalchemy.dialects import postgresql, sqlite

from bot.kit.crypto import EncryptedText, Keyring, UnreadableError, key_file_of, row_of
from bot.kit.db import Across, Base, Database
from bot.kit.errors import SetupError
from bot.models.self_check import ONLY, SelfCheck

BATCH = 500  # rows that are encrypted anew in one transaction: about ten milliseconds
MOST_PASSES = 5  # for rows that others hold, or write with an older key, meanwhile
CONTEXT = "self_check.key_check"
WORDS = "Pinchpoint can read this."


@dataclass(frozen=True, slots=True)
class Rotation:
    """What encrypting anew came to: how many values it was, and how many could not be read."""

    rotated: int
    unreadable: int


async def check(database: Database, now: datetime) -> None:
    """Refuse keys that do not open what the database holds. The first process leaves a value to check by.

    Raises SetupError.
    """
    if await is_unchecked(database):
        await refuse_wrong(database)
        await _write(database, now)
    await refuse_wrong(database)


async def is_unchecked(database: Database) -> bool:
    """Tell whether no process has left a value yet that keys could be checked by."""
    return await _check_value(database) is None


async def refuse_wrong(database: Database) -> None:
    """Raise SetupError where the keys do not open what the database holds; nothing is written."""
    value = await _check_value(database)
    if value is None:
        if await _holds_values_of_other_keys(database):
            raise _wrong_keys(database)
        return
    try:
        database.keyring.decrypt(value, CONTEXT)
    except UnreadableError:
        raise _wrong_keys(database) from None


async def is_any_outdated(database: Database) -> bool:
    """Tell whether some value was not encrypted by the newest key, or is not bound to its row."""
    return any([await _is_any_left(database, column) for _, column in _places()])


async def rotate(database: Database, now: datetime) -> Rotation:
    """Encrypt for its row with the newest key whatever is not yet; safe while the app runs.

    When no value is unreadable, and every process has the newest key, the others may be removed.
    """
    rotated = unreadable = 0
    for table, column in _places():
        for _ in range(MOST_PASSES):
            done, failed = await _rotate_column(database, table, column)
            rotated += done
            if not done or not await _is_any_left(database, column):
                break
        unreadable += failed
    await _write(database, now)
    return Rotation(rotated, unreadable)


async def _rotate_column(database: Database, table: Table, column: Column[Any]) -> tuple[int, int]:
    """Go through a column once; return how many values were encrypted anew, and how many cannot be read."""
    rotated = failed = 0
    last: Any = None
    while True:
        async with database.all_workspaces(Across.KEYS) as db:
            rows = (await db.execute(_next_rows(table, column, database.keyring, last))).all()
            anew = [one for one in (_anew(database.keyring, column, row) for row in rows) if one]
            if anew:
                connection = await db.connection()
                await connection.execute(_replace(table, column), anew)
        rotated, failed = rotated + len(anew), failed + len(rows) - len(anew)
        if len(rows) < BATCH:
            return rotated, failed
        last = tuple(rows[-1][: len(table.primary_key.columns)])


def _next_rows(table: Table, column: Column[Any], keyring: Keyring, last: Any) -> Select[Any]:
    """Return what selects the next rows whose value is not up to date: their keys, then the value.

    Rows that somebody else is changing are left for the next pass: nobody waits for us, nor we for them.
    """
    key = list(table.primary_key.columns)
    wanted = select(*key, _plain(column)).where(_begins_with_none(column, [keyring.newest]))
    if last is not None:
        wanted = wanted.where(tuple_(*key) > tuple_(*last))
    return wanted.order_by(*key).limit(BATCH).with_for_update(skip_locked=True)


def _anew(keyring: Keyring, column: Column[Any], row: Any) -> dict[str, str] | None:
    """Return what encrypts a row's value anew, unless it cannot be read."""
    *key, old = row
    names = [one.name for one in column.table.primary_key.columns]
    values = dict(zip(names, key, strict=True))
    place = f"{values['workspace_id']}|{column.type.column}"  # type: ignore[attr-defined]
    row = row_of(part for name, part in values.items() if name != "workspace_id")
    try:
        new = keyring.encrypt_for(keyring.decrypt_for(old, place, row), place, row)
    except UnreadableError:
        return None
    return {"old_value": old, "new_value": new, **{f"key_{name}": one for name, one in values.items()}}


def _replace(table: Table, column: Column[Any]) -> Any:
    """Return what replaces a value, unless it has changed since it was read."""
    here = [one == bindparam(f"key_{one.name}") for one in table.primary_key.columns]
    unchanged = _plain(column) == bindparam("old_value", type_=Text)
    new = bindparam("new_value", type_=Text)
    return update(table).where(*here, unchanged).values({column.name: new})


async def _is_any_left(database: Database, column: Column[Any]) -> bool:
    others = _begins_with_none(column, [database.keyring.newest])
    return await _finds(database, select(column.table.c.workspace_id).where(others))


async def _holds_values_of_other_keys(database: Database) -> bool:
    """Tell whether some value was encrypted by a key that we do not have."""
    for table, column in _places():
        others = _begins_with_none(column, database.keyring.ids)
        if await _finds(database, select(table.c.workspace_id).where(others)):
            return True
    return False


async def _finds(database: Database, wanted: Select[Any]) -> bool:
    async with database.look_across() as connection:
        return (await connection.execute(wanted.limit(1))).first() is not None


def _begins_with_none(column: Column[Any], heads: Iterable[str]) -> Any:
    filled = and_(column.is_not(None), _plain(column) != "")
    return and_(filled, *(_plain(column).not_like(f"{one}%") for one in heads))


def _plain(column: Column[Any]) -> Any:
    """Return a column as it is stored."""
    return type_coerce(column, Text)


def _places() -> list[tuple[Table, Column[Any]]]:
    """Return every encrypted column."""
    return [
        (table, column)
        for table in Base.metadata.sorted_tables
        for column in table.columns
        if isinstance(column.type, EncryptedText)
    ]


async def _check_value(database: Database) -> str | None:
    async with database.look_across() as connection:
        found = select(SelfCheck.key_check).where(SelfCheck.id == ONLY)
        value: str | None = (await connection.execute(found)).scalar()
        return value


async def _write(database: Database, now: datetime) -> None:
    """Leave a value that the newest key encrypted, in place of another key's."""
    insert = sqlite.insert(SelfCheck) if database.embedded else postgresql.insert(SelfCheck)
    values = {"key_check": database.keyring.encrypt(WORDS, CONTEXT), "written_at": now}
    row = insert.values(id=ONLY, **values).on_conflict_do_update(index_elements=["id"], set_=values)
    async with database.all_workspaces(Across.KEYS) as db:
        await db.execute(row)


def _wrong_keys(database: Database) -> SetupError:
    if database.has_key_file and database.path:
        return SetupError(
            f"The key file {key_file_of(database.path)} does not open what {database.path} holds: "
            "put back the one that was made with it."
        )
    return SetupError(
        "ENCRYPTION_KEYS does not open what the database holds: give the key that it was written with too, "
        "after the newest. `pinchpoint keys rotate` makes older keys unnecessary."
    )
