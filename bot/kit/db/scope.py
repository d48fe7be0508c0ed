"""What keeps a session inside its workspace: narrowing, and the refusal of rows and statements of others.

``with_loader_criteria`` adds ``workspace_id = …`` for each mapped class that SQLAlchemy finds in a statement.
It does not find all of them: ``bot.kit.db.compiled`` looks at what came of it.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from sqlalchemy.orm import ORMExecuteState, Session, UOWTransaction, with_loader_criteria
from sqlalchemy.sql.base import ExecutableOption

from bot.kit.db import bound
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
    if state.is_update and state.bind_mapper is not None:
        state.statement = bound.update(state.bind_mapper, state.statement)  # type: ignore[arg-type]
    option = only_of(workspace_id)
    if option not in state.statement._with_options:
        state.statement = state.statement.options(option)


def check_mapped(statement: Any) -> None:
    """Refuse a statement that does not begin with a mapped class."""
    if not is_mapped(statement):
        raise OutsideWorkspaceError("Only statements on mapped classes can be narrowed to a workspace.")


def is_mapped(statement: Any) -> bool:
    """Tell whether a statement begins with a mapped class, so that the ORM compiles it."""
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
        _check(bound.plain(given[COLUMN]), workspace_id)
    rows: Any = state.parameters
    if rows:
        many = rows if isinstance(rows, list) else [rows]
        for row in many:
            _check(row.get(COLUMN, workspace_id), workspace_id)
        owned = [bound.new_row(state.bind_mapper, {COLUMN: workspace_id, **row}) for row in many]
        state.parameters = owned if isinstance(rows, list) else owned[0]
    else:
        plain = {name: bound.plain(value) for name, value in given.items()}
        row = bound.new_row(state.bind_mapper, {COLUMN: workspace_id, **plain})
        state.statement = statement.values(
            {name: row[name] for name in row if row[name] is not plain.get(name)}
        )


def check_flush(session: Session, _context: UOWTransaction, _objects: Any) -> None:
    """Put the workspace into objects that are about to be written; refuse another's (``before_flush``)."""
    workspace_id: str = session.info[COLUMN]
    new = session.new
    for row in (*new, *session.dirty, *session.deleted):
        if not isinstance(row, WorkspaceScoped):
            raise OutsideWorkspaceError(f"{type(row).__name__} belongs to no workspace.")
        if row.workspace_id is None and row in new:
            row.workspace_id = workspace_id
        _check(row.workspace_id, workspace_id)
    for row in (*new, *session.dirty):
        bound.flushed(row, is_new=row in new)


def _check(value: Any, workspace_id: str) -> None:
    if value != workspace_id:
        raise OutsideWorkspaceError("A row of another workspace was about to be written.")
