"""A row in every table that a database has, made from what the database says of itself."""

from __future__ import annotations

import itertools
import re
from collections.abc import Collection, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

Row = dict[str, Any]
Known = Mapping[str, Collection[str]]
START = datetime(2026, 1, 5, 9, tzinfo=UTC)


def fill(connection: sa.Connection, number: int, known: Known | None = None) -> None:
    """Insert two rows into each table, each in a workspace of its own; numbers keep them apart from others.

    A bare row has only what must be given; a full one has a value in every column. ``known`` are the tables
    and columns that whoever writes knows, where that is not all of them.
    """
    metadata = sa.MetaData()
    metadata.reflect(connection)
    checks = _checks(connection)
    tables = [table for table in metadata.sorted_tables if table.name != "alembic_version"]
    if known is not None:
        tables = [table for table in tables if table.name in known]
    for bare in (True, False):
        made: dict[str, Row] = {}
        for table in tables:
            choices = _choices(table, checks.get(table.name, []), 2 * number + bare, bare)
            if known is not None:
                choices = {name: some for name, some in choices.items() if name in known[table.name]}
            made[table.name] = _insert(connection, table, made, choices)


def counts(connection: sa.Connection) -> dict[str, int]:
    """How many rows each table has."""
    names = set(sa.inspect(connection).get_table_names()) - {"alembic_version"}
    counting = {name: sa.select(sa.func.count()).select_from(sa.table(name)) for name in sorted(names)}
    return {name: connection.execute(query).scalar_one() for name, query in counting.items()}


def _checks(connection: sa.Connection) -> dict[str, list[str]]:
    found = sa.inspect(connection).get_multi_check_constraints()
    return {name: [str(one["sqltext"]) for one in checks] for (_, name), checks in found.items()}


def _insert(
    connection: sa.Connection, table: sa.Table, made: Mapping[str, Row], choices: dict[str, list[Any]]
) -> Row:
    """Insert the first combination of the choices that the table's checks allow."""
    refused: IntegrityError | None = None
    for values in itertools.islice(itertools.product(*choices.values()), 2000):
        row = dict(zip(choices, values, strict=True))
        row |= _keys_of_parents(table, made, row)
        try:
            with connection.begin_nested():
                connection.execute(table.insert().values(row))
        except IntegrityError as error:
            refused = error
        else:
            return row
    raise AssertionError(f"No row that this knows to make fits into {table.name}.") from refused


def _keys_of_parents(table: sa.Table, made: Mapping[str, Row], row: Row) -> Row:
    """Return the columns that refer to the rows made before, or to the row itself."""
    found: Row = {}
    for constraint in table.foreign_key_constraints:
        referred = constraint.referred_table
        parent = row | found if referred is table else made.get(referred.name)
        for element in constraint.elements:
            if element.parent.name in row:
                found[element.parent.name] = parent and parent[element.column.name]
    return found


def _choices(table: sa.Table, checks: list[str], number: int, bare: bool) -> dict[str, list[Any]]:
    """Return for each column to be given the values that checks name for it, or else one of its type."""
    names = set(table.columns.keys())
    return {
        column.name: _named(column, checks, names) or [value_of(column, number)]
        for column in table.columns
        if not (bare and (column.nullable or column.server_default is not None))
    }


def _named(column: sa.Column[Any], checks: list[str], names: set[str]) -> list[Any]:
    about = [check for check in checks if re.search(rf"\b{column.name}\b", check)]
    alone = [check for check in about if names & set(re.findall(r"\w+", check)) == {column.name}]
    if column.type.python_type is str:
        return [word for check in alone for word in re.findall(r"'([^']*)'", check)]
    if column.type.python_type is int:
        return [int(digits) for check in alone or about for digits in re.findall(r"\b\d+\b", check)]
    return []


def value_of(column: sa.Column[Any], number: int) -> Any:
    if isinstance(column.type, sa.JSON):
        return {} if "{" in str(getattr(column.server_default, "arg", "")) else [number]
    kind = column.type.python_type
    moment = START + timedelta(days=number)
    aware = getattr(column.type, "timezone", False)
    values: dict[type, Any] = {
        str: f"{column.name} {number}",
        bool: True,
        int: number,
        float: number / 2,
        bytes: bytes([number]),
        date: moment.date(),
        datetime: moment if aware else moment.replace(tzinfo=None),
    }
    return values[kind]
