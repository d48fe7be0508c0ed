"""The last look at a statement: each of its tables was narrowed to the workspace, or it is refused.

``with_loader_criteria`` does not find a class that stands only inside a window function, a CASE or an EXISTS
with one composed condition, nor the second table of UPDATE … FROM. So when a statement of some shape is first
compiled, each SELECT in it is looked through. What this costs is paid once for each shape.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from weakref import WeakSet

from sqlalchemy import Delete, Insert, Select, Table, TextClause, Update
from sqlalchemy.engine import Connection
from sqlalchemy.sql import operators, visitors
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.elements import BinaryExpression, BooleanClauseList, ColumnClause, Grouping
from sqlalchemy.sql.selectable import Alias, Join

from bot.kit.db.scope import COLUMN, OutsideWorkspaceError, is_mapped, only_of

_OF_EXISTS = ("*", "1")  # what SQLAlchemy itself selects in an EXISTS

_checked: WeakSet[SQLCompiler] = WeakSet()


def check_compiled(
    _connection: Connection, _cursor: Any, _sql: str, _parameters: Any, context: Any, _many: bool
) -> None:
    """Refuse a compiled statement in which some table was not narrowed (event ``before_cursor_execute``)."""
    compiled = context.compiled
    if compiled is None or compiled in _checked or COLUMN not in context.execution_options:
        return
    statement = compiled.statement
    # Core statements come only from the unit of work, whose rows were looked at before it wrote.
    if statement is not None and is_mapped(statement):
        _check(statement, compiled)
    _checked.add(compiled)


def _check(statement: Any, compiled: SQLCompiler) -> None:
    state: Any = compiled.compile_state
    if isinstance(statement, Update | Delete) and state.is_multitable:
        raise OutsideWorkspaceError("UPDATE and DELETE name one table; others stand in a subquery.")
    if isinstance(statement, Update) and any(_key(column) == COLUMN for column in statement._values or ()):
        raise OutsideWorkspaceError("A row does not move to another workspace.")
    for element in visitors.iterate(statement):
        if _is_text(element) or (isinstance(element, Select) and isinstance(statement, Insert)):
            raise OutsideWorkspaceError("Text, or a SELECT within an INSERT, cannot be narrowed.")
        if isinstance(element, Select):
            _check_select((state if element is statement else _compile(element, compiled)).statement)


def _key(column: Any) -> str:
    key: str = getattr(column, "key", column)
    return key


def _is_text(element: Any) -> bool:
    literal = isinstance(element, ColumnClause) and element.is_literal
    return (literal and element.name not in _OF_EXISTS) or isinstance(element, TextClause)


def _compile(select: Select[*tuple[Any, ...]], compiled: SQLCompiler) -> Any:
    alone = select.options(only_of("")).compile(dialect=compiled.dialect)
    assert isinstance(alone, SQLCompiler)  # noqa: S101 - a SELECT always makes one
    return alone.compile_state


def _check_select(select: Select[*tuple[Any, ...]]) -> None:
    """Check one SELECT as the ORM made it, without those inside it."""
    froms = select.get_final_froms()
    tables = {name for one in froms for name in _tables(one)}
    narrowed: set[str] = set()
    equal: list[tuple[str, str]] = []  # where the second is in the workspace of the first
    for condition, reach in _conditions(select, froms, tables):
        if "for_loader_criteria" in condition._annotations:
            narrowed |= {table for _, table in _columns(condition)} & reach
        elif _is_equality(condition):
            (_, one), (_, other) = _columns(condition)
            equal += [pair for pair in ((one, other), (other, one)) if pair[1] in reach]
    for _ in tables:
        narrowed |= {second for first, second in equal if first in narrowed}
    if tables - narrowed:
        raise OutsideWorkspaceError(f"{sorted(tables - narrowed)} not narrowed in: {select}")


def _conditions(select: Any, froms: Any, tables: set[str]) -> Iterator[tuple[Any, set[str]]]:
    """Yield the conditions that all hold, each with the tables of which it can narrow the rows."""
    for condition in select._where_criteria:
        yield from ((part, tables) for part in _parts(condition))
    for join in (join for one in froms for join in _joins(one)):
        # Rows on the left of an outer join come whatever its condition says.
        reach = set() if join.full else set(_tables(join.right)) if join.isouter else tables
        yield from ((part, reach) for part in _parts(join.onclause))


def _parts(condition: Any) -> Iterator[Any]:
    if "for_loader_criteria" not in condition._annotations:
        if isinstance(condition, Grouping):
            yield from _parts(condition.element)
            return
        if isinstance(condition, BooleanClauseList) and condition.operator is operators.and_:
            for clause in condition.clauses:
                yield from _parts(clause)
            return
    yield condition


def _is_equality(condition: Any) -> bool:
    """Tell whether a condition says that two tables' rows are of the same workspace."""
    return (
        isinstance(condition, BinaryExpression)
        and condition.operator is operators.eq
        and all(isinstance(side, ColumnClause) for side in (condition.left, condition.right))
        and [name for name, _ in _columns(condition)] == [COLUMN, COLUMN]
    )


def _columns(condition: Any) -> list[tuple[str, str]]:
    """Return the columns that a condition names, each as its name and its table's."""
    found = [element for element in visitors.iterate(condition) if isinstance(element, ColumnClause)]
    return [(column.name, getattr(column.table, "name", "")) for column in found]


def _joins(element: Any) -> Iterator[Join]:
    if isinstance(element, Join):
        yield element
        yield from _joins(element.left)
        yield from _joins(element.right)


def _tables(element: Any) -> Iterator[str]:
    """Yield the names that tables have in a FROM; what is no table is a subquery, looked at by itself."""
    if isinstance(element, Join):
        yield from _tables(element.left)
        yield from _tables(element.right)
    elif isinstance(element, Table) or (isinstance(element, Alias) and isinstance(element.element, Table)):
        yield element.name
