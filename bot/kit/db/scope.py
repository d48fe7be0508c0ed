"""What keeps a session inside its workspace: narrowing, and the refusal of whatever cannot be narrowed.

``with_loader_criteria`` adds ``workspace_id = …`` for each mapped class that SQLAlchemy finds in a statement.
It does not find all of them (a class that stands only inside a window function or a CASE, the second table of
UPDATE … FROM). So when a statement of some shape is first compiled, what came of it is looked through, and it
is refused unless each of its tables was narrowed. What this costs is paid once for each shape.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Any
from weakref import WeakSet

from sqlalchemy import Delete, Insert, Select, Table, TextClause, Update
from sqlalchemy.engine import Connection
from sqlalchemy.orm import ORMExecuteState, Session, UOWTransaction, with_loader_criteria
from sqlalchemy.sql import visitors
from sqlalchemy.sql.base import ExecutableOption
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.elements import BindParameter, ColumnClause
from sqlalchemy.sql.selectable import Alias, Join

from bot.kit.db.base import WorkspaceScoped

COLUMN = "workspace_id"


class OutsideWorkspaceError(Exception):
    """A statement or a row would reach beyond the workspace for which the session was opened."""


@lru_cache(maxsize=1024)
def only_of(workspace_id: str) -> ExecutableOption:
    """Return what narrows a statement to a workspace; making it takes as long as many a statement."""
    return with_loader_criteria(
        WorkspaceScoped, lambda model: model.workspace_id == workspace_id, include_aliases=True
    )


def narrow(state: ORMExecuteState) -> None:
    """Narrow whatever a session is about to execute to its workspace (event ``do_orm_execute``)."""
    workspace_id: str = state.session.info[COLUMN]
    check_mapped(state.statement)
    if state.is_insert:
        _own(state, workspace_id)
        return
    if state.is_executemany or COLUMN in (state.parameters or ()):
        raise OutsideWorkspaceError("UPDATE and DELETE take conditions and values, not lists of parameters.")
    option = only_of(workspace_id)
    if option not in state.statement._with_options:
        state.statement = state.statement.options(option)


def check_mapped(statement: Any) -> None:
    """Refuse a statement that does not begin with a mapped class."""
    if not _is_mapped(statement):
        raise OutsideWorkspaceError("Only statements on mapped classes can be narrowed to a workspace.")


def _is_mapped(statement: Any) -> bool:
    return bool(statement._propagate_attrs.get("compile_state_plugin") == "orm")


def _own(state: ORMExecuteState, workspace_id: str) -> None:
    """Put the workspace into every row of an INSERT; refuse one that names another."""
    statement: Any = state.statement
    if state.bind_mapper is None or COLUMN not in state.bind_mapper.columns:
        raise OutsideWorkspaceError("A row that belongs to no workspace was about to be written.")
    if statement._multi_values or statement.select is not None:
        raise OutsideWorkspaceError("INSERT takes values, or a list of parameters.")
    given = {getattr(key, "key", key): value for key, value in (statement._values or {}).items()}
    if COLUMN in given:
        value = given[COLUMN]
        _check(value.value if isinstance(value, BindParameter) else value, workspace_id)
    rows: Any = state.parameters
    if rows:
        many = rows if isinstance(rows, list) else [rows]
        for row in many:
            _check(row.get(COLUMN, workspace_id), workspace_id)
        owned = [{COLUMN: workspace_id, **row} for row in many]
        state.parameters = owned if isinstance(rows, list) else owned[0]
    elif COLUMN not in given:
        state.statement = statement.values({COLUMN: workspace_id})


def check_flush(session: Session, _context: UOWTransaction, _objects: Any) -> None:
    """Put the workspace into objects that are about to be written; refuse another's (``before_flush``)."""
    workspace_id: str = session.info[COLUMN]
    for row in (*session.new, *session.dirty, *session.deleted):
        if not isinstance(row, WorkspaceScoped):
            raise OutsideWorkspaceError(f"{type(row).__name__} belongs to no workspace.")
        if row.workspace_id is None and row in session.new:
            row.workspace_id = workspace_id
        _check(row.workspace_id, workspace_id)


def _check(value: Any, workspace_id: str) -> None:
    if value != workspace_id:
        raise OutsideWorkspaceError("A row of another workspace was about to be written.")


_checked: WeakSet[SQLCompiler] = WeakSet()


def check_compiled(
    _connection: Connection, _cursor: Any, _sql: str, _parameters: Any, context: Any, _many: bool
) -> None:
    """Refuse a compiled statement in which some table was not narrowed (event ``before_cursor_execute``)."""
    compiled = context.compiled
    if compiled is None or compiled in _checked or COLUMN not in context.execution_options:
        return
    statement = compiled.statement
    # Core statements come only from the unit of work, whose rows check_flush has seen.
    if statement is not None and _is_mapped(statement):
        _check_statement(statement, compiled)
    _checked.add(compiled)


def _check_statement(statement: Any, compiled: SQLCompiler) -> None:
    state: Any = compiled.compile_state
    if isinstance(statement, Update | Delete) and state.is_multitable:
        raise OutsideWorkspaceError("UPDATE and DELETE name one table; others stand in a subquery.")
    if isinstance(statement, Update) and any(_key(column) == COLUMN for column in statement._values or ()):
        raise OutsideWorkspaceError("A row does not move to another workspace.")
    for element in visitors.iterate(statement):
        if _is_text(element) or (isinstance(element, Select) and isinstance(statement, Insert)):
            raise OutsideWorkspaceError(
                "Text, or a SELECT within an INSERT, cannot be narrowed to a workspace."
            )
        if isinstance(element, Select):
            _check_select((state if element is statement else _compile(element, compiled)).statement)


def _key(column: Any) -> str:
    key: str = getattr(column, "key", column)
    return key


def _is_text(element: Any) -> bool:
    literal = isinstance(element, ColumnClause) and element.is_literal and element.name != "*"
    return literal or isinstance(element, TextClause)


def _compile(select: Select[*tuple[Any, ...]], compiled: SQLCompiler) -> Any:
    alone = select.options(only_of("")).compile(dialect=compiled.dialect)
    assert isinstance(alone, SQLCompiler)  # noqa: S101 - a SELECT always makes one
    return alone.compile_state


def _check_select(select: Select[*tuple[Any, ...]]) -> None:
    """Check one SELECT as the ORM made it, without those inside it."""
    froms = select.get_final_froms()
    conditions = [*select._where_criteria, *(join.onclause for one in froms for join in _joins(one))]
    narrowed = {name for condition in conditions for name in _narrowed_by(condition)}
    for name in (leaf for one in froms for leaf in _leaves(one)):
        if name not in narrowed:
            raise OutsideWorkspaceError(f"{name} is not narrowed in: {select}")


def _joins(element: Any) -> Iterator[Join]:
    if isinstance(element, Join):
        yield element
        yield from _joins(element.left)
        yield from _joins(element.right)


def _leaves(element: Any) -> Iterator[str]:
    """Yield the names that tables have in a FROM; what is no table is a subquery, looked at by itself."""
    if isinstance(element, Join):
        yield from _leaves(element.left)
        yield from _leaves(element.right)
    elif isinstance(element, Table) or (isinstance(element, Alias) and isinstance(element.element, Table)):
        yield element.name


def _narrowed_by(condition: Any) -> Iterator[str]:
    for element in visitors.iterate(condition):
        if isinstance(element, ColumnClause) and "for_loader_criteria" in element._annotations:
            table: Any = element.table
            yield table.name
